//! The name of a file that is offered leads nowhere.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::people::FOLDER;
use crate::lab::play::{NoPeer, Play, Seen};
use crate::link::Origin;
use crate::wire::{FileOffer, Message, Utf8Lp};
use std::path::Path;

pub(super) const ATTACK: Attack = Attack {
    id: "path-traversal",
    title: "Offers a file whose name leads out of the folder for files",
    attacker: Attacker::Peer,
    stops: &[Stop::silent(Defence::SafeName)],
    noise: &[],
    later: &[],
    spec: "Files",
    row: "T10",
    not_shown: "that the program asks for a safe name there: tests/loopback/claims.rs; links and folders that somebody else puts on the disk: see transfer/tests.rs",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let (honest, evil) = ("photo.jpg", "../.ssh/authorized_keys");
    let name = if play.acts() { evil } else { honest };
    let now = arena.now();
    let name = Utf8Lp::try_from(name).map_err(|_too_long| NoPeer)?;
    let offer = Message::FileOffer(FileOffer { transfer: [7; 16], size: 5, digest: [0; 32], name });
    arena.initiator.send(now, &offer).map_err(|_not_established| NoPeer)?;
    let frame = arena.initiator.take().ok_or(NoPeer)?;
    let frame = play.attack("offers a file whose name is a path", frame, |frame, _| frame);
    arena.deliver(Origin::Initiator, &frame);
    let path = arena.responder.saved_as(play.defences).ok_or(NoPeer)?;
    let is_inside = path.parent() == Some(Path::new(FOLDER));
    Ok(Seen::by_both(arena, path.ends_with(honest) && is_inside, !is_inside))
}
