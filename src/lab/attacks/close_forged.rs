//! Who knows the text can turn its ciphertext into that of any other message.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil;
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::wire::{Reason, UnixMillis, lay_out};

pub(super) const ATTACK: Attack = Attack {
    id: "close-forged",
    title: "Turns a text into a goodbye",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::Tag, Reason::BadTag)],
    noise: &[],
    later: &[],
    spec: "Close",
    row: "R6",
    not_shown: "an attacker who has the key of the frame",
    play,
};

const TEXT: u8 = 0x02;
const CLOSE: u8 = 0x7f;

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let frame = say(&mut arena, Origin::Initiator, BODY)?;
    let frame = play.attack("writes CLOSE over the text that it knows", frame, |mut frame, _| {
        let unsealed = lay_out(TEXT, UnixMillis(0), &evil::text(1, BODY));
        let wanted = lay_out(CLOSE, UnixMillis(0), &[0; 10]);
        for (at, (is, wanted)) in unsealed.iter().zip(wanted).enumerate() {
            frame[20 + at] ^= is ^ wanted;
        }
        frame
    });
    arena.deliver(Origin::Initiator, &frame);
    arena.run();
    let honest = arena.responder.texts() == [(1, BODY.to_owned())];
    let left = arena.responder.closed == Some(Ok(()));
    Ok(Seen::by_both(arena, honest, left))
}
