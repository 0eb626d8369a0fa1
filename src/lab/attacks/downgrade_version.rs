//! The versions are checked, and what was offered goes into the keys of both sides.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen, offered_otherwise};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "downgrade-version",
    title: "Offers bob another range of versions than alice did",
    attacker: Attacker::Middle,
    stops: &[
        Stop::bob(Defence::Version, Reason::BadVersion),
        Stop::alice(Defence::Transcript, Reason::HsBadTag),
    ],
    noise: &[],
    later: &[Defence::HandshakeTag],
    spec: "Handshake",
    row: "H11",
    not_shown: "a second version: there is only one yet",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    offered_otherwise(play, "changes the range of versions to 0 to 0", 20..22)
}
