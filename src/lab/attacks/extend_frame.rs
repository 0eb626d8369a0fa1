//! Bytes behind a message are refused twice: the tag covers all of the frame, and only zeros may follow a message.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "extend-frame",
    title: "Puts 64 bytes behind what alice says, and mends the length",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::Tag, Reason::BadTag), Stop::bob(Defence::Padding, Reason::BadInner)],
    noise: &[],
    later: &[],
    spec: "Data frames",
    row: "F8, F10",
    not_shown: "an attacker who has the key of the frame",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let frame = say(&mut arena, Origin::Initiator, BODY)?;
    let frame = play.attack("adds 64 bytes of its own", frame, |frame, _| {
        let (sealed, tag) = frame.split_at(frame.len() - 32);
        let mut longer = [sealed, &[0x5e; 64], tag].concat();
        longer[8..12].copy_from_slice(&160_u32.to_be_bytes());
        longer
    });
    arena.deliver(Origin::Initiator, &frame);
    arena.run();
    let shown = arena.responder.texts();
    let honest = shown == [(1, BODY.to_owned())];
    Ok(Seen::by_both(arena, honest, play.acts() && !shown.is_empty()))
}
