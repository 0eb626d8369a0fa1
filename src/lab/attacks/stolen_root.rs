//! The root of an epoch is kept until the next rekey mixes it in, and its chains begin with it.

use crate::lab::attack::{Attack, Attacker};
use crate::lab::evil::{self, Channel, Lane};
use crate::lab::play::{BODY, NoPeer, Play, Seen};
use crate::lab::stage::{Stage, TEXT};

pub(super) const ATTACK: Attack = Attack {
    id: "stolen-root",
    title: "Copies the memory of a session, root and all, and opens what was said since the last rekey",
    attacker: Attacker::SessionThief,
    stops: &[],
    noise: &[],
    spec: "What is not promised",
    row: "R12",
    not_shown: "earlier epochs and later ones: their roots are not in that memory",
    play,
};

/// Succeeds, and says why rekeys come often.
fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::listening_session(play)?;
    let before = channel.send.seq;
    let frame = channel.seal(TEXT, &evil::text(1, BODY));
    stage.feed(&frame);
    let honest = stage.shows(BODY);
    let mut opened = false;
    if play.acts() {
        play.note("makes the chain again from the root", &frame, &frame);
        let receive = Lane::new(play.defences, 0, (&channel.root, &channel.sid), (1, 0));
        let mut thief = Channel { receive, ..channel };
        for _ in 0..before {
            thief.skip();
        }
        opened = thief.open(&frame).is_some();
    }
    Ok(Seen::by_bob(stage.victim, honest, opened))
}
