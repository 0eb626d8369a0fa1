//! From a stream to whole frames, whatever pieces it arrives in.

use super::frame::FrameHeader;
use super::limits::HEADER_BYTES;

/// A buffer in front of the frames.
///
/// It holds what was pushed and not yet taken: at most one piece of the stream more than one frame, since the
/// caller refuses a header before it waits for the body, and stops reading while it is not taking frames.
#[derive(Debug, Default)]
pub struct Deframer {
    buffer: Vec<u8>,
    taken: usize,
}

impl Deframer {
    /// Appends a piece of the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        self.buffer.extend_from_slice(bytes);
    }

    fn rest(&self) -> &[u8] {
        self.buffer.get(self.taken..).unwrap_or_default()
    }

    /// The header of the next frame, once its 20 bytes are there.
    pub fn header(&self) -> Option<FrameHeader> {
        self.rest().get(..HEADER_BYTES).and_then(FrameHeader::from_slice)
    }

    /// The next `total` bytes, once they are all there.
    pub fn take(&mut self, total: usize) -> Option<Vec<u8>> {
        let frame = self.rest().get(..total)?.to_vec();
        self.taken += total;
        Some(frame)
    }

    /// Everything that is left.
    pub fn take_rest(&mut self) -> Vec<u8> {
        let rest = self.rest().to_vec();
        self.buffer.clear();
        self.taken = 0;
        rest
    }

    /// Bytes pushed and not taken.
    pub fn buffered(&self) -> usize {
        self.rest().len()
    }
}
