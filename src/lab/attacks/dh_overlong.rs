//! A flight has one length, and what it means ends where it ends.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::Stage;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "dh-overlong",
    title: "Dials with a public value of 257 bytes, one more than there may be",
    attacker: Attacker::Peer,
    stops: &[Stop::bob(Defence::FlightLength, Reason::BadLength)],
    noise: &[],
    later: &[],
    spec: "Framing",
    row: "D3",
    not_shown: "a value that is cut short: what is behind it is read as its end",
    play,
};

/// Where the public value of a request ends.
const VALUE_END: usize = 312;

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut stage = Stage::listener(play, play.config());
    let request = stage.request().frame();
    let request =
        play.attack("writes a byte behind the value, and mends the length", request, |mut frame, _| {
            frame.insert(VALUE_END, 0);
            // The last byte of the length: 324 is 0x144.
            frame[11] += 1;
            frame
        });
    stage.feed(&request);
    let is_answered = stage.victim.take().is_some();
    if !play.acts() && !is_answered {
        return Err(NoPeer);
    }
    Ok(Seen::by_bob(stage.victim, is_answered, play.acts() && is_answered))
}
