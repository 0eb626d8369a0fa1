//! A frame is good once.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "replay-in-session",
    title: "Delivers a frame again, later in the same session",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::Order, Reason::Replay), Stop::bob(Defence::Ratchet, Reason::BadTag)],
    noise: &[],
    later: &[Defence::Tag],
    spec: "Framing",
    row: "R1",
    not_shown: "a replay to another program that has the same keys",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let first = say(&mut arena, Origin::Initiator, "first")?;
    let second = say(&mut arena, Origin::Initiator, "second")?;
    arena.deliver(Origin::Initiator, &[first.clone(), second].concat());
    if play.acts() {
        play.note("delivers the first text again", &first, &first);
        arena.deliver(Origin::Initiator, &first);
    }
    arena.run();
    let shown: Vec<u64> = arena.responder.texts().into_iter().map(|(number, _)| number).collect();
    Ok(Seen::by_both(arena, shown == [1, 2], shown == [1, 2, 1]))
}
