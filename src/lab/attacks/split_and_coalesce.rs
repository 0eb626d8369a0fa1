//! A stream has no segments: a frame is put together from whatever arrives.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen, say};
use crate::link::Origin;

pub(super) const ATTACK: Attack = Attack {
    id: "split-and-coalesce",
    title: "Cuts one write in two, and joins two to one",
    attacker: Attacker::Middle,
    stops: &[Stop::silent(Defence::Reassembly)],
    noise: &[],
    later: &[],
    spec: "Framing",
    row: "F7",
    not_shown: "every other way to cut a stream: tests/bad_input tries many",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let first = say(&mut arena, Origin::Initiator, "one")?;
    let second = say(&mut arena, Origin::Initiator, "two")?;
    let mut pieces = vec![first.clone(), second.clone()];
    if play.acts() {
        let joined = [first, second].concat();
        let (one, other) = joined.split_at(1 + play.chance().index(joined.len() - 1));
        play.note("cuts two frames in another place", &joined, one);
        pieces = vec![one.to_vec(), other.to_vec()];
    }
    for piece in pieces {
        arena.deliver(Origin::Initiator, &piece);
    }
    arena.run();
    let honest = arena.responder.texts().len() == 2;
    Ok(Seen::by_both(arena, honest, play.acts() && !honest))
}
