//! Who may begin a handshake: a state machine that owns no clock, no socket and no randomness.
//!
//! Its owner asks before anything is read from a new link, and tells what became of those that were let in.
//! Nothing here costs an exponentiation, and all it remembers is bounded.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use crate::defence::{Defence, Defences};
use crate::protocol;
use crate::wire::Reason;

use super::bucket::Bucket;
use super::limits::Limits;

/// Whom links are counted for: an IPv4 address, or the first 64 bits of an IPv6 address, since whoever has
/// one address of such a network has all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source(IpAddr);

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            v4 @ IpAddr::V4(_) => v4,
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(v4) => v4.fmt(f),
            IpAddr::V6(v6) => write!(f, "{v6}/64"),
        }
    }
}

/// Why a link is not let in. The dialler is not told: its link is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There are as many links as may be.
    Full,
    /// Chance, since there are many half-open links.
    EarlyDrop,
    /// The source has as many half-open links, or places, as it may.
    SourceFull,
    /// The source dials too often.
    SourceRate,
    /// The source has made too much trouble.
    Penalty,
}

impl Refusal {
    /// Its word in net.log, beside the reason `rate_limited`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::EarlyDrop => "early_drop",
            Self::SourceFull => "source_full",
            Self::SourceRate => "source_rate",
            Self::Penalty => "penalty",
        }
    }
}

/// How a handshake ended that proved no identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The dialler broke a rule.
    Broken,
    /// It did not end in time, or had no gate where one is required.
    Late,
    /// The dialler left.
    Left,
    /// Nothing that the dialler did.
    Ours,
}

impl From<Option<&protocol::Error>> for Fault {
    fn from(error: Option<&protocol::Error>) -> Self {
        let Some(reason) = error.and_then(protocol::Error::reason) else { return Self::Left };
        match reason {
            Reason::Goodbye | Reason::Truncated => Self::Left,
            Reason::HandshakeTimeout | Reason::GateRefused | Reason::WriteTimeout => Self::Late,
            Reason::Internal | Reason::RateLimited => Self::Ours,
            _ => Self::Broken,
        }
    }
}

/// Half-open links of a source that is shut out, if there was a session with somebody there.
const KNOWN_HALF_OPEN: usize = 2;

/// What is known about one source.
#[derive(Clone, Copy, Debug, Default)]
struct Record {
    half_open: usize,
    dials: Bucket,
    /// When its penalties have run out.
    penalty_until: Duration,
    /// Until when it counts as known, after a session.
    known_until: Duration,
    /// Until when it is let in no more: the end of penalties that have once added up to enough.
    shut_until: Duration,
}

impl Record {
    /// Whether this source may have one link more. To ask costs a token.
    fn within_share(&mut self, now: Duration, limits: &Limits) -> Result<(), Refusal> {
        // Whoever shares an address with a friend must not be able to shut the friend out.
        if self.shut_until > now && !(self.is_known(now) && self.half_open < KNOWN_HALF_OPEN) {
            return Err(Refusal::Penalty);
        }
        if self.dials.ready_at(limits.dials) > now {
            return Err(Refusal::SourceRate);
        }
        self.dials.take(now, 1, limits.dials);
        if self.half_open >= limits.half_open_per_source { Err(Refusal::SourceFull) } else { Ok(()) }
    }

    /// Whether there is room for one more among so many half-open links of all sources.
    fn finds_room(
        &self,
        now: Duration,
        limits: &Limits,
        half_open: usize,
        random: u8,
    ) -> Result<(), Refusal> {
        let is_known = self.is_known(now);
        if half_open >= limits.half_open_max + if is_known { limits.half_open_kept } else { 0 } {
            return Err(Refusal::Full);
        }
        let drop_from = match self.half_open {
            0 => limits.early_drop_from.max(limits.early_drop_new_from),
            _ => limits.early_drop_from,
        };
        if half_open >= drop_from && !is_known {
            // Rises evenly from the first link above the threshold to certainty at the limit.
            let above = half_open - drop_from + 1;
            let steps = limits.half_open_max.saturating_sub(drop_from) + 1;
            if usize::from(random) * steps < above * 256 {
                return Err(Refusal::EarlyDrop);
            }
        }
        Ok(())
    }

    /// Whether there was a session with somebody at this source not long ago.
    fn is_known(&self, now: Duration) -> bool {
        self.known_until > now
    }

    /// When nothing of it matters any more; never while it has half-open links.
    fn forgotten_at(&self) -> Duration {
        let remembered = self.dials.full_at().max(self.penalty_until).max(self.known_until);
        if self.half_open > 0 { Duration::MAX } else { remembered }
    }
}

/// Counts half-open links, and remembers who made trouble.
#[derive(Debug)]
pub struct Admission {
    limits: Limits,
    defences: Defences,
    half_open: usize,
    sources: HashMap<Source, Record>,
}

impl Admission {
    /// Nobody is there yet. All defences hold outside the lab.
    pub fn new(limits: Limits, defences: Defences) -> Self {
        Self { limits, defences, half_open: 0, sources: HashMap::new() }
    }

    /// Whether a new link is let in; it is half-open then. `accepted` is the number of links that others
    /// dialled, `random` any byte.
    ///
    /// # Errors
    /// Why not.
    pub fn admit(
        &mut self,
        now: Duration,
        source: Source,
        accepted: usize,
        random: u8,
    ) -> Result<(), Refusal> {
        let Self { limits, defences, half_open, .. } = *self;
        self.make_room(now, source);
        let record = self.sources.entry(source).or_default();
        if defences.hold(Defence::SourceShare) {
            record.within_share(now, &limits)?;
        }
        if defences.hold(Defence::HalfOpen) {
            record.finds_room(now, &limits, half_open, random)?;
        }
        if accepted >= limits.accepted_max {
            return Err(Refusal::Full);
        }
        record.half_open += 1;
        self.half_open += 1;
        Ok(())
    }

    /// The dialler of a half-open link has proved an identity: it is no stranger any more.
    pub fn proved(&mut self, source: Source) {
        self.half_open = self.half_open.saturating_sub(1);
        if let Some(record) = self.sources.get_mut(&source) {
            record.half_open = record.half_open.saturating_sub(1);
        }
    }

    /// A session with somebody at this source was established: whoever was let in once gets in again, though
    /// strangers crowd the door.
    pub fn established(&mut self, now: Duration, source: Source) {
        self.make_room(now, source);
        self.sources.entry(source).or_default().known_until = now.saturating_add(self.limits.known_for);
    }

    /// A half-open link has ended.
    pub fn ended(&mut self, now: Duration, source: Source, fault: Fault) {
        self.proved(source);
        let penalty = match fault {
            Fault::Broken => self.limits.penalty_broken,
            Fault::Late => self.limits.penalty_late,
            Fault::Left => self.limits.penalty_left,
            Fault::Ours => Duration::ZERO,
        };
        if let Some(record) = self.sources.get_mut(&source) {
            let until = record.penalty_until.max(now).saturating_add(penalty);
            record.penalty_until = until.min(now.saturating_add(self.limits.penalty_max));
            if record.penalty_until >= now.saturating_add(self.limits.penalty_from) {
                record.shut_until = record.penalty_until;
            }
        }
    }

    /// Links whose dialler has proved nothing yet.
    pub const fn half_open(&self) -> usize {
        self.half_open
    }

    /// Forgets what does not matter any more; if that is not enough, whoever would be forgotten next.
    fn make_room(&mut self, now: Duration, newcomer: Source) {
        if self.sources.len() < self.limits.sources_max || self.sources.contains_key(&newcomer) {
            return;
        }
        self.sources.retain(|_, record| record.forgotten_at() > now);
        while self.sources.len() >= self.limits.sources_max {
            let next = self.sources.iter().filter(|(_, record)| record.half_open == 0);
            let next = next.min_by_key(|(source, record)| (record.forgotten_at(), **source));
            let Some(source) = next.map(|(source, _)| *source) else { return };
            self.sources.remove(&source);
        }
    }
}

#[cfg(test)]
impl Admission {
    /// Sources that are remembered.
    pub(super) fn remembered(&self) -> usize {
        self.sources.len()
    }
}
