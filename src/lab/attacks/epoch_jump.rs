//! An epoch begins with a rekey, and in no other way.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil;
use crate::lab::play::{BODY, NoPeer, Play, Seen};
use crate::lab::stage::{Stage, TEXT};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "epoch-jump",
    title: "A peer seals a text in an epoch that no rekey began",
    attacker: Attacker::Peer,
    stops: &[Stop::bob(Defence::Epoch, Reason::BadEpoch)],
    noise: &[],
    later: &[],
    spec: "Rekey",
    row: "R4",
    not_shown: "epochs that run out: the session ends before",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::listening_session(play)?;
    if play.acts() {
        channel.send.epoch = 2;
    }
    let frame = channel.seal(TEXT, &evil::text(1, BODY));
    let frame = play.attack("names epoch 2 in header and key", frame, |frame, _| frame);
    stage.feed(&frame);
    let shown = stage.shows(BODY);
    Ok(Seen::by_bob(stage.victim, shown, play.acts() && shown))
}
