//! A file of what was said that a test keeps waiting, or that has no room to be written anew.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use peerscope::keystore::open_database;
use peerscope::store::{FileMedium, Medium};
use redb::backends::FileBackend;
use redb::{Builder, Database, DatabaseError, StorageBackend};

use crate::peer::DEADLINE;

/// What a test does to it.
#[derive(Debug, Default)]
pub(crate) struct Hindrance {
    waits: Mutex<bool>,
    changed: Condvar,
    pub(crate) is_full: AtomicBool,
}

impl Hindrance {
    /// From now on whatever is written waits.
    pub(crate) fn hold(&self) {
        *self.waits.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }

    /// What waits is written.
    pub(crate) fn let_go(&self) {
        *self.waits.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.changed.notify_all();
    }

    fn pass(&self) -> io::Result<()> {
        let waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = self.changed.wait_timeout_while(waits, DEADLINE, |waits| *waits);
        let still_waits = *passed.unwrap_or_else(PoisonError::into_inner).0;
        if still_waits { Err(io::ErrorKind::TimedOut.into()) } else { Ok(()) }
    }
}

/// The file of this name.
#[derive(Debug)]
pub(crate) struct Hindered {
    path: PathBuf,
    file: FileMedium,
    hindrance: Arc<Hindrance>,
}

impl Hindered {
    pub(crate) fn new(path: &Path, hindrance: &Arc<Hindrance>) -> Self {
        let file = FileMedium::new(path, open_database(path).unwrap());
        Self { path: path.to_owned(), file, hindrance: hindrance.clone() }
    }
}

impl Medium for Hindered {
    fn path(&self) -> &Path {
        &self.path
    }

    fn is_there(&self) -> io::Result<bool> {
        self.file.is_there()
    }

    fn open(&mut self, how: &Builder) -> Option<Result<Database, DatabaseError>> {
        let file = File::options().read(true).write(true).open(&self.path).ok()?;
        let slow = FileBackend::new(file).map(|file| Slow { file, hindrance: self.hindrance.clone() });
        Some(slow.and_then(|slow| how.create_with_backend(slow)))
    }

    fn draft(&mut self, how: &Builder) -> Result<Database, DatabaseError> {
        if self.hindrance.is_full.load(Ordering::Relaxed) {
            return Err(io::Error::from(io::ErrorKind::StorageFull).into());
        }
        self.file.draft(how)
    }

    fn replace(&mut self) -> io::Result<()> {
        self.file.replace()
    }
}

#[derive(Debug)]
struct Slow {
    file: FileBackend,
    hindrance: Arc<Hindrance>,
}

impl StorageBackend for Slow {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.hindrance.pass()?;
        self.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.file.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }
}
