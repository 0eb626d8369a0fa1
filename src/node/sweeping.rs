//! When the file is written anew without what was deleted.

use std::time::Duration;

/// The file is as long as everything that is kept: it is not written anew for each text that goes.
const SWEEP_PERIOD: Duration = Duration::from_mins(1);

/// As soon as something was deleted, but not all the time. What is left at the end goes when the store is closed.
#[derive(Debug, Default)]
pub(super) struct Sweeping {
    /// Not before this monotonic time.
    next: Duration,
    due: Option<Duration>,
}

impl Sweeping {
    /// A person wants it gone: the next time is now.
    pub(super) fn hurry(&mut self) {
        self.next = Duration::ZERO;
        self.due = self.due.map(|_later| Duration::ZERO);
    }

    /// Something was deleted.
    pub(super) fn deleted(&mut self, now: Duration) {
        self.due.get_or_insert_with(|| self.next.max(now));
    }

    /// When the file is to be written anew, if it is to be.
    pub(super) const fn due(&self) -> Option<Duration> {
        self.due
    }

    /// Whether it is to be written anew now; it counts as done then.
    pub(super) fn begins(&mut self, now: Duration) -> bool {
        let begins = self.due.take_if(|due| *due <= now).is_some();
        if begins {
            self.next = now + SWEEP_PERIOD;
        }
        begins
    }
}
