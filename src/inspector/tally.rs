//! Packets counted: by direction, type, reason and peer, and how they are spread over time.

use std::collections::BTreeMap;

use crate::capture::Packet;
use crate::link::Direction;
use crate::wire::UnixMillis;

/// Peers that are counted one by one; an address is what anybody can have many of.
const PEERS_MAX: usize = 50;
/// Stretches of time that are told apart.
const STRETCHES: usize = 60;

/// How many frames, and of how many bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Frames.
    pub frames: u64,
    /// Their bytes, headers included.
    pub bytes: u64,
}

impl Count {
    fn add(&mut self, bytes: u64) {
        self.frames += 1;
        self.bytes = self.bytes.saturating_add(bytes);
    }
}

/// Both ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// From this end.
    pub sent: Count,
    /// To this end.
    pub received: Count,
    /// Of these, refused here.
    pub refused: u64,
}

impl Ways {
    fn add(&mut self, packet: &Packet, bytes: u64) {
        match packet.direction {
            Direction::Sent => self.sent.add(bytes),
            Direction::Received => self.received.add(bytes),
        }
        self.refused += u64::from(packet.reason.is_some());
    }

    /// Frames of both.
    pub const fn frames(&self) -> u64 {
        self.sent.frames + self.received.frames
    }

    /// Bytes of both.
    pub const fn bytes(&self) -> u64 {
        self.sent.bytes.saturating_add(self.received.bytes)
    }
}

/// Packets counted, whichever are given.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// All of them.
    pub all: Ways,
    /// By the message inside, else by the type of the frame.
    pub types: BTreeMap<&'static str, Ways>,
    /// Refused frames by reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// By peer, as packets name them; beyond 50 of them all under the empty name.
    pub peers: BTreeMap<String, Ways>,
    /// How they are spread over time.
    pub rates: Rates,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, packet: &Packet) {
        let bytes = u64::try_from(packet.frame.len()).unwrap_or(u64::MAX);
        self.all.add(packet, bytes);
        self.types.entry(packet.kind.unwrap_or(packet.type_name)).or_default().add(packet, bytes);
        if let Some(reason) = packet.reason {
            *self.reasons.entry(reason.name()).or_default() += 1;
        }
        let is_new = !self.peers.contains_key(&packet.peer);
        let peer = if is_new && self.peers.len() >= PEERS_MAX { "" } else { &packet.peer };
        match self.peers.get_mut(peer) {
            Some(ways) => ways.add(packet, bytes),
            None => self.peers.entry(peer.to_owned()).or_default().add(packet, bytes),
        }
        self.rates.add(packet.time, bytes);
    }
}

/// Frames over time, in at most 60 stretches of one length, which grows with the time there is.
#[derive(Clone, Debug)]
pub struct Rates {
    begun: Option<UnixMillis>,
    /// Milliseconds of a stretch.
    width: u64,
    stretches: Vec<Count>,
}

impl Default for Rates {
    fn default() -> Self {
        Self { begun: None, width: 1_000, stretches: Vec::new() }
    }
}

impl Rates {
    fn add(&mut self, time: UnixMillis, bytes: u64) {
        let begun = *self.begun.get_or_insert(time);
        // A clock that was set back makes no time before the first packet.
        let since = time.0.saturating_sub(begun.0);
        while since / self.width >= u64::try_from(STRETCHES).unwrap_or(u64::MAX) {
            self.width = self.width.saturating_mul(2);
            let pairs = self.stretches.chunks(2);
            let joined = pairs.map(|pair| Count {
                frames: pair.iter().map(|count| count.frames).sum(),
                bytes: pair.iter().map(|count| count.bytes).sum(),
            });
            self.stretches = joined.collect();
        }
        let at = usize::try_from(since / self.width).unwrap_or(STRETCHES);
        if self.stretches.len() <= at {
            self.stretches.resize(at + 1, Count::default());
        }
        if let Some(stretch) = self.stretches.get_mut(at) {
            stretch.add(bytes);
        }
    }

    /// Seconds of a stretch.
    pub const fn seconds(&self) -> u64 {
        self.width / 1_000
    }

    /// What was counted in each stretch, from the first packet on.
    pub fn stretches(&self) -> &[Count] {
        &self.stretches
    }
}
