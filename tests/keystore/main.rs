//! A profile on disk, from outside: what every event may do to it, row by row, and how it is used.

#![cfg(all(feature = "net", unix))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

mod damage;
mod people;
mod profile;
mod scene;
mod table;
