//! Private files: read only when nobody else can, written whole or not at all.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use super::error::Error;

/// Largest file that is read.
const FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;

fn io(operation: &'static str, path: &Path) -> impl Fn(io::Error) -> Error {
    move |source| Error::Io { operation, path: path.to_owned(), source }
}

/// Whether something has this name, a dangling link included.
pub(super) fn exists(path: &Path) -> Result<bool, Error> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(io("look at", path)(source)),
    }
}

/// Makes a folder that only its owner can enter, or checks that it is one.
///
/// # Errors
/// What the system said, or that others have access.
pub fn make_private_dir(path: &Path) -> Result<(), Error> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(io("make the folder", path))?;
    let mode = fs::metadata(path).map_err(io("look at", path))?.permissions().mode();
    if is_private(mode) { Ok(()) } else { Err(Error::Permissions { path: path.to_owned(), mode: "700" }) }
}

/// Whether neither group nor others have any access.
const fn is_private(mode: u32) -> bool {
    mode.trailing_zeros() >= 6
}

/// Reads a file that belongs to us and that nobody else can read.
pub(super) fn read_private(path: &Path) -> Result<Vec<u8>, Error> {
    let about = fs::symlink_metadata(path).map_err(io("look at", path))?;
    let foreign = |what| Err(Error::Foreign { path: path.to_owned(), what });
    if about.file_type().is_symlink() {
        return foreign("a symbolic link");
    }
    if !about.is_file() {
        return foreign("not a file");
    }
    if about.nlink() > 1 {
        return foreign("a file with a second name");
    }
    if !is_private(about.permissions().mode()) {
        return Err(Error::Permissions { path: path.to_owned(), mode: "600" });
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(io("open", path))?;
    file.take(FILE_BYTES_MAX).read_to_end(&mut bytes).map_err(io("read", path))?;
    Ok(bytes)
}

/// Replaces a file: the new content is on disk under another name before it takes the old one's place.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let write = || -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o600))?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|refused| refused.error)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(io("write", path))
}
