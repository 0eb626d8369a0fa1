//! A disk in memory on which any write, sync or rename can fail, or be the last thing that happens.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use rand::rngs::ChaCha20Rng;
use rand::{RngExt as _, SeedableRng as _};
use redb::{Builder, Database, DatabaseError, StorageBackend};

use crate::store::Medium;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Nothing,
    /// This one step fails.
    Once(usize),
    /// This step and all after it fail: the power is gone.
    From(usize),
}

/// What is left of the database before a rename.
#[derive(Clone, Debug)]
enum Before {
    /// The rename has lasted.
    Gone,
    /// It may come back with the power: a file, or that there was none.
    Possible(Option<File>),
}

/// Both files of a store, and what would be left of them without power.
#[derive(Clone, Debug)]
pub(super) struct Disk(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    files: [Option<File>; 2],
    /// What had this name before a rename that may not have lasted yet.
    before: Before,
    fault: Fault,
    steps: usize,
}

#[derive(Clone, Debug, Default)]
struct File {
    synced: Vec<u8>,
    now: Vec<u8>,
    /// Since the last sync.
    writes: Vec<Write>,
}

#[derive(Clone, Debug)]
enum Write {
    At(usize, Vec<u8>),
    Length(usize),
}

const DATABASE: usize = 0;
const DRAFT: usize = 1;

impl Disk {
    pub(super) fn new() -> Self {
        Self::with(None)
    }

    /// A disk with this database on it.
    pub(super) fn holding(bytes: Vec<u8>) -> Self {
        Self::with(Some(File { synced: bytes.clone(), now: bytes, writes: Vec::new() }))
    }

    fn with(database: Option<File>) -> Self {
        let state = State { files: [database, None], before: Before::Gone, fault: Fault::Nothing, steps: 0 };
        Self(Arc::new(Mutex::new(state)))
    }

    pub(super) fn fail(&self, fault: Fault) {
        self.lock().fault = fault;
    }

    /// Writes, syncs and renames so far.
    pub(super) fn steps(&self) -> usize {
        self.lock().steps
    }

    /// The database as it is now; empty if there is none.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.lock().files[DATABASE].as_ref().map(|file| file.now.clone()).unwrap_or_default()
    }

    /// The disk as it is found after the power has gone: what was synced, and any part of the rest.
    pub(super) fn after_power_loss(&self, seed: u64) -> Self {
        let mut random = ChaCha20Rng::seed_from_u64(seed);
        let state = self.lock();
        let survivor = match &state.before {
            Before::Possible(before) if random.random::<bool>() => before.clone(),
            Before::Possible(_) | Before::Gone => state.files[DATABASE].clone(),
        };
        survivor.map_or_else(Self::new, |file| Self::holding(file.survived(&mut random)))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

impl State {
    /// Counts a step; an error if it is one that fails.
    fn step(&mut self) -> io::Result<()> {
        let step = self.steps;
        self.steps += 1;
        match self.fault {
            Fault::Once(at) if at == step => Err(io::Error::from_raw_os_error(28)),
            Fault::From(at) if at <= step => Err(io::Error::from_raw_os_error(5)),
            _ => Ok(()),
        }
    }
}

impl File {
    fn apply(bytes: &mut Vec<u8>, write: &Write) {
        match write {
            Write::At(at, data) => {
                let end = at + data.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[*at..end].copy_from_slice(data);
            }
            Write::Length(length) => bytes.resize(*length, 0),
        }
    }

    fn write(&mut self, write: Write) {
        Self::apply(&mut self.now, &write);
        self.writes.push(write);
    }

    /// What was synced, and each write since then whole, in part or not at all.
    fn survived(mut self, random: &mut ChaCha20Rng) -> Vec<u8> {
        for write in self.writes {
            match (random.random_range(0..3), write) {
                (0, _) => {}
                (1, Write::At(at, data)) => {
                    let whole = random.random_range(0..=data.len());
                    Self::apply(&mut self.synced, &Write::At(at, data[..whole].to_vec()));
                }
                (_, write) => Self::apply(&mut self.synced, &write),
            }
        }
        self.synced
    }
}

impl Medium for Disk {
    fn path(&self) -> &Path {
        Path::new("messages")
    }

    fn is_there(&self) -> io::Result<bool> {
        Ok(self.lock().files[DATABASE].is_some())
    }

    fn open(&mut self, how: &Builder) -> Option<Result<Database, DatabaseError>> {
        self.lock().files[DATABASE].as_ref()?;
        Some(how.create_with_backend(Backend { disk: self.clone(), which: DATABASE }))
    }

    fn draft(&mut self, how: &Builder) -> Result<Database, DatabaseError> {
        self.lock().step()?;
        self.lock().files[DRAFT] = Some(File::default());
        how.create_with_backend(Backend { disk: self.clone(), which: DRAFT })
    }

    fn replace(&mut self) -> io::Result<()> {
        let mut state = self.lock();
        state.step()?;
        let mut draft = state.files[DRAFT].take().ok_or(io::ErrorKind::NotFound)?;
        draft.synced.clone_from(&draft.now);
        draft.writes.clear();
        state.step()?;
        let before = state.files[DATABASE].replace(draft);
        state.before = Before::Possible(before);
        state.step()?;
        state.before = Before::Gone;
        Ok(())
    }
}

#[derive(Debug)]
struct Backend {
    disk: Disk,
    which: usize,
}

impl Backend {
    fn with<T>(&self, act: impl FnOnce(&mut File) -> io::Result<T>) -> io::Result<T> {
        let mut state = self.disk.lock();
        state.files[self.which].as_mut().map_or_else(|| Err(io::ErrorKind::NotFound.into()), act)
    }

    fn step(&self) -> io::Result<()> {
        self.disk.lock().step()
    }
}

impl StorageBackend for Backend {
    fn len(&self) -> io::Result<u64> {
        self.with(|file| Ok(file.now.len() as u64))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let at = usize::try_from(offset).unwrap();
        self.with(|file| {
            let bytes = file.now.get(at..at + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
            out.copy_from_slice(bytes);
            Ok(())
        })
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.step()?;
        self.with(|file| {
            file.write(Write::Length(usize::try_from(len).unwrap()));
            Ok(())
        })
    }

    fn sync_data(&self) -> io::Result<()> {
        self.step()?;
        self.with(|file| {
            file.synced.clone_from(&file.now);
            file.writes.clear();
            Ok(())
        })
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.step()?;
        let at = usize::try_from(offset).unwrap();
        self.with(|file| {
            file.write(Write::At(at, data.to_vec()));
            Ok(())
        })
    }
}
