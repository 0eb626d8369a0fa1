//! A value outside the subgroup shows whether the exponent of the other side is even.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::{self, Request};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::Stage;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "dh-non-residue",
    title: "Dials with p-2, which is not in the subgroup, to learn a bit of the exponent",
    attacker: Attacker::Peer,
    stops: &[Stop::bob(Defence::DhSubgroup, Reason::DhNotInSubgroup)],
    noise: &[],
    later: &[Defence::Group],
    spec: "Conventions",
    row: "D2",
    not_shown: "other small subgroups: with a safe prime there are none",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut stage = Stage::listener(play, play.config());
    if !play.acts() {
        stage.dial(&stage.request())?;
        return Ok(Seen::by_bob(stage.victim, true, false));
    }
    let prime = stage.prime();
    let public = &prime - 2_u8;
    let request = Request { public: evil::wide(&public), ..stage.request() };
    play.note("sends p-2 for its public value", &stage.request().frame(), &request.frame());
    let opened = stage.opens_with(&request, |theirs| vec![theirs.clone(), prime - theirs]);
    Ok(Seen::by_bob(stage.victim, false, opened))
}
