//! What a person scrolls through: packets by row, bounded by bytes, however many there are.

use core::ops::Range;
use std::collections::VecDeque;
use std::sync::Arc;

use super::packet::Packet;

/// Bytes that a store holds unless it is told otherwise.
pub const STORE_BYTES: usize = 64 * 1024 * 1024;
/// Packets in a chunk. A store grows by chunks, so that no growth ever moves all packets.
const CHUNK: usize = 1_024;

/// A row of packets that forgets the oldest when its bytes are used up, and says how many.
///
/// Numbers of packets are stable; rows count from the oldest packet held and shift when it goes. A clone shares the
/// packets and keeps those that it has.
#[derive(Clone, Debug)]
pub struct PacketStore {
    /// All chunks but the first and the last are full. One that a clone has too is copied before it changes.
    chunks: VecDeque<Arc<VecDeque<Packet>>>,
    len: usize,
    bytes: usize,
    bytes_max: usize,
    forgotten: u64,
    lost: u64,
}

impl Default for PacketStore {
    fn default() -> Self {
        Self::new(STORE_BYTES)
    }
}

impl PacketStore {
    /// A store for at most `bytes_max` bytes; the newest packet stays even if it alone exceeds them.
    pub const fn new(bytes_max: usize) -> Self {
        Self { chunks: VecDeque::new(), len: 0, bytes: 0, bytes_max, forgotten: 0, lost: 0 }
    }

    /// Adds what a watch gave: packets in the order of their numbers, and how many were lost before they
    /// came here, counted since the beginning.
    pub fn extend(&mut self, packets: impl IntoIterator<Item = Packet>, lost: u64) {
        self.lost = lost;
        for packet in packets {
            self.push(packet);
        }
    }

    /// Adds the newest packet; the oldest go when there is no room.
    pub fn push(&mut self, packet: Packet) {
        self.bytes = self.bytes.saturating_add(cost(&packet));
        self.len += 1;
        match self.chunks.back_mut() {
            Some(chunk) if chunk.len() < CHUNK => Arc::make_mut(chunk).push_back(packet),
            _ => self.chunks.push_back(Arc::new(VecDeque::from([packet]))),
        }
        while self.len > 1 && self.bytes > self.bytes_max {
            self.forget_oldest();
        }
    }

    /// Packets held.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The packet in this row, 0 being the oldest held. Takes the same time for every row.
    pub fn get(&self, row: usize) -> Option<&Packet> {
        let (chunk, at) = self.place(row);
        self.chunks.get(chunk)?.get(at)
    }

    /// The chunk of a row, and the place in it.
    fn place(&self, row: usize) -> (usize, usize) {
        let first = self.chunks.front().map_or(0, |chunk| chunk.len());
        match row.checked_sub(first) {
            None => (0, row),
            Some(behind) => (1 + behind / CHUNK, behind % CHUNK),
        }
    }

    /// Writes a comment beside the packet with this number, or takes it away; whether the packet is held.
    pub fn comment(&mut self, number: u64, comment: Option<String>) -> bool {
        let place = self.row_of(number).map(|row| self.place(row));
        let packet = place.and_then(|(chunk, at)| Arc::make_mut(self.chunks.get_mut(chunk)?).get_mut(at));
        let Some(packet) = packet else { return false };
        self.bytes -= cost(packet);
        packet.comment = comment;
        self.bytes += cost(packet);
        true
    }

    /// The packets in these rows, as far as there are such rows.
    pub fn window(&self, rows: Range<usize>) -> impl Iterator<Item = &Packet> {
        (rows.start..rows.end.min(self.len)).filter_map(|row| self.get(row))
    }

    /// The row of the packet with this number, while it is held.
    pub fn row_of(&self, number: u64) -> Option<usize> {
        let row = self.first_from(number);
        (self.get(row)?.number == number).then_some(row)
    }

    /// The row of the first packet with this number or a higher one; the number of rows if there is none.
    pub fn first_from(&self, number: u64) -> usize {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle).is_some_and(|found| found.number < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Bytes held, bookkeeping included.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Packets that went for want of room.
    pub const fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// Packets that never came here, because nobody took them in time.
    pub const fn lost(&self) -> u64 {
        self.lost
    }

    /// Forgets all packets, without counting them as dropped: a person asked for it.
    pub fn clear(&mut self) {
        self.chunks.clear();
        self.len = 0;
        self.bytes = 0;
    }

    fn forget_oldest(&mut self) {
        let Some(chunk) = self.chunks.front_mut().map(Arc::make_mut) else { return };
        if let Some(oldest) = chunk.pop_front() {
            self.bytes = self.bytes.saturating_sub(cost(&oldest));
            self.len -= 1;
            self.forgotten += 1;
        }
        if chunk.is_empty() {
            self.chunks.pop_front();
        }
    }
}

/// What a packet takes in memory, near enough: its bytes, its name and itself.
fn cost(packet: &Packet) -> usize {
    size_of::<Packet>() + packet.peer.len() + packet.held_bytes()
}
