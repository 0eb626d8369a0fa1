//! The file of a key log: private, and grown by whole lines.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::error::Error;
use super::files::open_private;

/// How the lines begin that are written to it.
const BEGINNING: &[u8] = b"CHAIN_";
/// Bytes behind the last end of a line that may be the beginning of one of ours.
const TORN_MAX: u64 = 1024;

/// A key log that is written.
#[derive(Debug)]
pub struct KeyLogFile {
    path: PathBuf,
    file: File,
}

impl KeyLogFile {
    /// Opens the file, or makes one that only its owner can read.
    ///
    /// A line without its end was left by a process that died while it wrote. It is taken back, so that the next one
    /// does not begin in the middle of it.
    ///
    /// # Errors
    /// What the system said, that others have access, or that the file ends in something that is no line of ours.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let mut file = open_private(path, OpenOptions::new().read(true).append(true).create(true))?;
        let length = file.metadata().map_err(Error::io("look at", path))?.len();
        let mut tail = Vec::new();
        file.seek(SeekFrom::Start(length.saturating_sub(TORN_MAX)))
            .and_then(|_at| file.read_to_end(&mut tail))
            .map_err(Error::io("read", path))?;
        let torn = tail.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        if !torn.is_empty() {
            if !torn.starts_with(BEGINNING) && !BEGINNING.starts_with(torn) {
                return Err(Error::foreign(path, "no key log: it ends within a line that is none of one"));
            }
            let whole = length.saturating_sub(u64::try_from(torn.len()).unwrap_or(u64::MAX));
            file.set_len(whole).map_err(Error::io("shorten", path))?;
        }
        Ok(Self { path: path.to_owned(), file })
    }

    /// Adds lines, all of them or none.
    ///
    /// # Errors
    /// What the system said.
    pub fn append(&mut self, lines: &str) -> Result<(), Error> {
        let before = self.file.metadata().map_err(Error::io("look at", &self.path))?.len();
        self.file.write_all(lines.as_bytes()).map_err(|error| {
            // Half a line would make the next one, and with it the whole file, unreadable.
            let _ = self.file.set_len(before);
            Error::io("write", &self.path)(error)
        })
    }
}
