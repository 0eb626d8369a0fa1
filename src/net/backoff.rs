//! How long to wait before dialling again.

use std::time::Duration;

/// Doubles from one second to a minute, with up to a quarter more or less, so that two peers that lost each
/// other do not keep dialling at the same moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Backoff {
    attempt: u32,
}

const FIRST_MS: u64 = 1_000;
const MAX_MS: u64 = 60_000;
const PEACE: Duration = Duration::from_secs(30);

impl Backoff {
    /// The next wait; `random` is any byte.
    pub fn next(&mut self, random: u8) -> Duration {
        let base = FIRST_MS.saturating_mul(1 << self.attempt.min(6)).min(MAX_MS);
        self.attempt = self.attempt.saturating_add(1);
        let jitter = base / 2 * u64::from(random) / 255;
        Duration::from_millis(base - base / 4 + jitter)
    }

    /// The next wait after the peer has said goodbye: it is left in peace for a while.
    pub fn after_goodbye(&mut self, random: u8) -> Duration {
        PEACE + self.next(random)
    }

    /// Back to the first wait, after a session that was established.
    pub const fn reset(&mut self) {
        self.attempt = 0;
    }

    /// How many waits there were.
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }
}
