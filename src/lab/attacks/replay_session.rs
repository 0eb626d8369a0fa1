//! A recorded handshake does not fit the fresh value of the other side.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "replay-session",
    title: "Plays all that alice said in one session to bob in a new connection",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::Fresh, Reason::HsBadTag)],
    noise: &[Defence::HandshakeTag],
    later: &[],
    spec: "Handshake",
    row: "H3, H4",
    not_shown: "peers whose random generator is bad",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let text = say(&mut arena, Origin::Initiator, BODY)?;
    arena.deliver(Origin::Initiator, &text);
    if !play.acts() {
        let honest = arena.responder.texts() == [(1, BODY.to_owned())];
        return Ok(Seen::by_both(arena, honest, false));
    }
    let record = arena.delivered.iter().filter(|(from, _)| *from == Origin::Initiator);
    let mut later = play.another();
    for (_, frame) in record {
        play.note("plays the whole record", frame, frame);
        later.deliver(Origin::Initiator, frame);
    }
    let fooled = later.responder.texts() == [(1, BODY.to_owned())];
    Ok(Seen::by_bob(later.responder, false, fooled))
}
