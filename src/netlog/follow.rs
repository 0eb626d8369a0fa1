//! Reading a log that grows, also when it is put aside for a new one.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// Longest line that is kept whole; the rest of a longer one comes as a line of its own.
const LINE_BYTES_MAX: u64 = 1024 * 1024;

/// A log that is read line by line.
#[derive(Debug)]
pub struct Follow {
    path: PathBuf,
    reader: BufReader<File>,
    line: Vec<u8>,
}

impl Follow {
    /// Opens the log at its beginning.
    ///
    /// # Errors
    /// The system's.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), reader: BufReader::new(File::open(path)?), line: Vec::new() })
    }

    /// The next line without its end; `None` when there is no whole line now.
    ///
    /// # Errors
    /// The system's.
    pub fn next_line(&mut self) -> io::Result<Option<String>> {
        loop {
            let room = LINE_BYTES_MAX.saturating_sub(u64::try_from(self.line.len()).unwrap_or(u64::MAX));
            let count = io::Read::take(&mut self.reader, room).read_until(b'\n', &mut self.line)?;
            if self.line.last() == Some(&b'\n') || room == 0 {
                return Ok(self.rest());
            }
            if count == 0 && !self.go_on()? {
                return Ok(None);
            }
        }
    }

    /// What stands behind the last whole line.
    pub fn rest(&mut self) -> Option<String> {
        let line = core::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line).trim_end_matches('\n').to_owned();
        (!line.is_empty()).then_some(text)
    }

    /// At the end of a file that was put aside: goes on with the one that took its name.
    fn go_on(&mut self) -> io::Result<bool> {
        let ours = self.reader.get_ref().metadata()?;
        let Ok(there) = fs::metadata(&self.path) else { return Ok(false) };
        if (there.dev(), there.ino()) == (ours.dev(), ours.ino()) {
            return Ok(false);
        }
        self.reader = BufReader::new(File::open(&self.path)?);
        Ok(true)
    }
}
