//! A link is read at a bounded rate, and what is not read waits at the sender.

use crate::admission::{Intake, Rate};
use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;
use core::time::Duration;

pub(super) const ATTACK: Attack = Attack {
    id: "message-flood",
    title: "Says so much that nothing else is done",
    attacker: Attacker::Peer,
    stops: &[Stop::silent(Defence::ReadPace)],
    noise: &[],
    later: &[],
    spec: "Limits and timers",
    row: "F11",
    not_shown: "the queues behind it, which are bounded: see tests/memory.rs",
    play,
};

const SENT: usize = 64;
/// The rate of the sandbox, so that few texts are many.
const RATE: Rate = Rate { every: Duration::from_millis(1), burst: 16 };

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    arena.responder.read_at(Intake::new(RATE, 0, play.defences));
    let sent = if play.acts() { SENT } else { 4 };
    for _ in 0..sent {
        let frame = say(&mut arena, Origin::Initiator, BODY)?;
        arena.deliver(Origin::Initiator, &frame);
    }
    if play.acts() {
        play.note("says 64 texts in no time, where 16 are read at once", &[], &[]);
    }
    let read = arena.responder.texts().len();
    // A flood is slowed, and nothing of it is lost.
    arena.advance(RATE.every * RATE.burst);
    let honest = arena.responder.texts().len() == sent;
    Ok(Seen::by_both(arena, honest, play.acts() && read == SENT))
}
