//! No time of day is a reason for anything: deadlines go by a clock that never jumps.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::wire::UnixMillis;
use core::time::Duration;

pub(super) const ATTACK: Attack = Attack {
    id: "clock-skew",
    title: "Sets the clock of bob two hours on",
    attacker: Attacker::Middle,
    stops: &[Stop::silent(Defence::Clock)],
    noise: &[],
    later: &[],
    spec: "Data frames",
    row: "R15",
    not_shown: "what a wrong clock makes a person believe",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    if play.acts() {
        play.note("answers for the time server", &[], &[]);
        arena.set_wall(UnixMillis(arena.now().wall.0 + 7_200_000));
    }
    arena.advance(Duration::ZERO);
    let ended = arena.responder.closed.is_some();
    let frame = if ended { Vec::new() } else { say(&mut arena, Origin::Initiator, BODY)? };
    arena.deliver(Origin::Initiator, &frame);
    arena.run();
    let honest = arena.responder.texts() == [(1, BODY.to_owned())];
    Ok(Seen::by_both(arena, honest, play.acts() && ended))
}
