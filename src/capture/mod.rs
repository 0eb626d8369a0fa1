//! Recording what crossed the links, without understanding it.

#![warn(clippy::indexing_slicing, clippy::as_conversions)]

#[cfg(feature = "net")]
mod foreign;
mod lane;
mod packet;
#[cfg(feature = "net")]
mod pcapng;
#[cfg(feature = "net")]
mod reading;
mod recorded;
mod ring;
mod store;
mod veil;

pub use packet::{COMMENT_CHARS_MAX, Endpoints, Packet};
pub use recorded::{FileHealth, Recorded};
pub use ring::{PacketRing, RingLimits};
pub use store::{PacketStore, STORE_BYTES};
pub use veil::Veil;
#[cfg(feature = "net")]
pub use {
    foreign::Gap,
    pcapng::{Bodies, Encoder, Fault},
    reading::{Report, read_capture},
};

#[cfg(test)]
mod tests;
