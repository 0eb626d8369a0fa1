//! What is wrong with a file of a profile: which file, what, and what to do.

use std::path::PathBuf;

/// A failure of the keystore; each names its path.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused an operation.
    #[error("cannot {operation} {}: {source}", path.display())]
    Io {
        /// What was tried.
        operation: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Others can read or write a private file or folder.
    #[error("others have access to {}: run chmod {mode} {}", path.display(), path.display())]
    Permissions {
        /// Which.
        path: PathBuf,
        /// The mode it has to have.
        mode: &'static str,
    },
    /// Something that is not a plain file of our own.
    #[error("{} is {what}; put the plain file of your own there", path.display())]
    Foreign {
        /// Which.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// The content is not what was written.
    #[error("{} is damaged, at line {line}: {what}; restore it from a backup, it is not replaced", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
        /// Line, from 1; 0 for the whole.
        line: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// Written by a newer program, or with costs beyond what is accepted.
    #[error("{} cannot be used: {what}", path.display())]
    Unsupported {
        /// Which.
        path: PathBuf,
        /// What is unusual.
        what: &'static str,
    },
    /// The passphrase does not open the file.
    #[error("wrong passphrase for {}", path.display())]
    WrongPassphrase {
        /// Which.
        path: PathBuf,
    },
    /// A passphrase is needed and none was given.
    #[error("{} is sealed with a passphrase and none was given", path.display())]
    PassphraseNeeded {
        /// Which.
        path: PathBuf,
    },
    /// There is an identity already.
    #[error("{} exists already and is not replaced", path.display())]
    Exists {
        /// Which.
        path: PathBuf,
    },
    /// Another process runs this profile.
    #[error("profile {profile} is in use by another process; give this one another name with --name NAME")]
    Locked {
        /// The profile.
        profile: String,
    },
    /// No randomness, or a primitive that cannot work.
    #[error("cannot make a key for {}: {source}", path.display())]
    Crypto {
        /// For which file.
        path: PathBuf,
        /// What was refused.
        source: crate::crypto::Error,
    },
}
