//! One process for each profile.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::Path;

use super::error::Error;
use super::files;

/// Held while a process runs a profile; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct ProfileLock {
    file: File,
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
        let mut file = files::open_private(&path, OpenOptions::new().create(true).read(true).append(true))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Locked { profile: profile.to_owned(), process: holder(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(Error::io("lock", &path)(error)),
        }
        // Only for the message to others: without it they are told less, and the lock is as good.
        let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
        files::sweep(folder)?;
        Ok(Self { file })
    }
}

impl Drop for ProfileLock {
    /// Whoever finds the profile taken before the next process has written its number is not told of this one.
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
    }
}

/// The number of the process that has the lock, as it has written it there.
fn holder(file: &mut File) -> Option<u32> {
    let mut digits = String::new();
    file.take(PROCESS_BYTES_MAX).read_to_string(&mut digits).ok()?;
    digits.trim_end().parse().ok()
}

/// More than the longest number of a process has.
const PROCESS_BYTES_MAX: u64 = 16;
