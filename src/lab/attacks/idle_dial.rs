//! A link that does not finish its handshake is given up.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::Stage;
use crate::wire::Reason;
use core::time::Duration;

pub(super) const ATTACK: Attack = Attack {
    id: "idle-dial",
    title: "Connects, and says nothing",
    attacker: Attacker::Stranger,
    stops: &[Stop::bob(Defence::HandshakeDeadline, Reason::HandshakeTimeout)],
    noise: &[],
    later: &[],
    spec: "Limits and timers",
    row: "H2",
    not_shown: "many such links at once: see handshake-flood",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut stage = Stage::listener(play, play.config());
    if play.acts() {
        play.note("says nothing for an hour", &[], &[]);
        stage.advance(Duration::from_hours(1));
    } else {
        stage.dialled(|_, _, _| {})?;
    }
    let honest = !play.acts();
    let open = play.acts() && stage.victim.closed.is_none();
    Ok(Seen::by_bob(stage.victim, honest, open))
}
