//! How much of a file a sender has on its way: enough to keep the link busy, not so much that a text waits behind it.

use std::collections::VecDeque;
use std::time::Duration;

use crate::wire::limits::{FILE_CHUNK_BYTES, FILE_WINDOW_BYTES_MAX};

/// A window is never smaller, in bytes.
const BYTES_MIN: u64 = 256 * 1024;
/// While progress waits no longer than this behind what is on its way, more may be.
const SOON: Duration = Duration::from_millis(40);
/// When it waits longer than this, less may.
const LATE: Duration = Duration::from_millis(150);

/// What is on its way.
#[derive(Debug)]
pub(super) struct Window {
    bytes: u64,
    written: u64,
    /// The soonest that a chunk was answered: what the link takes by itself, however far away the peer is. It holds as
    /// long as the link, or what our own chunks have to wait would soon count as the link's.
    soonest: Duration,
    /// When less was last put on the way.
    halved: Duration,
    /// The end of each chunk on its way, and when it was given to the link.
    on_the_way: VecDeque<(u64, Duration)>,
}

impl Window {
    /// Nothing is on its way, and everything before `offset` is there.
    pub(super) const fn new(offset: u64) -> Self {
        Self {
            bytes: BYTES_MIN,
            written: offset,
            soonest: Duration::MAX,
            halved: Duration::ZERO,
            on_the_way: VecDeque::new(),
        }
    }

    /// Whether the chunk that begins here may go.
    pub(super) fn has_room(&self, offset: u64) -> bool {
        let end = offset.saturating_add(chunk_bytes());
        end.saturating_sub(self.written) <= self.bytes
    }

    /// A chunk that ends here was given to the link.
    pub(super) fn sent(&mut self, end: u64, now: Duration) {
        self.on_the_way.push_back((end, now));
    }

    /// Everything before this offset is written.
    pub(super) fn heard(&mut self, written: u64, now: Duration) {
        self.written = self.written.max(written);
        while let Some((_, sent)) = self.on_the_way.pop_front_if(|(end, _)| *end <= written) {
            let took = now.saturating_sub(sent);
            self.soonest = self.soonest.min(took);
            let waited = took.saturating_sub(self.soonest);
            if waited <= SOON {
                self.bytes = self.bytes.saturating_add(chunk_bytes()).min(FILE_WINDOW_BYTES_MAX);
            } else if waited > LATE && sent >= self.halved {
                // What was sent before waited with it: one wait counts once.
                self.bytes = (self.bytes / 2).max(BYTES_MIN);
                self.halved = now;
            }
        }
    }
}

fn chunk_bytes() -> u64 {
    u64::try_from(FILE_CHUNK_BYTES).unwrap_or(u64::MAX)
}
