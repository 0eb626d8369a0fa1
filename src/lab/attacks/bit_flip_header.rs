//! The header travels in the clear; it is checked, and it is under the tag as well.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "bit-flip-header",
    title: "Changes one bit of the header of a text: its frame type",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::State, Reason::UnexpectedFrame), Stop::bob(Defence::Tag, Reason::BadTag)],
    noise: &[],
    later: &[],
    spec: "Framing",
    row: "F8",
    not_shown: "the other fields of the header: tests/bad_input flips every bit",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let frame = say(&mut arena, Origin::Initiator, BODY)?;
    let frame = play.attack("turns a message into a handshake frame", frame, |mut frame, _| {
        frame[5] ^= 2;
        frame
    });
    arena.deliver(Origin::Initiator, &frame);
    arena.run();
    let shown = arena.responder.texts();
    let honest = shown == [(1, BODY.to_owned())];
    Ok(Seen::by_both(arena, honest, play.acts() && !shown.is_empty()))
}
