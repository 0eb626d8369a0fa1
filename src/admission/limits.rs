//! Every number that bounds what strangers and peers can cost, with its default.

use std::time::Duration;

use super::bucket::Rate;

/// How much of this machine strangers and peers may use (spec section "Admission").
///
/// A *source* is an IPv4 address or an IPv6 network of 64 bits; loopback is a source like any other.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Links that others dialled, of whatever standing; each costs a descriptor. More than places and half-open
    /// links together, since a link that is closed lingers for its last words.
    pub accepted_max: usize,
    /// Callers with a proven identity that may be connected, or wait for a person.
    pub places: u32,
    /// How many of them may be strangers; the rest is kept for known peers.
    pub places_for_strangers: u32,
    /// How many of one source may be strangers, and how many known peers that are not verified.
    pub places_per_source: u32,
    /// Places beyond those, for verified peers.
    pub places_for_verified: u32,
    /// Links whose dialler has not proved an identity yet.
    pub half_open_max: usize,
    /// From so many half-open links on, new ones are refused by chance, the more likely the more there are.
    pub early_drop_from: usize,
    /// The same for a source that has none of them: two that crowd the door keep nobody else out.
    pub early_drop_new_from: usize,
    /// Half-open links beyond those, for sources with which there was a session.
    pub half_open_kept: usize,
    /// How long after a session its source may use them.
    pub known_for: Duration,
    /// Half-open links of one source.
    pub half_open_per_source: usize,
    /// New links of one source.
    pub dials: Rate,
    /// What a handshake that broke a rule costs its source.
    pub penalty_broken: Duration,
    /// What a handshake that did not end in time costs its source.
    pub penalty_late: Duration,
    /// What a handshake that the dialler left costs its source.
    pub penalty_left: Duration,
    /// A source is shut out once its penalties add up to this, until they have run out.
    pub penalty_from: Duration,
    /// Penalties never add up to more.
    pub penalty_max: Duration,
    /// Sources that are remembered at once.
    pub sources_max: usize,
    /// Exponentiations at once.
    pub computing_max: usize,
    /// Strangers' handshakes that may wait for their exponentiations.
    pub computing_queue: usize,
    /// Frames that a peer may send before its link is read more slowly.
    pub frames: Rate,
    /// Frames of files that are not counted because they were asked for: at most so many at once.
    pub asked: u64,
    /// Bytes that may wait to be written before a link takes no more work.
    pub send_queue_bytes: usize,
    /// A link on which nothing could be written for so long is given up.
    pub write_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            accepted_max: 384,
            places: 256,
            places_for_strangers: 192,
            places_per_source: 16,
            places_for_verified: 32,
            half_open_max: 32,
            early_drop_from: 8,
            early_drop_new_from: 16,
            half_open_kept: 8,
            known_for: Duration::from_hours(1),
            half_open_per_source: 4,
            dials: Rate { every: Duration::from_secs(1), burst: 5 },
            penalty_broken: Duration::from_secs(5),
            penalty_late: Duration::from_secs(10),
            penalty_left: Duration::from_secs(1),
            penalty_from: Duration::from_secs(15),
            penalty_max: Duration::from_mins(10),
            sources_max: 1_024,
            computing_max: cores.saturating_sub(1).max(1),
            computing_queue: 16,
            frames: Rate { every: Duration::from_millis(1), burst: 4_096 },
            asked: 4_096,
            send_queue_bytes: 256 * 1024,
            write_timeout: Duration::from_mins(1),
        }
    }
}
