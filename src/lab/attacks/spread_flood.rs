//! So many handshakes may be half done, whoever began them.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::door::{Door, address};
use crate::lab::play::{NoPeer, Play, Seen};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "spread-flood",
    title: "Begins handshakes from many addresses, each of which costs an exponentiation",
    attacker: Attacker::Stranger,
    stops: &[Stop::bob(Defence::HalfOpen, Reason::RateLimited)],
    noise: &[],
    later: &[],
    spec: "Admission",
    row: "H1",
    not_shown: "a stranger who wants in meanwhile: chance decides",
    play,
};

const DIALS: u8 = 200;

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut door = Door::new(play);
    let friend = address(255);
    door.knows(friend);
    if play.acts() {
        play.note("dials once from each of 200 addresses", &[], &[]);
        for number in 0..DIALS {
            door.crowd(play, address(number));
        }
    }
    let are_all_in = door.half_open() == usize::from(DIALS);
    let seen = door.friend(play, friend)?;
    Ok(Seen { attack: are_all_in.into(), ..seen })
}
