//! READY is the first message each way: it confirms the keys and names what is continued.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil;
use crate::lab::play::{BODY, NoPeer, Play, Seen};
use crate::lab::stage::{Stage, TEXT};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "early-text",
    title: "A peer says something before READY",
    attacker: Attacker::Peer,
    stops: &[Stop::bob(Defence::Readiness, Reason::UnexpectedMessage)],
    noise: &[],
    later: &[],
    spec: "Messages",
    row: "H6",
    not_shown: "a READY that lies about what it continues",
    play,
};

const READY: u8 = 0x01;

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut stage = Stage::listener(play, play.config());
    let mut channel = stage.dialled(|_, _, _| {})?;
    stage.take()?;
    if !play.acts() {
        stage.feed(&channel.seal(READY, &evil::ready("mallory")));
    }
    let frame = channel.seal(TEXT, &evil::text(1, BODY));
    let frame = play.attack("leaves READY out", frame, |frame, _| frame);
    stage.feed(&frame);
    let shown = stage.shows(BODY);
    Ok(Seen::by_bob(stage.victim, shown, play.acts() && shown))
}
