//! The key of alice lets a thief be alice to others, but nobody else to alice.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::{VICTIM, answered_as_friend};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "key-compromise",
    title: "Answers alice as bob, with the stolen key of alice",
    attacker: Attacker::IdentityThief,
    stops: &[Stop::alice(Defence::Signature, Reason::HsBadSignature)],
    noise: &[],
    later: &[],
    spec: "Handshake",
    row: "H8",
    not_shown: "a thief who plays alice to bob: nothing stops that",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    answered_as_friend(play, "claims the identity of bob, and signs with the key of alice", VICTIM)
}
