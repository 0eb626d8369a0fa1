//! Four lines of defence tie an identity to the keys of its session.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::Identity;
use crate::lab::play::{NoPeer, Play, Seen, established, is_established};
use crate::lab::stage::EVIL;
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "identity-misbinding",
    title: "Makes bob believe that he talks to mallory while alice talks to bob",
    attacker: Attacker::Middle,
    stops: &[
        Stop::bob(Defence::HandshakeTag, Reason::HsBadTag),
        Stop::bob(Defence::Signature, Reason::HsBadSignature),
        Stop::bob(Defence::Fin, Reason::HsBadFin),
        Stop::alice(Defence::Transcript, Reason::BadTag),
    ],
    noise: &[],
    later: &[Defence::Tag],
    spec: "Handshake",
    row: "H7",
    not_shown: "an attacker who takes part in the exchange: then it has a session of its own",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let known = established(play.another())?;
    let alice = known.responder.proved().ok_or(NoPeer)?;
    let mallory = Identity::new(EVIL).public();
    let mut arena = play.arena();
    while arena.initiator.observed.len() < 3 {
        if !arena.step() {
            return Err(NoPeer);
        }
    }
    let finish = arena.initiator.take().ok_or(NoPeer)?;
    let finish = play.attack("writes its own identity over that of alice", finish, |mut frame, _| {
        for (byte, (is, wanted)) in frame[20..].iter_mut().zip(alice.iter().zip(mallory)) {
            *byte ^= is ^ wanted;
        }
        frame
    });
    arena.deliver(Origin::Initiator, &finish);
    arena.run();
    let agreed = is_established(&arena);
    let believed = arena.responder.proved();
    let fooled = agreed && believed == Some(mallory);
    Ok(Seen::by_both(arena, agreed && believed == Some(alice), fooled))
}
