//! Texts on their way: ours until the peer has them, theirs until they were shown once (spec "Delivery").

mod both;
mod ours;
mod theirs;

pub(super) use both::Outbox;
pub(super) use ours::{OUTBOX_MAX, Placed};
pub(super) use theirs::Arrival;
