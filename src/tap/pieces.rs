//! A stream cut into frames, none of its bytes lost.

use crate::wire::{FRAME_BYTES_MAX, FrameHeader, PROTOCOL_ID};

/// The bytes of one direction that are not yet frames: at most one that has begun, and what came with it.
#[derive(Debug, Default)]
pub(super) struct Pieces(Vec<u8>);

impl Pieces {
    /// Takes bytes in.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// The next frame once it is whole; of a stream that is none of ours, all that is there.
    pub(super) fn next(&mut self) -> Option<Vec<u8>> {
        let total = match FrameHeader::from_slice(&self.0) {
            Some(header) if is_ours(&header) => header.frame_bytes(),
            None if self.0.iter().zip(PROTOCOL_ID).all(|(byte, ours)| *byte == ours) => return None,
            _ => self.0.len(),
        };
        (total <= self.0.len()).then(|| self.0.drain(..total).collect())
    }

    /// What is left when nothing more comes.
    pub(super) fn rest(&mut self) -> Option<Vec<u8>> {
        let rest = core::mem::take(&mut self.0);
        (!rest.is_empty()).then_some(rest)
    }
}

/// Whether a frame of peerscope can begin like this.
fn is_ours(header: &FrameHeader) -> bool {
    header.protocol_id == PROTOCOL_ID && header.frame_bytes() <= FRAME_BYTES_MAX
}
