//! What a link says of itself.

use core::net::SocketAddr;

use crate::link::Origin;
use crate::wire::UnixMillis;

use super::errand::Intercept;
use super::weather::Weather;

/// Something happened on a tapped connection.
#[derive(Debug)]
pub enum News {
    /// Somebody dialled the tap, and the tap dialled on.
    Opened {
        /// Which connection.
        conn: u64,
        /// Who dialled.
        dialler: SocketAddr,
        /// Whom the tap dialled.
        listener: SocketAddr,
    },
    /// Somebody dialled the tap, and nobody could be reached for him.
    NotReached {
        /// Which connection.
        conn: u64,
        /// What the system says.
        why: String,
    },
    /// A frame was caught.
    Frame {
        /// Which connection.
        conn: u64,
        /// The frame.
        caught: Caught,
    },
    /// Something became of a frame that was caught before.
    Stands {
        /// Which connection.
        conn: u64,
        /// Its number on the connection.
        id: u64,
        /// What.
        stand: Stand,
    },
    /// From now on this is held on its way.
    Holds {
        /// On which connection; none where the next one will be the first.
        conn: Option<u64>,
        /// What; nothing if none is named.
        intercept: Option<Intercept>,
    },
    /// From now on the network is like this.
    Weather {
        /// On which connection; none where the next one will be the first.
        conn: Option<u64>,
        /// How.
        weather: Weather,
    },
    /// One end has written its last byte; the other may go on.
    Ended {
        /// Which connection.
        conn: u64,
        /// Which end.
        origin: Origin,
    },
    /// It is over.
    Closed {
        /// Which connection.
        conn: u64,
        /// Why, in words.
        why: &'static str,
    },
}

/// A frame in the hands of the tap; where the bytes are no frame, a piece of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caught {
    /// Counts the frames of the connection, from 1.
    pub id: u64,
    /// Whose direction it is in.
    pub origin: Origin,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// When it was caught or made.
    pub time: UnixMillis,
    /// Where it comes from.
    pub whence: Whence,
    /// What has become of it so far.
    pub stand: Stand,
}

/// Where a frame comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whence {
    /// A peer wrote it.
    Peer,
    /// It goes in place of this one.
    Change(u64),
    /// It is a second one of this.
    Copy(u64),
    /// It was put in.
    Injected,
}

/// What has become of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It went on.
    Passed,
    /// It is on its way, behind others or slowly.
    Waits,
    /// It is held until a person lets it go.
    Held,
    /// It never arrives.
    Dropped,
    /// Another one goes in its place.
    Changed,
}

impl Stand {
    /// In a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Waits => "waits",
            Self::Held => "held",
            Self::Dropped => "dropped",
            Self::Changed => "changed",
        }
    }

    /// Whether the frame is still in the hands of the tap.
    pub const fn is_here(self) -> bool {
        matches!(self, Self::Waits | Self::Held)
    }
}
