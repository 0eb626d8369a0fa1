//! A stream cut into frames by the lengths in their headers, and found again behind what is none.

use crate::wire::{FRAME_BYTES_MAX, FrameHeader, HEADER_BYTES, PROTOCOL_ID};

/// What is known of the place in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sync {
    /// It begins here: with our protocol id, or it is none of ours.
    Start,
    /// A frame begins here.
    Frame,
    /// A frame begins at the next header that can be one; what stands before it is shown.
    Lost,
    /// The same, and what stands before it may be of anybody.
    Anywhere,
    /// It is not ours.
    Other,
}

/// The bytes of one direction that are not yet frames.
#[derive(Debug)]
pub(super) struct Frames {
    buffer: Vec<u8>,
    sync: Sync,
}

impl Frames {
    /// A stream whose beginning is there.
    pub(super) const fn from_the_start() -> Self {
        Self { buffer: Vec::new(), sync: Sync::Start }
    }

    /// A stream of which the beginning is missing.
    pub(super) const fn from_anywhere() -> Self {
        Self { buffer: Vec::new(), sync: Sync::Anywhere }
    }

    /// Whether a frame was found in it.
    pub(super) fn is_ours(&self) -> bool {
        matches!(self.sync, Sync::Frame | Sync::Lost)
    }

    /// Takes bytes in, and gives the frames that are whole now, and what was none.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        if self.sync == Sync::Other {
            return frames;
        }
        self.buffer.extend_from_slice(bytes);
        while self.step(&mut frames) {}
        frames
    }

    /// Bytes are missing here, or nothing more comes: the frame that was begun stays as it is.
    pub(super) fn interrupt(&mut self) -> Option<Vec<u8>> {
        let rest = std::mem::take(&mut self.buffer);
        let shown = self.is_ours() && !rest.is_empty();
        self.sync = match self.sync {
            Sync::Frame | Sync::Lost => Sync::Lost,
            Sync::Start | Sync::Anywhere => Sync::Anywhere,
            Sync::Other => Sync::Other,
        };
        shown.then_some(rest)
    }

    /// Does one thing; whether there may be more to do.
    fn step(&mut self, frames: &mut Vec<Vec<u8>>) -> bool {
        match self.sync {
            Sync::Start => {
                let begins = self.buffer.iter().zip(PROTOCOL_ID).all(|(byte, id)| *byte == id);
                if !begins {
                    self.sync = Sync::Other;
                    self.buffer = Vec::new();
                } else if self.buffer.len() >= PROTOCOL_ID.len() {
                    self.sync = Sync::Frame;
                }
                begins && self.sync == Sync::Frame
            }
            Sync::Frame => match FrameHeader::from_slice(&self.buffer) {
                None => false,
                Some(header) if !is_header(&header) => {
                    self.sync = Sync::Lost;
                    true
                }
                Some(header) if header.frame_bytes() > self.buffer.len() => false,
                Some(header) => {
                    frames.push(self.buffer.drain(..header.frame_bytes()).collect());
                    true
                }
            },
            Sync::Lost | Sync::Anywhere => self.seek(frames),
            Sync::Other => false,
        }
    }

    /// Looks for the next header; the first byte is known to begin none, unless nothing is known.
    fn seek(&mut self, frames: &mut Vec<Vec<u8>>) -> bool {
        let first = usize::from(self.sync == Sync::Lost && !self.begins_with_header());
        let windows = self.buffer.windows(HEADER_BYTES).enumerate().skip(first);
        let mut found =
            windows.filter(|(_, window)| FrameHeader::from_slice(window).as_ref().is_some_and(is_header));
        let found = found.next().map(|(at, _)| at);
        // A header may have begun in the last bytes.
        let keep = HEADER_BYTES - 1;
        let end = match found {
            Some(at) => at,
            None if self.sync == Sync::Anywhere || self.buffer.len() > FRAME_BYTES_MAX => {
                self.buffer.len().saturating_sub(keep)
            }
            None => return false,
        };
        let before: Vec<u8> = self.buffer.drain(..end).collect();
        if self.sync == Sync::Lost && !before.is_empty() {
            frames.push(before);
        }
        if found.is_some() {
            self.sync = Sync::Frame;
        }
        found.is_some()
    }

    fn begins_with_header(&self) -> bool {
        FrameHeader::from_slice(&self.buffer).as_ref().is_some_and(is_header)
    }
}

/// Whether a frame can begin like this.
fn is_header(header: &FrameHeader) -> bool {
    header.check_protocol().is_ok_and(|frame_type| header.check_length(frame_type).is_ok())
}
