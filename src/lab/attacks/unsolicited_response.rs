//! A listener takes a request, and nothing else, as the first frame.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::Stage;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "unsolicited-response",
    title: "Opens a link with a handshake response",
    attacker: Attacker::Stranger,
    stops: &[Stop::bob(Defence::State, Reason::UnexpectedFrame)],
    noise: &[],
    later: &[],
    spec: "Framing",
    row: "H6",
    not_shown: "the other types and states: protocol-spec/states.md has them all",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut stage = Stage::listener(play, play.config());
    let request = stage.request().frame();
    let frame = play.attack("calls its request a response", request, |mut frame, _| {
        frame[5] = 3;
        frame
    });
    stage.feed(&frame);
    let answered = stage.victim.take().is_some();
    if !play.acts() && !answered {
        return Err(NoPeer);
    }
    Ok(Seen::by_bob(stage.victim, answered, play.acts() && answered))
}
