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
    /// Bytes of the buffer that are given already; they go together, since each time moves all behind them.
    given: usize,
    /// Bytes behind those in which no header begins.
    searched: usize,
    sync: Sync,
}

impl Frames {
    /// A stream whose beginning is there.
    pub(super) const fn from_the_start() -> Self {
        Self::at(Sync::Start)
    }

    /// A stream of which the beginning is missing.
    pub(super) const fn from_anywhere() -> Self {
        Self::at(Sync::Anywhere)
    }

    const fn at(sync: Sync) -> Self {
        Self { buffer: Vec::new(), given: 0, searched: 0, sync }
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
        self.buffer.drain(..core::mem::take(&mut self.given));
        frames
    }

    /// Bytes are missing here, or nothing more comes: the frame that was begun stays as it is.
    pub(super) fn interrupt(&mut self) -> Option<Vec<u8>> {
        let rest = core::mem::take(&mut self.buffer);
        self.searched = 0;
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
            Sync::Frame => match FrameHeader::from_slice(self.rest()) {
                None => false,
                Some(header) if !is_header(&header) => {
                    self.sync = Sync::Lost;
                    true
                }
                Some(header) if header.frame_bytes() > self.rest().len() => false,
                Some(header) => {
                    frames.push(self.take(header.frame_bytes()));
                    true
                }
            },
            Sync::Lost | Sync::Anywhere => self.seek(frames),
            Sync::Other => false,
        }
    }

    /// Looks for the next header.
    fn seek(&mut self, frames: &mut Vec<Vec<u8>>) -> bool {
        let rest = self.rest();
        let mut windows = rest.windows(HEADER_BYTES).enumerate().skip(self.searched);
        let begins = |window| FrameHeader::from_slice(window).as_ref().is_some_and(is_header);
        let found = windows.find(|(_, window)| begins(window)).map(|(at, _)| at);
        // A header may have begun in the last bytes.
        let searched = rest.len().saturating_sub(HEADER_BYTES - 1);
        if found.is_none() && self.sync == Sync::Lost && rest.len() <= FRAME_BYTES_MAX {
            self.searched = searched;
            return false;
        }
        let before = self.take(found.unwrap_or(searched));
        self.searched = 0;
        if self.sync == Sync::Lost && !before.is_empty() {
            frames.push(before);
        }
        if found.is_some() {
            self.sync = Sync::Frame;
        }
        found.is_some()
    }

    /// What is not given yet.
    fn rest(&self) -> &[u8] {
        self.buffer.get(self.given..).unwrap_or_default()
    }

    /// The next bytes, of which there are so many.
    fn take(&mut self, bytes: usize) -> Vec<u8> {
        let taken = self.rest().get(..bytes).unwrap_or_default().to_vec();
        self.given += taken.len();
        taken
    }
}

/// Whether a frame can begin like this.
fn is_header(header: &FrameHeader) -> bool {
    header.check_protocol().is_ok_and(|frame_type| header.check_length(frame_type).is_ok())
}
