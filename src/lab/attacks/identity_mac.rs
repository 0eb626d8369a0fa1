//! A signature alone says who spoke, and not that they have the keys of this session.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::Identity;
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::{EVIL, Stage};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "identity-mac",
    title: "Proves an identity without the MAC that ties it to the keys",
    attacker: Attacker::Peer,
    stops: &[Stop::alice(Defence::Fin, Reason::HsBadFin)],
    noise: &[],
    later: &[],
    spec: "Handshake",
    row: "H7, H12",
    not_shown: "a signer that is tricked into signing the exchange of somebody else: identity-misbinding",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut stage = Stage::dialler(play, play.config());
    let own = Identity::new(EVIL);
    let mut made = Vec::new();
    stage.answer(&own, |_, proof| {
        made = proof.fin.to_vec();
        if play.acts() {
            proof.fin[31] ^= 1;
        }
    })?;
    play.attack("makes the MAC without the key", made, |mut mac, _| {
        mac[31] ^= 1;
        mac
    });
    let believed = stage.believes(&own.public());
    Ok(Seen::by_alice(stage.victim, believed, play.acts() && believed))
}
