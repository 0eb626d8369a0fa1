//! Recording what crossed the links, without understanding it.

#![warn(clippy::indexing_slicing, clippy::as_conversions)]

mod packet;
mod ring;
mod store;

pub use packet::{Endpoints, Packet};
pub use ring::{PacketRing, RingLimits};
pub use store::{PacketStore, STORE_BYTES};

#[cfg(test)]
mod tests;
