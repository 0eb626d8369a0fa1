//! With 1 as a public value the shared secret is 1, whatever the exponent of the other side.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::{self, Request};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::Stage;
use crate::wire::Reason;
use num_bigint::BigUint;

pub(super) const ATTACK: Attack = Attack {
    id: "dh-one",
    title: "Dials with the public value 1, so that the shared secret is 1",
    attacker: Attacker::Peer,
    stops: &[Stop::bob(Defence::DhRange, Reason::DhOutOfRange)],
    noise: &[],
    later: &[],
    spec: "Conventions",
    row: "D1",
    not_shown: "a value in the range with a small logarithm: it harms only its author",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut stage = Stage::listener(play, play.config());
    if !play.acts() {
        stage.dial(&stage.request())?;
        return Ok(Seen::by_bob(stage.victim, true, false));
    }
    let public = BigUint::from(1_u8);
    let request = Request { public: evil::wide(&public), ..stage.request() };
    play.note("sends 1 for its public value", &stage.request().frame(), &request.frame());
    let opened = stage.opens_with(&request, |_| vec![BigUint::from(1_u8)]);
    Ok(Seen::by_bob(stage.victim, false, opened))
}
