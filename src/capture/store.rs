//! What a person scrolls through: packets by row, bounded by bytes, however many there are.

use core::ops::Range;
use std::collections::BTreeSet;

use super::lane::Lane;
use super::packet::Packet;

/// Bytes that a store holds unless it is told otherwise.
pub const STORE_BYTES: usize = 64 * 1024 * 1024;
/// The content of files may hold this part of the room for good, one in so many; more while nobody else needs it.
pub(super) const BULK_PART: usize = 4;

/// A row of packets that forgets the oldest when its bytes are used up, and says how many. What a file is made of
/// goes first: one file has more frames than a day of talking, and one of them is much like the next.
///
/// Numbers of packets are stable, with gaps where some went; rows count from the oldest packet held and shift when
/// one goes. A clone shares the packets and keeps those that it has.
#[derive(Clone, Debug)]
pub struct PacketStore {
    /// Frames of the content of files ([`Packet::is_bulk`]), and all others. Of these none goes before an older one.
    bulk: Lane,
    rest: Lane,
    /// Numbers of packets that stay as long as those of `rest` do.
    spared: BTreeSet<u64>,
    /// No packet of the content of files below this number is held, but for those that were spared.
    bulk_from: u64,
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
        Self {
            bulk: Lane::new(),
            rest: Lane::new(),
            spared: BTreeSet::new(),
            bulk_from: 0,
            bytes_max,
            forgotten: 0,
            lost: 0,
        }
    }

    /// Adds what a watch gave: packets in the order of their numbers, and how many were lost before they
    /// came here, counted since the beginning.
    pub fn extend(&mut self, packets: impl IntoIterator<Item = Packet>, lost: u64) {
        self.lost = lost;
        for packet in packets {
            self.push(packet);
        }
    }

    /// Adds the newest packet; others go when there is no room.
    pub fn push(&mut self, packet: Packet) {
        let lane = if packet.is_bulk() { &mut self.bulk } else { &mut self.rest };
        lane.push(packet);
        while self.len() > 1 && self.bytes() > self.bytes_max {
            self.forget_one();
        }
    }

    /// Packets held.
    pub const fn len(&self) -> usize {
        self.rest.len() + self.bulk.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The packet in this row, 0 being the oldest held. Takes about the same time for every row.
    pub fn get(&self, row: usize) -> Option<&Packet> {
        self.window(row..row.saturating_add(1)).next()
    }

    /// How many of the packets before a row are of the content of files, and how many are not.
    fn split(&self, row: usize) -> (usize, usize) {
        let (mut low, mut high) = (row.saturating_sub(self.rest.len()), row.min(self.bulk.len()));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.bulk.number(middle) < self.rest.number(row - middle - 1) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low, row - low)
    }

    /// Writes a comment beside the packet with this number, or takes it away; whether the packet is held.
    pub fn comment(&mut self, number: u64, comment: Option<&str>) -> bool {
        self.rest.comment(number, comment) || self.bulk.comment(number, comment)
    }

    /// Packets with these numbers, and with no others any more, stay as long as what is no content of a file.
    pub fn spare(&mut self, numbers: impl IntoIterator<Item = u64>) {
        self.spared = numbers.into_iter().collect();
    }

    /// The packets in these rows, as far as there are such rows.
    pub fn window(&self, rows: Range<usize>) -> impl DoubleEndedIterator<Item = &Packet> {
        let (first, end) = (self.split(rows.start), self.split(rows.end.min(self.len())));
        Window { store: self, bulk: first.0..end.0, rest: first.1..end.1 }
    }

    /// The row of the packet with this number, while it is held.
    pub fn row_of(&self, number: u64) -> Option<usize> {
        let (bulk, rest) = (self.bulk.first_from(number), self.rest.first_from(number));
        let is_held = |found: Option<&Packet>| found.is_some_and(|packet| packet.number == number);
        let is_held = is_held(self.bulk.get(bulk)) || is_held(self.rest.get(rest));
        is_held.then_some(bulk + rest)
    }

    /// The row of the first packet with this number or a higher one; the number of rows if there is none.
    pub fn first_from(&self, number: u64) -> usize {
        self.bulk.first_from(number) + self.rest.first_from(number)
    }

    /// Up to here packets may be missing among older ones that are held; behind it none goes but the oldest of all.
    pub const fn gaps_to(&self) -> u64 {
        self.bulk_from
    }

    /// Bytes held, bookkeeping included.
    pub const fn bytes(&self) -> usize {
        self.rest.bytes() + self.bulk.bytes()
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
        (self.bulk, self.rest) = (Lane::new(), Lane::new());
    }

    /// Makes room: the oldest of the content of files goes while that holds more than its part, else the oldest of all.
    fn forget_one(&mut self) {
        let over = self.bulk.len() > 1 && self.bulk.bytes() > self.bytes_max / BULK_PART;
        if over || self.bulk.number(0) < self.rest.number(0) {
            let Some(packet) = self.bulk.pop() else { return };
            self.bulk_from = packet.number + 1;
            if packet.comment.is_some() || self.spared.contains(&packet.number) {
                return self.rest.insert(packet);
            }
        } else if let Some(packet) = self.rest.pop() {
            self.spared.remove(&packet.number);
        }
        self.forgotten += 1;
    }
}

/// Packets of both kinds in the order of their numbers.
struct Window<'a> {
    store: &'a PacketStore,
    bulk: Range<usize>,
    rest: Range<usize>,
}

impl<'a> Iterator for Window<'a> {
    type Item = &'a Packet;

    fn next(&mut self) -> Option<&'a Packet> {
        let bulk = self.bulk.clone().next().and_then(|at| self.store.bulk.get(at));
        let rest = self.rest.clone().next().and_then(|at| self.store.rest.get(at));
        match (bulk, rest) {
            (Some(bulk), rest) if rest.is_none_or(|rest| bulk.number < rest.number) => {
                self.bulk.next();
                Some(bulk)
            }
            (_, rest) => {
                self.rest.next();
                rest
            }
        }
    }
}

impl DoubleEndedIterator for Window<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let bulk = self.bulk.clone().next_back().and_then(|at| self.store.bulk.get(at));
        let rest = self.rest.clone().next_back().and_then(|at| self.store.rest.get(at));
        match (bulk, rest) {
            (Some(bulk), rest) if rest.is_none_or(|rest| bulk.number > rest.number) => {
                self.bulk.next_back();
                Some(bulk)
            }
            (_, rest) => {
                self.rest.next_back();
                rest
            }
        }
    }
}
