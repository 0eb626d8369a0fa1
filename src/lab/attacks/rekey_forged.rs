//! A rekey is signed by the identity, so that copied keys do not follow it.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::Identity;
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::{EVIL, FRIEND, Stage};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "rekey-forged",
    title: "Begins a rekey with the stolen keys of a session",
    attacker: Attacker::SessionThief,
    stops: &[Stop::bob(Defence::RekeySignature, Reason::RekeyBadSignature)],
    noise: &[],
    later: &[],
    spec: "Rekey",
    row: "R10",
    not_shown: "what is said before the next rekey: the thief reads that",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::listening_session(play)?;
    let signer = if play.acts() { Identity::new(FRIEND) } else { Identity::new(EVIL) };
    let frame = channel.rekey_request(&signer, &stage.public());
    let frame =
        play.attack("signs with another key than that of the session's peer", frame, |frame, _| frame);
    stage.feed(&frame);
    let (kind, _) = channel.open(&stage.take()?).ok_or(NoPeer)?;
    let answered = kind == REKEY_RESPONSE;
    Ok(Seen::by_bob(stage.victim, answered, play.acts() && answered))
}

const REKEY_RESPONSE: u8 = 0x21;
