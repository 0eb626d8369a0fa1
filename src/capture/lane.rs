//! Packets in the order of their numbers: where a store keeps them.

use std::collections::VecDeque;
use std::sync::Arc;

use super::packet::Packet;

/// Packets in a chunk. A lane grows by chunks, so that no growth ever moves all packets.
const CHUNK: usize = 1_024;

/// A row of packets whose numbers ascend. A clone shares the packets and keeps those that it has.
#[derive(Clone, Debug, Default)]
pub(super) struct Lane {
    /// All chunks but the first and the last are full. One that a clone has too is copied before it changes.
    chunks: VecDeque<Arc<VecDeque<Packet>>>,
    len: usize,
    bytes: usize,
}

impl Lane {
    pub(super) const fn new() -> Self {
        Self { chunks: VecDeque::new(), len: 0, bytes: 0 }
    }

    /// Packets in it.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Bytes of them, bookkeeping included.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds the newest packet.
    pub(super) fn push(&mut self, packet: Packet) {
        self.bytes = self.bytes.saturating_add(cost(&packet));
        self.len += 1;
        match self.chunks.back_mut() {
            Some(chunk) if chunk.len() < CHUNK => Arc::make_mut(chunk).push_back(packet),
            _ => self.chunks.push_back(Arc::new(VecDeque::from([packet]))),
        }
    }

    /// Puts a packet where its number belongs. Every chunk behind it changes: this is for one now and then.
    pub(super) fn insert(&mut self, packet: Packet) {
        let (chunk, mut at) = self.place(self.first_from(packet.number));
        self.bytes = self.bytes.saturating_add(cost(&packet));
        self.len += 1;
        let mut spilled = Some(packet);
        for chunk in self.chunks.iter_mut().skip(chunk).map(Arc::make_mut) {
            let Some(packet) = spilled.take() else { return };
            chunk.insert(at, packet);
            spilled = if chunk.len() > CHUNK { chunk.pop_back() } else { None };
            at = 0;
        }
        self.chunks.extend(spilled.map(|packet| Arc::new(VecDeque::from([packet]))));
    }

    /// Takes the oldest packet out.
    pub(super) fn pop(&mut self) -> Option<Packet> {
        let chunk = self.chunks.front_mut().map(Arc::make_mut)?;
        let oldest = chunk.pop_front()?;
        if chunk.is_empty() {
            self.chunks.pop_front();
        }
        self.bytes = self.bytes.saturating_sub(cost(&oldest));
        self.len -= 1;
        Some(oldest)
    }

    /// The packet at this place, 0 being the oldest. Takes the same time for every place.
    pub(super) fn get(&self, at: usize) -> Option<&Packet> {
        let (chunk, at) = self.place(at);
        self.chunks.get(chunk)?.get(at)
    }

    /// The number of the packet at this place; that of none is higher than all.
    pub(super) fn number(&self, at: usize) -> u64 {
        self.get(at).map_or(u64::MAX, |packet| packet.number)
    }

    /// Writes a comment beside the packet with this number, or takes it away; whether the packet is here.
    pub(super) fn comment(&mut self, number: u64, comment: Option<&str>) -> bool {
        let (chunk, at) = self.place(self.first_from(number));
        let chunk = self
            .chunks
            .get_mut(chunk)
            .filter(|chunk| chunk.get(at).is_some_and(|found| found.number == number));
        let Some(packet) = chunk.and_then(|chunk| Arc::make_mut(chunk).get_mut(at)) else { return false };
        self.bytes -= cost(packet);
        packet.comment = comment.map(str::to_owned);
        self.bytes += cost(packet);
        true
    }

    /// The place of the first packet with this number or a higher one; the number of places if there is none.
    pub(super) fn first_from(&self, number: u64) -> usize {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.number(middle) < number {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The chunk of a place, and the place in it.
    fn place(&self, at: usize) -> (usize, usize) {
        let first = self.chunks.front().map_or(0, |chunk| chunk.len());
        match at.checked_sub(first) {
            None => (0, at),
            Some(behind) => (1 + behind / CHUNK, behind % CHUNK),
        }
    }
}

/// What a packet takes in memory, near enough: its bytes, its name and itself.
fn cost(packet: &Packet) -> usize {
    size_of::<Packet>() + packet.peer.len() + packet.held_bytes()
}
