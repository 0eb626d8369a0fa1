//! Which of two sessions with one identity stays (spec section "Two sessions with one peer").

use super::event::Origin;

/// What to do when a second session with a peer is established.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contest {
    /// The older one is closed: the same side dialled again.
    Superseded,
    /// The older one is closed: the newer one was dialled by the lower identity key.
    NewerStays,
    /// The older one stays if it answers a PING in time.
    OlderIfAlive,
}

/// Whose identity key is lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lower {
    Ours,
    Theirs,
}

pub(super) const fn settle(older: Origin, newer: Origin, lower: Lower) -> Contest {
    match (older, newer, lower) {
        (Origin::Dialled, Origin::Dialled, _) | (Origin::Accepted, Origin::Accepted, _) => {
            Contest::Superseded
        }
        (_, Origin::Dialled, Lower::Ours) | (_, Origin::Accepted, Lower::Theirs) => Contest::NewerStays,
        (Origin::Dialled, _, Lower::Ours) | (Origin::Accepted, _, Lower::Theirs) => Contest::OlderIfAlive,
    }
}
