//! The versions are checked, and what was offered goes into the keys of both sides.

use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen, is_established};
use crate::link::Origin;
use crate::wire::Reason;
use crate::protocol::Defence;

pub(super) const ATTACK: Attack = Attack {
    id: "downgrade-version",
    title: "Offers bob another range of versions than alice did",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::Version, Reason::BadVersion), Stop::alice(Defence::Transcript, Reason::HsBadTag)],
    noise: &[],
    spec: "Handshake",
    row: "H11",
    not_shown: "a second version: there is only one yet",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.arena();
    let now = arena.now();
    arena.initiator.drain(now);
    let request = arena.initiator.take().ok_or(NoPeer)?;
    let request = play.attack("changes the range of versions to 0 to 0", request, |mut frame, _| {
        frame[20..22].fill(0);
        frame
    });
    arena.deliver(Origin::Initiator, &request);
    arena.run();
    let agreed = is_established(&arena);
    if !play.acts() && !agreed {
        return Err(NoPeer);
    }
    Ok(Seen::by_both(arena, agreed, play.acts() && agreed))
}
