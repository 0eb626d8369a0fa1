//! Files that a person asked for by name: written whole or not at all, and never over another.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something has that name.
    #[error("{} is there already and stays as it is: choose another name", .0.display())]
    Exists(PathBuf),
    /// The system refused.
    #[error("{} was not written: {source}", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Writes a new file that only its owner can read. It gets its name when all of it is on the disk.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |source| Error::Io { path: path.to_owned(), source };
    if path.symlink_metadata().is_ok() {
        return Err(Error::Exists(path.to_owned()));
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // The library makes it 0600 whatever the umask, and removes it when it is dropped without a name.
    let mut new = tempfile::Builder::new().prefix(".peerscope-").tempfile_in(folder).map_err(failed)?;
    new.write_all(bytes).and_then(|()| new.as_file().sync_all()).map_err(failed)?;
    new.persist_noclobber(path).map_err(|kept| match kept.error.kind() {
        io::ErrorKind::AlreadyExists => Error::Exists(path.to_owned()),
        _ => failed(kept.error),
    })?;
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    Ok(())
}

/// Files of one name that are told apart by a number.
#[cfg(feature = "lab")]
const ALIKE_MAX: u32 = 999;

/// The same where nobody was asked for a name: `name.txt`, or the first of `name-2.txt`, `name-3.txt` that is free.
#[cfg(feature = "lab")]
pub fn write_free(path: &Path, bytes: &[u8]) -> Result<PathBuf, Error> {
    let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, ending) = (part(path.file_stem()), part(path.extension()));
    let numbered = (2..=ALIKE_MAX).map(|at| path.with_file_name(format!("{stem}-{at}.{ending}")));
    for path in std::iter::once(path.to_owned()).chain(numbered) {
        match write_new(&path, bytes) {
            Err(Error::Exists(_)) => {}
            written => return written.map(|()| path),
        }
    }
    Err(Error::Exists(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn writes_all_of_it_for_its_owner_alone_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("session.md");
        write_new(&path, b"all of it").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"all of it");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[cfg(feature = "lab")]
    #[test]
    fn what_nobody_named_gets_the_first_name_that_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lab-eavesdrop-1.txt");
        for (name, text) in [
            ("lab-eavesdrop-1.txt", "one"),
            ("lab-eavesdrop-1-2.txt", "two"),
            ("lab-eavesdrop-1-3.txt", "three"),
        ] {
            let written = write_free(&path, text.as_bytes()).unwrap();
            assert_eq!(written, folder.path().join(name));
            assert_eq!(fs::read_to_string(written).unwrap(), text);
        }
    }

    #[test]
    fn never_writes_over_what_is_there_not_even_through_a_link_to_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("session.md");
        fs::write(&path, "mine").unwrap();
        assert!(matches!(write_new(&path, b"other"), Err(Error::Exists(_))));
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        #[cfg(unix)]
        {
            let link = folder.path().join("link.md");
            std::os::unix::fs::symlink(folder.path().join("nowhere"), &link).unwrap();
            assert!(matches!(write_new(&link, b"other"), Err(Error::Exists(_))));
        }
    }

    #[test]
    fn names_the_file_where_there_is_no_folder_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("no/such/folder/session.md");
        let said = write_new(&path, b"all of it").unwrap_err().to_string();
        assert!(said.contains("session.md was not written"), "{said}");
    }
}
