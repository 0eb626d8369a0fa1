//! Blast radius: what a copy of bob's memory opens of everything that he was sent, at three moments.

use crate::defence::Defence;
use crate::link::{Direction, Origin};
use crate::protocol::{Exposed, Theft};

use super::arena::Arena;
use super::play::{Acting, NoPeer, Play, Presence, say};

/// A moment at which the memory is copied.
#[derive(Debug)]
pub struct Moment {
    /// When.
    pub when: &'static str,
    /// What was recorded until then, and with what it opens.
    pub frames: Vec<Recorded>,
}

impl Moment {
    /// Whether nothing of what was recorded opens, as it has to be.
    pub fn is_closed(&self) -> bool {
        self.frames.iter().all(|frame| frame.exposed.is_none())
    }
}

/// A recorded frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its epoch.
    pub epoch: u16,
    /// Its number.
    pub seq: u64,
    /// With what the copy opens it.
    pub exposed: Option<Exposed>,
}

impl Recorded {
    /// Why it opens, or why it does not.
    pub const fn why(&self) -> &'static str {
        match self.exposed {
            Some(Exposed::Chain) => "opens: its key is still to be used",
            Some(Exposed::Root) => "opens: the root of its epoch was not wiped",
            None => "closed: the root and the chains of its epoch are wiped",
        }
    }
}

/// Plays a session with a rekey in its middle, and tries every recorded frame before it, after it and later.
///
/// # Errors
/// [`NoPeer`] when there was no session.
pub fn compromise(seed: u64, removed: &[Defence]) -> Result<Vec<Moment>, NoPeer> {
    let play = Play::new(seed, removed, Acting::Nobody, Presence::There);
    let mut arena = play.session()?;
    talk(&mut arena)?;
    let before = moment(&arena, "after three texts");
    let now = arena.now();
    arena.initiator.rekey(now).map_err(|_not_established| NoPeer)?;
    arena.run();
    let rekeyed = moment(&arena, "right after a rekey");
    talk(&mut arena)?;
    Ok(vec![before, rekeyed, moment(&arena, "after three more texts")])
}

fn talk(arena: &mut Arena) -> Result<(), NoPeer> {
    for body in ["one", "two", "three"] {
        let frame = say(arena, Origin::Initiator, body)?;
        arena.deliver(Origin::Initiator, &frame);
    }
    Ok(())
}

fn moment(arena: &Arena, when: &'static str) -> Moment {
    let bob = &arena.responder;
    let received = bob.observed.iter().filter(|seen| seen.direction == Direction::Received);
    let sealed = received.filter(|seen| seen.opened.is_some());
    let frames = sealed.filter_map(|seen| {
        let header = seen.header?;
        let exposed = bob.connection.exposes(Theft::Machine, Direction::Received, &seen.frame);
        Some(Recorded { epoch: header.epoch.0, seq: header.seq.0, exposed })
    });
    Moment { when, frames: frames.collect() }
}
