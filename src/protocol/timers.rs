//! Every timer of a connection in one place.

use core::time::Duration;

use crate::defence::{Defence, Defences};
use crate::wire::Reason;

use super::output::Now;

/// What a connection can be waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The end of the handshake.
    Handshake,
    /// A person's decision on the listening side.
    Trust,
    /// The peer's READY.
    Ready,
    /// The rest of a frame.
    Frame,
    /// The moment to send a PING.
    Ping,
    /// Any frame from the peer.
    Silence,
    /// The peer's answer within a rekey.
    Rekey,
    /// The moment at which a rekey falls due or becomes allowed.
    RekeyDue,
    /// The peer's CLOSE.
    Linger,
}

impl Timer {
    const ALL: [Self; 9] = [
        Self::Handshake,
        Self::Trust,
        Self::Ready,
        Self::Frame,
        Self::Ping,
        Self::Silence,
        Self::Rekey,
        Self::RekeyDue,
        Self::Linger,
    ];

    /// The reason a connection ends with when this timer runs out.
    pub(crate) const fn reason(self) -> Reason {
        match self {
            Self::Handshake | Self::Ready => Reason::HandshakeTimeout,
            Self::Trust => Reason::NotAccepted,
            Self::Frame => Reason::FrameTimeout,
            Self::Ping | Self::Silence => Reason::PingTimeout,
            Self::Rekey | Self::RekeyDue => Reason::RekeyTimeout,
            Self::Linger => Reason::Truncated,
        }
    }
}

/// The deadlines that are set, as times of the clock that never jumps.
#[derive(Debug)]
pub(crate) struct TimerTable {
    deadlines: [Option<Duration>; Timer::ALL.len()],
    defences: Defences,
}

impl TimerTable {
    pub(crate) const fn new(defences: Defences) -> Self {
        Self { deadlines: [None; Timer::ALL.len()], defences }
    }

    const fn clock(&self, now: Now) -> Duration {
        if self.defences.hold(Defence::Clock) { now.monotonic } else { Duration::from_millis(now.wall.0) }
    }

    fn slot(&mut self, timer: Timer) -> Option<&mut Option<Duration>> {
        Timer::ALL
            .iter()
            .position(|candidate| *candidate == timer)
            .and_then(|index| self.deadlines.get_mut(index))
    }

    pub(crate) fn set(&mut self, timer: Timer, now: Now, after: Duration) {
        let deadline = self.clock(now) + after;
        if let Some(slot) = self.slot(timer) {
            *slot = Some(deadline);
        }
    }

    /// Sets a timer that is not running; one that runs keeps its deadline.
    pub(crate) fn start(&mut self, timer: Timer, now: Now, after: Duration) {
        let deadline = self.clock(now) + after;
        if let Some(slot) = self.slot(timer) {
            slot.get_or_insert(deadline);
        }
    }

    pub(crate) fn clear(&mut self, timer: Timer) {
        if let Some(slot) = self.slot(timer) {
            *slot = None;
        }
    }

    pub(crate) const fn clear_all(&mut self) {
        *self = Self::new(self.defences);
    }

    pub(crate) fn next(&self) -> Option<Duration> {
        self.deadlines.iter().flatten().min().copied()
    }

    /// Takes one timer that has run out at `now`, if any; call until it gives none.
    pub(crate) fn take_expired(&mut self, now: Now) -> Option<Timer> {
        let now = self.clock(now);
        for (timer, slot) in Timer::ALL.into_iter().zip(&mut self.deadlines) {
            if slot.is_some_and(|deadline| deadline <= now) {
                *slot = None;
                return Some(timer);
            }
        }
        None
    }
}
