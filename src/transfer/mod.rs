//! Files on their way: what is read from this disk and what is written to it (spec section "Files").
//!
//! Everything here blocks, knows no peer and no clock, and touches two places: the file that a person named, and the
//! one folder into which files come. That folder is open as long as a file comes into it; names that peers chose become
//! names in it, and nothing else.

#[cfg(unix)]
mod by_handle;
#[cfg(not(unix))]
mod by_path;
mod error;
mod folder;
mod name;
mod part;
mod source;

#[cfg(test)]
mod tests;

pub use error::Error;
pub use folder::Folder;
pub use name::SafeName;
pub use part::{Earlier, Part, Wanted};
pub use source::{Source, Stamp};
