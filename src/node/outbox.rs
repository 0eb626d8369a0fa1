//! Texts on their way: ours until the peer has them, theirs until they were shown once (spec "Delivery").

use std::collections::VecDeque;

use crate::protocol::Greeting;
use crate::text::PeerText;
use crate::wire::{Message, Text};

use super::event::{Delivery, MessageId};

/// Texts that may wait for one peer.
pub(super) const OUTBOX_MAX: usize = 1_000;
/// Texts that may be on the link unacked; the rest waits for receipts.
const WINDOW: usize = 16;

/// A text of ours. A number is given when it is first sent.
#[derive(Debug)]
struct Outgoing {
    id: MessageId,
    number: Option<u64>,
    message: Text,
    sent: Sent,
}

/// Whether this session has carried it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    NotYet,
    InThisSession,
}

/// Both streams of texts with one peer.
#[derive(Debug)]
pub(super) struct Outbox {
    epoch: [u8; 16],
    next: u64,
    texts: VecDeque<Outgoing>,
    /// Acked, and waiting to be shown.
    unshown: VecDeque<(u64, MessageId)>,
    their_epoch: [u8; 16],
    their_highest: u64,
}

/// Whether a text of the peer is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    New,
    /// To be acked again and not shown.
    Duplicate,
}

impl Outbox {
    pub(super) const fn new(epoch: [u8; 16]) -> Self {
        Self {
            epoch,
            next: 1,
            texts: VecDeque::new(),
            unshown: VecDeque::new(),
            their_epoch: [0; 16],
            their_highest: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(super) fn greeting(&self, nick: &str) -> Greeting {
        Greeting {
            outbox_epoch: self.epoch,
            your_epoch: self.their_epoch,
            highest: self.their_highest,
            nick: nick.into(),
        }
    }

    pub(super) fn hold(&mut self, id: MessageId, message: Text) {
        self.texts.push_back(Outgoing { id, number: None, message, sent: Sent::NotYet });
    }

    /// A session begins: what the peer has already is acked, the rest goes out again.
    pub(super) fn begin_session(&mut self, theirs: &Greeting) -> Vec<(MessageId, Delivery)> {
        if theirs.outbox_epoch != self.their_epoch {
            self.their_epoch = theirs.outbox_epoch;
            self.their_highest = 0;
        }
        for text in &mut self.texts {
            text.sent = Sent::NotYet;
        }
        if theirs.your_epoch != self.epoch {
            return Vec::new();
        }
        // A peer that has more than we remember sending shows that we are an old copy of ourselves: going on
        // above its number keeps it from taking new texts for duplicates.
        self.next = self.next.max(theirs.highest.saturating_add(1));
        self.acked(theirs.highest)
    }

    /// What the peer's last greeting amounts to by now, for a session that takes over from another.
    pub(super) fn resume(&self) -> Greeting {
        let acked = self.texts.front().and_then(|front| front.number).map_or(self.next, |number| number) - 1;
        Greeting {
            outbox_epoch: self.their_epoch,
            your_epoch: self.epoch,
            highest: acked,
            nick: PeerText::default(),
        }
    }

    /// The next texts to send, as many as the window allows.
    pub(super) fn due(&mut self, room: usize) -> Vec<(MessageId, Message)> {
        let on_link = self.texts.iter().filter(|text| text.sent == Sent::InThisSession).count();
        let count = WINDOW.saturating_sub(on_link).min(room);
        let next = &mut self.next;
        let waiting = self.texts.iter_mut().filter(|text| text.sent == Sent::NotYet);
        waiting
            .take(count)
            .map(|text| {
                let number = *text.number.get_or_insert_with(|| {
                    let number = *next;
                    *next = next.saturating_add(1);
                    number
                });
                text.sent = Sent::InThisSession;
                text.message.number = number;
                (text.id, Message::Text(text.message.clone()))
            })
            .collect()
    }

    /// The peer has everything up to `number`.
    pub(super) fn acked(&mut self, number: u64) -> Vec<(MessageId, Delivery)> {
        let mut states = Vec::new();
        while let Some(front) = self.texts.front() {
            let Some(given) = front.number.filter(|given| *given <= number) else { break };
            states.push((front.id, Delivery::Acked));
            self.unshown.push_back((given, front.id));
            self.texts.pop_front();
        }
        if self.unshown.len() > OUTBOX_MAX {
            self.unshown.drain(..self.unshown.len() - OUTBOX_MAX);
        }
        states
    }

    /// A person at the other end has seen everything up to `number`.
    pub(super) fn shown(&mut self, number: u64) -> Vec<(MessageId, Delivery)> {
        let mut states = self.acked(number);
        while let Some((_, id)) = self.unshown.pop_front_if(|(given, _)| *given <= number) {
            states.push((id, Delivery::Shown));
        }
        states
    }

    /// A text of the peer came in this session.
    pub(super) const fn arrived(&mut self, number: u64) -> Arrival {
        if number <= self.their_highest {
            return Arrival::Duplicate;
        }
        self.their_highest = number;
        Arrival::New
    }

    /// What a receipt of ours says.
    pub(super) const fn highest(&self) -> u64 {
        self.their_highest
    }
}
