//! The file `log_head`: how far the chain of net.log had come at its newest checkpoint, and where the log begins.
//!
//! ```text
//! peerscope log head 2
//! run RUN
//! lines NUMBER
//! tag TAG
//! files told TAG TAG ..
//! signature SIGNATURE
//! ```
//!
//! `RUN` and `TAG` are 32 lower-case hexadecimal digits, `NUMBER` counts the lines of that run. Behind `files` stands for
//! each file of the log that is kept, the oldest first, the tag of the line before its first one; `found` in place of
//! `told` says that nobody knows whether there were others before. `SIGNATURE` has 128 digits: `Sig("log checkpoint",
//! run || u64 lines || tag || u8 told || the tags of the files)` of the identity. Each line is ended by one line feed.
//!
//! Version 1 has `1` in its first line, no line of files, and none of it under the signature: that of the trust ledger,
//! of which no line is ever removed, and of a log whose program knew no other.

use core::fmt::Write as _;
use std::path::Path;

use crate::crypto::{Context, SigningKey, VerifyingKey};
use crate::text::hex;

use super::chain::{Run, Tag, unhex};
use super::error::Error;
use super::files::{self, Existing};

const FIRST_LINE: &str = "peerscope log head ";
/// The words, the digits, a number, and the tags of some 1,900 files.
const FILE_BYTES_MAX: usize = 64 * 1024;

/// How far the chain had come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogHead {
    /// The run that wrote it.
    pub run: Run,
    /// Lines of that run.
    pub lines: u64,
    /// The tag of the last one.
    pub tag: Tag,
    /// Where the files begin that are kept; none in version 1.
    pub files: Option<Beginnings>,
}

/// Behind which lines the files of a log begin that are kept, the oldest first. It is written down before a file is
/// removed: what is missing without it was removed by somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginnings {
    /// The tags of those lines, at least one; zeros stand for none.
    tags: Vec<Tag>,
    /// Whether all files before the first are known to have been removed by the log itself.
    is_told: bool,
}

impl Beginnings {
    /// Those of a log that has no line yet.
    pub fn new() -> Self {
        Self { tags: vec![Tag::default()], is_told: true }
    }

    /// Those of a log in which nobody has noted them, as they are found in its files.
    pub fn found(mut tags: Vec<Tag>) -> Self {
        if tags.is_empty() {
            tags.push(Tag::default());
        }
        Self { tags, is_told: false }
    }

    /// The tag of the line before the first that is kept.
    pub fn first(&self) -> Tag {
        self.tags.first().copied().unwrap_or_default()
    }

    /// The tag of the line before the first of the newest file.
    pub fn last(&self) -> Tag {
        self.tags.last().copied().unwrap_or_default()
    }

    /// Whether all files before the first are known to have been removed by the log itself.
    pub const fn is_told(&self) -> bool {
        self.is_told
    }

    /// Another file begins behind the line of this tag, and so many files are kept.
    pub fn begin(&mut self, before: Tag, files: usize) {
        self.tags.push(before);
        self.keep(files);
    }

    /// So many of the newest files are kept, at least one.
    pub fn keep(&mut self, files: usize) {
        let removed = self.tags.len().saturating_sub(files.max(1));
        self.tags.drain(..removed);
        self.is_told |= removed > 0;
    }

    /// The newest file was never begun, if it is said to begin behind the line of this tag.
    pub fn take_back(&mut self, before: Tag) {
        if self.tags.len() > 1 && self.last() == before {
            self.tags.pop();
        }
    }

    fn signed(&self) -> Vec<u8> {
        [u8::from(self.is_told)].into_iter().chain(self.tags.iter().flatten().copied()).collect()
    }

    fn text(&self) -> String {
        let mut text = if self.is_told { "told" } else { "found" }.to_owned();
        for tag in &self.tags {
            // Writing to a string cannot fail.
            let _ = write!(text, " {}", hex(tag));
        }
        text
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let is_told = words.next()? == "told";
        let tags = words.map(unhex).collect::<Option<Vec<Tag>>>()?;
        (!tags.is_empty()).then_some(Self { tags, is_told })
    }
}

impl Default for Beginnings {
    fn default() -> Self {
        Self::new()
    }
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
        let said = head.signed();
        let signed = identity.verify(Context::LogCheckpoint, &[&said], &signature);
        signed.map(|()| Some(head)).map_err(|_refused| damaged("your identity has not signed it"))
    }

    /// Writes the file whole, or leaves the old one as it is.
    ///
    /// # Errors
    /// What the file system said.
    pub fn save(&self, path: &Path, identity: &SigningKey) -> Result<(), Error> {
        let signature = identity.sign(Context::LogCheckpoint, &[&self.signed()]);
        files::write_private(path, self.text(&signature).as_bytes(), Existing::Replace)
    }

    fn signed(&self) -> Vec<u8> {
        let files = self.files.as_ref().map(Beginnings::signed).unwrap_or_default();
        [self.run.as_slice(), &self.lines.to_be_bytes(), &self.tag, &files].concat()
    }

    fn text(&self, signature: &[u8; 64]) -> String {
        let Self { run, lines, tag, files } = self;
        let (run, tag, signature) = (hex(run), hex(tag), hex(signature));
        let (version, files) = match files {
            None => (1, String::new()),
            Some(files) => (2, format!("files {}\n", files.text())),
        };
        format!("{FIRST_LINE}{version}\nrun {run}\nlines {lines}\ntag {tag}\n{files}signature {signature}\n")
    }
}

fn parse(text: &str) -> Option<(LogHead, [u8; 64])> {
    let mut lines = text.lines();
    let mut value = |name| lines.next().and_then(|line| line.strip_prefix(name));
    let version = value(FIRST_LINE)?;
    let (run, lines, tag) = (unhex(value("run ")?)?, value("lines ")?.parse().ok()?, unhex(value("tag ")?)?);
    let files = match version {
        "1" => None,
        _ => Some(Beginnings::read(value("files ")?)?),
    };
    let head = LogHead { run, lines, tag, files };
    let signature = unhex(value("signature ")?)?;
    (head.text(&signature) == text).then_some((head, signature))
}
