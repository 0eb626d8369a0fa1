//! The file `layout`: how a person left the panes of the screen. What its words mean is for the screen to say.

use std::path::Path;

use super::error::Error;
use super::files::{self, Existing};

/// A file of more bytes is not ours.
const FILE_BYTES_MAX: usize = 1024;

/// Reads the file; without one everything is as at first.
///
/// # Errors
/// Whatever keeps it from being read whole, by name.
pub fn load_layout(path: &Path) -> Result<Option<String>, Error> {
    if !files::exists(path)? {
        return Ok(None);
    }
    let bytes = files::read_private(path, FILE_BYTES_MAX)?;
    let text = String::from_utf8(bytes).map_err(|_not_text| Error::damaged(path, 0, "it is not UTF-8"))?;
    Ok(Some(text))
}

/// Writes the file whole, or leaves the old one as it is.
///
/// # Errors
/// What the file system said.
pub fn save_layout(path: &Path, text: &str) -> Result<(), Error> {
    files::write_private(path, text.as_bytes(), Existing::Replace)
}
