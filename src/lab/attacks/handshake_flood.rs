//! One source has its share of the door, and no more.

use crate::defence::Defence;
use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::door::{Door, address};
use crate::lab::play::{NoPeer, Play, Seen, Success};
use crate::wire::Reason;

pub(super) const ATTACK: Attack = Attack {
    id: "handshake-flood",
    title: "Begins handshakes without end, so that nobody else gets in",
    attacker: Attacker::Stranger,
    stops: &[Stop::bob(Defence::SourceShare, Reason::RateLimited)],
    noise: &[],
    later: &[],
    spec: "Admission",
    row: "H1",
    not_shown: "how soon a real machine answers meanwhile: see benches/flood",
    play,
};

const DIALS: usize = 1_000;

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut door = Door::new(play);
    if play.acts() {
        play.note("dials a thousand times from one address", &[], &[]);
        for _ in 0..DIALS {
            door.crowd(play, address(66));
        }
    }
    let seen = door.friend(play, address(1))?;
    Ok(Seen { attack: (seen.honest == Success::No).into(), ..seen })
}
