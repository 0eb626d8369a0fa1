//! What lies over the panes and takes the keys: questions, digits, help.

mod handshake;
mod help;
mod stack;
mod trust;
mod verify;

pub(super) use handshake::rungs;
pub(super) use stack::Overlay;
