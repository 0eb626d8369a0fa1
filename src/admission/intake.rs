//! How fast one link is read: a peer that sends very much is slowed, and never closed for it.

use std::time::Duration;

use crate::defence::{Defence, Defences};

use super::bucket::{Bucket, Rate};

/// Between two lines in net.log about the same flood.
const QUIET: Duration = Duration::from_mins(1);

/// What a peer may still send at once.
#[derive(Debug)]
pub struct Intake {
    rate: Rate,
    defences: Defences,
    frames: Bucket,
    /// Frames that were asked for and have not come, and how many that may be.
    asked: u64,
    asked_max: u64,
    /// Frames since the last line, and when the next line may be written.
    counted: u64,
    quiet_until: Duration,
}

impl Intake {
    /// Nothing came yet. Of the frames that were asked for, `asked_max` at once are not counted.
    pub fn new(rate: Rate, asked_max: u64, defences: Defences) -> Self {
        Self {
            rate,
            defences,
            frames: Bucket::default(),
            asked: 0,
            asked_max,
            counted: 0,
            quiet_until: Duration::ZERO,
        }
    }

    /// A frame came.
    pub fn count(&mut self, now: Duration) {
        self.frames.take(now, 1, self.rate);
        self.counted += 1;
    }

    /// So many frames were asked for: they are no flood when they come.
    pub fn ask(&mut self, frames: u64) {
        self.asked = self.asked.saturating_add(frames).min(self.asked_max);
    }

    /// A frame came that may have been asked for.
    pub fn answered(&mut self, now: Duration) {
        match self.asked.checked_sub(1) {
            Some(asked) => self.asked = asked,
            None => self.count(now),
        }
    }

    /// When reading goes on, if it has to pause now. What is not read fills the peer's own buffers.
    pub fn resumes_at(&self, now: Duration) -> Option<Duration> {
        if !self.defences.hold(Defence::ReadPace) {
            return None;
        }
        Some(self.frames.ready_at(self.rate)).filter(|at| *at > now)
    }

    /// The number of frames since the last line, if the flood deserves one now.
    pub fn report(&mut self, now: Duration) -> Option<u64> {
        self.resumes_at(now)?;
        if self.quiet_until > now {
            return None;
        }
        self.quiet_until = now.saturating_add(QUIET);
        Some(core::mem::take(&mut self.counted))
    }
}
