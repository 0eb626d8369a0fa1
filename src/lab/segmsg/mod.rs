//! SegMSG, another chat with a handshake over the same group, spoken in both roles byte for byte, to show what its
//! frames give away. It can talk to the original program. It keeps nothing secret: see [`Eavesdropper`].

mod cipher;
mod eavesdropper;
mod frame;
mod talk;
#[cfg(test)]
mod tests;

pub(in crate::lab) use cipher::BLOCK;
pub use eavesdropper::Eavesdropper;
pub(in crate::lab) use frame::message;
pub use frame::sealed;
pub use talk::{Event, Fault, Heard, TEXT_BYTES_MAX, Talk};
