//! A bounded row of packets that forgets the oldest first, and says how many.

use std::collections::VecDeque;

use super::packet::Packet;

/// Packets waiting for whoever shows or saves them. It never makes a link wait.
#[derive(Debug)]
pub struct PacketRing {
    packets: VecDeque<Packet>,
    limits: RingLimits,
    /// Bytes of all frames and opened messages that are held.
    bytes: usize,
    count: u64,
    dropped: u64,
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
        Self { packets: VecDeque::new(), limits, bytes: 0, count: 0, dropped: 0 }
    }

    /// Numbers and adds a packet, and gives its number; the oldest go when there is no room.
    pub fn push(&mut self, mut packet: Packet) -> u64 {
        self.count += 1;
        packet.number = self.count;
        self.bytes += packet.held_bytes();
        self.packets.push_back(packet);
        while self.packets.len() > 1 && self.is_over() {
            self.bytes -= self.packets.pop_front().map_or(0, |oldest| oldest.held_bytes());
            self.dropped += 1;
        }
        self.count
    }

    /// Takes all packets, oldest first, and the number dropped since the ring was made.
    pub fn take(&mut self) -> (Vec<Packet>, u64) {
        self.bytes = 0;
        (self.packets.drain(..).collect(), self.dropped)
    }

    fn is_over(&self) -> bool {
        self.packets.len() > self.limits.packets || self.bytes > self.limits.bytes
    }
}
