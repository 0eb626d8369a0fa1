//! Why a command could not be done, and what to do instead.

use crate::{keystore, net, store};

use super::peer::DialId;

/// What is said of a node that has ended though nobody asked it to.
pub const NODE_LOST: &str =
    "an internal failure: the node has ended by itself, and every session with it; start the program again";

/// A command's failure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The network refused.
    #[error(transparent)]
    Net(#[from] net::Error),
    /// Nobody has this name.
    #[error("no peer is called {name:?}{}", .nearest.as_ref().map(|name| format!("; did you mean {name:?}?")).unwrap_or_default())]
    UnknownPeer {
        /// What was given.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// Several fingerprints begin so.
    #[error("several fingerprints begin with {0}: give more digits of it")]
    Ambiguous(String),
    /// There is a session already.
    #[error("{0} is connected already")]
    AlreadyConnected(String),
    /// This address is being dialled, or connected, already.
    #[error("{0} is dialled already")]
    AlreadyDialled(String, DialId),
    /// The link to this peer takes nothing more at the moment.
    #[error("the link to {0} is behind; try again when it has caught up")]
    Busy(String),
    /// This peer was never reached by a dial, so that nothing is known to dial.
    #[error("no address of {0} is known: dial host:port#FINGERPRINT once; /whois {0} shows the fingerprint")]
    NoAddress(String),
    /// The key log cannot be written.
    #[error("{0}; no more keys are logged: start again to log those of new sessions")]
    KeyLog(String),
    /// The list of peers does not take it: a name that cannot be this peer's, a key that is blocked.
    #[error(transparent)]
    Petname(#[from] keystore::Error),
    /// There is no session with this peer.
    #[error("{0} is not connected")]
    NotConnected(String),
    /// Nobody is connected.
    #[error("nobody is connected")]
    NobodyConnected,
    /// Nobody has decided about this identity yet.
    #[error("{0} is not known yet: /trust takes it, /block is for good")]
    NotKnown(String),
    /// Nothing about this peer waits for a decision.
    #[error("{0} does not wait for a decision")]
    NothingToDecide(String),
    /// This peer was accepted, and its digits were compared.
    #[error("{0} is verified already: there is nothing to decide")]
    AlreadyVerified(String),
    /// This peer's digits were not compared.
    #[error("{0} is not verified: there is nothing to take back")]
    NotVerified(String),
    /// This peer was accepted.
    #[error("{0} is accepted already, not verified: /verify {0} compares 60 digits")]
    AlreadyAccepted(String),
    /// Another key answered for this peer.
    #[error(
        "the key of {0} has changed, nothing is sent; /trust {0} takes the new key, /reject {0} keeps the old one"
    )]
    KeyChanged(String),
    /// There is no room for another known peer.
    #[error(
        "{0} is refused now, but cannot be remembered: 1,000 peers are known; `peerscope id forget NAME` makes room"
    )]
    BookFull(String),
    /// This identity is blocked.
    #[error("{0} is blocked; /trust {0} lifts it")]
    Blocked(String),
    /// The text is empty or too long.
    #[error("a text has 1 to 16,384 bytes, this one has {0}")]
    TextLength(usize),
    /// Too many scripts wait.
    #[error("{0} scripts wait for something already; try again when one of them has ended")]
    TooManyScripts(usize),
    /// Too many texts wait.
    #[error("{0} texts for {1} are held already; this one was not taken")]
    OutboxFull(usize, String),
    /// A file of ours cannot be read.
    #[error("{0}: nothing was offered")]
    FileUnread(String),
    /// Too many files are on their way to this peer.
    #[error("16 files for {0} are on their way already; this one was not taken")]
    TooManyFiles(String),
    /// No transfer stands so that this could be done.
    #[error("there is no file to {0}; /transfers lists all")]
    NoFileTo(&'static str),
    /// The peer paused the transfer.
    #[error("{peer} paused file {id}: only {peer} can go on with it")]
    FilePausedByPeer {
        /// Its number.
        id: u64,
        /// What we call the peer.
        peer: String,
    },
    /// No transfer has this number.
    #[error("there is no file {0}; /transfers lists them")]
    NoSuchFile(u64),
    /// The transfer does not stand so that this could be done.
    #[error("file {id} is {state}: /{step} does nothing to it")]
    FileStep {
        /// Its number.
        id: u64,
        /// What was asked.
        step: &'static str,
        /// How it stands.
        state: &'static str,
    },
    /// The system has no random bytes.
    #[error("this machine gives no random bytes")]
    NoRandomness,
    /// The nick cannot be used.
    #[error("a nick has 1 to 32 characters that can be seen, in at most 128 bytes, and no brackets")]
    BadNick,
    /// The digits were not shown yet.
    #[error("the number of {0} was not shown yet: /verify {0} shows it, then compare it by another way")]
    NotCompared(String),
    /// The task that takes calls was lost.
    #[error("an internal failure: nobody can call any more; /listen ADDR listens again")]
    ListeningLost,
    /// The practice peer could not start.
    #[error("the practice peer cannot start: there is no free port on 127.0.0.1, or no randomness")]
    NoPractice,
    /// What is known about peers, or our nick, could not be written.
    #[error("not saved, tried again until it can be: {0}")]
    NotSaved(String),
    /// A text could not be written down, so that it would be lost with this program.
    #[error("not taken: it could not be kept: {0}; say it again once it can be")]
    NotKept(String),
    /// Lines of the trust ledger are not those that were written.
    #[error(
        "the trust ledger was changed: BROKEN at line {line}: {what}; what stands before it holds, /trust log shows all"
    )]
    LedgerBroken {
        /// The first such line.
        line: u64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// There is no store.
    #[error("nothing is kept: this run was started with --no-history, or without a profile")]
    NothingKept,
    /// The store has enough to do.
    #[error("so much is being looked for already; wait until that is found")]
    TooMuchAsked,
    /// The last run was killed.
    #[error(
        "the last run was cut short; what it had kept was checked and fits together; a write that had not come to its \
         end is not there, nor is the last one if the file was damaged since"
    )]
    NotClosed,
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The same at the end, when there is no other try.
    #[error("not saved, and what was decided since is lost with this program: {0}")]
    Lost(String),
}

impl Error {
    /// Whether it only tells how something stands, and nothing is wrong.
    pub const fn is_note(&self) -> bool {
        matches!(self, Self::NotClosed)
    }
}
