//! From a stream to whole frames, whatever pieces it arrives in.

use super::frame::FrameHeader;

/// The bytes of a stream that are not yet frames.
///
/// The caller judges [`Self::header`] before it waits for the body, takes every frame that is there before it
/// reads on, and so never holds more than one frame and one piece of the stream: a length that the peer
/// claims reserves nothing.
#[derive(Debug, Default)]
pub struct Deframer {
    buffer: Vec<u8>,
    taken: usize,
}

impl Deframer {
    /// An empty buffer.
    pub const fn new() -> Self {
        Self { buffer: Vec::new(), taken: 0 }
    }

    /// Adds a piece of the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        // Frames are taken by moving a mark; the bytes in front of it go once for many frames.
        self.buffer.drain(..self.taken);
        self.taken = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The header of the next frame, once its 20 bytes are there. It is not checked.
    pub fn header(&self) -> Option<FrameHeader> {
        FrameHeader::from_slice(self.rest())
    }

    /// The next frame, `total` bytes with its header, once all of it is there.
    pub fn take(&mut self, total: usize) -> Option<Vec<u8>> {
        let frame = self.rest().get(..total)?.to_vec();
        self.taken += total;
        Some(frame)
    }

    /// Everything that is left.
    pub fn take_rest(&mut self) -> Vec<u8> {
        let rest = self.rest().to_vec();
        *self = Self::new();
        rest
    }

    /// How many bytes wait to be taken.
    pub fn buffered(&self) -> usize {
        self.rest().len()
    }

    /// How many bytes are reserved.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.buffer.capacity()
    }

    fn rest(&self) -> &[u8] {
        self.buffer.get(self.taken..).unwrap_or_default()
    }
}
