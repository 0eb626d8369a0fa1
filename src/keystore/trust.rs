//! How well an identity is known, and what is decided about it.

/// How well an identity is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Accepted, not compared.
    Known,
    /// The safety number was compared.
    Verified {
        /// When, in Unix milliseconds.
        at: u64,
    },
    /// Never to be talked to.
    Blocked,
}

impl Trust {
    /// One word for it, without the time.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Verified { .. } => "verified",
            Self::Blocked => "blocked",
        }
    }
}

/// What to think of an identity that has just proved itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Never seen.
    Unknown,
    /// Accepted before.
    Known,
    /// Compared before.
    Verified {
        /// When, in Unix milliseconds.
        at: u64,
    },
    /// It answered for a peer whose key is another one, and nobody has decided yet.
    Changed {
        /// For whom it answered.
        petname: String,
    },
    /// Never to be talked to.
    Blocked,
}

impl Standing {
    /// One word for it, without time and name.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Known => "known",
            Self::Verified { .. } => "verified",
            Self::Changed { .. } => "changed",
            Self::Blocked => "blocked",
        }
    }
}

/// What a person decides about a changed key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeDecision {
    /// The new key is theirs; the name goes to it, unverified, and the old key is forgotten.
    TakeNew,
    /// Only the old key will do; the new one is forgotten.
    KeepOld,
}
