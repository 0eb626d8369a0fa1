//! A file that is sent: read as it was when it was offered, or not at all.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use crate::crypto::Sha256Stream;
use crate::wire::limits::{FILE_BYTES_MAX, FILE_CHUNK_BYTES};

#[cfg(unix)]
use super::by_handle as at;
#[cfg(not(unix))]
use super::by_path as at;
use super::error::Error;

/// What tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(pub [u64; 4]);

/// An open file of ours.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    file: File,
    stamp: Stamp,
    size: u64,
}

impl Source {
    /// Opens a file to be offered.
    ///
    /// # Errors
    /// It is no regular file, it is too large, or the system refused.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let file = at::open_source(path).map_err(Error::io("open", path))?;
        let found = file.metadata().map_err(Error::io("look at", path))?;
        if !found.is_file() {
            return Err(Error::NotAFile(path.to_owned()));
        }
        let size = found.len();
        if size > FILE_BYTES_MAX {
            return Err(Error::TooLarge { path: path.to_owned(), bytes: size });
        }
        Ok(Self { path: path.to_owned(), file, stamp: Stamp(at::stamp(&found)), size })
    }

    /// Opens it again to be read from.
    ///
    /// # Errors
    /// [`Error::Changed`] when it is another one by now, or what [`Source::open`] gives.
    pub fn open_again(path: &Path, stamp: Stamp) -> Result<Self, Error> {
        let source = Self::open(path)?;
        if source.stamp == stamp { Ok(source) } else { Err(Error::Changed(path.to_owned())) }
    }

    /// Its bytes.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Its state when it was opened.
    pub const fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// SHA-256 of the whole.
    ///
    /// # Errors
    /// [`Error::Changed`], or what the system said.
    pub fn digest(&mut self) -> Result<[u8; 32], Error> {
        let mut hash = Sha256Stream::default();
        let mut offset = 0;
        while offset < self.size {
            let bytes = self.read_at(offset)?;
            hash.update(&bytes);
            offset += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        }
        self.is_unchanged()?;
        Ok(hash.finish())
    }

    /// The bytes of the chunk that begins here: as many as a chunk has, or those up to the end.
    ///
    /// # Errors
    /// [`Error::Changed`], or what the system said.
    pub fn read_at(&mut self, offset: u64) -> Result<Vec<u8>, Error> {
        let left = usize::try_from(self.size.saturating_sub(offset)).unwrap_or(usize::MAX);
        let mut bytes = vec![0; left.min(FILE_CHUNK_BYTES)];
        let read = self.file.seek(SeekFrom::Start(offset)).and_then(|_at| self.file.read_exact(&mut bytes));
        // A file that was cut is a changed one, and no failure to read.
        self.is_unchanged()?;
        read.map_err(Error::io("read", &self.path))?;
        Ok(bytes)
    }

    fn is_unchanged(&self) -> Result<(), Error> {
        let found = self.file.metadata().map_err(Error::io("look at", &self.path))?;
        if Stamp(at::stamp(&found)) == self.stamp { Ok(()) } else { Err(Error::Changed(self.path.clone())) }
    }
}
