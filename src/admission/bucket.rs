//! A token bucket as one point in time, so that it needs no clock and no timer of its own.

use std::time::Duration;

/// How often something may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// One more token comes in this time.
    pub every: Duration,
    /// Tokens that a full bucket holds; at least 1.
    pub burst: u32,
}

/// A bucket, full at first. Times are monotonic.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bucket {
    /// When all tokens are there again, if none is taken before.
    full_at: Duration,
}

impl Bucket {
    /// Takes tokens, more than there are if need be: the debt makes the next one come later.
    pub fn take(&mut self, now: Duration, tokens: u32, rate: Rate) {
        self.full_at = self.full_at.max(now).saturating_add(rate.every.saturating_mul(tokens));
    }

    /// When there is a token.
    pub fn ready_at(&self, rate: Rate) -> Duration {
        self.full_at.saturating_sub(rate.every.saturating_mul(rate.burst.saturating_sub(1)))
    }

    /// When nothing is left to remember.
    pub const fn full_at(&self) -> Duration {
        self.full_at
    }
}
