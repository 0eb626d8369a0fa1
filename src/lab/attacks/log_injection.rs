//! One text is one line of the log, whatever breaks it holds.

use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::protocol::Defence;

pub(super) const ATTACK: Attack = Attack {
    id: "log-injection",
    title: "Says something that would look like a line of the log",
    attacker: Attacker::Peer,
    stops: &[Stop::silent(Defence::Escaping)],
    noise: &[],
    later: &[],
    spec: "Messages",
    row: "T9",
    not_shown: "an attacker who can write to the file",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let body =
        if play.acts() { "hi\n2026-11-21T10:00:00Z INFO net.session peer=bob verified=yes" } else { BODY };
    let frame = say(&mut arena, Origin::Initiator, body)?;
    let frame = play.attack("sends a line break and a forged line", frame, |frame, _| frame);
    arena.deliver(Origin::Initiator, &frame);
    let printed = arena.responder.printed(play.defences).ok_or(NoPeer)?;
    let acts = printed.chars().any(|c| c == '\n');
    Ok(Seen::by_both(arena, printed == BODY, acts))
}
