//! A bounded row of packets that forgets the oldest first, and says how many.

use std::collections::VecDeque;

use super::packet::Packet;

/// Packets waiting for whoever shows or saves them. It never makes a link wait.
#[derive(Debug)]
pub struct PacketRing {
    packets: VecDeque<Packet>,
    capacity: usize,
    count: u64,
    dropped: u64,
}

impl PacketRing {
    /// A ring for at most `capacity` packets.
    pub const fn new(capacity: usize) -> Self {
        Self { packets: VecDeque::new(), capacity, count: 0, dropped: 0 }
    }

    /// Numbers and adds a packet; the oldest goes when there is no room.
    pub fn push(&mut self, mut packet: Packet) {
        self.count += 1;
        packet.number = self.count;
        if self.packets.len() >= self.capacity {
            self.packets.pop_front();
            self.dropped += 1;
        }
        self.packets.push_back(packet);
    }

    /// Takes all packets, oldest first, and the number dropped since the ring was made.
    pub fn take(&mut self) -> (Vec<Packet>, u64) {
        (self.packets.drain(..).collect(), self.dropped)
    }
}
