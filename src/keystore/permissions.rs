//! Refuses files and folders that others could have read or replaced.

use std::fs::Metadata;
use std::path::Path;

use super::error::Error;

/// What a file of the keystore has to be: a regular file of ours with one name, closed to others.
#[cfg(unix)]
pub(super) fn check_file(path: &Path, found: &Metadata) -> Result<(), Error> {
    use std::os::unix::fs::MetadataExt as _;

    if !found.is_file() {
        return Err(wrong_kind(path, found));
    }
    check_owner(path, found.uid(), me())?;
    check_mode(path, found.mode(), "600")?;
    if found.nlink() == 1 {
        Ok(())
    } else {
        Err(Error::foreign(path, "a file with a second name (hard link)"))
    }
}

/// What the folder of a profile has to be: a real folder of ours, closed to others, in folders whose
/// entries not everybody can swap.
#[cfg(unix)]
pub(super) fn check_folder(path: &Path) -> Result<(), Error> {
    use std::os::unix::fs::MetadataExt as _;

    let found = std::fs::symlink_metadata(path).map_err(Error::io("look at", path))?;
    if !found.is_dir() {
        return Err(wrong_kind(path, &found));
    }
    check_owner(path, found.uid(), me())?;
    check_mode(path, found.mode(), "700")?;
    let real = path.canonicalize().map_err(Error::io("look at", path))?;
    for above in real.ancestors().skip(1) {
        let mode = above.metadata().map_err(Error::io("look at", above))?.mode();
        let (everybody, sticky) = (mode & 0o002 != 0, mode & 0o1000 != 0);
        if everybody && !sticky {
            return Err(Error::Permissions { path: above.to_owned(), mode: mode & 0o7777, wanted: "o-w" });
        }
    }
    Ok(())
}

#[cfg(unix)]
fn me() -> u32 {
    rustix::process::geteuid().as_raw()
}

#[cfg(unix)]
pub(super) fn check_owner(path: &Path, owner: u32, me: u32) -> Result<(), Error> {
    if owner == me { Ok(()) } else { Err(Error::foreign(path, "another user's")) }
}

#[cfg(unix)]
fn check_mode(path: &Path, mode: u32, wanted: &'static str) -> Result<(), Error> {
    // Neither group nor others have any of their six bits.
    if mode.trailing_zeros() >= 6 {
        Ok(())
    } else {
        Err(Error::Permissions { path: path.to_owned(), mode: mode & 0o7777, wanted })
    }
}

/// Elsewhere the folder's own access list decides.
#[cfg(not(unix))]
pub(super) fn check_file(path: &Path, found: &Metadata) -> Result<(), Error> {
    if found.is_file() { Ok(()) } else { Err(wrong_kind(path, found)) }
}

/// Elsewhere the folder's own access list decides.
#[cfg(not(unix))]
pub(super) fn check_folder(path: &Path) -> Result<(), Error> {
    let found = std::fs::symlink_metadata(path).map_err(Error::io("look at", path))?;
    if found.is_dir() { Ok(()) } else { Err(wrong_kind(path, &found)) }
}

/// Gives the error for a name under which something else was found than what was wanted.
fn wrong_kind(path: &Path, found: &Metadata) -> Error {
    let what = if found.is_symlink() {
        "a symbolic link, which is not followed"
    } else {
        "something else than it should be"
    };
    Error::foreign(path, what)
}
