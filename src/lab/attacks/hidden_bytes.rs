//! A peer that may write anything into the padding can carry what nobody is shown.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil;
use crate::lab::play::{BODY, NoPeer, Play, Seen};
use crate::lab::stage::{Stage, TEXT};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "hidden-bytes",
    title: "Hides bytes behind a text, where bob does not see them",
    attacker: Attacker::Peer,
    stops: &[Stop::bob(Defence::Padding, Reason::BadPadding)],
    noise: &[],
    later: &[],
    spec: "Data frames",
    row: "F10",
    not_shown: "what a text itself may hide",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::listening_session(play)?;
    let inner =
        play.attack("writes into the padding", evil::inner(TEXT, &evil::text(1, BODY)), |mut inner, _| {
            inner[63] = b'!';
            inner
        });
    stage.feed(&channel.seal_inner(&inner));
    let shown = stage.shows(BODY);
    let attack = play.acts() && shown;
    Ok(Seen::by_bob(stage.victim, shown, attack))
}
