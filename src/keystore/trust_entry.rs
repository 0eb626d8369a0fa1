//! One entry of the trust ledger: what became of an identity key, and by whom.

use crate::crypto::VerifyingKey;
use crate::text::hex;

use super::chain::unhex;

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It was seen for the first time, and a person is asked.
    Asked,
    /// A person accepted it.
    Accepted,
    /// A person refused it.
    Refused,
    /// The first session with a key that a person had accepted.
    Met,
    /// The first session, with nobody asked: its fingerprint was part of the address that was dialled.
    MetByAddress,
    /// The first session, with nobody asked: everybody is accepted.
    MetByPolicy,
    /// The 60 digits were compared.
    Verified,
    /// A person took back that they were compared.
    Unverified,
    /// The 60 digits were compared, and are not the same.
    Differs,
    /// It answered instead of the key that is known for the name.
    Claimed,
    /// A person gave the name to it that another key had.
    TookOver,
    /// A person kept it, and refused another that had answered for its name.
    Kept,
    /// A person blocked it.
    Blocked,
    /// A person lifted the block.
    Unblocked,
    /// A person calls it this from now on.
    Renamed,
    /// It stands in the list of known peers, accepted, and no run of the program has entered that.
    FoundKnown,
    /// The same, verified.
    FoundVerified,
    /// The same, blocked.
    FoundBlocked,
    /// It does not stand there any more, and no run of the program has entered that.
    Gone,
}

/// The word of each in the file, and what people read.
const DEEDS: [(Deed, &str, &str); 19] = [
    (Deed::Asked, "asked", "seen for the first time, a person is asked"),
    (Deed::Accepted, "accepted", "accepted by a person, not verified"),
    (Deed::Refused, "refused", "refused by a person"),
    (Deed::Met, "met", "the first session"),
    (
        Deed::MetByAddress,
        "met_by_address",
        "seen for the first time and accepted: its fingerprint was in the address that was dialled",
    ),
    (
        Deed::MetByPolicy,
        "met_by_policy",
        "seen for the first time and accepted by --accept any, not verified",
    ),
    (Deed::Verified, "verified", "verified: a person compared the 60 digits"),
    (Deed::Unverified, "unverified", "no longer verified: a person took it back"),
    (Deed::Differs, "differs", "a person compared the 60 digits, and they are NOT the same"),
    (Deed::Claimed, "claimed", "answered instead of the known key"),
    (Deed::TookOver, "took_over", "a person gave the name to this key, not verified, which another had"),
    (Deed::Kept, "kept", "a person kept this key, and refused the one that had answered instead"),
    (Deed::Blocked, "blocked", "blocked by a person"),
    (Deed::Unblocked, "unblocked", "no longer blocked: a person took it back, not verified"),
    (Deed::Renamed, "renamed", "called this from now on"),
    (Deed::FoundKnown, "found_known", "found accepted in known_peers: no run of the program did that"),
    (
        Deed::FoundVerified,
        "found_verified",
        "found verified in known_peers: by peerscope id verify, or by whoever wrote that file",
    ),
    (
        Deed::FoundBlocked,
        "found_blocked",
        "found blocked in known_peers: by peerscope id block, or by whoever wrote that file",
    ),
    (Deed::Gone, "gone", "gone from known_peers: by peerscope id forget, or by whoever wrote that file"),
];

impl Deed {
    fn row(self) -> (&'static str, &'static str) {
        let row = DEEDS.iter().find(|(deed, ..)| *deed == self);
        row.map(|(_, word, sentence)| (*word, *sentence)).unwrap_or_default()
    }

    /// Its stable word.
    pub fn word(self) -> &'static str {
        self.row().0
    }

    /// All words, for whoever looks at all of them.
    pub fn words() -> impl Iterator<Item = &'static str> {
        DEEDS.iter().map(|(_, word, _)| *word)
    }
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustEntry {
    /// When, in Unix milliseconds.
    pub at: u64,
    /// What became of it.
    pub deed: Deed,
    /// Of which key.
    pub key: VerifyingKey,
    /// The other key, where there are two.
    pub other: Option<VerifyingKey>,
    /// What it was called then: a petname, or the first digits of its fingerprint.
    pub name: String,
}

/// Stands between the time and the deed.
const EVENT: &str = "INFO trust";

impl TrustEntry {
    /// What people read: who, what, and which keys.
    pub fn sentence(&self) -> String {
        let other = self.other.map(|other| format!("; the other key is {}", other.fingerprint()));
        let (_, what) = self.deed.row();
        format!("{}: {what}; key {}{}", self.name, self.key.fingerprint(), other.unwrap_or_default())
    }

    /// Its line in the file, without tag and end.
    pub(super) fn line(&self) -> String {
        let other = self.other.map_or_else(|| "-".to_owned(), |other| hex(other.as_bytes()).to_string());
        format!("{} {EVENT} {} {} {other} {}", self.at, self.deed.word(), hex(self.key.as_bytes()), self.name)
    }

    /// Reads that; none of another line.
    pub(super) fn read(line: &str) -> Option<Self> {
        let (at, said) = line.split_once(&format!(" {EVENT} "))?;
        let mut fields = said.splitn(4, ' ');
        let word = fields.next()?;
        let (deed, ..) = DEEDS.iter().find(|(_, other, _)| *other == word)?;
        let key = key(fields.next()?)?;
        let other = fields.next()?;
        let other = if other == "-" { None } else { Some(self::key(other)?) };
        Some(Self { at: at.parse().ok()?, deed: *deed, key, other, name: fields.next()?.to_owned() })
    }
}

fn key(digits: &str) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(&unhex(digits)?).ok()
}
