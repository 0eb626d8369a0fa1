//! The links of a node: handshakes under way, held, and sessions.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::crypto::VerifyingKey;
use crate::net::Input;
use crate::wire::Reason;

use super::event::Origin;

/// Inputs that may wait at a link; texts take only part of it, so that there is room for a goodbye.
pub(super) const INPUTS_MAX: usize = 64;
/// Room that texts leave.
const INPUTS_KEPT: usize = 16;

/// One link.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) origin: Origin,
    pub(super) address: SocketAddr,
    /// The dial it came of.
    pub(super) dial: Option<u64>,
    pub(super) identity: Option<VerifyingKey>,
    pub(super) session_id: Option<[u8; 32]>,
    pub(super) began: Duration,
    /// Whether the person was told of its end.
    pub(super) farewell: Farewell,
    inputs: mpsc::Sender<Input>,
}

/// How a link's end is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Farewell {
    /// As an event, when it comes.
    Due,
    /// It was told already, or is of no interest to a person: another session goes on.
    Silent,
}

impl Link {
    pub(super) const fn new(
        origin: Origin,
        address: SocketAddr,
        dial: Option<u64>,
        began: Duration,
        inputs: mpsc::Sender<Input>,
    ) -> Self {
        let farewell = Farewell::Due;
        Self { origin, address, dial, identity: None, session_id: None, began, farewell, inputs }
    }

    /// How many texts the link takes now.
    pub(super) fn room(&self) -> usize {
        self.inputs.capacity().saturating_sub(INPUTS_KEPT)
    }

    /// Gives the link something to do; `false` when it is too far behind, and then it is as good as dead.
    pub(super) fn give(&self, input: Input) -> bool {
        self.inputs.try_send(input).is_ok()
    }

    pub(super) fn close(&self, reason: Reason) {
        self.give(Input::Close(reason));
    }
}

/// All links by number.
#[derive(Debug, Default)]
pub(super) struct Links {
    pub(super) all: HashMap<u64, Link>,
    last: u64,
}

impl Links {
    pub(super) const fn next_number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// Links on which no session was established yet.
    pub(super) fn half_open(&self) -> usize {
        self.all.values().filter(|link| link.session_id.is_none()).count()
    }
}
