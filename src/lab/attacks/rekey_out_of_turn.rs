//! One side begins, so that two rekeys never cross.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::Identity;
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::{EVIL, Stage};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "rekey-out-of-turn",
    title: "The listening side begins a rekey",
    attacker: Attacker::Peer,
    stops: &[Stop::alice(Defence::RekeyTurn, Reason::RekeyUnexpected)],
    noise: &[],
    later: &[],
    spec: "Rekey",
    row: "R9",
    not_shown: "a rekey that is never finished: it has a deadline of its own",
    play,
};

const REKEY_REQUEST: u8 = 0x20;
const REKEY_RESPONSE: u8 = 0x21;
const REKEY_ASK: u8 = 0x23;

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::dialling_session(play)?;
    let frame = if play.acts() {
        channel.rekey_request(&Identity::new(EVIL), &stage.public())
    } else {
        channel.seal(REKEY_ASK, &[])
    };
    let frame = play.attack("begins where it may only ask", frame, |frame, _| frame);
    stage.feed(&frame);
    let (kind, _) = channel.open(&stage.take()?).ok_or(NoPeer)?;
    Ok(Seen::by_alice(stage.victim, kind == REKEY_REQUEST, kind == REKEY_RESPONSE))
}
