//! One direction of a TCP connection: bytes in order, each once.

use std::collections::BTreeMap;

/// Bytes that may wait for those before them; then those are missing.
const WAITING_BYTES_MAX: usize = 512 * 1024;
/// Segments that may wait.
const WAITING_MAX: usize = 256;

/// A piece of the stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// The next bytes.
    Bytes(Vec<u8>),
    /// So many bytes are not in the capture.
    Gap(u64),
}

/// Where a direction stands.
#[derive(Debug, Default)]
pub(super) struct Stream {
    /// The sequence number that is due, once it is known.
    due: Option<u32>,
    /// Bytes before it, gaps included.
    pub(super) offset: u64,
    /// What came too early, by its offset.
    waiting: BTreeMap<u64, Vec<u8>>,
    waiting_bytes: usize,
}

impl Stream {
    /// The beginning was seen: data begins with this number. Says whether that was not known before.
    pub(super) fn begin(&mut self, seq: u32) -> bool {
        let is_new = self.due.is_none();
        self.due.get_or_insert(seq);
        is_new
    }

    /// Takes a segment in, and gives what is in order now.
    pub(super) fn push(&mut self, seq: u32, payload: &[u8]) -> Vec<Piece> {
        if payload.is_empty() {
            return Vec::new();
        }
        let due = *self.due.get_or_insert(seq);
        let ahead = i64::from(seq.wrapping_sub(due).cast_signed());
        // What lies before the beginning was never due.
        let Some(at) = self.offset.checked_add_signed(ahead) else { return Vec::new() };
        let held = self.waiting.get(&at).map_or(0, Vec::len);
        if held < payload.len() {
            self.waiting.insert(at, payload.to_vec());
            self.waiting_bytes = self.waiting_bytes.saturating_sub(held).saturating_add(payload.len());
        }
        let mut pieces = self.in_order();
        while self.waiting.len() > WAITING_MAX || self.waiting_bytes > WAITING_BYTES_MAX {
            pieces.extend(self.skip());
            pieces.extend(self.in_order());
        }
        pieces
    }

    /// Nothing more comes: what waits is given, with what is missing before it.
    pub(super) fn finish(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        while !self.waiting.is_empty() {
            pieces.extend(self.skip());
            pieces.extend(self.in_order());
        }
        pieces
    }

    fn in_order(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        while let Some(first) = self.waiting.first_entry().filter(|first| *first.key() <= self.offset) {
            let (at, bytes) = first.remove_entry();
            self.waiting_bytes = self.waiting_bytes.saturating_sub(bytes.len());
            // Bytes that came before, in a segment that was sent again, are dropped.
            let known = usize::try_from(self.offset - at).unwrap_or(usize::MAX);
            if let Some(new) = bytes.get(known..).filter(|new| !new.is_empty()) {
                self.advance(new.len());
                pieces.push(Piece::Bytes(new.to_vec()));
            }
        }
        pieces
    }

    /// Gives up what is missing before the first that waits.
    fn skip(&mut self) -> Option<Piece> {
        let missing = self.waiting.first_key_value()?.0.checked_sub(self.offset).filter(|gap| *gap > 0)?;
        self.advance(usize::try_from(missing).unwrap_or(usize::MAX));
        Some(Piece::Gap(missing))
    }

    fn advance(&mut self, bytes: usize) {
        self.offset = self.offset.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        // Sequence numbers are modulo 2^32 by their definition.
        let step = u32::try_from(bytes & 0xffff_ffff).unwrap_or(0);
        self.due = self.due.map(|due| due.wrapping_add(step));
    }
}

impl Piece {
    /// Bytes of the stream that it stands for.
    pub(super) fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::Gap(bytes) => *bytes,
        }
    }
}
