//! The links of a node: handshakes under way, held, and sessions.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::Id;

use crate::admission::{Acquaintance, Note};
use crate::crypto::VerifyingKey;
use crate::net::{Input, Orders};
use crate::wire::{Message, Reason};

use super::peer::Origin;

/// One link.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) origin: Origin,
    pub(super) address: SocketAddr,
    /// The dial it came of.
    pub(super) dial: Option<u64>,
    pub(super) identity: Option<VerifyingKey>,
    pub(super) session_id: Option<[u8; 32]>,
    /// Whether it has lines of its own in net.log.
    pub(super) note: Note,
    /// The name of the peer's stream of texts, from its READY.
    pub(super) stream: [u8; 16],
    pub(super) began: Duration,
    /// When its other end had proved who it is, on the monotonic clock.
    pub(super) proved: Option<Duration>,
    pub(super) standing: Standing,
    /// As whom it has one of the places for callers.
    pub(super) place: Option<Acquaintance>,
    /// Whether the person was told of its end.
    pub(super) farewell: Farewell,
    pub(super) receipt: Receipting,
    /// PINGs that a person asked for and nobody answered yet.
    pub(super) pings: u32,
    pub(super) task: Id,
    /// Why this side ends it, if it does.
    pub(super) parting: Option<Reason>,
    orders: Orders,
}

/// How far the other end has come in proving who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It dialled us and has proved nothing: admission counts it.
    HalfOpen,
    /// It has proved an identity, or we dialled it.
    Counted,
}

/// Whether the peer has heard how far its texts have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Receipting {
    Told,
    /// The link had no room for the last receipt.
    Owed,
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
        (address, dial): (SocketAddr, Option<u64>),
        (began, note): (Duration, Note),
        orders: Orders,
        task: Id,
    ) -> Self {
        let standing = match origin {
            Origin::Accepted => Standing::HalfOpen,
            Origin::Dialled => Standing::Counted,
        };
        Self {
            origin,
            address,
            dial,
            standing,
            place: None,
            identity: None,
            session_id: None,
            stream: [0; 16],
            began,
            proved: None,
            note,
            // Of whom nothing is written nothing is told either, until it has proved who it is.
            farewell: if matches!(note, Note::Write) { Farewell::Due } else { Farewell::Silent },
            receipt: Receipting::Told,
            pings: 0,
            task,
            parting: None,
            orders,
        }
    }

    /// Whether it proved this identity, has a place, and waits for a decision.
    pub(super) fn waits_for(&self, identity: VerifyingKey) -> bool {
        self.identity == Some(identity) && self.place.is_some() && self.session_id.is_none()
    }

    /// It is nobody's number any more: from now on it has lines of its own.
    pub(super) fn is_noted(&mut self) {
        if core::mem::replace(&mut self.note, Note::Write) == Note::Counted {
            self.farewell = Farewell::Due;
            tracing::info!(peer = ?self.address.to_string(), "accept");
        }
    }

    /// How many texts the link takes now.
    pub(super) fn room(&self) -> usize {
        self.orders.room()
    }

    /// Gives the link something to do; `false` when it is too far behind.
    pub(super) fn give(&self, input: Input) -> bool {
        self.orders.give(input)
    }

    /// The lane for chunks of files.
    pub(super) fn bulk(&self) -> mpsc::Sender<Message> {
        self.orders.bulk()
    }

    /// Ends the link; of several reasons the first is the one that goes out.
    pub(super) fn close(&mut self, reason: Reason) {
        self.parting.get_or_insert(reason);
        self.orders.close(reason);
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

    /// Links that others dialled.
    pub(super) fn accepted(&self) -> usize {
        self.all.values().filter(|link| link.origin == Origin::Accepted).count()
    }
}
