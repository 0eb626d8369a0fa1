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
    /// Reads `delay 300ms rate 2000 cut 20`, any of them; without a word it is fair.
    ///
    /// # Errors
    /// What it has to be.
    pub(super) fn parse(words: &[&str]) -> Result<Self, String> {
        let mut weather = Self::default();
        for pair in words.chunks(2) {
            let number = |text: &str| {
                let above_0 = text.parse().ok().filter(|number| *number > 0);
                above_0.ok_or_else(|| format!("{text:?} is no number above 0"))
            };
            match pair {
                ["delay", time] => weather.delay = duration(time)?,
                ["rate", bytes] => weather.rate = Some(number(bytes)?),
                ["cut", frames] => weather.cut_after = Some(number(frames)?),
                _ => {
                    return Err("weather is delay TIME, rate BYTES and cut N: weather delay 300ms rate 2000"
                        .to_owned());
                }
            }
        }
        Ok(weather)
    }

    /// In as few words as a title has room for; nothing where it is fair.
    pub(super) fn brief(&self) -> String {
        let delay = (!self.delay.is_zero()).then(|| format!(" · {} ms", self.delay.as_millis()));
        let rate = self.rate.map(|bytes| format!(" · {bytes} B/s"));
        let cut = self.cut_after.map(|frames| format!(" · cut after {frames}"));
        [delay, rate, cut].into_iter().flatten().collect()
    }

    /// In words.
    pub(super) fn told(&self) -> String {
        let delay =
            (!self.delay.is_zero()).then(|| format!("every frame takes {} ms", self.delay.as_millis()));
        let rate = self.rate.map(|bytes| format!("{bytes} bytes a second"));
        let cut = self.cut_after.map(|frames| format!("cut after {frames} more frames"));
        let all: Vec<String> = [delay, rate, cut].into_iter().flatten().collect();
        if all.is_empty() { "fair".to_owned() } else { all.join(", ") }
    }

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
