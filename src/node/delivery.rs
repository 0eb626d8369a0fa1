//! How far a text of ours has come, and where it is.

/// One text of ours, counted by this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(pub u64);

/// Where a text of ours is among the packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The link of this process that it was given to; its packets say the same.
    pub conn: u64,
    /// Its number in our stream.
    pub number: u64,
}

/// How far a text of ours has come; never further than can be proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Kept here until there is a session.
    Held,
    /// Sealed and given to the link.
    Written,
    /// The peer says that it has arrived.
    Acked,
    /// The peer says that a person has seen it.
    Shown,
    /// Given up: a person took another key for this peer, or blocked it.
    Dropped,
    /// Given up: it was not acked for too long.
    Expired,
}

impl Delivery {
    /// The word for it, in lines and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Written => "written",
            Self::Acked => "acked",
            Self::Shown => "shown",
            Self::Dropped => "dropped",
            Self::Expired => "expired",
        }
    }
}
