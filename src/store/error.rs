//! What is wrong with the store: which file, what, and what to do.

use std::io;
use std::path::{Path, PathBuf};

use crate::fault::IoFault;

/// A failure of the store; each names its file. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The content is not what was written.
    #[error(
        "{} is damaged: {what}; it is left as it is: put back a copy, or move it away to begin anew, or start with \
         --no-history",
        .path.display()
    )]
    Damaged {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// It was sealed for somebody else.
    #[error(
        "{} was written with another identity than that of this profile; it is left as it is: put the right one \
         there, or move it away to begin anew, or start with --no-history",
        .path.display()
    )]
    Foreign {
        /// Which.
        path: PathBuf,
    },
    /// The file has another name now, or none: what is written to it would be gone with the program.
    #[error(
        "{} is not the file any more that this program has opened: put that one back, or end the program and start it \
         again, which begins a new one where there is none",
        .path.display()
    )]
    Gone {
        /// Which.
        path: PathBuf,
    },
    /// The system refused an operation.
    #[error(transparent)]
    Io(IoFault),
    /// Written by a newer program.
    #[error(
        "{} was written by a newer peerscope (layout {schema}, this one knows {known}); it is left as it is: use that \
         one, or start with --no-history",
        .path.display()
    )]
    Newer {
        /// Which.
        path: PathBuf,
        /// Its layout.
        schema: u32,
        /// The newest that is known here.
        known: u32,
    },
    /// The system gives no randomness to seal with.
    #[error("cannot seal anything for {}: the system gives no randomness", .path.display())]
    NoRandomness {
        /// For which file.
        path: PathBuf,
    },
}

impl Error {
    pub(super) fn io(operation: &'static str, path: &Path, error: &io::Error) -> Self {
        Self::Io(IoFault::new(operation, path, error))
    }

    pub(super) fn damaged(path: &Path, what: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), what: what.into() }
    }

    /// For `map_err`: what the database said while this was tried on this path.
    pub(super) fn database<E: Into<redb::Error>>(operation: &'static str, path: &Path) -> impl Fn(E) -> Self {
        move |error| match error.into() {
            redb::Error::Io(error) => match error.kind() {
                io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                    Self::damaged(path, "it is no store, or a part of one")
                }
                _ => Self::io(operation, path, &error),
            },
            // What went wrong before made this impossible; the next try opens the file anew.
            redb::Error::PreviousIo => Self::io(operation, path, &io::ErrorKind::Other.into()),
            other => Self::damaged(path, other.to_string()),
        }
    }

    /// Whether another try may end otherwise: the file is as good as it was.
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Io(_) | Self::Gone { .. } | Self::NoRandomness { .. })
    }
}
