//! What whoever copies the memory of a session now could open: the session tries, and no key leaves it.

use crate::crypto::wiped_once;
use crate::link::Direction;
use crate::wire::FrameHeader;

use super::connection::{Connection, Phase};
use super::output::Event;
use super::ratchet::ChainKey;
use super::session::{Lane, Session, unseal};

/// Steps of a chain that are tried to reach a frame.
const STEPS_MAX: u64 = 4_096;

/// With which of the keys in memory a recorded frame opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposed {
    /// With the chain of its direction: it has not been read or written yet.
    Chain,
    /// With the root of its epoch, from which both chains can be made again: it is there only without
    /// [`Defence::RootWipe`](crate::defence::Defence::RootWipe).
    Root,
}

/// What is stolen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theft {
    /// All that is in memory.
    Machine,
    /// The next key of a message in each direction.
    MessageKey,
    /// That from which the chains of the epoch were made.
    Root,
    /// The long-term key.
    Identity,
}

/// A frame that somebody recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedFrame {
    /// The number under which it is asked about.
    pub number: u64,
    /// Which way it went.
    pub direction: Direction,
    /// All of its bytes.
    pub bytes: Vec<u8>,
}

impl Connection {
    /// Tries recorded frames with what is stolen now. The answer is [`Event::Tried`]; no key is in it.
    pub fn try_recorded(&mut self, theft: Theft, frames: &[RecordedFrame]) {
        let tried = frames
            .iter()
            .map(|frame| (frame.number, self.exposes(theft, frame.direction, &frame.bytes)))
            .collect();
        self.core.event(Event::Tried { theft, tried });
    }

    /// With what of the stolen a frame opens that went this way over this link; none where no key for it is left.
    pub fn exposes(&self, theft: Theft, direction: Direction, frame: &[u8]) -> Option<Exposed> {
        let session = match &self.phase {
            Phase::Live(live) => live.session(),
            Phase::Closing { session: Some(session), .. } => session,
            Phase::Handshake(_) | Phase::Silent(_) | Phase::Closing { .. } | Phase::Closed { .. } => {
                return None;
            }
        };
        let lane = match direction {
            Direction::Sent => &session.send,
            Direction::Received => &session.receive,
        };
        session.exposes(theft, lane, frame)
    }
}

impl Session {
    fn exposes(&self, theft: Theft, lane: &Lane, frame: &[u8]) -> Option<Exposed> {
        let header = FrameHeader::from_slice(frame)?;
        if header.epoch != lane.epoch {
            return None;
        }
        let first = self.salt().chain(lane.flow, &self.id, lane.epoch);
        let opens = |chain: &ChainKey, steps| self.opens_along(lane, (chain, steps), (&header, frame));
        let (chain, root) = match theft {
            Theft::Machine => (STEPS_MAX, STEPS_MAX),
            Theft::MessageKey => (1, 0),
            Theft::Root => (0, STEPS_MAX),
            // It signs. What opens a frame is made from values that both sides have wiped.
            Theft::Identity => (0, 0),
        };
        if opens(&lane.chain, chain) {
            Some(Exposed::Chain)
        } else {
            opens(&first, root).then_some(Exposed::Root)
        }
    }

    /// Whether one of so many keys from here on opens it.
    fn opens_along(
        &self,
        lane: &Lane,
        (from, steps): (&ChainKey, u64),
        (header, frame): (&FrameHeader, &[u8]),
    ) -> bool {
        let named = (&self.id, lane.flow);
        wiped_once(|| {
            let (mut key, mut chain) = from.step();
            for _ in 0..steps.min(header.seq.0 + 1) {
                if unseal(named, key, (header, frame), self.defences).is_ok() {
                    return true;
                }
                (key, chain) = chain.step();
            }
            drop(chain);
            false
        })
    }
}
