//! The lab's evil peer, under the protocol id of real ones.

use peerscope::defence::Defences;
pub(crate) use peerscope::lab::evil::*;

/// A header with any fields behind the protocol id.
pub(crate) fn header(frame_type: u8, epoch: u16, length: usize, seq: u64) -> [u8; 20] {
    peerscope::lab::evil::header(Defences::default(), (frame_type, epoch), length, seq)
}

/// The plain part of HANDSHAKE_RESPONSE, header included.
pub(crate) fn response_plain(version: u8, suite: u16, public: &[u8; 256]) -> Vec<u8> {
    peerscope::lab::evil::response_plain(Defences::default(), version, suite, public)
}
