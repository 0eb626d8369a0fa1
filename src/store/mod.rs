//! What was said, at rest: the texts of every conversation, and how far both streams of texts have come.
//!
//! ```text
//! keystore/NAME/messages       one database file (redb), 0600
//!   meta      "schema"         the number of this layout
//!             "key"            a sealed constant: whether the storage key is the right one
//!             "closed"         there while nothing was written since the store was closed
//!             "stale"          there while deleted rows may still have traces in the file
//!   streams   peer             Streams, sealed         streams.rs
//!   entries   peer | place     Entry, sealed           entry.rs
//! ```
//!
//! Why redb: it is Rust throughout, commits are whole or not there at all, every page has a checksum, and the
//! storage under it is a trait, so that tests make each write and each sync fail without unsafe code.
//!
//! Rows are sealed one by one (`seal.rs`): the key of each comes of the profile's storage key, the name of the row
//! and a salt that is new whenever the row is written, so that no keystream is used twice and no row can stand in
//! another's place. What is not sealed: whom there are texts with, how many, and how long they are.
//!
//! A file that does not make sense is refused and left as it is. One of a layout before this one is brought to it, all
//! at once, when it is opened; one of a later layout is refused.

mod change;
mod entry;
mod error;
mod medium;
mod migrate;
mod open;
mod read;
mod seal;
mod spent;
mod streams;
mod write;

#[cfg(test)]
mod tests;

pub use change::Change;
pub use entry::{Body, Entry, Fate, Whose};
pub use error::Error;
pub use medium::{FileMedium, Medium};
pub use open::{Left, Opened, Store};
pub use read::{Found, Line};
pub use spent::Spent;
pub use streams::{Keep, OwnStream, Stream, Streams};
