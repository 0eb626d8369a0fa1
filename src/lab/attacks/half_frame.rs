//! A frame that was begun has to arrive whole in time.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil;
use crate::lab::play::{BODY, NoPeer, Play, Seen};
use crate::lab::stage::{Stage, TEXT};
use crate::wire::Reason;
use core::time::Duration;

pub(super) const ATTACK: Attack = Attack {
    id: "half-frame",
    title: "Sends half a frame, and no more",
    attacker: Attacker::Peer,
    stops: &[Stop::bob(Defence::FrameDeadline, Reason::FrameTimeout)],
    noise: &[],
    later: &[],
    spec: "Limits and timers",
    row: "F5",
    not_shown: "a peer that goes on sending: the rate at which it is read is bounded elsewhere",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::listening_session(play)?;
    let frame = channel.seal(TEXT, &evil::text(1, BODY));
    let frame = play.attack("keeps the second half", frame, |frame, _| frame[..frame.len() / 2].to_vec());
    stage.feed(&frame);
    if play.acts() {
        stage.advance(Duration::from_mins(1));
    }
    let honest = stage.shows(BODY);
    let waits = play.acts() && stage.victim.refused().is_none();
    Ok(Seen::by_bob(stage.victim, honest, waits))
}
