//! Trust on first use: which identities we know, under which names, and how well.
//!
//! `known_peers` is a text file, one line for each peer, closed by a checksum so that damage is seen:
//!
//! ```text
//! peerscope-known-peers 1
//! peer <identity, 64 hex digits> <petname> <known|verified:MS|blocked> <first seen, ms> <last seen, ms> <address|->
//! changed <petname> <claimed identity, 64 hex digits>
//! sum <SHA-256 of all lines above, 64 hex digits>
//! ```

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::crypto::{VerifyingKey, sha256};

use super::error::Error;
use super::files;

/// Most peers that are remembered.
const PEERS_MAX: usize = 10_000;
/// Longest petname, in characters.
const PETNAME_CHARS_MAX: usize = 32;
const FIRST_LINE: &str = "peerscope-known-peers 1";

/// How well an identity is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Accepted, not compared.
    Known,
    /// The safety number was compared, at this time.
    Verified {
        /// Unix time in milliseconds.
        at: u64,
    },
    /// Never to be talked to.
    Blocked,
}

/// One identity and what we call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPeer {
    /// Its key.
    pub identity: VerifyingKey,
    /// What we call it; no other peer has this name.
    pub petname: String,
    /// How well it is known.
    pub trust: Trust,
    /// Unix time in milliseconds.
    pub first_seen: u64,
    /// Unix time in milliseconds.
    pub last_seen: u64,
    /// Where it was reached last: a hint, never a proof.
    pub address: Option<String>,
}

/// All known identities. Without a path they live in memory only.
#[derive(Clone, Debug, Default)]
pub struct KnownPeers {
    path: Option<PathBuf>,
    peers: Vec<KnownPeer>,
    /// Petnames at whose address another key answered, until a person decides.
    changed: Vec<(String, VerifyingKey)>,
}

impl KnownPeers {
    /// Reads the file; a file that is not there is an empty list.
    ///
    /// # Errors
    /// Whatever keeps it from being read whole: nothing is guessed from a damaged file.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let mut book = Self { path: Some(path.to_owned()), ..Self::default() };
        if !files::exists(path)? {
            return Ok(book);
        }
        let bytes = files::read_private(path)?;
        let damaged = |line: usize, what: &'static str| Error::Damaged { path: path.to_owned(), line, what };
        let text = String::from_utf8(bytes).map_err(|_not_utf8| damaged(0, "it is not UTF-8"))?;
        let Some(at) = text.rfind("sum ") else { return Err(damaged(0, "its last line is no checksum")) };
        let (body, sum) = text.split_at(at);
        if sum != format!("sum {}\n", hex(&sha256(&[body.as_bytes()]))) {
            return Err(damaged(body.lines().count() + 1, "the checksum is another one"));
        }
        let mut lines = body.lines().enumerate();
        if lines.next().map(|(_, line)| line) != Some(FIRST_LINE) {
            return Err(damaged(1, "the version is another one"));
        }
        for (index, line) in lines {
            book.parse_line(line).map_err(|what| damaged(index + 1, what))?;
        }
        Ok(book)
    }

    fn parse_line(&mut self, line: &str) -> Result<(), &'static str> {
        let fields: Vec<&str> = line.split(' ').collect();
        match fields.as_slice() {
            ["peer", identity, petname, trust, first, last, address] => {
                let peer = KnownPeer {
                    identity: parse_identity(identity)?,
                    petname: (*petname).to_owned(),
                    trust: parse_trust(trust)?,
                    first_seen: first.parse().map_err(|_no_number| "first seen is no number")?,
                    last_seen: last.parse().map_err(|_no_number| "last seen is no number")?,
                    address: (*address != "-").then(|| (*address).to_owned()),
                };
                if self.get(&peer.identity).is_some() || self.by_petname(petname).is_some() {
                    return Err("an identity or a name stands twice");
                }
                if self.peers.len() == PEERS_MAX {
                    return Err("there are more than 10,000 peers");
                }
                self.peers.push(peer);
            }
            ["changed", petname, identity] => {
                self.changed.push(((*petname).to_owned(), parse_identity(identity)?));
            }
            _ => return Err("it is no line of this format"),
        }
        Ok(())
    }

    /// Writes the file whole, or leaves the old one as it is.
    ///
    /// # Errors
    /// What the file system said.
    pub fn save(&self) -> Result<(), Error> {
        let Some(path) = &self.path else { return Ok(()) };
        let mut text = format!("{FIRST_LINE}\n");
        for peer in &self.peers {
            let trust = match peer.trust {
                Trust::Known => "known".to_owned(),
                Trust::Verified { at } => format!("verified:{at}"),
                Trust::Blocked => "blocked".to_owned(),
            };
            let address = peer.address.as_deref().unwrap_or("-");
            let KnownPeer { identity, petname, first_seen, last_seen, .. } = peer;
            let identity = hex(identity.as_bytes());
            let _ = writeln!(text, "peer {identity} {petname} {trust} {first_seen} {last_seen} {address}");
        }
        for (petname, identity) in &self.changed {
            let _ = writeln!(text, "changed {petname} {}", hex(identity.as_bytes()));
        }
        let sum = hex(&sha256(&[text.as_bytes()]));
        let _ = writeln!(text, "sum {sum}");
        files::write_private(path, text.as_bytes())
    }

    /// Every known peer, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &KnownPeer> {
        self.peers.iter()
    }

    /// The peer of this identity.
    pub fn get(&self, identity: &VerifyingKey) -> Option<&KnownPeer> {
        self.peers.iter().find(|peer| peer.identity == *identity)
    }

    /// The peer of this name.
    pub fn by_petname(&self, petname: &str) -> Option<&KnownPeer> {
        self.peers.iter().find(|peer| peer.petname == petname)
    }

    /// Changes a peer, if there is one of this identity.
    pub fn update(&mut self, identity: &VerifyingKey, change: impl FnOnce(&mut KnownPeer)) -> bool {
        let found = self.peers.iter_mut().find(|peer| peer.identity == *identity);
        found.map(change).is_some()
    }

    /// Remembers an identity under a free name made from `nick`; gives the name.
    pub fn remember(&mut self, identity: VerifyingKey, nick: &str, now: u64) -> String {
        if let Some(known) = self.get(&identity) {
            return known.petname.clone();
        }
        let petname = self.free_petname(nick, &identity);
        if self.peers.len() < PEERS_MAX {
            self.peers.push(KnownPeer {
                identity,
                petname: petname.clone(),
                trust: Trust::Known,
                first_seen: now,
                last_seen: now,
                address: None,
            });
        }
        petname
    }

    /// Forgets a peer for good.
    pub fn forget(&mut self, identity: &VerifyingKey) {
        if let Some(index) = self.peers.iter().position(|peer| peer.identity == *identity) {
            let gone = self.peers.remove(index);
            self.changed.retain(|(petname, _)| *petname != gone.petname);
        }
    }

    /// The nick if nobody has it, else `nick-2`, `nick-3` and so on; never another's name.
    ///
    /// Only letters, digits, `-`, `_` and `.` are kept; a nick without any becomes the short fingerprint.
    pub fn free_petname(&self, nick: &str, identity: &VerifyingKey) -> String {
        let kept: String = nick
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
            .take(PETNAME_CHARS_MAX)
            .collect();
        let base = if kept.is_empty() { identity.fingerprint().short() } else { kept };
        if self.by_petname(&base).is_none() {
            return base;
        }
        let numbered = (2..=PEERS_MAX + 2).map(|number| format!("{base}-{number}"));
        numbered
            .into_iter()
            .find(|name| self.by_petname(name).is_none())
            .unwrap_or_else(|| identity.fingerprint().short())
    }

    /// Another key answered for this petname; sending waits for a person's decision.
    pub fn note_change(&mut self, petname: &str, claimed: VerifyingKey) {
        self.changed.retain(|(name, _)| name != petname);
        self.changed.push((petname.to_owned(), claimed));
    }

    /// The key that answered for this petname instead of the known one.
    pub fn change_of(&self, petname: &str) -> Option<VerifyingKey> {
        self.changed.iter().find(|(name, _)| name == petname).map(|(_, claimed)| *claimed)
    }

    /// The person decided: the new key takes the name, unverified, or the old one stays.
    pub fn settle_change(&mut self, petname: &str, decision: ChangeDecision) {
        let claimed = self.change_of(petname);
        self.changed.retain(|(name, _)| name != petname);
        let (Some(claimed), ChangeDecision::TakeNew) = (claimed, decision) else { return };
        self.peers.retain(|peer| peer.identity != claimed || peer.petname == petname);
        if let Some(peer) = self.peers.iter_mut().find(|peer| peer.petname == petname) {
            peer.identity = claimed;
            peer.trust = Trust::Known;
        }
    }
}

/// What a person decides about a changed key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeDecision {
    /// The new key is theirs too.
    TakeNew,
    /// Only the old key will do.
    KeepOld,
}

fn parse_trust(text: &str) -> Result<Trust, &'static str> {
    match text {
        "known" => Ok(Trust::Known),
        "blocked" => Ok(Trust::Blocked),
        other => {
            let at = other.strip_prefix("verified:").and_then(|at| at.parse().ok());
            at.map(|at| Trust::Verified { at }).ok_or("the trust is none of known, verified:MS, blocked")
        }
    }
}

fn parse_identity(text: &str) -> Result<VerifyingKey, &'static str> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() == 64).ok_or("an identity is 64 hexadecimal digits")?;
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = pair.iter().fold(0, |value: u8, digit| value << 4 | u8::try_from(*digit).unwrap_or(0));
    }
    VerifyingKey::from_bytes(&bytes).map_err(|_refused| "an identity is no good key")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
