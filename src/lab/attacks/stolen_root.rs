//! What a session keeps for its next rekey opens nothing of what was said.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil;
use crate::lab::play::{BODY, NoPeer, Play, Seen};
use crate::lab::stage::{Stage, TEXT};
use crate::link::Direction;
use crate::protocol::{Exposed, Theft};

pub(super) const ATTACK: Attack = Attack {
    id: "stolen-root",
    title: "Copies what a session keeps for its next rekey and opens what was said since the last one",
    attacker: Attacker::SessionThief,
    stops: &[Stop::silent(Defence::RootWipe)],
    noise: &[],
    later: &[Defence::Ratchet],
    spec: "Key schedule",
    row: "R12",
    not_shown: "what is said after the theft, until the next rekey: the chains in the same memory open that",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::listening_session(play)?;
    let frame = channel.seal(TEXT, &evil::text(1, BODY));
    stage.feed(&frame);
    let honest = stage.shows(BODY);
    let mut opened = false;
    if play.acts() {
        play.note("makes the chain from what is kept, as if that were the root", &frame, &frame);
        // Of the memory of the victim itself, so that a build that keeps the root is found out.
        let kept = stage.victim.connection.exposes(Theft::Machine, Direction::Received, &frame);
        opened = kept == Some(Exposed::Root);
    }
    Ok(Seen::by_bob(stage.victim, honest, opened))
}
