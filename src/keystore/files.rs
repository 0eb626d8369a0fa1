//! Private files: read only when nobody else can, written whole or not at all.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use super::error::Error;
use super::permissions;

/// How temporary files start; a process that was killed while writing leaves one behind.
const TEMPORARY_PREFIX: &str = ".new-";

/// The steps in which a file is written, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A temporary file in the same folder.
    Create,
    /// The bytes.
    Write,
    /// fsync of the temporary file.
    Sync,
    /// It takes the name.
    Rename,
    /// fsync of the folder, so that the name lasts.
    SyncFolder,
}

/// What to do with a file that has the name already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Existing {
    /// Fail, and leave it as it is.
    Keep,
    /// Replace it in one step.
    Replace,
}

/// Makes a folder that only its owner can enter, and the ones above it, or checks that it is one.
///
/// # Errors
/// What the system said, or that others have access, with the command that mends it.
pub fn make_private_dir(path: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    if !exists(path)? {
        builder.create(path).map_err(Error::io("make the folder", path))?;
    }
    permissions::check_folder(path)
}

/// Whether something has this name, a dangling link included.
pub(super) fn exists(path: &Path) -> Result<bool, Error> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::io("look at", path)(error)),
    }
}

/// Opens a file of a profile to be read and written by who knows what is in it; `None` if there is none.
///
/// # Errors
/// What the system said, or that others have access, with the command that mends it.
pub fn open_database(path: &Path) -> Result<Option<File>, Error> {
    permissions::check_folder(folder_of(path))?;
    if !exists(path)? {
        return Ok(None);
    }
    open_private(path, OpenOptions::new().read(true).write(true)).map(Some)
}

/// Opens a file of ours. It is checked by name, for the sake of the message, and again by what was opened,
/// so that it cannot be swapped in between.
pub(super) fn open_private(path: &Path, options: &mut OpenOptions) -> Result<File, Error> {
    if exists(path)? {
        let found = fs::symlink_metadata(path).map_err(Error::io("look at", path))?;
        permissions::check_file(path, &found)?;
    }
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
        options.custom_flags(flags).mode(0o600);
    }
    let file = options.open(path).map_err(Error::io("open", path))?;
    let opened = file.metadata().map_err(Error::io("look at", path))?;
    permissions::check_file(path, &opened)?;
    Ok(file)
}

/// Reads a file of at most `bytes_max`, in a folder of ours.
pub(super) fn read_private(path: &Path, bytes_max: usize) -> Result<Vec<u8>, Error> {
    permissions::check_folder(folder_of(path))?;
    let file = open_private(path, OpenOptions::new().read(true))?;
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    file.take(limit).read_to_end(&mut bytes).map_err(Error::io("read", path))?;
    if bytes.len() <= bytes_max { Ok(bytes) } else { Err(Error::damaged(path, 0, "it is too long")) }
}

/// Writes a file: afterwards it has the old content or the new, whatever happens in between.
pub(super) fn write_private(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), Error> {
    write_in_steps(path, bytes, existing, &mut |_step| Ok(()))
}

/// The same, asking before each step; the question is where a test makes a step fail.
pub(super) fn write_in_steps(
    path: &Path,
    bytes: &[u8],
    existing: Existing,
    before: &mut dyn FnMut(Step) -> io::Result<()>,
) -> Result<(), Error> {
    let folder = folder_of(path);
    permissions::check_folder(folder)?;

    // The library makes it 0600 whatever the umask, and removes it when it is dropped before the rename.
    let temporary = || tempfile::Builder::new().prefix(TEMPORARY_PREFIX).tempfile_in(folder);
    let mut new = before(Step::Create).and_then(|()| temporary()).map_err(Error::io("make", path))?;
    before(Step::Write).and_then(|()| new.write_all(bytes)).map_err(Error::io("write", path))?;
    before(Step::Sync).and_then(|()| new.as_file().sync_all()).map_err(Error::io("sync", path))?;
    before(Step::Rename).map_err(Error::io("replace", path))?;
    let renamed = match existing {
        Existing::Keep => new.persist_noclobber(path),
        Existing::Replace => new.persist(path),
    };
    renamed.map_err(|failed| match failed.error.kind() {
        io::ErrorKind::AlreadyExists => Error::Exists { path: path.to_owned() },
        _ => Error::io("replace", path)(failed.error),
    })?;
    before(Step::SyncFolder).and_then(|()| sync_folder(folder)).map_err(Error::io("sync", folder))
}

/// Removes what killed processes left behind. Only for who holds the lock: the temporary file of a process
/// that is alive must stay.
pub(super) fn sweep(folder: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::io("list", folder))? {
        let entry = entry.map_err(Error::io("list", folder))?;
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY_PREFIX) {
            fs::remove_file(entry.path()).map_err(Error::io("remove", &entry.path()))?;
        }
    }
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened to be synced.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
