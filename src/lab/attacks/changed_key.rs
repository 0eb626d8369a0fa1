//! Whoever has the address of a known peer has not its key.

use crate::crypto::{Pin, VerifyingKey};
use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::Identity;
use crate::lab::play::{NoPeer, Play, Seen};
use crate::lab::stage::{EVIL, FRIEND, Stage};
use crate::protocol::Config;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "changed-key",
    title: "Takes the address of a peer that alice knows, and answers with a key of its own",
    attacker: Attacker::Stranger,
    stops: &[Stop::alice(Defence::Pin, Reason::IdMismatch)],
    noise: &[],
    later: &[],
    spec: "Handshake",
    row: "H9",
    not_shown: "a person who is told of the new key and takes it unseen",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let friend = Identity::new(FRIEND).public();
    let known = VerifyingKey::from_bytes(&friend).map_err(|_no_identity| NoPeer)?;
    let config = Config { pin: Some(Pin::Identity(known)), ..play.config() };
    let mut stage = Stage::dialler(play, config);
    let key = Identity::new(if play.acts() { EVIL } else { FRIEND });
    stage.answer(&key, |_, _| {})?;
    if play.acts() {
        play.note("answers the dial with its own identity, proved as it has to be", &friend, &key.public());
    }
    let believed = stage.believes(&key.public());
    Ok(Seen::by_alice(stage.victim, believed && !play.acts(), play.acts() && believed))
}
