//! Everybody we have to do with: those who are known, those who wait for a decision, and their streams.

use std::collections::HashMap;
use std::time::Duration;

use crate::crypto::{OsRandom, SecureRandom as _, VerifyingKey};
use crate::keystore::KnownPeers;
use crate::protocol::Greeting;
use crate::store::{self, Store, Streams};
use crate::text::PeerText;

use super::command::PeerRef;
use super::delivery::MessageId;
use super::error::Error;
use super::outbox::Outbox;
use super::peer::{PeerId, PeerInfo, Presence};

/// What a node remembers of a peer while it runs.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) outbox: Outbox,
    /// Cut to what a name may have; none if nothing of it can be seen.
    pub(super) nick: Option<PeerText>,
    /// The link that carries the session.
    pub(super) current: Option<u64>,
    /// Whether the person has seen the number that is to be compared.
    pub(super) compared: Compared,
    /// A newer link that waits for the older one's PONG.
    pub(super) contest: Option<Rival>,
    /// Whether the store has something of it.
    is_kept: bool,
    /// Where it stands in the order in which peers came.
    since: u64,
}

impl Peer {
    const fn new(outbox: Outbox, since: u64) -> Self {
        Self {
            outbox,
            nick: None,
            current: None,
            compared: Compared::NotShown,
            contest: None,
            is_kept: false,
            since,
        }
    }
}

/// Whether a safety number was shown in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compared {
    NotShown,
    Shown,
}

/// The newer of two sessions while the older one is asked whether it is alive.
#[derive(Clone, Debug)]
pub(super) struct Rival {
    pub(super) newer: u64,
    pub(super) deadline: Duration,
    /// What the peer said when the newer one was established.
    pub(super) greeting: Greeting,
}

/// An identity that a person has to decide about.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    /// The link that holds READY, on the listening side.
    pub(super) link: Option<u64>,
    /// The dial to make again, on the dialling side.
    pub(super) dial: Option<u64>,
    pub(super) address: String,
}

/// Unknown identities that may wait at once.
pub(super) const PENDING_MAX: usize = 20;

/// Peers that are remembered while the node runs though they are not known: where anybody is let in, and the
/// list of known peers is full.
pub(super) const STRANGERS_MAX: usize = 256;

/// The roster of a node.
#[derive(Debug)]
pub(super) struct Peers {
    pub(super) book: KnownPeers,
    pub(super) active: HashMap<VerifyingKey, Peer>,
    pending: Vec<(VerifyingKey, Pending)>,
    came: u64,
}

impl Peers {
    pub(super) fn new(book: KnownPeers) -> Self {
        Self { book, active: HashMap::new(), pending: Vec::new(), came: 0 }
    }

    pub(super) fn entry(&mut self, identity: VerifyingKey) -> &mut Peer {
        if !self.active.contains_key(&identity) {
            self.forget_a_stranger();
            self.came += 1;
        }
        let since = self.came;
        self.active.entry(identity).or_insert_with(|| {
            let mut epoch = [0; 16];
            // Without randomness the stream is named by zeros, as if it were unknown: texts still arrive.
            let _ = OsRandom.fill(&mut epoch);
            Peer::new(Outbox::new(Streams::new(epoch)), since)
        })
    }

    /// Somebody of whom the store has something.
    pub(super) fn restore(&mut self, identity: VerifyingKey, outbox: Outbox) {
        self.came += 1;
        self.active.insert(identity, Peer { is_kept: true, ..Peer::new(outbox, self.came) });
    }

    /// Makes room where too many are remembered that nobody knows: the first that came goes of those that are
    /// neither connected nor waited for with a text.
    fn forget_a_stranger(&mut self) {
        let strangers = || self.active.iter().filter(|(identity, _)| self.book.get(identity).is_none());
        if self.active.len() < STRANGERS_MAX || strangers().count() < STRANGERS_MAX {
            return;
        }
        let idle = |peer: &Peer| {
            let unused = peer.current.is_none() && peer.contest.is_none();
            unused && peer.outbox.len() == 0 && !peer.is_kept
        };
        let first = strangers().filter(|(_, peer)| idle(peer)).min_by_key(|(_, peer)| peer.since);
        if let Some(identity) = first.map(|(identity, _)| *identity) {
            self.active.remove(&identity);
        }
    }

    /// Notes what a peer calls itself, and gives as much of it as a name may have.
    pub(super) fn call_itself(&mut self, identity: VerifyingKey, nick: &PeerText) -> PeerText {
        self.renames_itself(identity, nick);
        nick.cut_to_name()
    }

    /// The same; `None` if it called itself so before, which is no news.
    pub(super) fn renames_itself(&mut self, identity: VerifyingKey, nick: &PeerText) -> Option<PeerText> {
        let nick = nick.cut_to_name();
        let called = (!nick.is_blank()).then(|| nick.clone());
        let before = core::mem::replace(&mut self.entry(identity).nick, called.clone());
        (before != called).then_some(nick)
    }

    /// Notes an identity for a decision; gives the question that goes when there are too many, or that this
    /// one takes the place of. Of the others the oldest goes that a stranger raised: whom we dialled
    /// ourselves is not pushed out by who dials us.
    /// A stranger's question that finds only those of our own dials is not noted, and given back.
    pub(super) fn hold(&mut self, identity: VerifyingKey, pending: Pending) -> Option<Pending> {
        if let Some(before) = self.take_pending(&identity) {
            // Who calls back while we decide about our own call is one question with two ways to answer it.
            let link = pending.link.or(before.link);
            let dial = pending.dial.or(before.dial);
            self.pending.push((identity, Pending { link, dial, ..pending }));
            return before.link.filter(|old| link != Some(*old)).map(|_| before);
        }
        let full = self.pending.len() >= PENDING_MAX;
        let stranger = self.pending.iter().position(|(_, pending)| pending.dial.is_none());
        if full && stranger.is_none() && pending.dial.is_none() {
            return Some(pending);
        }
        let dropped = stranger.filter(|_| full).map(|index| self.pending.remove(index).1);
        self.pending.push((identity, pending));
        dropped
    }

    pub(super) fn take_pending(&mut self, identity: &VerifyingKey) -> Option<Pending> {
        let index = self.pending.iter().position(|(other, _)| other == identity)?;
        Some(self.pending.remove(index).1)
    }

    /// A listener's question ends with its link; a dialler's waits for the person.
    pub(super) fn drop_held_link(&mut self, link: u64) {
        for (_, pending) in &mut self.pending {
            pending.link.take_if(|held| *held == link);
        }
        self.pending.retain(|(_, pending)| pending.link.is_some() || pending.dial.is_some());
    }

    /// The petname, or the short fingerprint of a peer without one.
    pub(super) fn name(&self, identity: &VerifyingKey) -> String {
        self.book.get(identity).map_or_else(|| identity.fingerprint().short(), |known| known.petname.clone())
    }

    pub(super) fn resolve(&self, peer: &PeerRef) -> Result<VerifyingKey, Error> {
        let everybody = || {
            let known = self.book.iter().map(|known| known.identity);
            known.chain(self.pending.iter().map(|(identity, _)| *identity)).chain(self.active.keys().copied())
        };
        match peer {
            PeerRef::Id(id) => everybody()
                .find(|identity| PeerId::from(identity) == *id)
                .ok_or_else(|| Error::UnknownPeer { name: id.0.short(), nearest: None }),
            PeerRef::Name(name) => {
                if let Some(known) = self.book.by_petname(name) {
                    return Ok(known.identity);
                }
                let mut by_digits = everybody().filter(|identity| identity.fingerprint().begins_with(name));
                let first = by_digits.next().ok_or_else(|| self.unknown(name))?;
                // Whoever makes a key with the same beginning must not be taken for another.
                if by_digits.any(|other| other != first) {
                    return Err(Error::Ambiguous(name.clone()));
                }
                Ok(first)
            }
        }
    }

    fn unknown(&self, name: &str) -> Error {
        let wanted = name.to_lowercase();
        let near = |candidate: &str| {
            let candidate = candidate.to_lowercase();
            candidate.starts_with(&wanted) || wanted.starts_with(&candidate)
        };
        let nearest = self.book.iter().map(|known| &known.petname).find(|petname| near(petname)).cloned();
        Error::UnknownPeer { name: name.to_owned(), nearest }
    }

    /// Everybody worth listing: known, waiting, or connected.
    pub(super) fn identities(&self) -> Vec<VerifyingKey> {
        let mut all: Vec<_> = self.book.iter().map(|known| known.identity).collect();
        let others = self.pending.iter().map(|(identity, _)| *identity).chain(self.active.keys().copied());
        for identity in others {
            if !all.contains(&identity) {
                all.push(identity);
            }
        }
        all
    }

    /// What is known about a peer, but for its session.
    pub(super) fn info(&self, identity: &VerifyingKey) -> PeerInfo {
        let known = self.book.get(identity);
        let active = self.active.get(identity);
        let nick = active.and_then(|peer| peer.nick.clone());
        let waiting = self.pending.iter().find(|(other, _)| other == identity).map(|(_, pending)| pending);
        let connected = active.is_some_and(|peer| peer.current.is_some());
        let presence = match (connected, waiting) {
            (true, _) => Presence::Connected,
            (false, Some(_)) => Presence::Pending,
            (false, None) => Presence::Absent,
        };
        PeerInfo {
            peer: identity.into(),
            name: self.name(identity),
            looks_like: nick.as_ref().and_then(|nick| self.book.lookalike(nick, identity)),
            nick,
            trust: known.map(|known| known.trust),
            presence,
            address: waiting
                .map(|pending| pending.address.clone())
                .or_else(|| known.and_then(|known| known.address.clone())),
            session_id: None,
            unacked: Some(active.map_or(0, |peer| peer.outbox.len())),
            changed: known.and_then(|known| self.book.change_of(&known.petname)).map(|key| key.fingerprint()),
            seen: known.map(|known| (known.first_seen, known.last_seen)),
            ignored: known.is_some_and(|known| known.ignored),
        }
    }
}

/// Everybody who is known, where nobody runs the profile. Without a store nothing is known of what waits for them.
///
/// # Errors
/// What is kept cannot be read.
pub fn known(book: KnownPeers, store: Option<&mut Store>) -> Result<Vec<PeerInfo>, store::Error> {
    let mut peers = Peers::new(book);
    let is_read = store.is_some();
    if let Some(store) = store {
        for (identity, streams) in store.conversations()? {
            let waiting = store.from(&identity, streams.own.waiting_from)?;
            let mut outbox = Outbox::new(streams);
            for (id, line) in (1..).zip(waiting) {
                outbox.restore(MessageId(id), (line.place, line.entry));
            }
            peers.restore(identity, outbox);
        }
    }
    let info = |identity: &VerifyingKey| {
        let info = peers.info(identity);
        PeerInfo { unacked: info.unacked.filter(|_| is_read), ..info }
    };
    Ok(peers.identities().iter().map(info).collect())
}
