//! One text is one line of the log, whatever breaks it holds.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;

pub(super) const ATTACK: Attack = Attack {
    id: "log-injection",
    title: "Says something that would look like a line of the log",
    attacker: Attacker::Peer,
    stops: &[Stop::silent(Defence::Escaping)],
    noise: &[],
    later: &[],
    spec: "Messages",
    row: "T9",
    not_shown: "that what peers say is not in the log at all: log-scan; an attacker who can write to the file",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let body =
        if play.acts() { "hi\n2026-11-21T10:00:00Z INFO net.session peer=bob verified=yes" } else { BODY };
    let frame = say(&mut arena, Origin::Initiator, body)?;
    let frame = play.attack("sends a line break and a forged line", frame, |frame, _| frame);
    arena.deliver(Origin::Initiator, &frame);
    let logged = arena.responder.logged(play.defences).ok_or(NoPeer)?;
    let is_more = logged.lines().count() > 1;
    Ok(Seen::by_both(arena, logged == format!("\"{BODY}\""), is_more))
}
