//! There is one suite, it is checked, and what was offered goes into the keys of both sides.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen, offered_otherwise};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "downgrade-suite",
    title: "Offers bob another suite than alice did",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::Suite, Reason::BadSuite), Stop::alice(Defence::Transcript, Reason::HsBadTag)],
    noise: &[],
    later: &[Defence::HandshakeTag],
    spec: "Handshake",
    row: "H11",
    not_shown: "a second suite: there is only one yet",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    offered_otherwise(play, "changes the suite to 0", 22..24)
}
