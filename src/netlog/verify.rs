//! Whether the lines of a log are those that were written.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::crypto::Secret;
use crate::keystore::{LogHead, Verified, verify_chain};

use super::file::{aside, identity, numbers_aside};
use super::seal::CHECKPOINT_LINES;

/// How often the files are opened before it is given up to find them as they are at one moment.
pub(super) const LOOKS_MAX: u32 = 16;

/// How a file is opened; where a test lets a program write meanwhile.
pub(super) type Open<'a> = dyn FnMut(&Path) -> io::Result<File> + 'a;

/// Follows the chain from the oldest line that is kept to the newest. `head` is the newest checkpoint, loaded before.
///
/// # Errors
/// The files cannot be read.
pub fn verify(path: &Path, key: &Secret<32>, head: Option<&LogHead>) -> io::Result<Verified> {
    verify_with(path, key, head, &mut |name| File::open(name))
}

/// The same, with another way to open.
pub(super) fn verify_with(
    path: &Path,
    key: &Secret<32>,
    head: Option<&LogHead>,
    open: &mut Open<'_>,
) -> io::Result<Verified> {
    let mut why = always_put_aside();
    for _ in 0..LOOKS_MAX {
        match files_at_once(path, open)? {
            Err(other) => why = other,
            Ok(none) if none.is_empty() => {
                return verify_chain([(path.to_owned(), io::empty())], key, (head, CHECKPOINT_LINES));
            }
            Ok(files) => return verify_chain(files, key, (head, CHECKPOINT_LINES)),
        }
    }
    Err(why)
}

/// The log was never the same twice.
fn always_put_aside() -> io::Error {
    io::Error::other("a program put it aside each time its files were opened: try again")
}

/// All files of a log as they are at one moment, the oldest first, or why they are not: some got another name
/// meanwhile, or one cannot be opened at all.
///
/// None is read before all are open, and a file that is open shares its identity with no other. So what the same names
/// stand for afterwards was not put aside in between.
fn files_at_once(path: &Path, open: &mut Open<'_>) -> io::Result<io::Result<Vec<(PathBuf, File)>>> {
    let listed = names(path)?;
    let mut files = Vec::new();
    for name in &listed {
        match open(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let same = names(path)? == listed;
                let dangling = || io::Error::new(error.kind(), format!("{}: {error}", name.display()));
                return Ok(Err(if same { dangling() } else { always_put_aside() }));
            }
            opened => files.push((name.clone(), opened?)),
        }
    }
    for (name, file) in &files {
        let opened = identity(&file.metadata()?);
        if !fs::metadata(name).is_ok_and(|there| identity(&there) == opened) {
            return Ok(Err(always_put_aside()));
        }
    }
    Ok(if names(path)? == listed { Ok(files) } else { Err(always_put_aside()) })
}

/// The files that there are, the oldest first.
fn names(path: &Path) -> io::Result<Vec<PathBuf>> {
    let numbers = match numbers_aside(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        numbers => numbers?,
    };
    let older = numbers.into_iter().rev().map(|number| aside(path, number));
    // A program that was killed as it put the log aside has not begun another one yet.
    let newest = path.exists().then(|| path.to_owned());
    Ok(older.chain(newest).collect())
}
