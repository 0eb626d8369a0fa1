//! A peer that sends our value back adds nothing of its own to the next keys.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::{self, Identity};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::{EVIL, Stage};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "dh-own-value",
    title: "Answers a rekey with the public value that it was asked with",
    attacker: Attacker::Peer,
    stops: &[Stop::alice(Defence::DhOwnValue, Reason::DhOwnValue)],
    noise: &[],
    later: &[],
    spec: "Rekey",
    row: "D4, D9",
    not_shown: "a peer that lies about its own randomness in some other way",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::dialling_session(play)?;
    let now = stage.now;
    stage.victim.rekey(now).map_err(|_not_established| NoPeer)?;
    let (_, asked) = channel.open(&stage.take()?).ok_or(NoPeer)?;
    let theirs: [u8; 256] = evil::array(&asked[2..]);
    let public = if play.acts() { theirs } else { stage.public() };
    let frame = channel.rekey_response(&Identity::new(EVIL), &asked, &public);
    let frame = play.attack("signs the value of the victim as its own", frame, |frame, _| frame);
    stage.feed(&frame);
    let moved = stage.victim.epoch() == 2;
    Ok(Seen::by_alice(stage.victim, moved, play.acts() && moved))
}
