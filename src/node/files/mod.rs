//! Files to and from peers (spec section "Files").
//!
//! The actor keeps a table of transfers and says the small messages. Bytes take another way: a file that is sent is
//! read by a task of its own, which gives its chunks straight to the link, and a file that comes has a task that writes
//! it, behind a queue no longer than what the sender may have on its way.

mod arriving;
mod asked;
mod leaving;
mod pace;
mod reader;
mod reports;
mod snapshot;
mod table;
mod transfer;
mod window;
mod writer;

#[cfg(test)]
mod tests;

pub(super) use reports::Report;
pub use snapshot::{FileId, FileInfo, FileSide, FileState, FileStep, Who};
pub(super) use table::Files;
pub use table::FilesConfig;
