//! Whose eyes: what each party of a connection knows of a frame that crossed it.
//!
//! | file | its job |
//! |---|---|
//! | `party` | the three parties, and in words what each knows |
//! | `peer` | a packet as the other end has it |
//! | `tapped` | what a passive listener on the wire records, and her row, fields and bytes of it |
//! | `leak` | what the size of a sealed message still says |
//! | `meter` | who, when and how much, over many frames |
//!
//! What the listener has is a type, [`Tapped`], made of a time, two addresses and bytes. Everything of hers is
//! computed from it, so that nothing opened can reach her: a live view and one of a capture are the same function.

mod leak;
mod meter;
mod party;
mod peer;
mod tapped;

#[cfg(test)]
#[cfg(feature = "lab")]
mod tests;

pub use leak::Leak;
pub use meter::{LinkSeen, Meter, Traffic};
pub use party::Eyes;
pub use peer::{as_peer, peer_verdict};
pub use tapped::{Tapped, TappedRow};
