//! Reading: how far the streams have come, a part of a conversation, a word in all of it.

use redb::{AccessGuard, Database, ReadableDatabase as _, StorageError};

use crate::crypto::VerifyingKey;
use crate::wire::{Codec, decode_all};

use super::entry::Entry;
use super::error::Error;
use super::open::{ENTRIES, STREAMS, Store, Table};
use super::seal::row_name;
use super::streams::Streams;
use super::write::entry_key;

/// A key and what is sealed under it.
pub(super) type Row = (Vec<u8>, Vec<u8>);

/// From the first key to behind the last one of `streams`, which are identities.
pub(super) const ALL: (&[u8], &[u8]) = (&[], &[0xff; 33]);

/// An entry in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its place in the conversation; they grow, with gaps.
    pub place: u64,
    /// What stands there.
    pub entry: Entry,
}

/// What a part of a search has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The entries that hold the word, newest first.
    pub lines: Vec<Line>,
    /// Below which place the search goes on; `None` at the end.
    pub below: Option<u64>,
}

impl Store {
    /// Everybody there are texts with, or were.
    ///
    /// # Errors
    /// A row that does not open, or what the database said.
    pub fn conversations(&mut self) -> Result<Vec<(VerifyingKey, Streams)>, Error> {
        let path = self.path().to_owned();
        let rows = self.rows(STREAMS, ALL, (usize::MAX, usize::MAX))?;
        let opened = rows.into_iter().map(|(key, row)| {
            let peer = key.as_slice().try_into().ok().and_then(|key| VerifyingKey::from_bytes(key).ok());
            let peer =
                peer.ok_or_else(|| Error::damaged(&path, "the name of a row of streams is no identity"))?;
            Ok((peer, self.opened("streams", &key, &row)?))
        });
        opened.collect()
    }

    /// The last entries, none before a place, oldest first.
    ///
    /// # Errors
    /// A row that does not open, or what the database said.
    pub fn tail(&mut self, peer: &VerifyingKey, place: u64, count: usize) -> Result<Vec<Line>, Error> {
        self.lines(peer, place, u64::MAX, count)
    }

    /// All entries from a place on, oldest first.
    ///
    /// # Errors
    /// A row that does not open, or what the database said.
    pub fn from(&mut self, peer: &VerifyingKey, place: u64) -> Result<Vec<Line>, Error> {
        self.lines(peer, place, u64::MAX, usize::MAX)
    }

    /// The last entries below a place, oldest first.
    ///
    /// # Errors
    /// A row that does not open, or what the database said.
    pub fn before(&mut self, peer: &VerifyingKey, place: u64, count: usize) -> Result<Vec<Line>, Error> {
        self.lines(peer, 0, place, count)
    }

    /// Looks for a word, in lower case, in so many entries below a place, or in fewer that have so many bytes.
    ///
    /// # Errors
    /// A row that does not open, or what the database said.
    pub fn find(
        &mut self,
        peer: &VerifyingKey,
        word: &str,
        below: u64,
        (count, bytes): (usize, usize),
    ) -> Result<Found, Error> {
        let (from, to) = (entry_key(peer, 0), entry_key(peer, below));
        let rows = self.rows(ENTRIES, (&from, &to), (count, bytes))?;
        let is_whole = rows.len() < count && rows.iter().map(|(_, row)| row.len()).sum::<usize>() < bytes;
        let lines: Vec<Line> = rows.into_iter().map(|row| self.line(row)).collect::<Result<_, _>>()?;
        let below = lines.first().map(|line| line.place).filter(|_| !is_whole);
        let holding = lines.into_iter().rev().filter(|line| line.entry.body.text().holds(word));
        Ok(Found { lines: holding.collect(), below })
    }

    /// The last `count` entries from one place to before another, oldest first.
    fn lines(&mut self, peer: &VerifyingKey, from: u64, to: u64, count: usize) -> Result<Vec<Line>, Error> {
        let (from, to) = (entry_key(peer, from), entry_key(peer, to));
        let rows = self.rows(ENTRIES, (&from, &to), (count, usize::MAX))?;
        rows.into_iter().map(|row| self.line(row)).collect()
    }

    /// The first `count` entries from one place to before another, oldest first.
    pub(super) fn onward(
        &mut self,
        peer: &VerifyingKey,
        (from, to): (u64, u64),
        count: usize,
    ) -> Result<Vec<Line>, Error> {
        let path = self.path().to_owned();
        let (from, to) = (entry_key(peer, from.min(to)), entry_key(peer, to));
        let rows = first_rows(self.database()?, ENTRIES, (&from, &to), count);
        let rows = rows.map_err(Error::database("read", &path))?;
        rows.into_iter().map(|row| self.line(row)).collect()
    }

    fn line(&self, (key, row): Row) -> Result<Line, Error> {
        let place = key.last_chunk().copied().map(u64::from_be_bytes).unwrap_or_default();
        Ok(Line { place, entry: self.opened("entries", &key, &row)? })
    }

    /// The last rows of a range, as they are, in their order: so many, or fewer that have so many bytes.
    fn rows(&mut self, table: Table, range: (&[u8], &[u8]), most: (usize, usize)) -> Result<Vec<Row>, Error> {
        let path = self.path().to_owned();
        let rows = last_rows(self.database()?, table, range, most);
        rows.map_err(Error::database("read", &path))
    }

    fn opened<T: Codec>(&self, table: &str, key: &[u8], row: &[u8]) -> Result<T, Error> {
        self.decoded(table, &self.unsealed(table, key, row)?)
    }

    pub(super) fn unsealed(&self, table: &str, key: &[u8], row: &[u8]) -> Result<Vec<u8>, Error> {
        let plain = self.key.open(&row_name(table, key), row);
        plain.ok_or_else(|| Error::damaged(self.path(), format!("a row of {table} does not open")))
    }

    pub(super) fn decoded<T: Codec>(&self, table: &str, plain: &[u8]) -> Result<T, Error> {
        decode_all(plain).map_err(|fault| Error::damaged(self.path(), format!("a row of {table}: {fault}")))
    }
}

/// The first `count` rows of a range, as they are, in their order.
fn first_rows(
    database: &Database,
    table: Table,
    (from, to): (&[u8], &[u8]),
    count: usize,
) -> Result<Vec<Row>, redb::Error> {
    let table = database.begin_read()?.open_table(table)?;
    table.range(from..to)?.take(count).map(copied).collect()
}

/// A row as it stands in the database.
type Stored<'a> = (AccessGuard<'a, &'static [u8]>, AccessGuard<'a, &'static [u8]>);

/// A row as it is, of its own.
fn copied(row: Result<Stored<'_>, StorageError>) -> Result<Row, redb::Error> {
    let (key, value) = row?;
    Ok((key.value().to_vec(), value.value().to_vec()))
}

/// The last rows of a range, as they are, in their order: so many, or fewer that have so many bytes. The one with which
/// they have them is there whole, so that there is at least one.
pub(super) fn last_rows(
    database: &Database,
    table: Table,
    (from, to): (&[u8], &[u8]),
    (count, bytes): (usize, usize),
) -> Result<Vec<Row>, redb::Error> {
    let table = database.begin_read()?.open_table(table)?;
    let (mut rows, mut left) = (Vec::new(), bytes);
    for row in table.range(from..to)?.rev().take(count) {
        let row = copied(row)?;
        left = left.saturating_sub(row.1.len());
        rows.push(row);
        if left == 0 {
            break;
        }
    }
    rows.reverse();
    Ok(rows)
}
