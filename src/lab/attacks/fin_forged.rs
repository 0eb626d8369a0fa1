//! Anybody on the way can end a TCP connection.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "fin-forged",
    title: "Ends the link in place of alice",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::Goodbye, Reason::Truncated)],
    noise: &[],
    later: &[],
    spec: "Close",
    row: "R5, R7",
    not_shown: "what was lost on the way: receipts tell",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let now = arena.now();
    if play.acts() {
        play.note("ends the stream to bob", &[], &[]);
        arena.responder.feed_end(now);
    } else {
        arena.initiator.close(now, Reason::Goodbye);
        arena.run();
    }
    let left = arena.responder.closed == Some(Ok(()));
    Ok(Seen::by_bob(arena.responder, left, play.acts() && left))
}
