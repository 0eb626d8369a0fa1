//! A peer that lacks a defence, and one that has them all.

use crate::defence::Defence;
use crate::protocol::Config;
use crate::wire::Reason;

use super::arena::Setup;
use super::attack::Victim;
use super::play::{Acting, NoPeer, Play, Presence, Seen};

/// What becomes of a dial between a real peer and one that lacks this defence.
pub fn sandbox_meets_real(weakened: Victim, missing: Defence, seed: u64) -> Option<(Victim, Reason)> {
    let play = Play::new(seed, &[missing], Acting::Nobody, Presence::There);
    let real = Config::default();
    let (initiator, responder) = match weakened {
        Victim::Alice => (play.config(), real),
        Victim::Bob => (real, play.config()),
    };
    let mut arena = play.open(Setup { seed, initiator, responder, session: 0 });
    arena.run();
    Seen::by_both(arena, false, false).refused
}

/// The first frame of a dialler that lacks this defence.
///
/// # Errors
/// [`NoPeer`] when it says nothing.
pub fn sandbox_request(missing: Defence, seed: u64) -> Result<Vec<u8>, NoPeer> {
    let mut arena = Play::new(seed, &[missing], Acting::Nobody, Presence::There).arena();
    let now = arena.now();
    arena.initiator.drain(now);
    arena.initiator.take().ok_or(NoPeer)
}
