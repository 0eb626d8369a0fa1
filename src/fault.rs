//! An operation that the system refused.

use core::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What was tried, on what, and what the system said; unlike [`io::Error`] it can be compared and copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IoFault {
    /// What was tried: a verb.
    pub operation: &'static str,
    /// On what.
    pub path: PathBuf,
    /// The class of the failure.
    pub kind: io::ErrorKind,
    /// The system's own number, where there is one.
    pub code: Option<i32>,
}

impl IoFault {
    /// What the system said while this was tried on this path.
    pub fn new(operation: &'static str, path: &Path, said: &io::Error) -> Self {
        Self { operation, path: path.to_owned(), kind: said.kind(), code: said.raw_os_error() }
    }
}

impl fmt::Display for IoFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} {}: ", self.operation, self.path.display())?;
        match self.code {
            Some(code) => io::Error::from_raw_os_error(code).fmt(f),
            None => self.kind.fmt(f),
        }
    }
}

impl std::error::Error for IoFault {}
