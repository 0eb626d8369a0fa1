//! A number that is left out is a frame that was lost.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil;
use crate::lab::play::{BODY, NoPeer, Play, Seen};
use crate::lab::stage::{Stage, TEXT};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "counter-jump",
    title: "A peer numbers its next text 999 too high",
    attacker: Attacker::Peer,
    stops: &[Stop::bob(Defence::Order, Reason::Gap)],
    noise: &[],
    later: &[],
    spec: "Framing",
    row: "R2, R8",
    not_shown: "numbers that run out: the last one is kept for CLOSE",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::listening_session(play)?;
    if play.acts() {
        channel.send.seq += 999;
    }
    let frame = channel.seal(TEXT, &evil::text(1, BODY));
    let frame = play.attack("seals it under a later number", frame, |frame, _| frame);
    stage.feed(&frame);
    let shown = stage.shows(BODY);
    Ok(Seen::by_bob(stage.victim, shown, play.acts() && shown))
}
