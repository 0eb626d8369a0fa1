//! The same where a folder cannot be opened to look names up in it: by path.

use std::fs::{File, Metadata, OpenOptions, hard_link, remove_file};
use std::io;
use std::path::Path;

/// A folder that was looked at.
pub(super) type Opened = Metadata;

pub(super) fn open_folder(path: &Path) -> io::Result<Metadata> {
    path.metadata()
}

pub(super) fn open_source(path: &Path) -> io::Result<File> {
    File::open(path)
}

pub(super) fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.created().ok() == other.created().ok()
}

pub(super) fn stamp(file: &Metadata) -> [u64; 4] {
    [0, file.len(), 0, 0]
}

pub(super) fn create_new(_folder: &Metadata, path: &Path, name: &str) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).open(path.join(name))
}

pub(super) fn open(_folder: &Metadata, path: &Path, name: &str) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).open(path.join(name))
}

pub(super) fn fault(file: &Metadata) -> Option<&'static str> {
    (!file.is_file()).then_some("no file")
}

pub(super) fn link(_folder: &Metadata, path: &Path, from: &str, to: &str) -> io::Result<()> {
    hard_link(path.join(from), path.join(to))
}

pub(super) fn remove(_folder: &Metadata, path: &Path, name: &str) -> io::Result<()> {
    remove_file(path.join(name))
}

pub(super) fn sync_folder(_folder: &Metadata) -> io::Result<()> {
    Ok(())
}

pub(super) fn free_bytes(_folder: &Metadata) -> io::Result<u64> {
    Ok(u64::MAX)
}
