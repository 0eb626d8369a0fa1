//! Files of a folder that is open: names are looked up in it, whatever stands at its path by now.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

use rustix::fs::{AtFlags, Mode, OFlags, fstatvfs, linkat, openat, unlinkat};

/// A folder that was opened.
pub(super) type Opened = File;

/// Opens a folder, to look names up in it.
pub(super) fn open_folder(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(OFlags::DIRECTORY.bits().cast_signed()).open(path)
}

/// Opens a file to be sent; a pipe or a device is not waited for.
pub(super) fn open_source(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path)
}

/// Whether both are the same file or folder.
pub(super) fn is_same(one: &Metadata, other: &Metadata) -> bool {
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// What tells one state of a file from another: which file, its size, when it was written to.
pub(super) fn stamp(file: &Metadata) -> [u64; 4] {
    [file.ino(), file.size(), file.mtime().cast_unsigned(), file.mtime_nsec().cast_unsigned()]
}

/// Makes a file that only its owner can read. What has the name already, a link even, makes it fail.
pub(super) fn create_new(folder: &File, _path: &Path, name: &str) -> io::Result<File> {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(openat(folder, name, flags, Mode::RUSR | Mode::WUSR)?.into())
}

/// Opens a file that is there; a link is not followed.
pub(super) fn open(folder: &File, _path: &Path, name: &str) -> io::Result<File> {
    let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(openat(folder, name, flags, Mode::empty())?.into())
}

/// What keeps an opened file from being written to: another one may be behind it.
pub(super) fn fault(file: &Metadata) -> Option<&'static str> {
    if !file.is_file() {
        Some("no file")
    } else if file.uid() != rustix::process::geteuid().as_raw() {
        Some("a file of somebody else")
    } else if file.nlink() > 1 {
        Some("a file with a second name (hard link)")
    } else {
        None
    }
}

/// Gives a file another name. What has that name already makes it fail.
pub(super) fn link(folder: &File, _path: &Path, from: &str, to: &str) -> io::Result<()> {
    Ok(linkat(folder, from, folder, to, AtFlags::empty())?)
}

/// Takes a name away.
pub(super) fn remove(folder: &File, _path: &Path, name: &str) -> io::Result<()> {
    Ok(unlinkat(folder, name, AtFlags::empty())?)
}

/// Makes the names of a folder last.
pub(super) fn sync_folder(folder: &File) -> io::Result<()> {
    folder.sync_all()
}

/// Free bytes, as far as we may use them.
pub(super) fn free_bytes(folder: &File) -> io::Result<u64> {
    let disk = fstatvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}
