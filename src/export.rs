//! Files that a person asked for by name: written whole or not at all, and never over another; or, for secrets,
//! line by line.

use std::fs::{File, Metadata};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something has that name.
    #[error("{} is there already and stays as it is: choose another name", .0.display())]
    Exists(PathBuf),
    /// Others can read it, or it is no file of ours.
    #[error("{} holds secrets and has to be a file of yours that nobody else can read: {what}", .path.display())]
    NotPrivate {
        /// Which file.
        path: PathBuf,
        /// What it is, and what to do.
        what: &'static str,
    },
    /// The system refused.
    #[error("{} was not written: {source}", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A file for secrets that grows by whole lines.
#[derive(Debug)]
pub struct PrivateLog {
    path: PathBuf,
    file: File,
}

impl PrivateLog {
    /// Opens the file, or makes one that only its owner can read. One that others can read is refused.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let mut options = File::options();
        options.append(true).create(true);
        #[cfg(unix)]
        {
            use rustix::fs::OFlags;
            use std::os::unix::fs::OpenOptionsExt as _;
            // A link could lead to a file of somebody else's choice; a pipe would be waited for.
            options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed()).mode(0o600);
        }
        let failed = |source| Error::Io { path: path.to_owned(), source };
        let file = options.open(path).map_err(failed)?;
        let found = file.metadata().map_err(failed)?;
        match fault(&found) {
            Some(what) => Err(Error::NotPrivate { path: path.to_owned(), what }),
            None => Ok(Self { path: path.to_owned(), file }),
        }
    }

    /// Adds lines, all of them or none.
    pub fn append(&mut self, lines: &str) -> Result<(), Error> {
        let failed = |source| Error::Io { path: self.path.clone(), source };
        let before = self.file.metadata().map_err(failed)?.len();
        self.file.write_all(lines.as_bytes()).map_err(|error| {
            // Half a line would make the next one, and with it the whole file, unreadable.
            let _ = self.file.set_len(before);
            failed(error)
        })
    }
}

/// What keeps a file from holding secrets.
#[cfg(unix)]
fn fault(found: &Metadata) -> Option<&'static str> {
    use std::os::unix::fs::MetadataExt as _;
    if !found.is_file() {
        Some("it is no file")
    } else if found.uid() != rustix::process::geteuid().as_raw() {
        Some("it belongs to somebody else")
    } else if found.mode() & 0o077 != 0 {
        Some("chmod 600 it")
    } else if found.nlink() > 1 {
        Some("it has a second name (hard link)")
    } else {
        None
    }
}

/// Elsewhere the folder's own access list decides.
#[cfg(not(unix))]
fn fault(found: &Metadata) -> Option<&'static str> {
    if found.is_file() { None } else { Some("it is no file") }
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

    #[cfg(unix)]
    #[test]
    fn a_log_of_secrets_is_private_grows_by_lines_and_is_refused_where_others_can_read_it() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.log");
        for line in ["one\n", "two\n"] {
            PrivateLog::open(&path).unwrap().append(line).unwrap();
        }
        assert_eq!(fs::read(&path).unwrap(), b"one\ntwo\n");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let said = PrivateLog::open(&path).unwrap_err().to_string();
        assert!(said.contains("keys.log") && said.ends_with("chmod 600 it"), "{said}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        symlink(&path, folder.path().join("link.log")).unwrap();
        assert!(PrivateLog::open(&folder.path().join("link.log")).is_err());
        assert!(PrivateLog::open(Path::new("/dev/null")).is_err());
    }

    #[test]
    fn names_the_file_where_there_is_no_folder_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("no/such/folder/session.md");
        let said = write_new(&path, b"all of it").unwrap_err().to_string();
        assert!(said.contains("session.md was not written"), "{said}");
    }
}
