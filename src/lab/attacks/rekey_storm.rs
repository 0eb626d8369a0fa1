//! Each rekey costs exponentiations; there is a pause between them.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen, established};
use crate::wire::Reason;
use core::time::Duration;

pub(super) const ATTACK: Attack = Attack {
    id: "rekey-storm",
    title: "A peer begins one rekey after the other",
    attacker: Attacker::Peer,
    stops: &[Stop::bob(Defence::RekeyPace, Reason::RekeyTooOften)],
    noise: &[],
    later: &[],
    spec: "Rekey",
    row: "R9",
    not_shown: "a peer that talks without end: messages are read at a bounded rate",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut setup = play.setup();
    setup.initiator.rekey.rest = Duration::ZERO;
    let mut arena = established(play.open(setup))?;
    let pause = if play.acts() { Duration::from_secs(1) } else { Duration::from_secs(11) };
    for _ in 0..2 {
        let now = arena.now();
        arena.initiator.rekey(now).map_err(|_not_established| NoPeer)?;
        arena.run();
        arena.advance(pause);
    }
    play.attack("begins the next rekey after one second", Vec::new(), |bytes, _| bytes);
    let honest = arena.responder.epoch() == 3;
    Ok(Seen::by_both(arena, honest, play.acts() && honest))
}
