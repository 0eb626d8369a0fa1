//! A listener with the gate answers only who knows its identity.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::Identity;
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::{Stage, VICTIM};
use crate::protocol::{Config, Gate};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "gate-scan",
    title: "Asks a listener who it is, without knowing",
    attacker: Attacker::Stranger,
    stops: &[Stop::bob(Defence::Gate, Reason::GateRefused)],
    noise: &[],
    later: &[],
    spec: "Gate",
    row: "H17",
    not_shown: "a gate that was recorded: it passes, and learns nothing more",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let config = Config { gate: Gate::Required, ..play.config() };
    let mut stage = Stage::listener(play, config);
    let right = stage.request().with_gate_of(&Identity::new(VICTIM).public());
    let frame =
        play.attack("puts random bytes where the gate belongs", right.frame(), |mut frame, chance| {
            let gate = frame.len() - 32;
            frame[gate..].fill_with(|| chance.next().to_be_bytes()[0]);
            frame
        });
    stage.feed(&frame);
    let answered = stage.victim.take().is_some();
    if !play.acts() && !answered {
        return Err(NoPeer);
    }
    Ok(Seen::by_bob(stage.victim, answered, play.acts() && answered))
}
