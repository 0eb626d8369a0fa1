//! Texts on their way: ours until the peer has them, theirs until they were shown once (spec "Delivery").

use std::collections::VecDeque;

use crate::protocol::Greeting;
use crate::wire::Text;

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
    theirs: Stream,
    /// The stream before, of which a session that is not quite over may still carry texts.
    theirs_before: Stream,
    /// How far a person has seen the peer's texts, until the peer was told.
    seen: Option<Stream>,
}

/// How far one stream of the peer's texts has come here.
#[derive(Clone, Copy, Debug, Default)]
struct Stream {
    epoch: [u8; 16],
    highest: u64,
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
            theirs: Stream { epoch: [0; 16], highest: 0 },
            theirs_before: Stream { epoch: [0; 16], highest: 0 },
            seen: None,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(super) fn greeting(&self, nick: &str) -> Greeting {
        Greeting {
            outbox_epoch: self.epoch,
            your_epoch: self.theirs.epoch,
            highest: self.theirs.highest,
            nick: nick.into(),
        }
    }

    pub(super) fn hold(&mut self, id: MessageId, message: Text) {
        self.texts.push_back(Outgoing { id, number: None, message, sent: Sent::NotYet });
    }

    /// The peer numbers its texts in the stream of this name from now on.
    pub(super) fn meet(&mut self, epoch: [u8; 16]) {
        if epoch == self.theirs.epoch {
            return;
        }
        core::mem::swap(&mut self.theirs, &mut self.theirs_before);
        if epoch != self.theirs.epoch {
            self.theirs = Stream { epoch, highest: 0 };
        }
    }

    /// A session begins: what the peer has already is acked, the rest goes out again.
    pub(super) fn begin_session(&mut self, theirs: &Greeting) -> Vec<(MessageId, Delivery)> {
        self.meet(theirs.outbox_epoch);
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

    /// The next texts to send, as many as the window allows.
    pub(super) fn due(&mut self, room: usize) -> Vec<(MessageId, Text)> {
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
                (text.id, text.message.clone())
            })
            .collect()
    }

    /// The peer has everything up to `number`.
    pub(super) fn acked(&mut self, number: u64) -> Vec<(MessageId, Delivery)> {
        let mut states = Vec::new();
        if number >= self.next && self.next != u64::MAX {
            // A receipt for what was never sent says nothing about what was.
            return states;
        }
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
        if number >= self.next && self.next != u64::MAX {
            return Vec::new();
        }
        let mut states = self.acked(number);
        while let Some((_, id)) = self.unshown.pop_front_if(|(given, _)| *given <= number) {
            states.push((id, Delivery::Shown));
        }
        states
    }

    /// A text of the peer came, in the stream of this name.
    pub(super) fn arrived(&mut self, epoch: [u8; 16], number: u64) -> Arrival {
        let stream = if epoch == self.theirs.epoch { &mut self.theirs } else { &mut self.theirs_before };
        if epoch != stream.epoch || number <= stream.highest {
            return Arrival::Duplicate;
        }
        stream.highest = number;
        Arrival::New
    }

    /// A person has seen the text of this number, and all before it. The number may be of a stream that has
    /// ended since; more than arrived must never be said.
    pub(super) fn saw(&mut self, number: u64) {
        let Stream { epoch, highest } = self.theirs;
        let before = self.seen.filter(|seen| seen.epoch == epoch).map_or(0, |seen| seen.highest);
        let highest = number.min(highest).max(before);
        if highest > 0 {
            self.seen = Some(Stream { epoch, highest });
        }
    }

    /// What the peer has to be told as shown, in a session that carries the stream of this name.
    pub(super) fn unsaid(&self, epoch: [u8; 16]) -> Option<u64> {
        self.seen.filter(|seen| seen.epoch == epoch).map(|seen| seen.highest)
    }

    /// The peer was told.
    pub(super) const fn said(&mut self) {
        self.seen = None;
    }

    /// Gives up every text that the peer does not have.
    pub(super) fn give_up(&mut self) -> Vec<(MessageId, Delivery)> {
        self.texts.drain(..).map(|text| (text.id, Delivery::Dropped)).collect()
    }

    /// What a receipt of ours says of the stream of this name.
    pub(super) fn highest(&self, epoch: [u8; 16]) -> u64 {
        let streams = [self.theirs, self.theirs_before];
        streams.into_iter().find(|stream| stream.epoch == epoch).map_or(0, |stream| stream.highest)
    }
}
