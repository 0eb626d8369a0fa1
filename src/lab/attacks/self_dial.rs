//! Who answers with our own identity is nobody to talk to.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen, is_established};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "self-dial",
    title: "Leads the dial of alice back to alice",
    attacker: Attacker::Middle,
    stops: &[Stop::alice(Defence::OwnIdentity, Reason::IdIsSelf)],
    noise: &[],
    later: &[],
    spec: "Handshake",
    row: "H5",
    not_shown: "two programs that have one identity: they are one to everybody",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = if play.acts() { play.alone() } else { play.arena() };
    arena.run();
    play.attack("connects alice with herself", Vec::new(), |bytes, _| bytes);
    let agreed = is_established(&arena);
    if !play.acts() && !agreed {
        return Err(NoPeer);
    }
    Ok(Seen::by_both(arena, agreed, play.acts() && agreed))
}
