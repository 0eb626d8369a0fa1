//! Everything that crosses the wire is searched for what was said, as it is and opened with keys that need no secret.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::lab::tape::Tape;
use crate::link::Origin;
use num_bigint::BigUint;

pub(super) const ATTACK: Attack = Attack {
    id: "eavesdrop",
    title: "Looks for what alice says in everything that crosses the wire",
    attacker: Attacker::Listener,
    stops: &[Stop::silent(Defence::Exchange)],
    noise: &[],
    later: &[],
    spec: "Key schedule",
    row: "G1",
    not_shown: "an attacker who can compute discrete logarithms in group 14",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let frame = say(&mut arena, Origin::Initiator, BODY)?;
    arena.deliver(Origin::Initiator, &frame);
    arena.run();
    let honest = arena.responder.texts() == [(1, BODY.to_owned())];
    let mut found = false;
    if play.acts() {
        play.note("records every frame and searches it", &frame, &frame);
        let heard = |bytes: &Vec<u8>| bytes.windows(BODY.len()).any(|window| window == BODY.as_bytes());
        let tape = Tape::of(&arena.delivered).ok_or(NoPeer)?;
        let opened = tape.texts(play.defences, &BigUint::ZERO);
        play.read = opened.iter().find(|text| *text == BODY).cloned();
        found = arena.delivered.iter().any(|(_, bytes)| heard(bytes)) || opened.contains(&BODY.to_owned());
    }
    Ok(Seen::by_both(arena, honest, found))
}
