//! On a first contact nobody can know whose key it is; only the safety numbers show it.

use crate::lab::attack::{Attack, Attacker};
use crate::lab::middle::{self, Dial, Trusting};
use crate::lab::play::{NoPeer, Play, Seen};

pub(super) const ATTACK: Attack = Attack {
    id: "mitm-unverified",
    title: "Sits between two people who have never met and compare nothing",
    attacker: Attacker::Middle,
    stops: &[],
    noise: &[],
    later: &[],
    spec: "Fingerprint and safety number",
    row: "H10",
    not_shown: "that it stays unseen: the safety numbers on the two screens differ",
    play,
};

/// Succeeds, and is meant to: this is what comparing safety numbers is for.
fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    middle::sit(play, Dial::Address, Trusting::Anybody)
}
