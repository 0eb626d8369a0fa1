//! Each frame has a key that cannot be computed from later ones.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::{self, Channel};
use crate::lab::play::{BODY, NoPeer, Play, Seen};
use crate::lab::stage::{Stage, TEXT};

pub(super) const ATTACK: Attack = Attack {
    id: "stolen-chain",
    title: "Copies the chains of a session and opens what was recorded before",
    attacker: Attacker::SessionThief,
    stops: &[Stop::silent(Defence::Ratchet)],
    noise: &[],
    later: &[],
    spec: "Key schedule",
    row: "R12",
    not_shown: "what is said after the theft, until the next rekey: those chains open that",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let (mut stage, mut channel) = Stage::listening_session(play)?;
    let earlier: Vec<(u64, Vec<u8>)> =
        (1..=3).map(|number| (channel.send.seq, channel.seal(TEXT, &evil::text(number, BODY)))).collect();
    let stolen = Channel { receive: channel.send.clone(), ..channel.clone() };
    let next = (channel.send.seq, channel.seal(TEXT, &evil::text(4, BODY)));
    for (_, frame) in earlier.iter().chain([&next]) {
        stage.feed(frame);
    }
    let opens = |(seq, frame): &(u64, Vec<u8>)| {
        let mut thief = stolen.clone();
        thief.receive.seq = *seq;
        thief.open(frame).is_some()
    };
    let honest = stage.victim.texts().len() == 4 && opens(&next);
    if play.acts() {
        play.note("tries the copied keys on a frame from before the theft", &earlier[0].1, &earlier[0].1);
    }
    let opened = play.acts() && earlier.iter().any(opens);
    Ok(Seen::by_bob(stage.victim, honest, opened))
}
