//! One file of the log: never a torn line behind which another goes on, and one process that writes.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::Path;

use crate::keystore::make_private_dir;

/// One file, and what of it is whole.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) file: File,
    /// Bytes up to where the next line begins.
    pub(super) length: u64,
    /// It ends within a line: whoever wrote it was stopped there.
    pub(super) is_torn: bool,
}

impl Segment {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            make_private_dir(folder).map_err(io::Error::other)?;
        }
        let file = OpenOptions::new().create(true).read(true).append(true).mode(0o600).open(path)?;
        lock(&file)?;
        let length = file.metadata()?.len();
        let mut last = [b'\n'];
        if let Some(at) = length.checked_sub(1) {
            file.read_exact_at(&mut last, at)?;
        }
        Ok(Self { file, length, is_torn: last != [b'\n'] })
    }

    pub(super) fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if !self.is_torn {
            return self.write(line);
        }
        // Both or none: a torn line that has got its end is none any more.
        self.write(&[b"\n", line].concat())?;
        self.is_torn = false;
        Ok(())
    }

    /// Removes what was written of a line, and adds nothing where somebody has cut the file.
    fn take_back(&self) -> io::Result<()> {
        self.file.set_len(self.length.min(self.file.metadata()?.len()))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = self.file.write_all(bytes);
        if written.is_ok() {
            self.length += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        } else if self.take_back().is_err() {
            // A system that does not even shorten the file leaves the torn line there, and another begins behind it.
            let length = self.file.metadata().map_or(self.length, |found| found.len());
            self.is_torn |= length != self.length;
            self.length = length;
        }
        written
    }
}

/// Two processes would cut each other's lines where the disk is full, and put aside each other's files.
fn lock(file: &File) -> io::Result<()> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) if file.metadata()?.is_file() => Err(io::Error::new(
            io::ErrorKind::ResourceBusy,
            "another process writes it: end that one, or give this one another name with --name NAME",
        )),
        // Where nothing can be locked, the lines of two still stand one after the other.
        _ => Ok(()),
    }
}
