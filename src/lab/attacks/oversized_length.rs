//! A length is judged before one byte of the body is read.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil;
use crate::lab::play::{BODY, NoPeer, Play, Seen};
use crate::lab::stage::{Stage, TEXT};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "oversized-length",
    title: "Claims a frame of four gigabytes",
    attacker: Attacker::Peer,
    stops: &[Stop::bob(Defence::Length, Reason::FrameTooLong)],
    noise: &[],
    later: &[],
    spec: "Framing",
    row: "F4",
    not_shown: "lengths within the bound: one frame is the most that is kept",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::listening_session(play)?;
    let frame = channel.seal(TEXT, &evil::text(1, BODY));
    let frame = play.attack("claims 4 GiB, and begins to send them", frame, |mut frame, _| {
        frame[8..12].fill(0xff);
        frame.resize(1 << 20, 0);
        frame
    });
    stage.feed(&frame);
    let honest = stage.shows(BODY);
    let reads_on = play.acts() && stage.victim.closed.is_none() && stage.victim.refused().is_none();
    Ok(Seen::by_bob(stage.victim, honest, reads_on))
}
