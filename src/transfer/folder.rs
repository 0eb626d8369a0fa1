//! The folder into which files come.

use std::fs::{DirBuilder, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

#[cfg(unix)]
use super::by_handle as at;
#[cfg(not(unix))]
use super::by_path as at;
use super::error::Error;

/// Names of this kind that are tried before a file is not given one.
pub(super) const NUMBERS_MAX: u32 = 1_000;

/// Whether both are the same file or folder.
pub(super) fn is_same(one: &Metadata, other: &Metadata) -> bool {
    at::is_same(one, other)
}

/// A folder that is open. Nothing outside it is touched, and nothing that is in it is replaced.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    opened: at::Opened,
}

impl Folder {
    /// Opens it; one that is not there is made, for its owner alone.
    ///
    /// # Errors
    /// What the system said.
    pub fn open(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            let mut builder = DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(path).map_err(Error::io("make the folder", path))?;
        }
        let opened = at::open_folder(path).map_err(Error::io("open the folder", path))?;
        Ok(Self { path: path.to_owned(), opened })
    }

    /// Where it was when it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the disk has room for so many bytes more.
    ///
    /// # Errors
    /// [`Error::NoRoom`], or what the system said.
    pub fn has_room(&self, needed: u64) -> Result<(), Error> {
        let free = at::free_bytes(&self.opened).map_err(Error::io("look at the disk of", &self.path))?;
        let full = Error::NoRoom { path: self.path.clone(), free, needed };
        if needed <= free { Ok(()) } else { Err(full) }
    }

    /// Whether its path still leads to it: a person would look for files in another folder else.
    pub(super) fn is_in_place(&self) -> Result<(), Error> {
        #[cfg(unix)]
        let opened = &self.opened.metadata().map_err(Error::io("look at", &self.path))?;
        #[cfg(not(unix))]
        let opened = &self.opened;
        match self.path.metadata() {
            Ok(found) if at::is_same(&found, opened) => Ok(()),
            _ => Err(Error::PathChanged(self.path.clone())),
        }
    }

    /// Makes a file, or opens the one that is there if nothing else can be behind its name.
    pub(super) fn open_or_create(&self, name: &str) -> Result<File, Error> {
        let path = self.path.join(name);
        let file = match at::create_new(&self.opened, &self.path, name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                at::open(&self.opened, &self.path, name)
            }
            made => made,
        };
        let file = file.map_err(Error::io("open", &path))?;
        let found = file.metadata().map_err(Error::io("look at", &path))?;
        match at::fault(&found) {
            None => Ok(file),
            Some(what) => Err(Error::Foreign { path, what }),
        }
    }

    /// Opens a file that may be there.
    pub(super) fn open_there(&self, name: &str) -> Result<Option<File>, Error> {
        match at::open(&self.opened, &self.path, name) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("open", &self.path.join(name))(error)),
        }
    }

    /// Gives a file the first name of its kind that nothing has, and says which.
    pub(super) fn put_in_place(&self, from: &str, names: impl Fn(u32) -> String) -> Result<String, Error> {
        let mut taken = None;
        for number in 1..NUMBERS_MAX {
            let name = names(number);
            match at::link(&self.opened, &self.path, from, &name) {
                Ok(()) => return Ok(name),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => taken = Some((name, error)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(Error::PartGone(self.path.join(from)));
                }
                Err(error) => return Err(Error::io("make", &self.path.join(name))(error)),
            }
        }
        let (name, error) = taken.unwrap_or_else(|| (from.to_owned(), io::ErrorKind::AlreadyExists.into()));
        Err(Error::io("make", &self.path.join(name))(error))
    }

    pub(super) fn remove(&self, name: &str) -> Result<(), Error> {
        at::remove(&self.opened, &self.path, name).map_err(Error::io("remove", &self.path.join(name)))
    }

    pub(super) fn sync(&self) -> Result<(), Error> {
        at::sync_folder(&self.opened).map_err(Error::io("sync", &self.path))
    }
}
