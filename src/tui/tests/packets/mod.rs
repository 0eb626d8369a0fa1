//! Keys in, screen out, for the panes of packets.

mod alarm;
mod bytes;
mod file;
mod handshake;
mod list;
mod scene;
mod stolen;
mod words;
