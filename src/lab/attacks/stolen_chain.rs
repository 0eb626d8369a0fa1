//! Each frame has a key that cannot be computed from later ones.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil;
use crate::lab::play::{BODY, NoPeer, Play, Seen};
use crate::lab::stage::{Stage, TEXT};
use crate::link::Direction;
use crate::protocol::{Exposed, Theft};

pub(super) const ATTACK: Attack = Attack {
    id: "stolen-chain",
    title: "Copies the chains of a session and opens what was recorded before",
    attacker: Attacker::SessionThief,
    stops: &[Stop::silent(Defence::Ratchet)],
    noise: &[],
    later: &[],
    spec: "Key schedule",
    row: "R12",
    not_shown: "what is said after the theft, until the next rekey: those chains open that",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::listening_session(play)?;
    let mut text = |number| channel.seal(TEXT, &evil::text(number, BODY));
    let earlier: Vec<Vec<u8>> = (1..=3).map(&mut text).collect();
    let next = text(4);
    for frame in &earlier {
        stage.feed(frame);
    }
    // Of the memory of the victim itself, so that a build that keeps a chain is found out.
    let opens = |frame: &Vec<u8>| {
        stage.victim.connection.exposes(Theft::Machine, Direction::Received, frame) == Some(Exposed::Chain)
    };
    let (opened, is_copied) = (play.acts() && earlier.iter().any(opens), opens(&next));
    if play.acts() {
        play.note("tries the copied keys on a frame from before the theft", &earlier[0], &earlier[0]);
    }
    stage.feed(&next);
    let honest = is_copied && stage.victim.texts().len() == 4;
    Ok(Seen::by_bob(stage.victim, honest, opened))
}
