//! How fast a file goes.

use std::time::Duration;

/// The shortest time over which a rate is measured.
const SPAN_MIN: Duration = Duration::from_millis(250);

/// Bytes a second, smoothed over the last seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    /// When the span began that is measured now, and how many bytes there were then.
    since: Option<(Duration, u64)>,
    rate: Option<u64>,
}

impl Pace {
    /// So many bytes are there now.
    pub(super) fn note(&mut self, now: Duration, bytes: u64) {
        let Some((began, before)) = self.since else {
            self.since = Some((now, bytes));
            return;
        };
        let span = now.saturating_sub(began);
        if span < SPAN_MIN {
            return;
        }
        let millis = u64::try_from(span.as_millis()).unwrap_or(u64::MAX).max(1);
        let newest = bytes.saturating_sub(before).saturating_mul(1_000) / millis;
        // A quarter of the new to three of the old: steady enough to be read, and true within seconds.
        self.rate = Some(self.rate.map_or(newest, |old| (old.saturating_mul(3).saturating_add(newest)) / 4));
        self.since = Some((now, bytes));
    }

    /// Bytes a second, once that is known.
    pub(super) const fn rate(&self) -> Option<u64> {
        self.rate
    }

    /// How long so many bytes take.
    pub(super) fn time_for(&self, bytes: u64) -> Option<Duration> {
        let rate = self.rate.filter(|rate| *rate > 0)?;
        Some(Duration::from_secs(bytes.div_ceil(rate)))
    }
}
