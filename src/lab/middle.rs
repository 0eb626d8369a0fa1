//! Somebody in the middle who answers alice as bob, dials bob as alice, and passes on what he likes.

use crate::crypto::{Pin, VerifyingKey, safety_number};
use crate::link::Origin;

use super::arena::Setup;
use super::attack::Victim;
use super::play::{BODY, NoPeer, Play, Seen, established, is_established, say};

/// What alice dials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dial {
    /// An address, where she takes whoever answers.
    Address,
    /// The identity of bob, which she knows.
    Pinned,
}

/// What alice and bob do before they say anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trusting {
    /// Nothing.
    Anybody,
    /// They compare their safety numbers, and hang up if these differ.
    Compared,
}

const LIE: &str = "stay at home, it is cancelled";

/// Plays it: without the attacker alice talks to bob, with him to mallory.
pub(super) fn sit(play: &mut Play, dial: Dial, trusting: Trusting) -> Result<Seen, NoPeer> {
    let known = play.session()?;
    let bob = key(known.initiator.proved().ok_or(NoPeer)?)?;
    let mut setup = play.setup();
    if dial == Dial::Pinned {
        setup.initiator.pin = Some(Pin::Identity(bob));
    }
    if !play.acts() {
        let mut arena = established(play.open(setup))?;
        let frame = say(&mut arena, Origin::Initiator, BODY)?;
        arena.deliver(Origin::Initiator, &frame);
        let honest = arena.responder.texts() == [(1, BODY.to_owned())];
        return Ok(Seen::by_both(arena, honest, false));
    }
    let mut near = play.open(Setup { seed: play.seed.wrapping_add(1), ..setup });
    near.run();
    let mut far = established(play.arena())?;
    let talks = is_established(&near) && (trusting == Trusting::Anybody || numbers_agree(&near, &far)?);
    if talks {
        let heard = say(&mut near, Origin::Initiator, BODY)?;
        near.deliver(Origin::Initiator, &heard);
        play.read = near.responder.texts().pop().map(|(_, text)| text);
        let told = say(&mut far, Origin::Initiator, LIE)?;
        play.note("reads what alice says, and tells bob something else", &heard, &told);
        far.deliver(Origin::Initiator, &told);
    }
    let fooled = far.responder.texts() == [(1, LIE.to_owned())];
    Ok(Seen::by([(Victim::Alice, near.initiator), (Victim::Bob, far.responder)], false, fooled))
}

/// Whether alice and bob see the same digits. What is not on their screens they do not know.
fn numbers_agree(near: &super::Arena, far: &super::Arena) -> Result<bool, NoPeer> {
    let proved = |end: &super::End| key(end.proved().ok_or(NoPeer)?);
    let of_alice = safety_number(&proved(&near.responder)?, &proved(&near.initiator)?);
    let of_bob = safety_number(&proved(&far.responder)?, &proved(&far.initiator)?);
    Ok(of_alice == of_bob)
}

fn key(bytes: [u8; 32]) -> Result<VerifyingKey, NoPeer> {
    VerifyingKey::from_bytes(&bytes).map_err(|_no_identity| NoPeer)
}
