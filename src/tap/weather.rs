//! What the network is like.

use core::time::Duration;

/// How slow and how frail a tapped connection is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weather {
    /// How long every frame is on its way.
    pub delay: Duration,
    /// Bytes a second in each direction; without a limit if none.
    pub rate: Option<u64>,
    /// The connection is cut once so many frames were written on it.
    pub cut_after: Option<u64>,
}

impl Weather {
    /// How long a frame of so many bytes keeps the line busy.
    pub(super) fn takes(&self, bytes: usize) -> Duration {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let nanos = |rate: u64| bytes.saturating_mul(1_000_000_000) / rate.max(1);
        self.rate.map_or(Duration::ZERO, |rate| Duration::from_nanos(nanos(rate)))
    }
}

/// Longest time that is understood.
const DURATION_MAX: Duration = Duration::from_hours(1);

/// Reads a time: `250ms` or `2s`.
///
/// # Errors
/// What it has to be.
pub fn duration(text: &str) -> Result<Duration, String> {
    let number = |digits: &str| digits.parse().ok();
    let read = match text.strip_suffix("ms") {
        Some(digits) => number(digits).map(Duration::from_millis),
        None => text.strip_suffix('s').and_then(number).map(Duration::from_secs),
    };
    read.filter(|time| *time <= DURATION_MAX)
        .ok_or_else(|| format!("{text:?} is no time: 250ms, or 2s, up to 3600s"))
}
