//! Each session has keys of its own, since each side draws a fresh exponent.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::play::{NoPeer, Play, Seen, established, say};
use crate::link::Origin;
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "splice-sessions",
    title: "Puts a text of another session of the same two into this one",
    attacker: Attacker::Middle,
    stops: &[Stop::bob(Defence::Fresh, Reason::BadTag)],
    noise: &[Defence::Tag],
    later: &[],
    spec: "Key schedule",
    row: "R3",
    not_shown: "peers whose random generator is bad: their sessions are as weak as it is",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let mut other = established(play.another())?;
    let own = say(&mut arena, Origin::Initiator, "of this session")?;
    let foreign = say(&mut other, Origin::Initiator, "of the other session")?;
    let frame = play.attack("delivers the same number of another session", own, |_, _| foreign);
    arena.deliver(Origin::Initiator, &frame);
    arena.run();
    let shows = |body: &str| arena.responder.texts() == [(1, body.to_owned())];
    let (honest, fooled) = (shows("of this session"), shows("of the other session"));
    Ok(Seen::by_both(arena, honest, fooled))
}
