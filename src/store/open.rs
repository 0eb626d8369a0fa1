//! Opening a store: the right layout, the right key, nothing damaged; or a new one, whole at once.

use std::path::Path;

use redb::{Builder, Database, ReadableDatabase as _, TableDefinition, TableError};

use crate::crypto::Secret;

use super::error::Error;
use super::medium::Medium;
use super::seal::{StorageKey, row_name};

/// The layout that is written; those before are brought to it (`migrate.rs`).
pub(super) const SCHEMA: u32 = 2;

pub(super) type Table = TableDefinition<'static, &'static [u8], &'static [u8]>;

pub(super) const META: Table = TableDefinition::new("meta");
pub(super) const STREAMS: Table = TableDefinition::new("streams");
pub(super) const ENTRIES: Table = TableDefinition::new("entries");

pub(super) const SCHEMA_KEY: &[u8] = b"schema";
const KEY_KEY: &[u8] = b"key";
/// Deleted rows may still have traces in the file.
pub(super) const STALE_KEY: &[u8] = b"stale";

/// Nothing was written since the store was closed.
pub(super) const CLOSED_KEY: &[u8] = b"closed";

/// What is sealed to know the storage key again.
const KEY_PROOF: &[u8] = b"peerscope store";

/// Memory for pages of the file, in bytes.
const CACHE_BYTES: usize = 16 * 1024 * 1024;

/// The texts of one profile. After a failed write it opens the file anew by itself.
#[derive(Debug)]
pub struct Store {
    pub(super) medium: Box<dyn Medium>,
    pub(super) key: StorageKey,
    pub(super) database: Option<Database>,
    /// What the file says of itself.
    pub(super) left: Left,
}

/// A store, and how it was found.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// How the last one that wrote to it left it.
    pub left: Left,
}

/// How a store was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Closed, with everything in it.
    Closed,
    /// Killed, or without power: of a write that had not come to its end there is nothing in it.
    Open,
}

impl Store {
    /// Opens the store there, or makes a new one where there is none.
    ///
    /// # Errors
    /// What is wrong with it; it is left as it is.
    pub fn open(medium: Box<dyn Medium>, storage_key: Secret<32>) -> Result<Opened, Error> {
        let key = StorageKey::new(storage_key);
        let mut store = Self { medium, key, database: None, left: Left::Closed };
        let left = store.load()?;
        if left.is_none() {
            store.make()?;
        }
        store.sweep()?;
        Ok(Opened { store, left: left.unwrap_or(Left::Closed) })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.medium.path()
    }

    /// Looks whether what is written now can be found afterwards.
    pub(super) fn look(&self) -> Result<(), Error> {
        let is_there = self.medium.is_there().map_err(|error| Error::io("look at", self.path(), &error))?;
        if is_there { Ok(()) } else { Err(Error::Gone { path: self.path().to_owned() }) }
    }

    /// The database, opened anew if a write has failed.
    pub(super) fn database(&mut self) -> Result<&Database, Error> {
        if self.database.is_none() {
            self.load()?;
        }
        self.database.as_ref().ok_or_else(|| Error::damaged(self.medium.path(), "it is gone"))
    }

    /// Opens what is there and checks all of it; says how the last one left it. `None` if nothing is there.
    fn load(&mut self) -> Result<Option<Left>, Error> {
        let mut how = builder();
        how.set_check_integrity_on_open(true);
        let Some(opened) = self.medium.open(&how) else { return Ok(None) };
        let database = opened.map_err(Error::database("open", self.path()))?;
        let (left, schema) = self.check(&database)?;
        if schema < SCHEMA {
            self.migrate(&database)?;
        }
        self.database = Some(database);
        self.left = left;
        Ok(Some(left))
    }

    /// Whether it can be used with this key; how the last one left it, and in which layout.
    fn check(&self, database: &Database) -> Result<(Left, u32), Error> {
        let path = self.path();
        let read = database.begin_read().map_err(Error::database("read", path))?;
        let meta = read.open_table(META).map_err(|error| match error {
            TableError::TableDoesNotExist(_) => Error::damaged(path, "it is a database of something else"),
            other => Error::database("read", path)(other),
        })?;
        let value = |key| meta.get(key).map_err(Error::database("read", path));
        let schema =
            value(SCHEMA_KEY)?.and_then(|found| found.value().try_into().ok()).map(u32::from_be_bytes);
        let schema = match schema {
            Some(schema @ 1..=SCHEMA) => schema,
            Some(schema) if schema > SCHEMA => {
                return Err(Error::Newer { path: path.to_owned(), schema, known: SCHEMA });
            }
            _ => return Err(Error::damaged(path, "its layout has no number")),
        };
        let proof = value(KEY_KEY)?.and_then(|row| self.key.open(&row_name("meta", KEY_KEY), row.value()));
        if proof.as_deref() != Some(KEY_PROOF) {
            return Err(Error::Foreign { path: path.to_owned() });
        }
        let left = if value(CLOSED_KEY)?.is_some() { Left::Closed } else { Left::Open };
        Ok((left, schema))
    }

    /// Makes a store with nothing in it.
    fn make(&mut self) -> Result<(), Error> {
        let proof = self.sealed("meta", KEY_KEY, KEY_PROOF)?;
        let draft = self.medium.draft(&builder()).map_err(Error::database("make", self.path()))?;
        write_meta(&draft, &proof).map_err(Error::database("write", self.path()))?;
        self.adopt(draft)
    }

    /// Puts a draft in the place of what is there, and goes on with it.
    fn adopt(&mut self, draft: Database) -> Result<(), Error> {
        draft.close().map_err(Error::database("write", self.medium.path()))?;
        self.database = None;
        let replaced = self.medium.replace();
        replaced.map_err(|error| Error::io("replace", self.path(), &error))?;
        self.database().map(|_opened| ())
    }

    /// Writes the file anew without the traces of what was deleted, if there may be some.
    ///
    /// # Errors
    /// What kept the new file from being written; the old one stays then.
    pub fn sweep(&mut self) -> Result<(), Error> {
        let path = self.path().to_owned();
        let read = self.database()?.begin_read().map_err(Error::database("read", &path))?;
        let meta = read.open_table(META).map_err(Error::database("read", &path))?;
        if meta.get(STALE_KEY).map_err(Error::database("read", &path))?.is_none() {
            return Ok(());
        }
        self.look()?;
        let proof = meta.get(KEY_KEY).map_err(Error::database("read", &path))?;
        let proof = proof.map(|row| row.value().to_vec()).unwrap_or_default();
        let draft = self.medium.draft(&builder()).map_err(Error::database("make", &path))?;
        write_meta(&draft, &proof).map_err(Error::database("write", &path))?;
        copy_rows(&read, &draft).map_err(Error::database("copy", &path))?;
        drop((meta, read));
        self.adopt(draft)
    }

    /// Closes the file, so that the next opening finds nothing to mend.
    ///
    /// # Errors
    /// What the system said.
    pub fn close(mut self) -> Result<(), Error> {
        if self.database.is_some() {
            // What stays of deleted rows goes when it is opened again; the file is closed in good order all the same.
            if self.sweep().is_err() {
                let _ = self.database();
            }
        }
        let Some(database) = self.database.take() else { return Ok(()) };
        let failed = Error::database::<redb::Error>("close", self.medium.path());
        if self.left == Left::Open {
            mark_closed(&database).map_err(&failed)?;
        }
        database.close().map_err(|error| failed(error.into()))
    }

    pub(super) fn sealed(&self, table: &str, key: &[u8], plain: &[u8]) -> Result<Vec<u8>, Error> {
        let row = self.key.seal(&row_name(table, key), plain);
        row.ok_or_else(|| Error::NoRandomness { path: self.path().to_owned() })
    }
}

fn builder() -> Builder {
    let mut how = Builder::new();
    how.set_cache_size(CACHE_BYTES);
    how
}

fn write_meta(database: &Database, proof: &[u8]) -> Result<(), redb::Error> {
    let write = database.begin_write()?;
    {
        let mut meta = write.open_table(META)?;
        meta.insert(SCHEMA_KEY, SCHEMA.to_be_bytes().as_slice())?;
        meta.insert(KEY_KEY, proof)?;
        meta.insert(CLOSED_KEY, [].as_slice())?;
        write.open_table(STREAMS)?;
        write.open_table(ENTRIES)?;
    }
    Ok(write.commit()?)
}

fn mark_closed(database: &Database) -> Result<(), redb::Error> {
    let write = database.begin_write()?;
    write.open_table(META)?.insert(CLOSED_KEY, [].as_slice())?;
    Ok(write.commit()?)
}

/// Copies the rows as they are: their seals are of their names, which stay.
fn copy_rows(from: &redb::ReadTransaction, to: &Database) -> Result<(), redb::Error> {
    use redb::ReadableTable as _;

    let write = to.begin_write()?;
    for table in [STREAMS, ENTRIES] {
        let mut copy = write.open_table(table)?;
        for row in from.open_table(table)?.iter()? {
            let (key, value) = row?;
            copy.insert(key.value(), value.value())?;
        }
    }
    Ok(write.commit()?)
}
