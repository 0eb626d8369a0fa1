//! What a profile keeps at rest: its identity, sealed; the identities it knows; the lock.
//!
//! ```text
//! keystore/NAME/             0700
//!   identity.key             the sealed key file      keyfile_format.rs: byte by byte
//!   known_peers              trust on first use       peers_format.rs: line by line
//!   messages                 what was said, sealed   a database: see `store`
//!   nick                     what its person calls itself   nick.rs: three lines
//!   log_head                 how far net.log had come and where it begins, signed   log_head.rs: six lines
//!   trust_ledger, trust_head   every identity key seen and what became of it, chained   trust_ledger.rs
//!   layout                   how the panes of the screen were left   desk.rs
//!   control, control.token   where scripts reach the program that runs   token.rs
//!   lock                     held by the one process that may write here
//! ```
//!
//! Every file is 0600, is written whole or not at all (temporary file, fsync, rename, fsync of the
//! folder), and is refused when others could have read or replaced it. A file that does not make sense is
//! refused and left as it is: nothing here ever writes a new identity over an old one.

mod chain;
mod desk;
mod error;
mod files;
mod key_log;
mod keyfile;
mod keyfile_format;
mod known_peers;
mod lock;
mod log_head;
mod nick;
mod peers_format;
mod permissions;
mod petname;
mod token;
mod transfers;
mod trust;
mod trust_entry;
mod trust_ledger;
mod verify;

#[cfg(test)]
mod tests;

pub use chain::{Chain, Mark, Run, Tag, last_tag, tagged, untagged};
pub use desk::{load_layout, save_layout};
pub use error::Error;
pub use files::{make_private_dir, open_database};
pub use key_log::KeyLogFile;
pub use keyfile::{Keyfile, Passphrase, Unlocked};
pub use keyfile_format::Protection;
pub use known_peers::{KnownPeer, KnownPeers};
pub use lock::ProfileLock;
pub use log_head::{Beginnings, LogHead};
pub use nick::OwnNick;
pub use petname::{petname_for, same as is_same_petname};
pub use token::ControlToken;
pub use transfers::{KeptStanding, KeptTransfer, Transfers};
pub use trust::{ChangeDecision, Standing, Trust};
pub use trust_entry::{Deed, TrustEntry};
pub use trust_ledger::{LedgerFiles, TrustLedger, check_ledger, read_ledger};
pub use verify::{Begins, Broken, Verified, verify_chain};
