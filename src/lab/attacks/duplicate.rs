//! The second copy has a number that was used.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "duplicate",
    title: "Delivers a frame twice at once",
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
    let twice = play.attack("writes the first text twice", first, |frame, _| [&frame[..], &frame].concat());
    arena.deliver(Origin::Initiator, &twice);
    arena.deliver(Origin::Initiator, &second);
    arena.run();
    let shown: Vec<u64> = arena.responder.texts().into_iter().map(|(number, _)| number).collect();
    Ok(Seen::by_both(arena, shown == [1, 2], shown == [1, 1, 2]))
}
