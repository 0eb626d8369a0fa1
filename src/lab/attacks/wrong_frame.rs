//! Each state has one legal frame type.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil;
use crate::lab::play::{BODY, NoPeer, Play, Seen};
use crate::lab::stage::{Stage, TEXT};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "wrong-frame",
    title: "A peer sends a text in a frame that says it is a handshake request",
    attacker: Attacker::Peer,
    stops: &[Stop::bob(Defence::State, Reason::UnexpectedFrame)],
    noise: &[],
    later: &[],
    spec: "Framing",
    row: "H6",
    not_shown: "the other types and states: protocol-spec/states.md has them all",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::listening_session(play)?;
    let inner = evil::inner(TEXT, &evil::text(1, BODY));
    let frame_type = if play.acts() { 2 } else { 1 };
    let header = evil::header(play.defences, (frame_type, 1), inner.len() + 32, channel.send.seq);
    let frame = channel.seal_under(&header, &inner);
    let frame = play.attack("writes another type into the header, with a true tag", frame, |frame, _| frame);
    stage.feed(&frame);
    let shown = stage.shows(BODY);
    Ok(Seen::by_bob(stage.victim, shown, play.acts() && shown))
}
