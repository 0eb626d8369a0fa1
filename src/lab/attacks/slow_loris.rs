//! The deadline is for the whole handshake, not for each byte.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::Stage;
use crate::wire::Reason;
use core::time::Duration;

pub(super) const ATTACK: Attack = Attack {
    id: "slow-loris",
    title: "Sends its request one byte every five seconds",
    attacker: Attacker::Stranger,
    stops: &[Stop::bob(Defence::HandshakeDeadline, Reason::HandshakeTimeout)],
    noise: &[],
    later: &[Defence::Reassembly],
    spec: "Limits and timers",
    row: "F5",
    not_shown: "many such links at once: see handshake-flood",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut stage = Stage::listener(play, play.config());
    let request = stage.request().frame();
    if play.acts() {
        play.note("lets five seconds pass between two bytes", &request, &request);
        for byte in request {
            stage.feed(&[byte]);
            stage.advance(Duration::from_secs(5));
        }
    } else {
        stage.feed(&request);
    }
    let answered = stage.victim.take().is_some();
    if !play.acts() && !answered {
        return Err(NoPeer);
    }
    Ok(Seen::by_bob(stage.victim, answered, play.acts() && answered))
}
