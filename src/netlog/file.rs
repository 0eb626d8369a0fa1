//! The file of the log: bounded in size, a number of older ones kept, and never a torn line.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use crate::keystore::make_private_dir;

/// How much of the log is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// A file that would grow beyond so many bytes is put aside, and a new one begun.
    pub bytes: u64,
    /// How many files that were put aside are kept: `net.log.1` is the newest.
    pub kept: u32,
}

impl Default for Rotation {
    /// 8 MiB, and 5 older files: at most 48 MiB for a profile.
    fn default() -> Self {
        Self { bytes: 8 * 1024 * 1024, kept: 5 }
    }
}

/// The file that is written now.
#[derive(Debug)]
pub(super) struct LogFile {
    path: PathBuf,
    rotation: Rotation,
    file: File,
    /// Bytes of whole lines in it.
    length: u64,
}

impl LogFile {
    /// Opens the file for appending, its folder made if there is none; nobody but its owner can read either.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn open(path: &Path, rotation: Rotation) -> io::Result<Self> {
        let (file, length) = open(path)?;
        Ok(Self { path: path.to_owned(), rotation, file, length })
    }

    /// Appends a line with its end; of a line that could not be written whole nothing is left.
    ///
    /// # Errors
    /// The system's: the disk is full, or a limit is reached.
    pub(super) fn append(&mut self, line: &[u8]) -> io::Result<()> {
        let size = u64::try_from(line.len()).unwrap_or(u64::MAX);
        if self.length > 0 && self.length.saturating_add(size) > self.rotation.bytes {
            // A log that cannot be put aside goes on growing: that loses less than to stop it.
            let _ = self.rotate();
        }
        match self.file.write_all(line) {
            Ok(()) => {
                self.length += size;
                Ok(())
            }
            Err(error) => {
                // If the system does not even shorten the file, the torn line stands there as it would anyway.
                let _ = self.file.set_len(self.length);
                Err(error)
            }
        }
    }

    /// Opens the file again if somebody has moved or removed it, or its folder.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn follow_path(&mut self) -> io::Result<()> {
        let ours = self.file.metadata()?;
        let is_there = fs::metadata(&self.path)
            .is_ok_and(|there| (there.dev(), there.ino()) == (ours.dev(), ours.ino()));
        if !is_there {
            (self.file, self.length) = open(&self.path)?;
        }
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        for number in (1..self.rotation.kept).rev() {
            // The first times there are fewer.
            let _ = fs::rename(aside(&self.path, number), aside(&self.path, number + 1));
        }
        if self.rotation.kept > 0 {
            fs::rename(&self.path, aside(&self.path, 1))?;
        } else {
            fs::remove_file(&self.path)?;
        }
        (self.file, self.length) = open(&self.path)?;
        Ok(())
    }
}

/// The name of a log that was put aside.
pub(super) fn aside(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    name.into()
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    if let Some(folder) = path.parent() {
        make_private_dir(folder).map_err(io::Error::other)?;
    }
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}
