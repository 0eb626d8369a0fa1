//! What a peer wrote reaches a terminal escaped.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;

pub(super) const ATTACK: Attack = Attack {
    id: "escape-injection",
    title: "Says something that would clear the screen of bob and rename his window",
    attacker: Attacker::Peer,
    stops: &[Stop::silent(Defence::Escaping)],
    noise: &[],
    later: &[],
    spec: "Messages",
    row: "T1",
    not_shown: "the terminal itself: tests/pty.rs looks at what it gets",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let body = if play.acts() { "look\u{1b}[2J\u{1b}]0;owned\u{7}" } else { BODY };
    let frame = say(&mut arena, Origin::Initiator, body)?;
    let frame = play.attack("sends control sequences", frame, |frame, _| frame);
    arena.deliver(Origin::Initiator, &frame);
    let printed = arena.responder.printed(play.defences).ok_or(NoPeer)?;
    let acts = printed.chars().any(char::is_control);
    Ok(Seen::by_both(arena, printed == BODY, acts))
}
