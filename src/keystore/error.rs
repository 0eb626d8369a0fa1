//! What is wrong with a file of a profile: which file, what, and what to do.

use std::io;
use std::path::{Path, PathBuf};

use crate::fault::IoFault;

/// A failure of the keystore; each names its path. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The key that is to take a name is a blocked one.
    #[error(
        "the new key is that of {petname}, who is blocked in {}, nothing was changed: /reject keeps the old key",
        .path.display()
    )]
    ClaimedIsBlocked {
        /// The list of peers.
        path: PathBuf,
        /// What the blocked one is called there.
        petname: String,
    },
    /// The key that is to take a name is that of another peer whom we know.
    #[error(
        "the new key is that of {petname}, whom you know in {}, nothing was changed: /reject {name} keeps the key of \
         {name}, /connect {petname} calls {petname}, and /connect ADDR with a new address of {name} finds {name} again",
        .path.display()
    )]
    ClaimedIsKnown {
        /// The list of peers.
        path: PathBuf,
        /// What the peer of this key is called there.
        petname: String,
        /// Whose key was to be replaced.
        name: String,
    },
    /// No randomness, or passphrase costs that are not accepted.
    #[error("cannot make a key for {}: {source}", .path.display())]
    Crypto {
        /// For which file.
        path: PathBuf,
        /// What was refused.
        source: crate::crypto::Error,
    },
    /// The content is not what was written.
    #[error(
        "{}{} is damaged: {what}; it is left as it is: put back a copy, or move it away to start anew",
        .path.display(), at_line(*.line)
    )]
    Damaged {
        /// Which.
        path: PathBuf,
        /// Line, from 1; 0 for the whole.
        line: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// An empty passphrase, which nobody asked for.
    #[error("the passphrase for {} is empty: give one, or say --no-passphrase", .path.display())]
    EmptyPassphrase {
        /// For which file.
        path: PathBuf,
    },
    /// There is an identity already.
    #[error("{} is there already and is never replaced: use it, or give another profile with --name NAME", .path.display())]
    Exists {
        /// Which.
        path: PathBuf,
    },
    /// Something that is not a plain file or folder of our own.
    #[error("{} is {what}: put your own there", .path.display())]
    Foreign {
        /// Which.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// The system refused an operation.
    #[error(transparent)]
    Io(IoFault),
    /// Another process runs this profile.
    #[error(
        "the profile {profile} is in use by {holder}: end that one, or wait until it has ended (--name with another name \
         is another profile, and somebody else to your peers)",
        holder = holder(*.process)
    )]
    Locked {
        /// The profile.
        profile: String,
        /// The number of the process, if it could be read.
        process: Option<u32>,
    },
    /// Another process runs this profile, and scripts cannot ask it.
    #[error(
        "the profile {profile} is in use by {holder}, and its socket {} is not there: scripts cannot ask \
         it; end it and start it again, or do this within it", .socket.display(),
        holder = holder(*.process)
    )]
    Unreachable {
        /// The profile.
        profile: String,
        /// The number of the process, if it could be read.
        process: Option<u32>,
        /// Where its socket would be.
        socket: PathBuf,
    },
    /// The file is sealed without a passphrase, and one was given.
    #[error("{} is sealed without a passphrase: give --no-passphrase", .path.display())]
    NoPassphraseSet {
        /// Which.
        path: PathBuf,
    },
    /// A passphrase is needed and none was given.
    #[error(
        "{} is sealed with a passphrase: give it in the terminal, or with --passphrase-fd or --passphrase-command",
        .path.display()
    )]
    PassphraseNeeded {
        /// Which.
        path: PathBuf,
    },
    /// Others can read or write a private file or folder.
    #[error("others have access to {} (mode {mode:04o}): run chmod {wanted} {}", .path.display(), shell_word(.path))]
    Permissions {
        /// Which.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
        /// What chmod has to be given.
        wanted: &'static str,
    },
    /// The name cannot be a petname.
    #[error(
        "that name cannot stand in {}: 1 to 32 visible characters without spaces, none of : # / , @ [ ] \\ and \
         quotes, neither a port nor the beginning of a fingerprint",
        .path.display()
    )]
    PetnameRefused {
        /// The list of peers.
        path: PathBuf,
    },
    /// There are known peers and no identity that knows them.
    #[error(
        "{} is missing, but {} is there: put the key file back from a copy, or move that list away to begin anew \
         as somebody whom nobody knows",
        .path.display(),
        .known_peers.display()
    )]
    IdentityMissing {
        /// Where the key file should be.
        path: PathBuf,
        /// The list of peers.
        known_peers: PathBuf,
    },
    /// The name is another peer's.
    #[error("the name is, or looks like, that of another peer, {petname} in {}: take another", .path.display())]
    PetnameTaken {
        /// The list of peers.
        path: PathBuf,
        /// Whose name it is, as it stands there.
        petname: String,
    },
    /// Nobody of that identity is in the list.
    #[error("no such peer in {}: peerscope id peers lists them", .path.display())]
    UnknownPeer {
        /// The list of peers.
        path: PathBuf,
    },
    /// Written by a newer program, or with costs beyond what is accepted.
    #[error("{} cannot be used: {what}", .path.display())]
    Unsupported {
        /// Which.
        path: PathBuf,
        /// What is unusual.
        what: &'static str,
    },
    /// The passphrase does not open the file, whose checksum is right.
    #[error("wrong passphrase for {}", .path.display())]
    WrongPassphrase {
        /// Which.
        path: PathBuf,
    },
}

impl Error {
    /// For `map_err`: what was tried on which path.
    pub(super) fn io(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Io(IoFault::new(operation, path, &error))
    }

    pub(super) fn damaged(path: &Path, line: usize, what: &'static str) -> Self {
        Self::Damaged { path: path.to_owned(), line, what }
    }

    pub(super) fn foreign(path: &Path, what: &'static str) -> Self {
        Self::Foreign { path: path.to_owned(), what }
    }
}

fn at_line(line: usize) -> String {
    if line == 0 { String::new() } else { format!(", line {line},") }
}

/// The path as one word of a shell command.
fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,=@%".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

fn holder(process: Option<u32>) -> String {
    process.map_or_else(|| "another process".to_owned(), |number| format!("process {number}"))
}
