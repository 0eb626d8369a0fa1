//! One process for each profile.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::error::Error;
use super::files;

/// Held while a process runs a profile; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct ProfileLock {
    _file: File,
}

impl ProfileLock {
    /// Takes the lock of the profile whose folder this is; the folder is made if it is not there. What a
    /// killed process left half written is removed.
    ///
    /// # Errors
    /// [`Error::Locked`] when another process has it.
    pub fn take(folder: &Path, profile: &str) -> Result<Self, Error> {
        files::make_private_dir(folder)?;
        let path = folder.join("lock");
        let file = files::open_private(&path, OpenOptions::new().create(true).append(true))?;
        file.try_lock().map_err(|refused| match refused {
            TryLockError::WouldBlock => Error::Locked { path: path.clone(), profile: profile.to_owned() },
            TryLockError::Error(error) => Error::io("lock", &path)(error),
        })?;
        files::sweep(folder)?;
        Ok(Self { _file: file })
    }
}
