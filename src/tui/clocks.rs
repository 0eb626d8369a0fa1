//! When something on the screen will say another time: so often a frame is due though nothing happens, and no
//! oftener.

use std::time::Duration;

use crate::node::UnixMillis;

use super::app::App;
use super::model::Peer;
use super::panel;

/// Longest time between two looks at the clock while there is one on the screen.
pub(super) const CLOCK_MAX: Duration = Duration::from_mins(1);
/// The same while there is none.
const NO_CLOCK: Duration = Duration::from_hours(24);
/// Milliseconds of a second.
const SECOND: u64 = 1_000;
/// Milliseconds of a minute.
const MINUTE: u64 = 60 * SECOND;

/// Seconds from a time until now, counted as a clock does: all that count them change at the same moment.
pub(super) const fn seconds_since(since: UnixMillis, now: UnixMillis) -> u64 {
    (now.0 / SECOND).saturating_sub(since.0 / SECOND)
}

/// Seconds of the unit in which an age is said.
pub(super) const fn unit(seconds: u64) -> u64 {
    match seconds {
        0..60 => 1,
        60..3_600 => 60,
        3_600..86_400 => 3_600,
        _ => 86_400,
    }
}

impl App {
    /// How long from `wall` until then, or less: a person may set the clock.
    pub(super) fn tick_in(&self, wall: UnixMillis) -> Duration {
        let wait = self.next_tick().map(|at| Duration::from_millis(at.0.saturating_sub(wall.0)));
        wait.map_or(NO_CLOCK, |wait| wait.min(CLOCK_MAX))
    }

    /// The next time at which the screen says something else by itself; `None` while there is no clock on it.
    pub(super) fn next_tick(&self) -> Option<UnixMillis> {
        let now = self.model.now.0;
        let bar = panel::shows_clock(self).then(|| (now / MINUTE + 1) * MINUTE);
        let ages = self.model.peers.iter().filter(|_| self.areas.peers.height > 0);
        let ages = ages.filter_map(|peer| self.next_age(peer));
        let countdown = self.areas.conversation.height > 0 && self.model.counts_down();
        let countdown = countdown.then(|| (now / SECOND + 1) * SECOND);
        let patience = self.model.ladders.patience().map(|at| at.0).filter(|at| *at > now);
        ages.chain(bar).chain(countdown).chain(patience).min().map(UnixMillis)
    }

    fn next_age(&self, peer: &Peer) -> Option<u64> {
        let since = peer.since.filter(|_| !peer.is_connected())?;
        let age = seconds_since(since, self.model.now);
        let unit = unit(age);
        Some((since.0 / SECOND + (age / unit + 1) * unit) * SECOND)
    }
}
