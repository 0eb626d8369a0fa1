//! What a peer calls itself is a claim; what it is called is decided here.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::Identity;
use crate::lab::people::{ALICE, friends};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::{EVIL, FRIEND, Stage};
use crate::text::Skeleton;

pub(super) const ATTACK: Attack = Attack {
    id: "name-spoofing",
    title: "Calls itself what bob calls alice, in letters that look the same",
    attacker: Attacker::Peer,
    stops: &[Stop::silent(Defence::OwnNames)],
    noise: &[],
    later: &[],
    spec: "Messages",
    row: "T7",
    not_shown: "that the program asks for names there: tests/loopback/claims.rs; a person who believes the nick in brackets, beside its warning",
    play,
};

/// The first letter is Cyrillic.
const LOOKALIKE: &str = "\u{430}lice";

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let known = friends(play.defences)?;
    let (key, nick) = if play.acts() { (EVIL, LOOKALIKE) } else { (FRIEND, ALICE) };
    let (stage, _) = Stage::called_by(play, &Identity::new(key), nick)?;
    let called = stage.victim.called(&known).ok_or(NoPeer)?;
    if play.acts() {
        play.note("calls itself alice, with a Cyrillic first letter", ALICE.as_bytes(), nick.as_bytes());
    }
    let reads_as_alice = Skeleton::of(&called).is_like(&Skeleton::of(ALICE));
    Ok(Seen::by_bob(stage.victim, reads_as_alice, play.acts() && reads_as_alice))
}
