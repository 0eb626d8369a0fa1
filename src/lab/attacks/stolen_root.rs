//! What a session keeps for its next rekey opens nothing of what was said.

use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::{self, Channel, Lane};
use crate::lab::play::{BODY, NoPeer, Play, Seen};
use crate::lab::stage::{Stage, TEXT};
use crate::protocol::Defence;

pub(super) const ATTACK: Attack = Attack {
    id: "stolen-root",
    title: "Copies what a session keeps for its next rekey and opens what was said since the last one",
    attacker: Attacker::SessionThief,
    stops: &[Stop::silent(Defence::RootWipe)],
    noise: &[],
    later: &[],
    spec: "Key schedule",
    row: "R12",
    not_shown: "what is said after the theft, until the next rekey: the chains in the same memory open that",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::listening_session(play)?;
    let before = channel.send.seq;
    let frame = channel.seal(TEXT, &evil::text(1, BODY));
    stage.feed(&frame);
    let honest = stage.shows(BODY);
    let mut opened = false;
    if play.acts() {
        play.note("makes the chain from what is kept, as if that were the root", &frame, &frame);
        let receive = Lane::new(play.defences, 0, (&channel.salt, &channel.sid), (1, 0));
        let mut thief = Channel { receive, ..channel };
        for _ in 0..before {
            thief.skip();
        }
        opened = thief.open(&frame).is_some();
    }
    Ok(Seen::by_bob(stage.victim, honest, opened))
}
