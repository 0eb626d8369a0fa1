//! Whoever claims an identity signs this exchange with its key.

use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::evil::{Identity, Side};
use crate::lab::stage::{EVIL, FRIEND, Stage};
use crate::wire::Reason;
use crate::protocol::Defence;

pub(super) const ATTACK: Attack = Attack {
    id: "forged-identity",
    title: "Answers as bob without the key of bob",
    attacker: Attacker::Middle,
    stops: &[Stop::alice(Defence::Signature, Reason::HsBadSignature)],
    noise: &[],
    spec: "Handshake",
    row: "H8, H12",
    not_shown: "an attacker who has the key of bob",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut stage = Stage::dialler(play, play.config());
    let friend = Identity::new(FRIEND).public();
    let signer = if play.acts() { Identity::new(EVIL) } else { Identity::new(FRIEND) };
    stage.answer(&signer, |exchange, proof| {
        proof.identity = friend;
        proof.signature = signer.sign("responder", &[&exchange.th_e, &friend]);
        proof.fin = exchange.fin(Side::Responder, &exchange.th_e, &friend, &proof.signature);
    })?;
    let frame = stage.victim.observed.last().map(|seen| seen.frame.clone()).unwrap_or_default();
    play.attack("claims the identity of bob, and signs with its own key", frame, |frame, _| frame);
    let believed = stage.believes(&friend);
    Ok(Seen::by_alice(stage.victim, believed, play.acts() && believed))
}
