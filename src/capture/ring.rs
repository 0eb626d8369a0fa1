//! A bounded row of packets that forgets the oldest first, and says how many.

use std::collections::VecDeque;

use super::packet::Packet;

/// Packets waiting for whoever shows or saves them. It never makes a link wait.
#[derive(Debug)]
pub struct PacketRing {
    packets: VecDeque<Packet>,
    capacity: usize,
    dropped: u64,
}

impl PacketRing {
    /// A ring for at most `capacity` packets.
    pub const fn new(capacity: usize) -> Self {
        Self { packets: VecDeque::new(), capacity, dropped: 0 }
    }

    /// Adds a packet; the oldest goes when there is no room.
    pub fn push(&mut self, packet: Packet) {
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
