//! Captures on disk: written as frames cross the links, and read again.
//!
//! | file | its job |
//! |---|---|
//! | `live` | `--capture`: a thread that appends each packet as one whole block |
//! | `load` | the bytes of a file, as many as are taken in |
//!
//! What a file holds is decided in [`crate::capture`]; here are only the files.

mod live;
mod load;

#[cfg(test)]
mod tests;

pub use live::Live;
pub use load::{FILE_BYTES_MAX, load};
