//! Counter mode alone lets anybody who knows the place of a character change it.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, BODY_AT, NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "bit-flip-ciphertext",
    title: "Changes a digit of what alice says, one bit of the ciphertext",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::Tag, Reason::BadTag)],
    noise: &[],
    later: &[],
    spec: "Data frames",
    row: "F8",
    not_shown: "an attacker who has the key of the frame",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let frame = say(&mut arena, Origin::Initiator, BODY)?;
    let frame = play.attack("flips the lowest bit of a digit", frame, |mut frame, chance| {
        let digits: Vec<usize> = (0..BODY.len()).filter(|at| BODY.as_bytes()[*at].is_ascii_digit()).collect();
        frame[BODY_AT + digits[chance.index(digits.len())]] ^= 1;
        frame
    });
    arena.deliver(Origin::Initiator, &frame);
    arena.run();
    let shown = arena.responder.texts();
    let honest = shown == [(1, BODY.to_owned())];
    Ok(Seen::by_both(arena, honest, play.acts() && !shown.is_empty() && !honest))
}
