//! The bytes of a file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Most bytes that are taken in.
pub const FILE_BYTES_MAX: usize = 1 << 30;

/// Reads a file, or stdin where the path is `-`.
///
/// # Errors
/// The system's, or [`io::ErrorKind::FileTooLarge`].
pub fn load(path: &Path) -> io::Result<Vec<u8>> {
    let source: Box<dyn io::Read> =
        if path.as_os_str() == "-" { Box::new(io::stdin().lock()) } else { Box::new(File::open(path)?) };
    let mut bytes = Vec::new();
    let limit = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    source.take(limit).read_to_end(&mut bytes)?;
    if bytes.len() <= FILE_BYTES_MAX {
        return Ok(bytes);
    }
    let why = "it is longer than 1 GiB: cut it with editcap, or give it in parts";
    Err(io::Error::new(io::ErrorKind::FileTooLarge, why))
}
