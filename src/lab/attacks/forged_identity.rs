//! Whoever claims an identity signs this exchange with its key.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::{EVIL, answered_as_friend};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "forged-identity",
    title: "Answers as bob without the key of bob",
    attacker: Attacker::Middle,
    stops: &[Stop::alice(Defence::Signature, Reason::HsBadSignature)],
    noise: &[],
    later: &[],
    spec: "Handshake",
    row: "H8, H12",
    not_shown: "an attacker who has the key of bob",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    answered_as_friend(play, "claims the identity of bob, and signs with its own key", EVIL)
}
