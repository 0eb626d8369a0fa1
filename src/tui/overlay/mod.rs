//! What lies over the panes and takes the keys: questions, digits, help.

mod help;
mod stack;
mod trust;
mod verify;

pub(super) use stack::Overlay;
