//! A bounded row of packets that forgets the content of files first, then the oldest, and says how many.

use std::collections::VecDeque;

use super::packet::Packet;
use super::store::BULK_PART;

/// Packets waiting for whoever shows or saves them. It never makes a link wait.
#[derive(Debug)]
pub struct PacketRing {
    /// Frames of the content of files, and all others.
    bulk: Half,
    rest: Half,
    limits: RingLimits,
    count: u64,
    dropped: u64,
}

/// Packets in the order of their numbers, and the bytes of their frames and opened messages.
#[derive(Debug)]
struct Half {
    packets: VecDeque<Packet>,
    bytes: usize,
}

/// How much a ring holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingLimits {
    /// Packets.
    pub packets: usize,
    /// Bytes of their frames and opened messages.
    pub bytes: usize,
}

impl PacketRing {
    /// A ring that keeps within `limits`; the newest packet stays even if it alone exceeds them.
    pub const fn new(limits: RingLimits) -> Self {
        Self { bulk: Half::new(), rest: Half::new(), limits, count: 0, dropped: 0 }
    }

    /// Numbers and adds a packet, and gives its number; others go when there is no room.
    pub fn push(&mut self, mut packet: Packet) -> u64 {
        self.count += 1;
        packet.number = self.count;
        let half = if packet.is_bulk() { &mut self.bulk } else { &mut self.rest };
        half.bytes += packet.held_bytes();
        half.packets.push_back(packet);
        while self.len() > 1 && self.is_over() {
            self.drop_one();
        }
        self.count
    }

    /// Takes all packets, oldest first, and the number dropped since the ring was made.
    pub fn take(&mut self) -> (Vec<Packet>, u64) {
        (self.bulk.bytes, self.rest.bytes) = (0, 0);
        let mut packets: Vec<Packet> =
            self.rest.packets.drain(..).chain(self.bulk.packets.drain(..)).collect();
        // Two runs that ascend: they are merged in one pass.
        packets.sort_by_key(|packet| packet.number);
        (packets, self.dropped)
    }

    fn len(&self) -> usize {
        self.bulk.packets.len() + self.rest.packets.len()
    }

    fn drop_one(&mut self) {
        let (packets, bytes) = (self.limits.packets / BULK_PART, self.limits.bytes / BULK_PART);
        let over = self.bulk.packets.len() > packets.max(1)
            || self.bulk.bytes > bytes && self.bulk.packets.len() > 1;
        let half =
            if over || self.bulk.oldest() < self.rest.oldest() { &mut self.bulk } else { &mut self.rest };
        half.bytes -= half.packets.pop_front().map_or(0, |oldest| oldest.held_bytes());
        self.dropped += 1;
    }

    fn is_over(&self) -> bool {
        self.len() > self.limits.packets || self.bulk.bytes + self.rest.bytes > self.limits.bytes
    }
}

impl Half {
    const fn new() -> Self {
        Self { packets: VecDeque::new(), bytes: 0 }
    }

    /// The number of its oldest packet; that of none is higher than all.
    fn oldest(&self) -> u64 {
        self.packets.front().map_or(u64::MAX, |packet| packet.number)
    }
}
