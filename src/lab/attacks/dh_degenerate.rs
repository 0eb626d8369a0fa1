//! These values lead to one or two shared secrets, which anybody can try.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::{self, Request};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::Stage;
use crate::wire::Reason;
use num_bigint::BigUint;

pub(super) const ATTACK: Attack = Attack {
    id: "dh-degenerate",
    title: "Dials with the public value 0, p-1 or p",
    attacker: Attacker::Peer,
    stops: &[
        Stop::bob(Defence::DhRange, Reason::DhOutOfRange),
        Stop::bob(Defence::DhSubgroup, Reason::DhNotInSubgroup),
    ],
    noise: &[],
    later: &[Defence::Group],
    spec: "Conventions",
    row: "D1",
    not_shown: "p+1 and above: tests/bad_input has them",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut stage = Stage::listener(play, play.config());
    if !play.acts() {
        stage.dial(&stage.request())?;
        return Ok(Seen::by_bob(stage.victim, true, false));
    }
    let below = stage.prime() - 1_u8;
    let values = [BigUint::ZERO, below.clone(), stage.prime()];
    let public = values[play.chance().index(values.len())].clone();
    let request = Request { public: evil::wide(&public), ..stage.request() };
    play.note("sends a number of no use for its public value", &stage.request().frame(), &request.frame());
    let opened = stage.opens_with(&request, |_| vec![BigUint::ZERO, BigUint::from(1_u8), below.clone()]);
    Ok(Seen::by_bob(stage.victim, false, opened))
}
