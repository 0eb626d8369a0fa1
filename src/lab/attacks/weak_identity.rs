//! For a point of small order a signature of nobody verifies.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::{self, Identity, Side};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::{EVIL, Stage};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "weak-identity",
    title: "Answers with an identity for which anybody can sign",
    attacker: Attacker::Stranger,
    stops: &[
        Stop::alice(Defence::WeakIdentity, Reason::IdWeakKey),
        Stop::alice(Defence::StrictSignature, Reason::HsBadSignature),
    ],
    noise: &[],
    later: &[Defence::Signature],
    spec: "Conventions",
    row: "H12",
    not_shown: "the other seven points of small order: tests/bad_input has more",
    play,
};

/// The neutral point, and a signature made of it and of zero: `[0]B = R + [k]A` whatever was signed.
const NEUTRAL: [u8; 32] = {
    let mut bytes = [0; 32];
    bytes[0] = 1;
    bytes
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut stage = Stage::dialler(play, play.config());
    let own = Identity::new(EVIL);
    stage.answer(&own, |exchange, proof| {
        if play.acts() {
            proof.identity = NEUTRAL;
            proof.signature = evil::array(&NEUTRAL);
            proof.fin = exchange.fin(Side::Responder, &exchange.th_e, &NEUTRAL, &proof.signature);
        }
    })?;
    play.attack("signs for a key that has no owner", NEUTRAL.to_vec(), |bytes, _| bytes);
    let claimed = if play.acts() { NEUTRAL } else { own.public() };
    let believed = stage.believes(&claimed);
    Ok(Seen::by_alice(stage.victim, believed, play.acts() && believed))
}
