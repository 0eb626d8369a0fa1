//! Diffie-Hellman hangs on one number that nobody can take the logarithm of.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil;
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::lab::tape::Tape;
use crate::lab::toy;
use crate::link::Origin;

pub(super) const ATTACK: Attack = Attack {
    id: "discrete-log",
    title: "Looks for the exponent of alice by trying one after the other",
    attacker: Attacker::Listener,
    stops: &[Stop::silent(Defence::Group)],
    noise: &[],
    later: &[Defence::DhSubgroup],
    spec: "Conventions",
    row: "G1",
    not_shown: "the best way known, some 2^110 steps in the real group",
    play,
};

/// Exponents that are tried.
const TRIES: u32 = 1_000;

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = toy::session(play, &play.setup())?;
    let frame = say(&mut arena, Origin::Initiator, BODY)?;
    arena.deliver(Origin::Initiator, &frame);
    let honest = arena.responder.texts() == [(1, BODY.to_owned())];
    let mut is_read = false;
    if play.acts() {
        play.note("tries a thousand exponents", &frame, &frame);
        let prime = evil::prime_of(play.defences);
        let tape = Tape::of(&arena.delivered).ok_or(NoPeer)?;
        let shared = tape.logarithm(&prime, TRIES).map(|a| tape.public_values()[1].modpow(&a.into(), &prime));
        is_read = shared.is_some_and(|shared| tape.texts(play.defences, &shared).contains(&BODY.to_owned()));
    }
    Ok(Seen::by_both(arena, honest, is_read))
}
