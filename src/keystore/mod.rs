//! What a profile keeps at rest: the sealed identity, the known peers, the lock.

mod error;
mod files;
mod keyfile;
mod known_peers;
mod lock;

#[cfg(test)]
mod tests;

pub use error::Error;
pub use files::make_private_dir;
pub use keyfile::{Keyfile, Passphrase, Unlocked};
pub use known_peers::{ChangeDecision, KnownPeer, KnownPeers, Trust};
pub use lock::ProfileLock;
