//! Whether the lines of a log are those that were written.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::crypto::Secret;
use crate::keystore::{LogHead, Verified, verify_chain};

use super::file::{aside, numbers_aside};
use super::seal::CHECKPOINT_LINES;

/// Follows the chain from the oldest line that is kept to the newest. `head` is the newest checkpoint, loaded before.
///
/// # Errors
/// The files cannot be read.
pub fn verify(path: &Path, key: &Secret<32>, head: Option<&LogHead>) -> io::Result<Verified> {
    let numbers = match numbers_aside(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        numbers => numbers?,
    };
    let older = numbers.into_iter().rev().map(|number| aside(path, number));
    // A program that was killed as it put the log aside has not begun another one yet.
    let newest = path.exists().then(|| path.to_owned());
    let names: Vec<PathBuf> = older.chain(newest).collect();
    if names.is_empty() {
        return verify_chain([(path.to_owned(), io::empty())], key, (head, CHECKPOINT_LINES));
    }
    // All are opened first, so that none gets another name in between.
    let files = names.into_iter().map(|name| File::open(&name).map(|file| (name, file)));
    let files: Vec<(PathBuf, File)> = files.collect::<io::Result<_>>()?;
    verify_chain(files, key, (head, CHECKPOINT_LINES))
}
