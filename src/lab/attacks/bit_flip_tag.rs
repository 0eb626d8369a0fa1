//! A frame whose tag was touched is not opened.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "bit-flip-tag",
    title: "Changes one bit of the tag of a text",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::Tag, Reason::BadTag)],
    noise: &[],
    later: &[],
    spec: "Data frames",
    row: "F8",
    not_shown: "whether the comparison takes the same time for every tag",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let frame = say(&mut arena, Origin::Initiator, BODY)?;
    let frame = play.attack("flips a bit of the tag", frame, |mut frame, chance| {
        let at = frame.len() - 32 + chance.index(32);
        frame[at] ^= 1 << chance.index(8);
        frame
    });
    arena.deliver(Origin::Initiator, &frame);
    arena.run();
    let shown = arena.responder.texts();
    let honest = shown == [(1, BODY.to_owned())];
    Ok(Seen::by_both(arena, honest, play.acts() && !shown.is_empty()))
}
