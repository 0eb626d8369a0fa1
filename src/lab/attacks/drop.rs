//! A frame that is missing is missed at the next one.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "drop",
    title: "Lets one text vanish",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::Order, Reason::Gap), Stop::bob(Defence::Ratchet, Reason::BadTag)],
    noise: &[],
    later: &[Defence::Tag],
    spec: "Framing",
    row: "R2",
    not_shown: "an attacker who lets nothing through at all: then the link times out",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let first = say(&mut arena, Origin::Initiator, "first")?;
    let second = say(&mut arena, Origin::Initiator, "second")?;
    let first = play.attack("lets nothing of the first text through", first, |_, _| Vec::new());
    arena.deliver(Origin::Initiator, &first);
    arena.deliver(Origin::Initiator, &second);
    arena.run();
    let shown: Vec<u64> = arena.responder.texts().into_iter().map(|(number, _)| number).collect();
    Ok(Seen::by_both(arena, shown == [1, 2], shown == [2]))
}
