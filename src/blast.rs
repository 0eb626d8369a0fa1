//! Blast radius: what opens of everything that was recorded if something is stolen now.
//!
//! The session itself tries each frame, a few at a time, and says with what it opens; no key comes here. Why a frame
//! stays closed follows from where it stands: in an epoch that is over, behind the chain of the one that is not, or in
//! a session whose keys are gone.

use std::collections::{BTreeMap, VecDeque};

use crate::capture::{Packet, PacketStore};
use crate::node::{Command, Exposed, PeerId, PeerRef, RecordedFrame, Theft};

/// What can be stolen, in words.
struct Loot {
    theft: Theft,
    /// What asks for it, after `/compromise`.
    word: &'static str,
    title: &'static str,
    /// All that is stolen.
    told: &'static str,
}

/// Frames that are tried at once, so that the link is not kept long from what it is there for.
const BATCH: usize = 16;

/// All of it.
const LOOT: [Loot; 4] = [
    Loot { theft: Theft::Machine, word: "machine", title: "machine", told: "all that is in memory" },
    Loot {
        theft: Theft::MessageKey,
        word: "message",
        title: "message key",
        told: "the next key of a message in each direction",
    },
    Loot { theft: Theft::Root, word: "root", title: "epoch root", told: "the root of the epoch" },
    Loot { theft: Theft::Identity, word: "identity", title: "identity key", told: "your identity key" },
];

/// The theft of this word.
pub(crate) fn theft_named(word: &str) -> Option<Theft> {
    LOOT.iter().find(|loot| loot.word == word).map(|loot| loot.theft)
}

/// What is stolen, in words.
pub fn theft_told(theft: Theft) -> &'static str {
    loot(theft).map_or("", |loot| loot.told)
}

fn loot(theft: Theft) -> Option<&'static Loot> {
    LOOT.iter().find(|loot| loot.theft == theft)
}

/// Every frame of the conversation with a peer, tried with what is stolen at one moment.
#[derive(Clone, Debug)]
pub struct Blast {
    peer: PeerId,
    theft: Theft,
    waiting: VecDeque<u64>,
    painted: BTreeMap<u64, Painted>,
    /// The link of the session whose memory is stolen, and its epoch.
    newest: (u64, u16),
    /// The last packet that was there at the moment of the theft.
    last: u64,
}

/// A frame that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Painted {
    /// With what it opens; none if it stays closed.
    pub exposed: Option<Exposed>,
    /// Why.
    pub why: String,
}

impl Painted {
    /// What becomes of it, and why.
    pub fn told(&self) -> String {
        format!("{}: {}", if self.exposed.is_some() { "opens" } else { "closed" }, self.why)
    }

    /// What it is to the thief, and why.
    pub fn to_thief(&self) -> String {
        format!("{}: {}", if self.exposed.is_some() { "open" } else { "closed" }, self.why)
    }
}

impl Blast {
    /// Of all packets, those of every link on which this peer was.
    pub fn begin(peer: PeerId, theft: Theft, packets: &PacketStore) -> Self {
        let short = peer.0.short();
        let all = || packets.window(0..packets.len());
        let mut conns: Vec<u64> =
            all().filter(|packet| packet.peer == short).map(|packet| packet.conn).collect();
        conns.sort_unstable();
        conns.dedup();
        let of_peer = |packet: &&Packet| conns.binary_search(&packet.conn).is_ok();
        let epoch = |packet: &Packet| packet.header.map_or(0, |header| header.epoch.0);
        let conn = conns.last().copied().unwrap_or_default();
        let newest = all().filter(|packet| packet.conn == conn).map(epoch).max().unwrap_or_default();
        let last = all().last().map_or(0, |packet| packet.number);
        let waiting = all().filter(of_peer).map(|packet| packet.number).collect();
        Self { peer, theft, waiting, painted: BTreeMap::new(), newest: (conn, newest), last }
    }

    /// The next frames to try; none when all were.
    pub fn next(&self, packets: &PacketStore) -> Option<Command> {
        let frame = |number: &u64| {
            let packet = packets.get(packets.row_of(*number)?)?;
            let (direction, bytes) = (packet.direction, packet.frame.clone());
            Some(RecordedFrame { number: *number, direction, bytes })
        };
        let frames: Vec<_> = self.waiting.iter().filter_map(frame).take(BATCH).collect();
        let peer = PeerRef::Id(self.peer);
        (!frames.is_empty()).then_some(Command::TryRecorded { peer, theft: self.theft, frames })
    }

    /// Takes in what the session says of frames that it was asked about.
    pub fn take(&mut self, (theft, tried): (Theft, &[(u64, Option<Exposed>)]), packets: &PacketStore) {
        if theft != self.theft {
            return;
        }
        for (number, exposed) in tried {
            let packet = packets.row_of(*number).and_then(|row| packets.get(row));
            if let Some(packet) = packet {
                let why = self.why((packet, *exposed), packets);
                self.painted.insert(*number, Painted { exposed: *exposed, why });
            }
        }
        self.waiting.retain(|number| !self.painted.contains_key(number) && packets.row_of(*number).is_some());
    }

    /// What is stolen, as a title says it.
    pub fn title(&self) -> String {
        format!("STOLEN: {}", loot(self.theft).map_or("", |loot| loot.title))
    }

    /// The last packet that was there at the moment of the theft: nothing is said of later ones.
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// What was found out about a packet.
    pub fn of(&self, number: u64) -> Option<&Painted> {
        self.painted.get(&number)
    }

    /// What was found out about all of them, in the order of their numbers.
    pub fn all(&self) -> impl Iterator<Item = (u64, &Painted)> {
        self.painted.iter().map(|(number, painted)| (*number, painted))
    }

    /// How it stands, in a sentence.
    pub fn told(&self) -> String {
        let opened = self.painted.values().filter(|painted| painted.exposed.is_some()).count();
        let (tried, left) = (self.painted.len(), self.waiting.len());
        let rest = if left > 0 { format!(", {left} still to try") } else { String::new() };
        let next = match self.theft {
            Theft::Machine => {
                "; what is said from now on opens until the next /rekey, unless the thief stays"
            }
            Theft::MessageKey => "; the next frame opens, and no other",
            Theft::Root => "; the root is wiped as soon as its chains are made",
            Theft::Identity => "; the thief can call himself you, and read nothing of this",
        };
        let what = theft_told(self.theft);
        format!("stolen: {what}. Of {tried} recorded frames {opened} open{rest}{next}")
    }

    fn why(&self, (packet, exposed): (&Packet, Option<Exposed>), packets: &PacketStore) -> String {
        let (conn, epoch) = self.newest;
        let own = packet.header.map_or(0, |header| header.epoch.0);
        match (exposed, self.theft) {
            (Some(Exposed::Chain), _) => return "its key is still to be used".to_owned(),
            (Some(Exposed::Root), _) => return "the root of its epoch was not wiped".to_owned(),
            (None, Theft::Identity) => {
                return "the identity key signs and opens nothing; the DH values are wiped".to_owned();
            }
            (None, _) => {}
        }
        if packet.conn != conn {
            return format!("the keys of link {} ended with it", packet.conn);
        }
        if own < epoch {
            let later = packets
                .window(0..packets.len())
                .find(|later| later.conn == conn && later.header.is_some_and(|header| header.epoch.0 > own));
            let at = later.map_or(packet.number, |later| later.number);
            return format!("fresh DH before packet {at}; the keys of epoch {own} are wiped");
        }
        format!("its key was wiped at packet {}, and its chain runs one way", packet.number)
    }
}
