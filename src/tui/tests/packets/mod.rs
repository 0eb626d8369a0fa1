//! Keys in, screen out, for the panes of packets.

mod alarm;
mod bytes;
mod list;
mod scene;
mod words;
