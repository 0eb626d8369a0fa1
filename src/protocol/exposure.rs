//! What whoever copies the memory of a session now could open: the session tries, and no key leaves it.

use crate::crypto::wiped_once;
use crate::link::Direction;
use crate::wire::FrameHeader;

use super::connection::{Connection, Phase};
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
    /// [`Defence::RootWipe`](super::Defence::RootWipe).
    Root,
}

impl Connection {
    /// With what a copy of this memory would open a frame that went this way over this link; none where no key
    /// for it is left.
    pub fn exposes(&self, direction: Direction, frame: &[u8]) -> Option<Exposed> {
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
        session.exposes(lane, frame)
    }
}

impl Session {
    fn exposes(&self, lane: &Lane, frame: &[u8]) -> Option<Exposed> {
        let header = FrameHeader::from_slice(frame)?;
        if header.epoch != lane.epoch {
            return None;
        }
        let first = self.salt().chain(lane.flow, &self.id, lane.epoch);
        let opens = |chain: &ChainKey| self.opens_along(lane, chain, (&header, frame));
        if opens(&lane.chain) { Some(Exposed::Chain) } else { opens(&first).then_some(Exposed::Root) }
    }

    /// Whether a key from here on opens it.
    fn opens_along(&self, lane: &Lane, from: &ChainKey, (header, frame): (&FrameHeader, &[u8])) -> bool {
        let named = (&self.id, lane.flow);
        wiped_once(|| {
            let (mut key, mut chain) = from.step();
            for _ in 0..STEPS_MAX.min(header.seq.0 + 1) {
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
