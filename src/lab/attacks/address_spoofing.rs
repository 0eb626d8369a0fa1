//! An address is a hint, never a proof.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::Identity;
use crate::lab::people::{ALICE, friends};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::{EVIL, FRIEND, Stage};

pub(super) const ATTACK: Attack = Attack {
    id: "address-spoofing",
    title: "Calls bob from the address of alice",
    attacker: Attacker::Stranger,
    stops: &[Stop::silent(Defence::KnownByKey)],
    noise: &[],
    later: &[],
    spec: "Two sessions with one peer",
    row: "G2",
    not_shown: "that the program asks by key there: tests/loopback/claims.rs; who answers when bob dials that address: see changed-key",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let known = friends(play.defences)?;
    let key = Identity::new(if play.acts() { EVIL } else { FRIEND });
    let (stage, _) = Stage::called_by(play, &key, "mallory")?;
    let taken_for = stage.victim.taken_for(&known);
    if play.acts() {
        play.note("calls from the address where alice was last, with a key of its own", &[], &[]);
    }
    let is_alice = taken_for == Some(ALICE);
    Ok(Seen::by_bob(stage.victim, is_alice, play.acts() && is_alice))
}
