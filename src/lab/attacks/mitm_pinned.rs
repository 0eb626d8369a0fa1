//! A dial that names an identity ends before ours is shown to anybody else.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::middle::{self, Dial, Trusting};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "mitm-pinned",
    title: "Answers a dial to an identity that alice knows",
    attacker: Attacker::Middle,
    stops: &[Stop::alice(Defence::Pin, Reason::IdMismatch)],
    noise: &[],
    later: &[],
    spec: "Handshake",
    row: "H9",
    not_shown: "the first contact, at which the identity was learned",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    middle::sit(play, Dial::Pinned, Trusting::Anybody)
}
