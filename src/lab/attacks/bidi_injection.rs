//! Marks that turn the direction of text are shown, not obeyed.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;

pub(super) const ATTACK: Attack = Attack {
    id: "bidi-injection",
    title: "Says a name of a file that reads backwards",
    attacker: Attacker::Peer,
    stops: &[Stop::silent(Defence::Escaping)],
    noise: &[],
    later: &[],
    spec: "Messages",
    row: "T2, T3",
    not_shown: "letters of other scripts that look alike: the name of a peer is compared",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let body = if play.acts() { "invoice\u{202e}fdp.exe" } else { BODY };
    let frame = say(&mut arena, Origin::Initiator, body)?;
    let frame = play.attack("sends a mark that turns the direction", frame, |frame, _| frame);
    arena.deliver(Origin::Initiator, &frame);
    let printed = arena.responder.printed(play.defences).ok_or(NoPeer)?;
    let acts = printed.chars().any(|c| c == '\u{202e}');
    Ok(Seen::by_both(arena, printed == BODY, acts))
}
