//! One process for each profile.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::error::Error;

/// Held while a process runs a profile; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct ProfileLock {
    _file: File,
}

impl ProfileLock {
    /// Takes the lock of the profile whose folder this is.
    ///
    /// # Errors
    /// [`Error::Locked`] when another process has it.
    pub fn take(folder: &Path, profile: &str) -> Result<Self, Error> {
        let path = folder.join("lock");
        let io = |source| Error::Io { operation: "lock", path: path.clone(), source };
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Locked { profile: profile.to_owned() }),
            Err(TryLockError::Error(source)) => Err(io(source)),
        }
    }
}
