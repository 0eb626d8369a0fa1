//! Trust on first use: which identities we know, under which names, and how well.

use std::path::{Path, PathBuf};

use crate::crypto::VerifyingKey;
use crate::defence::{Defence, Defences};
use crate::text::{PeerText, Skeleton};

use super::error::Error;
use super::files::{self, Existing};
use super::trust::{ChangeDecision, Standing, Trust};
use super::{peers_format, petname};

/// Most peers that are remembered.
pub(super) const PEERS_MAX: usize = 1_000;

/// One identity and what we call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPeer {
    /// Its key.
    pub identity: VerifyingKey,
    /// What we call it; no other peer has this name.
    pub petname: String,
    /// How well it is known.
    pub trust: Trust,
    /// When it was accepted, in Unix milliseconds.
    pub first_seen: u64,
    /// When it last proved itself, in Unix milliseconds; never before `first_seen`.
    pub last_seen: u64,
    /// Where it was reached last: a hint, never a proof.
    pub address: Option<String>,
    /// Another key that answered for this name. Nothing is sent to the name until a person decides.
    pub changed: Option<VerifyingKey>,
    /// Nothing of it is announced.
    pub ignored: bool,
    /// What the petname looks like: worked out once, since every nick that a peer sends is compared with all.
    pub(super) skeleton: Skeleton,
}

/// All known identities. Each stands here once, and so does each name, whatever its capitals. Without a path
/// the list lives in memory only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownPeers {
    path: Option<PathBuf>,
    peers: Vec<KnownPeer>,
    defences: Defences,
}

impl KnownPeers {
    /// Reads the file; a file that is not there is an empty list.
    ///
    /// # Errors
    /// Whatever keeps it from being read whole: nothing is guessed from a damaged file.
    pub fn load(path: &Path) -> Result<Self, Error> {
        if files::exists(path)? {
            Self::parse(&files::read_private(path, peers_format::FILE_BYTES_MAX)?, path)
        } else {
            Ok(Self { path: Some(path.to_owned()), ..Self::default() })
        }
    }

    /// Reads the bytes of the file of this path.
    ///
    /// # Errors
    /// Whatever keeps it from being read whole.
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let mut list = Self { path: Some(path.to_owned()), ..Self::default() };
        peers_format::decode(bytes, path, &mut list)?;
        Ok(list)
    }

    /// The same list where some defences are missing.
    #[cfg(feature = "lab")]
    pub(crate) fn under(self, defences: Defences) -> Self {
        Self { defences, ..self }
    }

    /// The bytes of the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        peers_format::encode(&self.peers).into_bytes()
    }

    /// Writes the file whole, or leaves the old one as it is.
    ///
    /// # Errors
    /// What the file system said.
    pub fn save(&self) -> Result<(), Error> {
        let Some(path) = &self.path else { return Ok(()) };
        files::write_private(path, &self.to_bytes(), Existing::Replace)
    }

    /// Every known peer, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &KnownPeer> {
        self.peers.iter()
    }

    /// The peer of this identity, wherever it calls from.
    pub fn get(&self, identity: &VerifyingKey) -> Option<&KnownPeer> {
        let is_it =
            |peer: &&KnownPeer| peer.identity == *identity || !self.defences.hold(Defence::KnownByKey);
        self.peers.iter().find(is_it)
    }

    /// The peer of this name, whatever its capitals.
    pub fn by_petname(&self, name: &str) -> Option<&KnownPeer> {
        self.peers.iter().find(|peer| petname::same(&peer.petname, name))
    }

    /// The peer of this name, else everybody whose fingerprint begins with these digits: more than one is
    /// not to be guessed among.
    pub fn meant_by(&self, name: &str) -> Vec<&KnownPeer> {
        let by_digits = || self.iter().filter(|peer| peer.identity.fingerprint().begins_with(name)).collect();
        self.by_petname(name).map_or_else(by_digits, |known| vec![known])
    }

    /// What to think of this identity: what we decided about it, else whose key it claims to have replaced.
    pub fn standing(&self, identity: &VerifyingKey) -> Standing {
        let claims = |peer: &&KnownPeer| peer.changed == Some(*identity);
        match (self.get(identity).map(|peer| peer.trust), self.peers.iter().find(claims)) {
            (Some(Trust::Known), _) => Standing::Known,
            (Some(Trust::Verified { at }), _) => Standing::Verified { at },
            (Some(Trust::Blocked), _) => Standing::Blocked,
            (None, Some(peer)) => Standing::Changed { petname: peer.petname.clone() },
            (None, None) => Standing::Unknown,
        }
    }

    /// The name that `identity` can have: what is visible of `nick` if nobody else has one that looks like
    /// it, else `nick-2`, `nick-3` and so on; the short fingerprint for a nick of which nothing is left.
    pub fn free_petname(&self, nick: &PeerText, identity: &VerifyingKey) -> String {
        let fingerprint = identity.fingerprint().short();
        let name = petname::claimed(nick).unwrap_or_else(|| fingerprint.clone());
        let is_taken = |name: &String| {
            let wanted = Skeleton::of(name);
            let is_like =
                |peer: &KnownPeer| peer.skeleton.is_like(&wanted) || petname::same(&peer.petname, name);
            self.defences.hold(Defence::OwnNames) && self.others(identity).any(is_like)
        };
        // What the file would refuse to read must not be written, whatever looks alike.
        let is_free = |name: &String| petname::is_petname(name) && !is_taken(name);
        petname::numbered(&name).take(PEERS_MAX + 1).find(is_free).unwrap_or(fingerprint)
    }

    /// The petname of somebody else that a reader may take this nick for.
    pub fn lookalike(&self, nick: &PeerText, identity: &VerifyingKey) -> Option<String> {
        let claimed = Skeleton::of(&petname::claimed(nick)?);
        let like = self.others(identity).find(|peer| peer.skeleton.is_like(&claimed));
        like.map(|peer| peer.petname.clone())
    }

    fn others(&self, identity: &VerifyingKey) -> impl Iterator<Item = &KnownPeer> {
        self.peers.iter().filter(move |peer| peer.identity != *identity)
    }

    /// Remembers an identity under a free name made from `nick`, and gives the name; one that is known keeps
    /// its name. A full list stays as it is: the identity is unknown next time too, since strangers push out
    /// nobody.
    pub fn remember(&mut self, identity: VerifyingKey, nick: impl Into<PeerText>, now: u64) -> String {
        if let Some(known) = self.get(&identity) {
            return known.petname.clone();
        }
        let petname = self.free_petname(&nick.into(), &identity);
        if self.peers.len() < PEERS_MAX {
            self.peers.push(KnownPeer {
                identity,
                skeleton: Skeleton::of(&petname),
                petname: petname.clone(),
                trust: Trust::Known,
                first_seen: now,
                last_seen: now,
                address: None,
                changed: None,
                ignored: false,
            });
        }
        petname
    }

    /// Changes what a person or a link has learned of a peer, if there is one of this identity. Key and name stay as
    /// they are; a clock that went back changes nothing, and text that is no address is not kept.
    pub fn update(&mut self, identity: &VerifyingKey, change: impl FnOnce(&mut KnownPeer)) -> bool {
        let Some(peer) = self.peers.iter_mut().find(|peer| peer.identity == *identity) else { return false };
        let mut changed = peer.clone();
        change(&mut changed);
        peer.trust = changed.trust;
        peer.ignored = changed.ignored;
        peer.last_seen = peer.last_seen.max(changed.last_seen);
        if changed.address.as_deref().is_none_or(peers_format::is_address) {
            peer.address = changed.address;
        }
        true
    }

    /// Forgets a peer for good, with the key that may have answered for it.
    pub fn forget(&mut self, identity: &VerifyingKey) {
        self.peers.retain(|peer| peer.identity != *identity);
    }

    /// Gives a peer another name.
    ///
    /// # Errors
    /// [`Error::PetnameRefused`] for what cannot be a name, [`Error::PetnameTaken`] for another's or what
    /// looks like another's, [`Error::UnknownPeer`].
    pub fn rename(&mut self, identity: &VerifyingKey, name: &str) -> Result<(), Error> {
        if !petname::is_petname(name) || petname::reads_as_fingerprint(name) {
            return Err(Error::PetnameRefused { path: self.file() });
        }
        let wanted = Skeleton::of(name);
        let is_like =
            |peer: &&KnownPeer| petname::same(&peer.petname, name) || peer.skeleton.is_like(&wanted);
        if let Some(other) = self.others(identity).find(is_like) {
            return Err(Error::PetnameTaken { path: self.file(), petname: other.petname.clone() });
        }
        let unknown = Error::UnknownPeer { path: self.file() };
        let peer = self.peers.iter_mut().find(|peer| peer.identity == *identity).ok_or(unknown)?;
        name.clone_into(&mut peer.petname);
        peer.skeleton = Skeleton::of(name);
        Ok(())
    }

    /// Another key answered for this petname; sending waits for a person's decision. The latest is kept.
    pub fn note_change(&mut self, name: &str, claimed: VerifyingKey) {
        let peer = self.peers.iter_mut().find(|peer| petname::same(&peer.petname, name));
        if let Some(peer) = peer.filter(|peer| peer.identity != claimed) {
            peer.changed = Some(claimed);
        }
    }

    /// The key that answered for this petname instead of the known one.
    pub fn change_of(&self, name: &str) -> Option<VerifyingKey> {
        self.by_petname(name)?.changed
    }

    /// The person decided: the new key takes the name, unverified, or the old one stays.
    ///
    /// # Errors
    /// [`Error::ClaimedIsBlocked`]: what is blocked does not come in under another name.
    /// [`Error::ClaimedIsKnown`]: whom we know, and may have verified, is not lost to another's name.
    pub fn settle_change(&mut self, name: &str, decision: ChangeDecision) -> Result<(), Error> {
        let Some(claimed) = self.change_of(name) else { return Ok(()) };
        if let (ChangeDecision::TakeNew, Some(other)) = (decision, self.get(&claimed)) {
            let (path, petname) = (self.file(), other.petname.clone());
            return Err(match other.trust {
                Trust::Blocked => Error::ClaimedIsBlocked { path, petname },
                Trust::Known | Trust::Verified { .. } => {
                    Error::ClaimedIsKnown { path, petname, name: name.to_owned() }
                }
            });
        }
        let named = |peer: &&mut KnownPeer| petname::same(&peer.petname, name);
        let Some(peer) = self.peers.iter_mut().find(named) else { return Ok(()) };
        peer.changed = None;
        if decision == ChangeDecision::TakeNew {
            peer.identity = claimed;
            peer.trust = Trust::Known;
        }
        Ok(())
    }

    /// What errors call the file.
    fn file(&self) -> PathBuf {
        self.path.clone().unwrap_or_else(|| PathBuf::from("known_peers"))
    }

    /// Adds a peer as it stands in the file.
    pub(super) fn add(&mut self, peer: KnownPeer) -> Result<(), &'static str> {
        if self.get(&peer.identity).is_some() {
            return Err("an identity stands twice");
        }
        if peer.changed == Some(peer.identity) {
            return Err("the changed key is the old one");
        }
        if self.by_petname(&peer.petname).is_some() {
            return Err("a petname stands twice");
        }
        if self.peers.len() >= PEERS_MAX {
            return Err("there are more than 1,000 peers");
        }
        self.peers.push(peer);
        Ok(())
    }
}
