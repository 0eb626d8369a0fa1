//! A stream cut into frames by the lengths in their headers, and found again behind what is none.

use crate::wire::{
    FRAME_BYTES_MAX, FrameHeader, HEADER_BYTES, PROTOCOL_ID, SEGMSG_HEADER_BYTES, SEGMSG_ID, SegMsgHeader,
};

/// Whose frames they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    /// Ours.
    Peerscope,
    /// Those of SegMSG.
    SegMsg,
}

impl Dialect {
    const ALL: [Self; 2] = [Self::Peerscope, Self::SegMsg];

    /// The dialect of which these are the first bytes, whole or in part.
    fn of(bytes: &[u8]) -> Option<Self> {
        let begins = |id: &[u8]| bytes.iter().zip(id).all(|(byte, id)| byte == id);
        Self::ALL.into_iter().find(|dialect| begins(dialect.id()))
    }

    const fn id(self) -> &'static [u8] {
        match self {
            Self::Peerscope => &PROTOCOL_ID,
            Self::SegMsg => &SEGMSG_ID,
        }
    }

    const fn header_bytes(self) -> usize {
        match self {
            Self::Peerscope => HEADER_BYTES,
            Self::SegMsg => SEGMSG_HEADER_BYTES,
        }
    }

    /// Bytes of the frame that begins here, if one can.
    fn frame_bytes(self, bytes: &[u8]) -> Option<usize> {
        if !bytes.starts_with(self.id()) {
            return None;
        }
        match self {
            Self::Peerscope => {
                FrameHeader::from_slice(bytes).filter(is_header).map(|header| header.frame_bytes())
            }
            Self::SegMsg => SegMsgHeader::from_slice(bytes).map(|header| header.frame_bytes()),
        }
    }
}

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
pub(in crate::capture) struct Frames {
    buffer: Vec<u8>,
    /// Bytes of the buffer that are given already; they go together, since each time moves all behind them.
    given: usize,
    /// Bytes behind those in which no header begins.
    searched: usize,
    dialect: Dialect,
    sync: Sync,
}

impl Frames {
    /// A stream whose beginning is there.
    pub(in crate::capture) const fn from_the_start() -> Self {
        Self::at(Sync::Start)
    }

    /// A stream of which the beginning is missing.
    pub(super) const fn from_anywhere() -> Self {
        Self::at(Sync::Anywhere)
    }

    const fn at(sync: Sync) -> Self {
        Self { buffer: Vec::new(), given: 0, searched: 0, dialect: Dialect::Peerscope, sync }
    }

    /// Whether these are the bytes of a stream from its beginning on.
    pub(in crate::capture) fn begin_with(bytes: &[u8]) -> bool {
        Dialect::of(bytes).is_some_and(|dialect| bytes.len() >= dialect.id().len())
    }

    /// Whether a frame was found in it.
    pub(super) fn is_ours(&self) -> bool {
        matches!(self.sync, Sync::Frame | Sync::Lost)
    }

    /// Takes bytes in, and gives the frames that are whole now, and what was none.
    pub(in crate::capture) fn push(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
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
    pub(in crate::capture) fn interrupt(&mut self) -> Option<Vec<u8>> {
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
            Sync::Start => match Dialect::of(&self.buffer) {
                None => {
                    self.sync = Sync::Other;
                    self.buffer = Vec::new();
                    false
                }
                Some(dialect) if self.buffer.len() < dialect.id().len() => false,
                Some(dialect) => {
                    (self.dialect, self.sync) = (dialect, Sync::Frame);
                    true
                }
            },
            Sync::Frame if self.rest().len() < self.dialect.header_bytes() => false,
            Sync::Frame => match self.dialect.frame_bytes(self.rest()) {
                None => {
                    self.sync = Sync::Lost;
                    true
                }
                Some(bytes) if bytes > self.rest().len() => false,
                Some(bytes) => {
                    frames.push(self.take(bytes));
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
        let dialects = self.dialects();
        let header_at = |at: usize| {
            let here = rest.get(at..).unwrap_or_default();
            dialects.iter().find(|dialect| dialect.frame_bytes(here).is_some()).map(|dialect| (at, *dialect))
        };
        let found = (self.searched..rest.len()).find_map(header_at);
        // A header may have begun in the last bytes.
        let longest = dialects.iter().map(|dialect| dialect.header_bytes()).max().unwrap_or_default();
        let searched = (rest.len() + 1).saturating_sub(longest);
        if found.is_none() && self.sync == Sync::Lost && rest.len() <= FRAME_BYTES_MAX {
            self.searched = searched;
            return false;
        }
        let before = self.take(found.map_or(searched, |(at, _)| at));
        self.searched = 0;
        if self.sync == Sync::Lost && !before.is_empty() {
            frames.push(before);
        }
        if let Some((_, dialect)) = found {
            (self.dialect, self.sync) = (dialect, Sync::Frame);
        }
        found.is_some()
    }

    /// Whose header may come next.
    fn dialects(&self) -> Vec<Dialect> {
        if self.sync == Sync::Lost { vec![self.dialect] } else { Dialect::ALL.to_vec() }
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
