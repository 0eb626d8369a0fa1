//! A file that is coming: kept under a name of ours until all of it is there and has the right digest.

use std::fs::{File, Metadata};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::crypto::{Sha256Stream, sha256};

use super::error::Error;
use super::folder::{Folder, NUMBERS_MAX, is_same};
use super::name::SafeName;

/// Bytes read at once when what is there already is hashed.
const READ_BYTES: usize = 256 * 1024;

/// Bytes that may be in the caches of the system and not on the disk: all of a large file at once would keep whatever
/// else is synced, such as a text, waiting behind it.
const UNSYNCED_MAX: u64 = 8 << 20;

/// What was offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Names the transfer: the identity of the peer and the number that it gave.
    pub of: ([u8; 32], [u8; 16]),
    /// What the file will be called.
    pub name: SafeName,
    /// Its bytes.
    pub size: u64,
    /// SHA-256 of the whole.
    pub digest: [u8; 32],
}

impl Wanted {
    fn part_name(&self) -> String {
        let (peer, transfer) = self.of;
        let id = sha256(&[&peer, &transfer]);
        let id = u128::from_be_bytes(id.first_chunk().copied().unwrap_or_default());
        format!(".{id:032x}.part")
    }

    /// Whether a file has the bytes that were offered.
    fn is_it(&self, file: &mut File) -> bool {
        let mut hash = Sha256Stream::default();
        file.metadata().is_ok_and(|found| found.len() == self.size)
            && hash_rest(file, &mut hash).is_ok()
            && hash.finish() == self.digest
    }
}

/// What a run before this one had of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Earlier {
    /// Nothing: it was taken in this run.
    #[default]
    Nothing,
    /// Some of it, perhaps all, by a name that only a part has that is there still.
    Begun,
    /// All of it, by what was kept before it got its name.
    Whole,
}

/// The steps in which a whole file gets its name, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// fsync of the part.
    Sync,
    /// The name, beside that of the part.
    Link,
    /// fsync of the folder, so that the name lasts.
    SyncFolder,
    /// The name of the part goes.
    Unlink,
}

/// The beginning of a file, in the folder, under a hidden name that no peer can choose.
#[derive(Debug)]
pub struct Part {
    folder: Folder,
    wanted: Wanted,
    name: String,
    file: File,
    hash: Sha256Stream,
    written: u64,
    /// How much of that is on the disk, whatever happens.
    synced: u64,
}

impl Part {
    /// Goes on with what is there of it, or begins.
    ///
    /// # Errors
    /// Something else has the name of the part, the disk has no room, or the system refused.
    pub fn open(folder: &Path, wanted: Wanted) -> Result<Self, Error> {
        let folder = Folder::open(folder)?;
        let name = wanted.part_name();
        let file = folder.open_or_create(&name)?;
        let mut part =
            Self { folder, wanted, name, file, hash: Sha256Stream::default(), written: 0, synced: 0 };
        part.take_up()?;
        part.folder.has_room(part.wanted.size.saturating_sub(part.written))?;
        Ok(part)
    }

    /// Hashes what is there. More than the whole file is no beginning of it.
    fn take_up(&mut self) -> Result<(), Error> {
        let length = self.file.metadata().map_err(Error::io("look at", &self.path()))?.len();
        if length > self.wanted.size {
            self.file.set_len(0).map_err(Error::io("begin", &self.path()))?;
        }
        self.written = hash_rest(&mut self.file, &mut self.hash).map_err(Error::io("read", &self.path()))?;
        self.synced = self.written;
        Ok(())
    }

    /// Bytes that are there of a file that is not whole, without a look at them.
    pub fn found(folder: &Path, wanted: &Wanted) -> u64 {
        let found = folder.join(wanted.part_name()).symlink_metadata().ok();
        found.filter(Metadata::is_file).map_or(0, |found| found.len().min(wanted.size))
    }

    /// The name that the whole file got in a run that was killed before it could note that. A file with the same bytes
    /// is another one, unless it is the part itself, or the part has gone as it goes from a file that was whole.
    ///
    /// # Errors
    /// What the system said: the name is not known to last, and the part is kept.
    pub fn finished_before(
        folder: &Path,
        wanted: &Wanted,
        earlier: Earlier,
    ) -> Result<Option<String>, Error> {
        Self::found_in_steps(folder, wanted, earlier, &mut |_step| Ok(()))
    }

    /// The same, asking before each step that a kill may have left to be done.
    pub(super) fn found_in_steps(
        folder: &Path,
        wanted: &Wanted,
        earlier: Earlier,
        before: &mut dyn FnMut(Step) -> io::Result<()>,
    ) -> Result<Option<String>, Error> {
        if earlier == Earlier::Nothing {
            return Ok(None);
        }
        let folder = Folder::open(folder)?;
        let part = folder.open_there(&wanted.part_name())?;
        if part.is_none() && earlier == Earlier::Begun {
            return Ok(None);
        }
        for name in (1..NUMBERS_MAX).map(|number| wanted.name.numbered(number)) {
            // What cannot be opened was not put there by us.
            let Ok(Some(mut file)) = folder.open_there(&name) else { continue };
            if part.as_ref().is_some_and(|part| !is_one(part, &file)) || !wanted.is_it(&mut file) {
                continue;
            }
            folder.is_in_place()?;
            let path = folder.path().join(&name);
            before(Step::Sync).and_then(|()| file.sync_all()).map_err(Error::io("sync", &path))?;
            before(Step::SyncFolder).map_err(Error::io("sync", folder.path()))?;
            folder.sync()?;
            // The part may have its name still; what cannot be removed is hidden.
            let _ = folder.remove(&wanted.part_name());
            return Ok(Some(name));
        }
        Ok(None)
    }

    /// Bytes that are there.
    pub const fn written(&self) -> u64 {
        self.written
    }

    /// Whether all of them are there.
    pub const fn is_whole(&self) -> bool {
        self.written >= self.wanted.size
    }

    /// Writes the next bytes. When that fails, what was there before is there still; what was not synced may be, too.
    ///
    /// # Errors
    /// What the system said.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file.write_all(bytes).map_err(|error| {
            let back = self.file.set_len(self.written).and_then(|()| self.file.seek(SeekFrom::End(0)));
            // What cannot be cut off is hashed with the rest when the part is opened again.
            drop(back);
            Error::io("write", &self.path())(error)
        })?;
        self.hash.update(bytes);
        self.written += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.written - self.synced >= UNSYNCED_MAX {
            self.file.sync_data().map_err(Error::io("sync", &self.path()))?;
            self.synced = self.written;
        }
        Ok(())
    }

    /// Checks the whole, and gives it its name, or the first with a number that is free; says which.
    ///
    /// # Errors
    /// [`Error::Differs`], and the part is gone; or the system refused a step: the part is kept, and nothing has the
    /// name.
    pub fn finish(self) -> Result<String, Error> {
        self.finish_in_steps(&mut |_step| Ok(()))
    }

    /// The same, asking before each step; the question is where a test makes a step fail.
    pub(super) fn finish_in_steps(
        self,
        before: &mut dyn FnMut(Step) -> io::Result<()>,
    ) -> Result<String, Error> {
        if self.hash.clone().finish() != self.wanted.digest {
            self.folder.remove(&self.name)?;
            return Err(Error::Differs(self.wanted.name.to_string()));
        }
        let path = self.path();
        before(Step::Sync).and_then(|()| self.file.sync_all()).map_err(Error::io("sync", &path))?;
        self.folder.is_in_place()?;
        before(Step::Link).map_err(Error::io("make", &path))?;
        let name = self.folder.put_in_place(&self.name, |number| self.wanted.name.numbered(number))?;
        let lasting = before(Step::SyncFolder)
            .map_err(Error::io("sync", self.folder.path()))
            .and_then(|()| self.folder.sync());
        if let Err(error) = lasting {
            // A name that may not last is none.
            self.folder.remove(&name)?;
            return Err(error);
        }
        // The file has its name; that of the part is in nobody's way.
        let _ = before(Step::Unlink)
            .map_err(Error::io("remove", &path))
            .and_then(|()| self.folder.remove(&self.name));
        Ok(name)
    }

    /// Removes what is there of it.
    ///
    /// # Errors
    /// What the system said.
    pub fn discard(self) -> Result<(), Error> {
        self.folder.remove(&self.name)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(&self.name)
    }
}

/// Whether both are one file under two names.
fn is_one(one: &File, other: &File) -> bool {
    one.metadata().is_ok_and(|one| other.metadata().is_ok_and(|other| is_same(&one, &other)))
}

/// Hashes what is not read yet of a file; says how many bytes that was.
fn hash_rest(file: &mut File, hash: &mut Sha256Stream) -> io::Result<u64> {
    let (mut buffer, mut bytes) = (vec![0; READ_BYTES], 0);
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(bytes);
        }
        hash.update(buffer.get(..count).unwrap_or_default());
        bytes += u64::try_from(count).unwrap_or(u64::MAX);
    }
}
