//! What links tell the node, and what all links share.

use tokio::sync::mpsc;

use crate::admission::Limits;
use crate::protocol::{self, Disclosure, Event};

use super::clock::Clock;
use super::pool::Pool;
use super::record::PacketTap;

/// What a link tells the node.
#[derive(Debug)]
pub enum Notice {
    /// Something happened in the protocol.
    Event {
        /// Which link.
        conn: u64,
        /// What.
        event: Event,
    },
    /// Secrets of a session, which the config of its connection asked for.
    Disclosed(Disclosure),
    /// The link has taken up what was waiting: what found no room may be given again.
    Room {
        /// Which link.
        conn: u64,
    },
    /// The link is gone.
    Closed {
        /// Which link.
        conn: u64,
        /// How it ended.
        result: Result<(), protocol::Error>,
        /// Bytes that came.
        received: u64,
    },
}

/// What all links share.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The clocks.
    pub clock: Clock,
    /// Where packets go.
    pub tap: PacketTap,
    /// Where exponentiations are done, so that they never take the network's threads.
    pub pool: Pool,
    /// Where notices go.
    pub notices: mpsc::Sender<Notice>,
    /// What a peer may cost.
    pub limits: Limits,
}
