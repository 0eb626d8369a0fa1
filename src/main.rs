//! The peerscope program.
fn main() {}
