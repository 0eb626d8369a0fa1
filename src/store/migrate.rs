//! From a layout before to the one that is written. It is one commit: the file is of the old layout or of the new one,
//! whenever the power goes.
//!
//! | layout | what is new in it |
//! |---|---|
//! | 2 | `Streams::printed`, at the end of each row of `streams` |

use redb::Database;

use crate::wire::Codec as _;

use super::error::Error;
use super::open::{META, SCHEMA, SCHEMA_KEY, STREAMS, Store};
use super::read::{ALL, Row, last_rows};
use super::streams::{Stream, Streams};

impl Store {
    /// Brings a file of layout 1 to the one that is written. If a row of it does not open, it stays as it is.
    pub(super) fn migrate(&self, database: &Database) -> Result<(), Error> {
        let rows = last_rows(database, STREAMS, ALL, (usize::MAX, usize::MAX));
        let rows = rows.map_err(Error::database("read", self.path()))?;
        let rows: Vec<Row> = rows.into_iter().map(|row| self.with_printed(row)).collect::<Result<_, _>>()?;
        write(database, &rows).map_err(Error::database("write", self.path()))
    }

    /// Nothing is known to have been printed: what nobody has seen is told once more.
    fn with_printed(&self, (key, row): Row) -> Result<Row, Error> {
        let mut plain = self.unsealed("streams", &key, &row)?;
        Stream::default().encode(&mut plain);
        self.decoded::<Streams>("streams", &plain)?;
        let row = self.sealed("streams", &key, &plain)?;
        Ok((key, row))
    }
}

fn write(database: &Database, rows: &[Row]) -> Result<(), redb::Error> {
    let write = database.begin_write()?;
    {
        let mut table = write.open_table(STREAMS)?;
        for (key, row) in rows {
            table.insert(key.as_slice(), row.as_slice())?;
        }
        write.open_table(META)?.insert(SCHEMA_KEY, SCHEMA.to_be_bytes().as_slice())?;
    }
    Ok(write.commit()?)
}
