//! What an attack says about itself, before it is run.

use crate::defence::Defence;
use crate::wire::Reason;

use super::play::{NoPeer, Play, Seen};

/// One attack of the catalogue.
#[derive(Debug)]
pub struct Attack {
    /// Its name on the command line and in the spec.
    pub id: &'static str,
    /// What it does, in one line.
    pub title: &'static str,
    /// What the attacker can do.
    pub attacker: Attacker,
    /// What stands in its way, the first that fires in front. Each alone is enough: only without all of them
    /// does the attack succeed.
    pub stops: &'static [Stop],
    /// Defences without which it is still stopped, but by another check: the bytes make no sense any more.
    pub noise: &'static [Defence],
    /// Defences that play a part only once the first that stops it is missing: by them the next one fires, or with them
    /// the attack goes on.
    pub later: &'static [Defence],
    /// The section of the spec.
    pub spec: &'static str,
    /// The row of the threat model.
    pub row: &'static str,
    /// What a run does not show.
    pub not_shown: &'static str,
    /// Plays it, with or without the attacker.
    pub play: fn(&mut Play) -> Result<Seen, NoPeer>,
}

impl Attack {
    /// Whether what is said of it would not come out in a build without this check.
    pub fn depends_on(&self, check: Defence) -> bool {
        let others = || self.noise.iter().chain(self.later);
        self.stops.iter().any(|stop| stop.by == check) || others().any(|other| *other == check)
    }
}

/// A defence that stops an attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Which.
    pub by: Defence,
    /// Where it fires, and with what reason; none where nothing is refused and the attacker just gets nothing.
    pub refusal: Option<(Victim, Reason)>,
}

impl Stop {
    /// Bob refuses.
    pub(super) const fn bob(by: Defence, reason: Reason) -> Self {
        Self { by, refusal: Some((Victim::Bob, reason)) }
    }

    /// Alice refuses.
    pub(super) const fn alice(by: Defence, reason: Reason) -> Self {
        Self { by, refusal: Some((Victim::Alice, reason)) }
    }

    /// Nothing is refused.
    pub(super) const fn silent(by: Defence) -> Self {
        Self { by, refusal: None }
    }
}

/// The end at which a defence fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Victim {
    /// The side that dialled.
    Alice,
    /// The side that listened.
    Bob,
}

impl Victim {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alice => "alice",
            Self::Bob => "bob",
        }
    }
}

/// Who attacks (spec, threat model).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attacker {
    /// Records everything.
    Listener,
    /// Reads and changes every byte.
    Middle,
    /// Connects and sends any bytes.
    Stranger,
    /// Speaks the protocol with valid keys.
    Peer,
    /// Reads the files of a profile.
    Reader,
    /// Has copied the keys of a session.
    SessionThief,
    /// Has copied an identity key.
    IdentityThief,
}

impl Attacker {
    /// What it can do.
    pub const fn can(self) -> &'static str {
        match self {
            Self::Listener => "read every byte on the wire; change none, and read no key",
            Self::Middle => "read, hold back, change and replay every byte on the wire; read no key",
            Self::Stranger => "connect and send any bytes; has no identity that anybody knows",
            Self::Peer => "speak the protocol with valid keys, and break its rules",
            Self::Reader => "read the files of bob; has not his passphrase, and does not see his memory",
            Self::SessionThief => "use the copied keys of a session; has nobody's identity key",
            Self::IdentityThief => "sign as alice, whose identity key it has; has no other key",
        }
    }
}

/// What an attack is after; the groups of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// Only the two peers read what they say.
    Secrecy,
    /// What arrives is what was sent.
    Integrity,
    /// In this session, once, in this order.
    Order,
    /// Both sides agree on what was said in the handshake.
    Agreement,
    /// The Diffie-Hellman values are what they have to be.
    Keys,
    /// Each side is who it says.
    Identity,
    /// Stolen keys heal.
    Healing,
    /// A cut is not a goodbye.
    Ends,
    /// No bytes from outside stop a peer.
    Availability,
    /// No text from outside acts on a terminal, a log or a disk.
    Terminal,
}

impl Property {
    /// Every group, in order.
    pub const ALL: [Self; 10] = [
        Self::Secrecy,
        Self::Integrity,
        Self::Order,
        Self::Agreement,
        Self::Keys,
        Self::Identity,
        Self::Healing,
        Self::Ends,
        Self::Availability,
        Self::Terminal,
    ];

    /// Its heading.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Secrecy => "Secrecy",
            Self::Integrity => "Integrity",
            Self::Order => "Order and replay",
            Self::Agreement => "Agreement",
            Self::Keys => "Keys",
            Self::Identity => "Identity",
            Self::Healing => "Healing",
            Self::Ends => "Ends",
            Self::Availability => "Availability",
            Self::Terminal => "Terminal, log and disk",
        }
    }
}
