//! Where the bytes of a store are: a file of the profile, or what a test has in its place.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use redb::backends::FileBackend;
use redb::{Builder, Database, DatabaseError};
use tempfile::NamedTempFile;

/// How drafts begin; the lock of a profile sweeps away what a killed process left.
const DRAFT_PREFIX: &str = ".new-";

/// A place for one database, and for a draft that can take its place in one step.
pub trait Medium: std::fmt::Debug + Send {
    /// What it is called.
    fn path(&self) -> &Path;

    /// Whether the place still has what was opened there, or put there.
    ///
    /// # Errors
    /// What the system said.
    fn is_there(&self) -> io::Result<bool>;

    /// Opens the database there; `None` if there is none.
    ///
    /// # Errors
    /// What the system or the database said.
    fn open(&mut self, how: &Builder) -> Option<Result<Database, DatabaseError>>;

    /// Makes an empty database beside it.
    ///
    /// # Errors
    /// What the system or the database said.
    fn draft(&mut self, how: &Builder) -> Result<Database, DatabaseError>;

    /// Puts the draft, which is closed, in the place of the database, which is closed. Whatever happens, one of the
    /// two is there, whole.
    ///
    /// # Errors
    /// What the system said.
    fn replace(&mut self) -> io::Result<()>;
}

/// A file in a private folder.
#[derive(Debug)]
pub struct FileMedium {
    path: PathBuf,
    file: Option<File>,
    draft: Option<NamedTempFile>,
}

impl FileMedium {
    /// The file of this name, opened by who has checked that it is private; `None` if there is none.
    pub fn new(path: &Path, file: Option<File>) -> Self {
        Self { path: path.to_owned(), file, draft: None }
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or_else(|| Path::new("."))
    }
}

impl Medium for FileMedium {
    fn path(&self) -> &Path {
        &self.path
    }

    fn is_there(&self) -> io::Result<bool> {
        let Some(file) = &self.file else { return Ok(false) };
        match fs::symlink_metadata(&self.path) {
            Ok(found) => Ok(is_same(&found, &file.metadata()?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn open(&mut self, how: &Builder) -> Option<Result<Database, DatabaseError>> {
        let file = self.file.as_ref()?;
        let opened = file.metadata().and_then(|found| match found.len() {
            // The library would take it for a new one.
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => file.try_clone(),
        });
        Some(
            opened
                .map_err(DatabaseError::from)
                .and_then(|file| how.create_with_backend(FileBackend::new(file)?)),
        )
    }

    fn draft(&mut self, how: &Builder) -> Result<Database, DatabaseError> {
        let draft = tempfile::Builder::new().prefix(DRAFT_PREFIX).tempfile_in(self.folder())?;
        let file = draft.as_file().try_clone()?;
        self.draft = Some(draft);
        how.create_with_backend(FileBackend::new(file)?)
    }

    fn replace(&mut self) -> io::Result<()> {
        let draft = self.draft.take().ok_or(io::ErrorKind::NotFound)?;
        draft.as_file().sync_all()?;
        let file = draft.persist(&self.path).map_err(|kept| kept.error)?;
        self.file = Some(file);
        #[cfg(unix)]
        File::open(self.folder())?.sync_all()?;
        Ok(())
    }
}

#[cfg(unix)]
fn is_same(found: &Metadata, opened: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    (found.dev(), found.ino()) == (opened.dev(), opened.ino())
}

/// A name is all that can be compared here.
#[cfg(not(unix))]
const fn is_same(_found: &Metadata, _opened: &Metadata) -> bool {
    true
}
