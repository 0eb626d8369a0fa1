//! Frames are taken in the order in which they were written.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "reorder",
    title: "Swaps two texts",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::Order, Reason::Gap), Stop::bob(Defence::Ratchet, Reason::BadTag)],
    noise: &[],
    later: &[Defence::Tag],
    spec: "Framing",
    row: "R2",
    not_shown: "texts of both peers: each direction has an order of its own",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let first = say(&mut arena, Origin::Initiator, "first")?;
    let second = say(&mut arena, Origin::Initiator, "second")?;
    let joined = [&first[..], &second].concat();
    let joined = play.attack("swaps two frames", joined, |_, _| [second, first].concat());
    arena.deliver(Origin::Initiator, &joined);
    arena.run();
    let shown: Vec<u64> = arena.responder.texts().into_iter().map(|(number, _)| number).collect();
    Ok(Seen::by_both(arena, shown == [1, 2], shown == [2, 1]))
}
