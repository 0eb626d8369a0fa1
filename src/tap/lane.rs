//! One direction of a tapped connection: frames in order, and when the next of them may go.

use core::time::Duration;
use std::collections::VecDeque;

use super::news::Stand;
use super::pieces::Pieces;
use super::weather::Weather;

/// Bytes of a direction that may be in the hands of the tap before no more are read.
const LANE_BYTES: usize = 512 * 1024;

/// A frame that has not gone on yet.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: u64,
    pub(super) bytes: Vec<u8>,
    /// Number and bytes of what the peer wrote, where they are others.
    pub(super) written: Option<(u64, Vec<u8>)>,
    /// When it may go, on the monotonic clock.
    pub(super) due: Duration,
    pub(super) hold: Hold,
}

/// Whether a frame waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    Free,
    Held,
}

impl Entry {
    pub(super) const fn stand(&self) -> Stand {
        match self.hold {
            Hold::Free => Stand::Waits,
            Hold::Held => Stand::Held,
        }
    }
}

/// One direction.
#[derive(Debug, Default)]
pub(super) struct Lane {
    pub(super) pieces: Pieces,
    pub(super) queue: VecDeque<Entry>,
    /// What goes to the socket next.
    pub(super) out: Vec<u8>,
    /// Whether its writer has written its last byte.
    pub(super) ended: bool,
    /// When the last frame went, and its bytes: the line is busy with it for as long as the weather of now says.
    last: Option<(Duration, usize)>,
}

impl Lane {
    /// Whether more may be read for it.
    pub(super) fn has_room(&self) -> bool {
        let waiting: usize = self.queue.iter().map(|entry| entry.bytes.len()).sum();
        !self.ended && waiting + self.out.len() < LANE_BYTES
    }

    /// When the first frame may go; never while it is held.
    pub(super) fn due(&self, weather: &Weather) -> Option<Duration> {
        let first = self.queue.front().filter(|entry| entry.hold == Hold::Free)?;
        let free_at = self.last.map_or(Duration::ZERO, |(at, bytes)| at + weather.takes(bytes));
        Some(first.due.max(free_at))
    }

    /// The first frame, if it may go now.
    pub(super) fn next(&mut self, now: Duration, weather: &Weather) -> Option<Entry> {
        let due = self.due(weather).filter(|due| *due <= now)?;
        let entry = self.queue.pop_front()?;
        self.last = Some((due.max(now), entry.bytes.len()));
        Some(entry)
    }

    /// Where a frame stands in the queue.
    pub(super) fn find(&self, id: u64) -> Option<usize> {
        self.queue.iter().position(|entry| entry.id == id)
    }

    /// Whether nothing more will ever come out of it.
    pub(super) fn is_done(&self) -> bool {
        self.ended && self.queue.is_empty() && self.out.is_empty()
    }
}
