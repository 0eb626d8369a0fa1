//! What is true: who is there, what was said, what was seen. It changes by events only.

use std::collections::{BTreeSet, VecDeque};

use crate::capture::{PacketStore, Recorded};
use crate::explain::Accounts;
use crate::inspector::Trails;
use crate::inspector::filter::{Filter, Named};
use crate::node::{
    FileId, Fingerprint, MessageId, Origin, Packet, PeerId, SafetyNumber, Trust, UnixMillis, is_same_petname,
};
use crate::why::Ends;

use super::alarm::Alarm;
use super::alias::Aliases;
use super::complete_path::Folder;
use super::keys::Keymap;
use super::ladder::{Ladder, Ladders};
use super::links::Links;
use super::log::Log;
use super::model_talk::{Entry, Talk, Voice};
use super::start::Made;

/// What is between us and a peer at the moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Link {
    /// There is no session.
    #[default]
    Absent,
    /// There is one.
    Connected,
    /// It ended, and this is why.
    Ended(String),
    /// A person has to decide.
    Waiting,
}

/// A peer and what was said.
#[derive(Debug)]
pub(super) struct Peer {
    /// Who.
    pub(super) id: PeerId,
    /// What we call it, fit for a terminal.
    pub(super) name: String,
    /// How well it is known; `None` while nobody has decided.
    pub(super) trust: Option<Trust>,
    /// Whether it is there.
    pub(super) link: Link,
    /// Where.
    pub(super) address: String,
    /// When it was seen first, Unix time in milliseconds.
    pub(super) first_seen: Option<u64>,
    /// Its current epoch.
    pub(super) epoch: Option<u16>,
    /// Whether it types.
    pub(super) typing: Typing,
    /// What was said.
    pub(super) talk: Talk,
    /// How many of the texts that nobody has seen the next frame shows.
    pub(super) in_sight: usize,
    /// Nothing of it is announced.
    pub(super) ignored: bool,
    /// Texts of ours that are held until there is a session.
    pub(super) held: BTreeSet<MessageId>,
    /// Since when it is not there, if it was.
    pub(super) since: Option<UnixMillis>,
    /// The newest text that was not reported as shown.
    pub(super) unshown: Option<u64>,
}

/// Whether a peer is writing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Typing {
    /// No.
    #[default]
    No,
    /// Yes.
    Yes,
}

/// What was asked about peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// Who is known when the screen begins.
    AtStart,
    /// Who there is.
    Everybody,
    /// All about one.
    One,
}

/// Something that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// An identity that nobody knows.
    Stranger {
        /// Who.
        peer: PeerId,
        /// Who dialled.
        origin: Origin,
        /// In words: that, and from where.
        how: String,
        /// Whose address this was.
        formerly: Option<String>,
    },
    /// Another key for a known name.
    Changed {
        /// Whose.
        petname: String,
        /// The key we know.
        known: Fingerprint,
        /// The key that answered.
        claimed: Fingerprint,
        /// What we call the other peer whose key that is, if we know one.
        claimed_by: Option<String>,
        /// Whether the old one was verified.
        verified: bool,
    },
}

impl Question {
    /// What the node calls the one it is about.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Stranger { peer, .. } => peer.0.short(),
            Self::Changed { petname, .. } => petname.clone(),
        }
    }

    /// The peer of this name is called something else.
    pub(super) fn rename(&mut self, from: &str, name: &str) {
        if let Self::Changed { petname, .. } = self
            && petname == from
        {
            name.clone_into(petname);
        }
    }
}

/// The digits that are to be compared.
#[derive(Clone, Debug)]
pub(super) struct Digits {
    /// With whom.
    pub(super) name: String,
    /// The number.
    pub(super) number: SafetyNumber,
    /// How well the peer is known already.
    pub(super) trust: Trust,
}

/// Who we are.
#[derive(Clone, Debug)]
pub(super) struct Own {
    /// What we call ourselves.
    pub(super) name: String,
    /// The fingerprint of our identity.
    pub(super) fingerprint: String,
    /// What became of the key if it was made just now.
    pub(super) made: Option<Made>,
}

impl Own {
    /// The first digits of the fingerprint.
    pub(super) fn short(&self) -> &str {
        self.fingerprint.get(..9).unwrap_or(&self.fingerprint)
    }
}

/// All of it.
#[derive(Debug)]
pub(super) struct Model {
    /// Who we are.
    pub(super) own: Own,
    /// Where we listen, and where others reach us.
    pub(super) listening: Option<(String, Vec<String>)>,
    /// Why we do not, when that was tried.
    pub(super) listen_fault: Option<String>,
    /// Everybody, in the order of their conversations.
    pub(super) peers: Vec<Peer>,
    /// Whom we talk to: a row of `peers`.
    pub(super) current: Option<usize>,
    /// What was said while there is nobody to talk to.
    pub(super) home: Talk,
    /// The files that go on when the program runs again, should it end now.
    pub(super) unfinished_files: BTreeSet<FileId>,
    /// Texts of ours that were given to the node.
    pub(super) asked: u64,
    /// Addresses that were dialled, the newest first.
    pub(super) dialled: Vec<String>,
    /// What waits for a person, the oldest first.
    pub(super) questions: Vec<Question>,
    /// How the links came about.
    pub(super) ladders: Ladders,
    /// With whom they are.
    pub(super) links: Links,
    /// What is said while secrets leave the program.
    pub(super) disclosed: Vec<&'static str>,
    /// What the links said of their sessions.
    pub(super) accounts: Accounts,
    /// Every frame.
    pub(super) packets: PacketStore,
    /// Which of them carried which line.
    pub(super) trails: Trails,
    /// Why sessions ended.
    pub(super) ends: Ends,
    /// How many frames were refused.
    pub(super) bad: u64,
    /// What was refused, until it is acknowledged.
    pub(super) alert: Option<Alarm>,
    /// Number of the newest packet when the last alarm was acknowledged.
    pub(super) acknowledged: u64,
    /// A call of a stranger that came to nothing, until the person was told.
    pub(super) aside: Option<String>,
    /// What was asked about peers: whether about one, the oldest first.
    pub(super) asked_about: VecDeque<About>,
    /// The newest lines of net.log, and how it does.
    pub(super) log: Log,
    /// The capture that is written, if one is.
    pub(super) recorded: Option<Recorded>,
    /// The capture that is looked at, if one is.
    pub(super) replayed: Option<String>,
    /// The folder whose path is being typed.
    pub(super) folder: Folder,
    /// The time.
    pub(super) now: UnixMillis,
    /// Which keys do what, which texts name.
    pub(super) keys: Keymap,
    /// Commands that the person has named.
    pub(super) aliases: Aliases,
}

impl Model {
    /// Nothing has happened yet.
    pub(super) fn new(own: Own, now: UnixMillis) -> Self {
        Self {
            own,
            listening: None,
            listen_fault: None,
            peers: Vec::new(),
            current: None,
            home: Talk::default(),
            unfinished_files: BTreeSet::new(),
            asked: 0,
            dialled: Vec::new(),
            questions: Vec::new(),
            ladders: Ladders::default(),
            links: Links::default(),
            disclosed: Vec::new(),
            accounts: Accounts::default(),
            packets: PacketStore::default(),
            trails: Trails::default(),
            ends: Ends::default(),
            bad: 0,
            alert: None,
            acknowledged: 0,
            aside: None,
            asked_about: VecDeque::new(),
            log: Log::default(),
            recorded: None,
            replayed: None,
            folder: Folder::default(),
            now,
            keys: Keymap::default(),
            aliases: Aliases::default(),
        }
    }

    /// Whom we talk to.
    pub(super) fn peer(&self) -> Option<&Peer> {
        self.current.and_then(|row| self.peers.get(row))
    }

    /// The peer with this identity.
    pub(super) fn find(&mut self, id: PeerId) -> Option<&mut Peer> {
        self.peers.iter_mut().find(|peer| peer.id == id)
    }

    /// What to call whose frame it is: the name of a peer by the first digits of its fingerprint, else what the
    /// frame says, an address most of the time.
    pub(super) fn called(&self, label: &str) -> String {
        let known = self.peers.iter().find(|peer| peer.id.0.short() == label);
        known.map_or_else(|| crate::text::escape(label).to_string(), |peer| peer.name.clone())
    }

    /// What to call who is at the other end of a packet's link. Who has proved to be somebody else is not called by
    /// the name of a peer, whatever its first digits.
    pub(super) fn whose(&self, packet: &Packet) -> String {
        match self.links.peer(packet.conn).filter(|id| id.0.short() == packet.peer) {
            Some(id) => {
                let known = self.peers.iter().find(|peer| peer.id == id);
                known.map_or_else(|| packet.peer.clone(), |peer| peer.name.clone())
            }
            None => self.called(&packet.peer),
        }
    }

    /// A filter in which peers may stand under the names that they have here.
    pub(super) fn naming(&self, filter: Filter) -> Filter {
        filter.naming(&|name| {
            let peer = self.peers.iter().find(|peer| peer.name == name)?;
            Some(Named { digits: peer.id.0.short(), links: Some(self.links.with(peer.id).collect()) })
        })
    }

    /// The peer we call this.
    pub(super) fn named(&mut self, name: &str) -> Option<&mut Peer> {
        self.peers.iter_mut().find(|peer| peer.name == name)
    }

    /// The conversation of whoever is meant by a name or by the first digits of a fingerprint, if that is one alone.
    pub(super) fn row_of(&self, typed: &str) -> Option<usize> {
        let called = self.peers.iter().position(|peer| is_same_petname(&peer.name, typed));
        called.or_else(|| {
            let mut meant = (0..).zip(&self.peers).filter(|(_, peer)| peer.id.0.begins_with(typed));
            meant.next().map(|(row, _)| row).filter(|_| meant.next().is_none())
        })
    }

    /// Whether another key answered for this name, and nobody has decided yet.
    pub(super) fn has_changed(&self, name: &str) -> bool {
        let about =
            |question: &Question| matches!(question, Question::Changed { petname, .. } if petname == name);
        self.questions.iter().any(about)
    }

    /// Whether we wait for the answer of the other side.
    pub(super) fn is_awaited(&self, peer: &Peer) -> bool {
        let of_peer = |ladder: &Ladder| ladder.name == peer.name || ladder.name == peer.id.0.short();
        !peer.is_connected() && self.ladders.awaited(self.now).is_some_and(of_peer)
    }

    /// Who has not answered us yet.
    pub(super) fn awaited(&self) -> Option<&str> {
        self.ladders.awaited(self.now).map(|ladder| ladder.name.as_str())
    }

    /// What is shown in the conversation now.
    pub(super) fn talk(&self) -> &Talk {
        self.peer().map_or(&self.home, |peer| &peer.talk)
    }

    /// The same, to change it.
    pub(super) fn talk_mut(&mut self) -> &mut Talk {
        match self.current.and_then(|row| self.peers.get_mut(row)) {
            Some(peer) => &mut peer.talk,
            None => &mut self.home,
        }
    }

    /// Secrets leave the program: it is said at once, and stays in the first line.
    pub(super) fn disclose(&mut self, said: Vec<&'static str>) {
        for said in &said {
            self.say(Voice::Alarm, said);
        }
        self.disclosed = said;
    }

    /// Says something where the person looks.
    pub(super) fn say(&mut self, voice: Voice, text: &str) {
        let entry = Entry::new(self.now, voice, text);
        self.talk_mut().push(entry);
    }
}

impl Peer {
    /// Whether there is a session.
    pub(super) fn is_connected(&self) -> bool {
        self.link == Link::Connected
    }

    /// Texts of it that nobody has looked at and that are to be announced.
    pub(super) const fn news(&self) -> usize {
        if self.ignored { 0 } else { self.left() }
    }

    /// Whether its digits were compared.
    pub(super) const fn is_verified(&self) -> bool {
        matches!(self.trust, Some(Trust::Verified { .. }))
    }
}
