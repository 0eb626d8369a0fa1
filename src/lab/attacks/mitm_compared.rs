//! The safety number is made of both identities: with somebody in the middle the two screens differ.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::middle::{self, Dial, Trusting};
use crate::lab::play::{NoPeer, Play, Seen};

pub(super) const ATTACK: Attack = Attack {
    id: "mitm-compared",
    title: "Sits between two people who compare their safety numbers",
    attacker: Attacker::Middle,
    stops: &[Stop::silent(Defence::Comparison)],
    noise: &[],
    later: &[],
    spec: "Fingerprint and safety number",
    row: "H10",
    not_shown: "people who compare a part of it, or over a channel that mallory has too",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let trusting =
        if play.defences.hold(Defence::Comparison) { Trusting::Compared } else { Trusting::Anybody };
    middle::sit(play, Dial::Address, trusting)
}
