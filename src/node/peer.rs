//! What is known about a peer.

use crate::crypto::{Fingerprint, VerifyingKey};
use crate::keystore::Trust;
use crate::text::PeerText;

/// A peer: the fingerprint of its identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PeerId(pub Fingerprint);

impl From<&VerifyingKey> for PeerId {
    fn from(key: &VerifyingKey) -> Self {
        Self(key.fingerprint())
    }
}

/// Who dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// We did.
    Dialled,
    /// The peer did.
    Accepted,
}

/// A dial of this node, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DialId(pub u64);

/// Whether a peer can be talked to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// There is a session.
    Connected,
    /// There is none.
    Absent,
    /// It waits for a person's decision.
    Pending,
}

/// What is known about a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerInfo {
    /// Its identity.
    pub peer: PeerId,
    /// What we call it.
    pub name: String,
    /// What it calls itself, cut to what a name may have.
    pub nick: Option<PeerText>,
    /// The petname of somebody else that its nick may be taken for.
    pub looks_like: Option<String>,
    /// How well it is known; `None` while a person decides.
    pub trust: Option<Trust>,
    /// Whether it is there.
    pub presence: Presence,
    /// Where.
    pub address: Option<String>,
    /// Public name of the session.
    pub session_id: Option<[u8; 32]>,
    /// Texts of ours that are not acked; `None` where what is kept was not read.
    pub unacked: Option<usize>,
    /// The fingerprint that answered instead of the known one.
    pub changed: Option<Fingerprint>,
    /// When it was seen first and last, Unix time in milliseconds.
    pub seen: Option<(u64, u64)>,
    /// Nothing of it is announced.
    pub ignored: bool,
}
