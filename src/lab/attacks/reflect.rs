//! What one side wrote is not taken for what the other wrote.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "reflect",
    title: "Sends alice her own text back",
    attacker: Attacker::Middle,
    stops: &[Stop::alice(Defence::Direction, Reason::BadTag)],
    noise: &[Defence::Tag],
    later: &[],
    spec: "Data frames",
    row: "R3",
    not_shown: "a reflection in the handshake: proof-reflected and self-dial show that",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let frame = say(&mut arena, Origin::Initiator, BODY)?;
    arena.deliver(Origin::Initiator, &frame);
    if play.acts() {
        play.note("sends alice what she wrote", &frame, &frame);
        arena.deliver(Origin::Responder, &frame);
    }
    let honest = arena.responder.texts() == [(1, BODY.to_owned())];
    let fooled = !arena.initiator.texts().is_empty();
    Ok(Seen::by_both(arena, honest, fooled))
}
