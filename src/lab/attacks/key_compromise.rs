//! The key of alice lets a thief be alice to others, but nobody else to alice.

use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::evil::{Identity, Side};
use crate::lab::stage::{FRIEND, Stage, VICTIM};
use crate::wire::Reason;
use crate::protocol::Defence;

pub(super) const ATTACK: Attack = Attack {
    id: "key-compromise",
    title: "Answers alice as bob, with the stolen key of alice",
    attacker: Attacker::IdentityThief,
    stops: &[Stop::alice(Defence::Signature, Reason::HsBadSignature)],
    noise: &[],
    spec: "Handshake",
    row: "H8",
    not_shown: "a thief who plays alice to bob: nothing stops that",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut stage = Stage::dialler(play, play.config());
    let friend = Identity::new(FRIEND).public();
    let signer = if play.acts() { Identity::new(VICTIM) } else { Identity::new(FRIEND) };
    stage.answer(&signer, |exchange, proof| {
        proof.identity = friend;
        proof.signature = signer.sign("responder", &[&exchange.th_e, &friend]);
        proof.fin = exchange.fin(Side::Responder, &exchange.th_e, &friend, &proof.signature);
    })?;
    let frame = stage.victim.observed.last().map(|seen| seen.frame.clone()).unwrap_or_default();
    play.attack("claims the identity of bob, and signs with the key of alice", frame, |frame, _| frame);
    let believed = stage.believes(&friend);
    Ok(Seen::by_alice(stage.victim, believed, play.acts() && believed))
}
