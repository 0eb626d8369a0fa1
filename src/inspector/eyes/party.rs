//! The parties.

/// Whose knowledge is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Eyes {
    /// Ours: all of it.
    #[default]
    Mine,
    /// The other end's.
    Peer,
    /// A passive listener's on the wire.
    Eve,
}

impl Eyes {
    /// In the order in which one key goes through them.
    pub const ALL: [Self; 3] = [Self::Mine, Self::Peer, Self::Eve];

    /// The next one.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Mine => Self::Peer,
            Self::Peer => Self::Eve,
            Self::Eve => Self::Mine,
        }
    }

    /// The word after `/eyes`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Peer => "peer",
            Self::Eve => "eve",
        }
    }

    /// How titles say it; nothing for our own.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Mine => "",
            Self::Peer => "PEER'S EYES",
            Self::Eve => "EVE'S EYES",
        }
    }

    /// What the party knows, in a sentence.
    pub const fn knows(self) -> &'static str {
        match self {
            Self::Mine => "all that this end knows",
            Self::Peer => {
                "what the other end can know: what it sent, and what we sent if it arrived; nothing of your \
                 drafts, names, notes and checks"
            }
            Self::Eve => {
                "what a listener on the wire has: addresses, times, sizes, headers, public values; Eve opens \
                 nothing"
            }
        }
    }
}
