//! Recording what crossed the links, without understanding it.

mod packet;
mod ring;

pub use packet::Packet;
pub use ring::{PacketRing, RingLimits};

#[cfg(test)]
mod tests;
