//! Whoever knows how long a text is can shorten it, if nothing but the cipher protects it.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "truncate-frame",
    title: "Cuts a text after its first half, and mends its length",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::Tag, Reason::BadTag)],
    noise: &[],
    later: &[],
    spec: "Data frames",
    row: "F8",
    not_shown: "an attacker who has the key of the frame",
    play,
};

/// Fills the first 64 sealed bytes to the last.
const FIRST: &str = "pay 100 to the account that ends in 4471-9";
const WHOLE: &str = "pay 100 to the account that ends in 4471-9 only if carol says so";
/// Kind, time, length, number and flags stand in front of what is said.
const LENGTH_AT: usize = 20 + 9;

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let frame = say(&mut arena, Origin::Initiator, WHOLE)?;
    let frame = play.attack("keeps the first 64 sealed bytes and mends both lengths", frame, |frame, _| {
        let (kept, tag) = (&frame[..20 + 64], &frame[frame.len() - 32..]);
        let mut cut = [kept, tag].concat();
        cut[8..12].copy_from_slice(&96_u32.to_be_bytes());
        let lengths = (u32::try_from(9 + WHOLE.len()), u32::try_from(9 + FIRST.len()));
        let change = lengths.0.unwrap_or(0) ^ lengths.1.unwrap_or(0);
        for (byte, change) in cut[LENGTH_AT..].iter_mut().zip(change.to_be_bytes()) {
            *byte ^= change;
        }
        cut
    });
    arena.deliver(Origin::Initiator, &frame);
    arena.run();
    let shown = arena.responder.texts();
    let (honest, cut) = (shown == [(1, WHOLE.to_owned())], shown == [(1, FIRST.to_owned())]);
    Ok(Seen::by_both(arena, honest, cut))
}
