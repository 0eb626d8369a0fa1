//! Everything that can be asked of a running node. Each ends in at least one event.

use std::path::PathBuf;

use crate::net::{ListenAddr, PeerAddr};
use crate::protocol::{RecordedFrame, Theft};
use crate::store::Keep;

use super::files::{FileId, FileStep};
use super::peer::PeerId;

/// A peer as a person or a program names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeerRef {
    /// By identity.
    Id(PeerId),
    /// By petname, or by the first digits of the fingerprint.
    Name(String),
}

/// Who says a text at this end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Author {
    /// Who gave the command, and has the text before them.
    Person,
    /// A script: the person learns of it by [`super::Event::Said`].
    Script,
}

/// Who gets a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// One peer, connected or not.
    One(PeerRef),
    /// Every connected peer, sealed separately for each.
    Everybody,
}

/// How much of what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recall {
    /// The last so many texts.
    Last(usize),
    /// The last so many texts below a place.
    Below(u64, usize),
    /// Everything, to be written to this file.
    ForFile(PathBuf),
}

/// A wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Listen here, and no longer anywhere else.
    Listen(ListenAddr),
    /// Dial, and dial again whenever the link is lost.
    Dial(PeerAddr),
    /// End the session and stop dialling.
    Hangup(PeerRef),
    /// Send a text; held while the peer is not connected.
    SendText {
        /// To whom.
        to: Target,
        /// What.
        body: String,
        /// Whether it is an action (`/me`).
        action: bool,
    },
    /// Offer a file; held while the peer is not connected.
    SendFile {
        /// To whom.
        to: PeerRef,
        /// Which.
        path: PathBuf,
    },
    /// Do this with a transfer; without a number, with the newest to which it can be done.
    File(Option<FileId>, FileStep),
    /// Tell about every transfer.
    Files,
    /// A text of the peer was shown to a person, up to this number.
    Shown {
        /// Whose text.
        peer: PeerId,
        /// Its number.
        number: u64,
    },
    /// A person counts all that this peer has said as seen.
    Read(PeerRef),
    /// A text of the peer was printed for a program, up to this number: nobody has seen it, but it is not told again
    /// by itself.
    Printed {
        /// Whose text.
        peer: PeerId,
        /// Its number.
        number: u64,
    },
    /// Call ourselves something else.
    Nick(String),
    /// Call a peer something else, here and for nobody else.
    Rename(PeerRef, String),
    /// Begin a new epoch, or ask for one.
    Rekey(PeerRef),
    /// Measure round trip and clock skew.
    Ping(PeerRef),
    /// Give the words of what both sides know was said.
    SameWords(PeerRef),
    /// Accept an unknown identity, or a changed key.
    Accept(PeerRef),
    /// Refuse an unknown identity once, or keep the old key.
    Refuse(PeerRef),
    /// Never talk to this identity again.
    Block(PeerRef),
    /// Give the safety number to compare.
    SafetyNumber(PeerRef),
    /// The safety number was compared and is the same.
    Verified(PeerRef),
    /// The safety number was compared and is not the same: the identity is blocked.
    Differs(PeerRef),
    /// It was marked as compared, and was not: it is known as before.
    Unverify(PeerRef),
    /// Announce nothing of this peer from now on, or everything again: what it says is kept either way.
    Hear(PeerRef, Hearing),
    /// Tell again what was said with a peer.
    Recall(PeerRef, Recall),
    /// Look for a word in everything that was said, with one peer or with anybody.
    Search {
        /// With whom.
        peer: Option<PeerRef>,
        /// What.
        word: String,
        /// Only in what stands below this place; `u64::MAX` is everything.
        below: u64,
        /// Enough is found with so many; the part of the search that finds the last of them is told whole.
        enough: usize,
    },
    /// Look for a word that is still being typed in everything that was said with anybody. The next such wish takes the
    /// place of this one, which then ends in nothing.
    Seek {
        /// What.
        word: String,
        /// So many are told, the newest.
        enough: usize,
    },
    /// Keep what is said with a peer for so long.
    Keep(PeerRef, Keep),
    /// Delete everything that was said with a peer.
    DeleteHistory(PeerRef),
    /// Tell about one peer, or all.
    Describe(Option<PeerRef>),
    /// Try recorded frames with what somebody could steal from the session now.
    TryRecorded {
        /// Whose session.
        peer: PeerRef,
        /// What is stolen.
        theft: Theft,
        /// The frames.
        frames: Vec<RecordedFrame>,
    },
    /// Tell what stands in the trust ledger, about everybody or about whoever was ever called so.
    TrustLedger(Option<String>),
    /// Say goodbye to everybody and end.
    Shutdown,
}

/// Whether a person hears of a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing {
    /// What it says is announced.
    Heard,
    /// Nothing of it is.
    Ignored,
}

impl Command {
    /// Its name in errors and in net.log.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Listen(_) => "listen",
            Self::Dial(_) => "connect",
            Self::Hangup(_) => "disconnect",
            Self::SendText { .. } => "text",
            Self::SendFile { .. } => "send",
            Self::File(_, step) => step.word(),
            Self::Files => "transfers",
            Self::Shown { .. } => "shown",
            Self::Read(_) => "read",
            Self::Printed { .. } => "printed",
            Self::Nick(_) => "nick",
            Self::Rename(..) => "rename",
            Self::Rekey(_) => "rekey",
            Self::Ping(_) => "ping",
            Self::SameWords(_) => "words",
            Self::Accept(_) | Self::TrustLedger(_) => "trust",
            Self::Refuse(_) => "reject",
            Self::Block(_) => "block",
            Self::Unverify(_) => "untrust",
            Self::Hear(_, Hearing::Ignored) => "ignore",
            Self::Hear(_, Hearing::Heard) => "unignore",
            Self::SafetyNumber(_) | Self::Verified(_) | Self::Differs(_) => "verify",
            Self::Recall(..) | Self::Keep(..) | Self::DeleteHistory(_) => "history",
            Self::Search { .. } | Self::Seek { .. } => "search",
            Self::Describe(None) => "peers",
            Self::Describe(Some(_)) => "whois",
            Self::TryRecorded { .. } => "compromise",
            Self::Shutdown => "quit",
        }
    }
}
