//! The file `nick`, version 1: what its person calls itself, as `/nick` set it last.
//!
//! ```text
//! peerscope nick 1
//! nick NICK
//! sum SHA256
//! ```
//!
//! `NICK` is 1 to 32 visible characters in at most 128 bytes, `SHA256` is of the lines above, line feeds
//! included, in 64 lower-case hexadecimal digits. Each line is ended by one line feed.

use std::path::{Path, PathBuf};

use crate::crypto::sha256;
use crate::text::{NAME_BYTES_MAX, can_be_nick, hex};

use super::error::Error;
use super::files::{self, Existing};

const BEGINNING: &str = "peerscope nick 1\nnick ";
/// The words, the nick, a checksum and three line ends.
const FILE_BYTES_MAX: usize = BEGINNING.len() + NAME_BYTES_MAX + 80;

/// What a person calls itself, and the file that keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnNick {
    path: PathBuf,
    nick: String,
}

impl OwnNick {
    /// A nick that belongs into this file.
    pub const fn new(path: PathBuf, nick: String) -> Self {
        Self { path, nick }
    }

    /// Reads the file; without one nobody has chosen a nick yet.
    ///
    /// # Errors
    /// Whatever keeps it from being read whole, by name: nothing is guessed from a damaged file.
    pub fn load(path: &Path) -> Result<Option<String>, Error> {
        if !files::exists(path)? {
            return Ok(None);
        }
        let bytes = files::read_private(path, FILE_BYTES_MAX)?;
        let damaged = |what| Error::damaged(path, 0, what);
        let text = String::from_utf8(bytes).map_err(|_not_text| damaged("it is not UTF-8"))?;
        let nick = text.strip_prefix(BEGINNING).and_then(|rest| rest.split_once('\n'));
        let (nick, _) = nick.ok_or_else(|| damaged("it is no file with a nick"))?;
        if text != content(nick) {
            return Err(damaged("the checksum does not match"));
        }
        if can_be_nick(nick) { Ok(Some(nick.to_owned())) } else { Err(damaged("the nick cannot be one")) }
    }

    /// Writes the file whole, or leaves the old one as it is.
    ///
    /// # Errors
    /// What the file system said.
    pub fn save(&self) -> Result<(), Error> {
        files::write_private(&self.path, content(&self.nick).as_bytes(), Existing::Replace)
    }
}

fn content(nick: &str) -> String {
    let text = [BEGINNING, nick, "\n"].concat();
    let sum = sha256(&[text.as_bytes()]);
    format!("{text}sum {}\n", hex(&sum))
}
