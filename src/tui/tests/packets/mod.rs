//! Keys in, screen out, for the panes of packets.

mod bytes;
mod list;
mod scene;
