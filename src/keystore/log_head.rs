//! The file `log_head`, version 1: how far the chain of net.log had come at its newest checkpoint.
//!
//! ```text
//! peerscope log head 1
//! run RUN
//! lines NUMBER
//! tag TAG
//! signature SIGNATURE
//! ```
//!
//! `RUN` and `TAG` are 32 lower-case hexadecimal digits, `NUMBER` counts the lines of that run, `SIGNATURE` has 128
//! digits: `Sig("log checkpoint", run || u64 lines || tag)` of the identity. Each line is ended by one line feed.

use std::path::Path;

use crate::crypto::{Context, SigningKey, VerifyingKey};
use crate::text::hex;

use super::chain::{Run, Tag, unhex};
use super::error::Error;
use super::files::{self, Existing};

const FIRST_LINE: &str = "peerscope log head 1";
/// The words, the digits, and a number.
const FILE_BYTES_MAX: usize = 320;

/// How far the chain had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogHead {
    /// The run that wrote it.
    pub run: Run,
    /// Lines of that run.
    pub lines: u64,
    /// The tag of the last one.
    pub tag: Tag,
}

impl LogHead {
    /// Reads the file; none if there is none.
    ///
    /// # Errors
    /// Whatever keeps it from being read, or that somebody else has signed it.
    pub fn load(path: &Path, identity: &VerifyingKey) -> Result<Option<Self>, Error> {
        if !files::exists(path)? {
            return Ok(None);
        }
        let damaged = |what| Error::damaged(path, 0, what);
        let text = String::from_utf8(files::read_private(path, FILE_BYTES_MAX)?)
            .map_err(|_not_text| damaged("it is not UTF-8"))?;
        let (head, signature) = parse(&text).ok_or_else(|| damaged("it is no checkpoint of net.log"))?;
        let signed =
            identity.verify(Context::LogCheckpoint, &head.parts(&head.lines.to_be_bytes()), &signature);
        signed.map(|()| Some(head)).map_err(|_refused| damaged("your identity has not signed it"))
    }

    /// Writes the file whole, or leaves the old one as it is.
    ///
    /// # Errors
    /// What the file system said.
    pub fn save(&self, path: &Path, identity: &SigningKey) -> Result<(), Error> {
        let signature = identity.sign(Context::LogCheckpoint, &self.parts(&self.lines.to_be_bytes()));
        files::write_private(path, self.text(&signature).as_bytes(), Existing::Replace)
    }

    fn parts<'a>(&'a self, lines: &'a [u8; 8]) -> [&'a [u8]; 3] {
        [&self.run, lines, &self.tag]
    }

    fn text(&self, signature: &[u8; 64]) -> String {
        let Self { run, lines, tag } = self;
        let (run, tag, signature) = (hex(run), hex(tag), hex(signature));
        format!("{FIRST_LINE}\nrun {run}\nlines {lines}\ntag {tag}\nsignature {signature}\n")
    }
}

fn parse(text: &str) -> Option<(LogHead, [u8; 64])> {
    let mut lines = text.lines();
    let mut value = |name| lines.next().and_then(|line| line.strip_prefix(name));
    value(FIRST_LINE)?;
    let head = LogHead {
        run: unhex(value("run ")?)?,
        lines: value("lines ")?.parse().ok()?,
        tag: unhex(value("tag ")?)?,
    };
    let signature = unhex(value("signature ")?)?;
    (head.text(&signature) == text).then_some((head, signature))
}
