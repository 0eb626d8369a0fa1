//! A transfer as people and programs see it.

use std::time::Duration;

use crate::wire::FileCause;

use super::super::peer::PeerId;

/// A transfer, counted by this process from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u64);

/// Which way a file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileSide {
    /// From us.
    Sending,
    /// To us.
    Receiving,
}

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// This one.
    Us,
    /// The peer.
    Them,
}

/// How far a transfer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// Its digest is computed; nothing was said yet.
    Preparing,
    /// The receiver has to decide.
    Offered,
    /// The receiver wants it.
    Accepted,
    /// Bytes are on their way.
    Moving,
    /// A person has stopped it for now.
    Paused(Who),
    /// There is no session; it goes on with the next.
    Waiting,
    /// All bytes are there, and are looked at as a whole.
    Checking,
    /// The receiver has the whole file, with the right digest, under its name.
    Verified,
    /// It is over, and not done.
    Stopped(FileCause, Who),
}

impl FileState {
    /// Whether nothing more happens to it.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Verified | Self::Stopped(..))
    }

    /// Its word in lines and on the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Offered => "offered",
            Self::Accepted => "accepted",
            Self::Moving => "moving",
            Self::Paused(_) => "paused",
            Self::Waiting => "waiting",
            Self::Checking => "checking",
            Self::Verified => "verified",
            Self::Stopped(..) => "stopped",
        }
    }
}

/// What a person can ask for about a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileStep {
    /// Take a file that was offered.
    Receive,
    /// End it for good; an offer is declined so.
    Cancel,
    /// Stop it for now.
    Pause,
    /// Let it go on.
    Resume,
}

impl FileStep {
    /// The word for it after a slash.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Receive => "receive",
            Self::Cancel => "cancel",
            Self::Pause => "pause",
            Self::Resume => "resume",
        }
    }
}

/// A transfer at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInfo {
    /// Which.
    pub id: FileId,
    /// With whom.
    pub peer: PeerId,
    /// What we call the peer.
    pub peer_name: String,
    /// Which way it goes.
    pub side: FileSide,
    /// What the file is called here: a name that is safe to show and to write.
    pub name: String,
    /// Bytes of it.
    pub size: u64,
    /// Bytes that the receiver has written.
    pub written: u64,
    /// How far it has come.
    pub state: FileState,
    /// Bytes a second, while it moves and that is known.
    pub rate: Option<u64>,
    /// How long the rest takes at that rate.
    pub left: Option<Duration>,
    /// Where a file of ours is, and where one that has come was put.
    pub path: Option<String>,
    /// What went wrong on this machine.
    pub error: Option<String>,
}
