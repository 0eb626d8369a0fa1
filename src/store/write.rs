//! Writing: all changes of a step together, on the disk before it is said to be done.

use core::ops::Range;

use redb::WriteTransaction;

use crate::crypto::VerifyingKey;
use crate::wire::Codec;

use super::change::Change;
use super::error::Error;
use super::open::{CLOSED_KEY, ENTRIES, Left, META, STALE_KEY, STREAMS, Store};

impl Store {
    /// Makes the changes, in their order: when this returns they are on the disk, all of them, or none is.
    ///
    /// # Errors
    /// What the system or the database said. The store can be used further: it opens its file anew.
    pub fn commit(&mut self, changes: &[Change]) -> Result<(), Error> {
        self.look()?;
        let written = self.write(changes);
        if written.is_err() {
            // The library refuses everything after a failure of the system until the file is opened again.
            self.database = None;
        }
        written
    }

    fn write(&mut self, changes: &[Change]) -> Result<(), Error> {
        let path = self.path().to_owned();
        let write = self.database()?.begin_write().map_err(Error::database("write", &path))?;
        if self.left == Left::Closed {
            mark_open(&write).map_err(Error::database("write", &path))?;
        }
        for change in changes {
            self.change(&write, change)?;
        }
        write.commit().map_err(Error::database("write", &path))?;
        self.left = Left::Open;
        Ok(())
    }

    fn change(&self, write: &WriteTransaction, change: &Change) -> Result<(), Error> {
        let done = match change {
            Change::Streams(peer, streams) => {
                let row = self.sealed("streams", peer.as_bytes(), &encoded(&**streams))?;
                put(write, peer, &row)
            }
            Change::Entry(peer, place, entry) => {
                let key = entry_key(peer, *place);
                let row = self.sealed("entries", &key, &encoded(&**entry))?;
                put_entry(write, &key, &row)
            }
            Change::Delete(peer, places) => delete(write, peer, places),
        };
        done.map_err(Error::database("write", self.path()))
    }
}

/// Peer, then place, in the order of the conversation.
pub(super) fn entry_key(peer: &VerifyingKey, place: u64) -> Vec<u8> {
    [peer.as_bytes().as_slice(), &place.to_be_bytes()].concat()
}

fn encoded(value: &impl Codec) -> Vec<u8> {
    let mut out = Vec::new();
    value.encode(&mut out);
    out
}

fn mark_open(write: &WriteTransaction) -> Result<(), redb::Error> {
    write.open_table(META)?.remove(CLOSED_KEY)?;
    Ok(())
}

fn put(write: &WriteTransaction, peer: &VerifyingKey, row: &[u8]) -> Result<(), redb::Error> {
    write.open_table(STREAMS)?.insert(peer.as_bytes().as_slice(), row)?;
    Ok(())
}

fn put_entry(write: &WriteTransaction, key: &[u8], row: &[u8]) -> Result<(), redb::Error> {
    write.open_table(ENTRIES)?.insert(key, row)?;
    Ok(())
}

/// Deletes these entries, and notes that the file has to be swept.
fn delete(write: &WriteTransaction, peer: &VerifyingKey, places: &Range<u64>) -> Result<(), redb::Error> {
    let mut any = false;
    let (from, to) = (entry_key(peer, places.start), entry_key(peer, places.end));
    write.open_table(ENTRIES)?.retain_in(from.as_slice()..to.as_slice(), |_, _| {
        any = true;
        false
    })?;
    if any {
        write.open_table(META)?.insert(STALE_KEY, [].as_slice())?;
    }
    Ok(())
}
