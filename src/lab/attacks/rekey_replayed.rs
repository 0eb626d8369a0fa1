//! A rekey goes through its three messages once.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "rekey-replayed",
    title: "Delivers the request of a rekey twice",
    attacker: Attacker::Middle,
    stops: &[
        Stop::bob(Defence::Order, Reason::Replay),
        Stop::bob(Defence::Ratchet, Reason::BadTag),
        Stop::bob(Defence::RekeyTurn, Reason::RekeyUnexpected),
    ],
    noise: &[],
    later: &[Defence::Tag],
    spec: "Rekey",
    row: "R1, R9",
    not_shown: "the request of another session: its signature names that session",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let now = arena.now();
    arena.initiator.rekey(now).map_err(|_not_established| NoPeer)?;
    let request = arena.initiator.take().ok_or(NoPeer)?;
    arena.deliver(Origin::Initiator, &request);
    if play.acts() {
        play.note("delivers the request again, before the rekey is over", &request, &request);
        arena.deliver(Origin::Initiator, &request);
    } else {
        arena.run();
    }
    let answers = arena.responder.observed.iter().filter(|seen| seen.kind_name() == Some("rekey_response"));
    let twice = answers.count() == 2;
    let honest = arena.initiator.epoch() == 2 && arena.responder.epoch() == 2;
    Ok(Seen::by_both(arena, honest, twice))
}
