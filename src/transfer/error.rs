//! What keeps a file from being sent or kept: where, what, and what to do.

use std::io;
use std::path::{Path, PathBuf};

use crate::fault::IoFault;
use crate::wire::FileCause;

/// A failure of a transfer on this machine.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file to be sent is not what it was when it was offered.
    #[error("{} has changed since it was offered: send it again", .0.display())]
    Changed(PathBuf),
    /// What arrived is not what was offered.
    #[error("what arrived of {0} has not the digest that was offered: nothing of it was kept")]
    Differs(String),
    /// The system refused.
    #[error(transparent)]
    Io(IoFault),
    /// There is not enough room on the disk.
    #[error("{} has room for {free} more bytes, {needed} are needed", .path.display())]
    NoRoom {
        /// The folder.
        path: PathBuf,
        /// Free bytes.
        free: u64,
        /// Bytes of the file that are missing.
        needed: u64,
    },
    /// Something else than a regular file of ours stands where we write.
    #[error("{} is {what}; move it away", .path.display())]
    Foreign {
        /// Where.
        path: PathBuf,
        /// What stands there.
        what: &'static str,
    },
    /// What had arrived was removed.
    #[error("{} is gone, which somebody removed: resume the file to begin anew", .0.display())]
    PartGone(PathBuf),
    /// Another folder has the name of the one that was opened.
    #[error("{} is no longer the folder that was opened: nothing is put into it; resume the file to begin in it", .0.display())]
    PathChanged(PathBuf),
    /// Only regular files are sent.
    #[error("{} is no regular file: only those can be sent, a folder as one archive", .0.display())]
    NotAFile(PathBuf),
    /// Longer than any file may be.
    #[error("{} has {bytes} bytes, at most 2^40 can be sent", .path.display())]
    TooLarge {
        /// Which.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
}

impl Error {
    /// Wraps what the system said.
    pub(super) fn io(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Io(IoFault::new(operation, path, &error))
    }

    /// What the peer is told.
    pub const fn cause(&self) -> FileCause {
        match self {
            Self::Changed(_) => FileCause::Changed,
            Self::Differs(_) => FileCause::Differs,
            Self::NoRoom { .. } => FileCause::NoRoom,
            Self::TooLarge { .. } => FileCause::TooLarge,
            Self::Io(_)
            | Self::Foreign { .. }
            | Self::PartGone(_)
            | Self::PathChanged(_)
            | Self::NotAFile(_) => FileCause::Failed,
        }
    }
}
