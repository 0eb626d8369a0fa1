//! A log tells what happened, and nothing of what was said.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;

pub(super) const ATTACK: Attack = Attack {
    id: "log-scan",
    title: "Looks for what alice said in everything that bob could have written down about it",
    attacker: Attacker::Reader,
    stops: &[Stop::silent(Defence::Redaction)],
    noise: &[],
    later: &[],
    spec: "Security considerations",
    row: "K11",
    not_shown: "the file itself: tests/redaction.rs looks for every secret in net.log",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let frame = say(&mut arena, Origin::Initiator, BODY)?;
    arena.deliver(Origin::Initiator, &frame);
    arena.run();
    let log = arena.responder.written_down(play.defences);
    let tells = |words: &str| log.contains(words);
    let honest = arena.responder.texts() == [(1, BODY.to_owned())] && tells("Text");
    if play.acts() {
        play.note("looks for the words of alice in the log of bob", &[], &[]);
    }
    Ok(Seen::by_both(arena, honest, play.acts() && tells(BODY)))
}
