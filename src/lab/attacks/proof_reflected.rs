//! A proof says which side it speaks for, and nobody is taken for ourselves.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::Side;
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::Stage;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "proof-reflected",
    title: "Gives bob his own proof back as that of the dialler",
    attacker: Attacker::Stranger,
    stops: &[
        Stop::bob(Defence::OwnIdentity, Reason::IdIsSelf),
        Stop::bob(Defence::RoleLabel, Reason::HsBadSignature),
    ],
    noise: &[],
    later: &[Defence::Signature],
    spec: "Handshake",
    row: "H5",
    not_shown: "a proof that goes back to somebody else: it is signed for another exchange",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut stage = Stage::listener(play, play.config());
    let mut claimed = [0; 32];
    stage.dialled(|exchange, theirs, (th_2, proof)| {
        if play.acts() {
            proof.identity = theirs.identity;
            proof.signature = theirs.signature;
            proof.fin = exchange.fin(Side::Initiator, th_2, &proof.identity, &proof.signature);
        }
        claimed = proof.identity;
    })?;
    play.attack("sends the identity and the signature that it was sent", claimed.to_vec(), |bytes, _| bytes);
    let believed = stage.believes(&claimed);
    Ok(Seen::by_bob(stage.victim, believed, play.acts() && believed))
}
