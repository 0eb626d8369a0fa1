//! Texts of ours: numbered, sent and sent again until the peer has them.

use crate::store::{Entry, Fate, Line, Whose};
use crate::wire::{Text, UnixMillis};

use super::super::delivery::{Delivery, MessageId};
use super::both::Outbox;

/// Texts that may wait for one peer.
pub(in super::super) const OUTBOX_MAX: usize = 1_000;
/// Texts that may be on the link unacked; the rest waits for receipts.
const WINDOW: usize = 16;

/// A text of ours. A number is given when it is first sent.
#[derive(Debug)]
pub(super) struct Outgoing {
    id: MessageId,
    /// Where it stands in the conversation.
    place: u64,
    at: UnixMillis,
    number: Option<u64>,
    /// What has to be kept before it may be sent.
    ticket: u64,
    message: Text,
    sent: Sent,
}

impl Outgoing {
    /// As it is to be written.
    fn placed(&self, epoch: [u8; 16], fate: Fate) -> Placed {
        let Self { place, at, number, message, .. } = self;
        let (flags, body, number) = (message.flags, message.body.clone(), number.unwrap_or(0));
        (*place, Entry { at: *at, sent_at: *at, whose: Whose::Own, fate, flags, epoch, number, body })
    }
}

/// Whether this session has carried it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    NotYet,
    InThisSession,
}

/// A text that is to be written where it stands.
pub(in super::super) type Placed = (u64, Entry);

impl Outbox {
    /// Takes a text of ours; gives what is to be written of it.
    pub(in super::super) fn hold(&mut self, id: MessageId, message: Text, at: UnixMillis) -> Placed {
        let place = self.next_place();
        let text = Outgoing { id, place, at, number: None, ticket: 0, message, sent: Sent::NotYet };
        let placed = text.placed(self.streams.own.epoch, Fate::OnItsWay);
        self.texts.push_back(text);
        self.settle();
        placed
    }

    /// Takes back what was kept: of ours, what the peer does not have, and what nobody has seen there.
    pub(in super::super) fn restore(&mut self, id: MessageId, (place, entry): Placed) {
        let Entry { at, whose, fate, flags, number, body, .. } = entry;
        if whose != Whose::Own || fate != Fate::OnItsWay {
            return;
        }
        if number == 0 || number > self.streams.own.acked {
            let (message, number) = (Text { number, flags, body }, Some(number).filter(|number| *number > 0));
            self.texts.push_back(Outgoing { id, place, at, number, ticket: 0, message, sent: Sent::NotYet });
            self.settle();
        } else if number > self.streams.own.shown {
            self.unshown.push_back((number, id));
        }
    }

    /// A session begins, which has carried none of them.
    pub(super) fn send_again(&mut self) {
        for text in &mut self.texts {
            text.sent = Sent::NotYet;
        }
    }

    /// Notes where the first text stands that the peer does not have.
    fn settle(&mut self) {
        self.streams.own.waiting_from = self.texts.front().map_or(self.streams.next_place, |text| text.place);
    }

    /// Numbers the next texts to send, as many as the window allows; gives what is to be written before they may go.
    pub(in super::super) fn number(&mut self, room: usize, ticket: u64) -> Vec<Placed> {
        let count = self.free(room);
        let own = &mut self.streams.own;
        let waiting = self.texts.iter_mut().filter(|text| text.sent == Sent::NotYet).take(count);
        let number = |text: &mut Outgoing| {
            (text.number, text.ticket) = (Some(own.next), ticket);
            own.next = own.next.saturating_add(1);
            text.placed(own.epoch, Fate::OnItsWay)
        };
        waiting.filter(|text| text.number.is_none()).map(number).collect()
    }

    /// The next texts to send, and when each was written: those whose numbers are kept, as many as the window allows.
    pub(in super::super) fn due(&mut self, room: usize, kept: u64) -> Vec<(MessageId, Text, UnixMillis)> {
        let count = self.free(room);
        let waiting = self.texts.iter_mut().filter(|text| text.sent == Sent::NotYet).take(count);
        let ready = waiting.map_while(|text| {
            text.message.number = text.number.filter(|_| text.ticket <= kept)?;
            text.sent = Sent::InThisSession;
            Some((text.id, text.message.clone(), text.at))
        });
        ready.collect()
    }

    /// How many texts may go on the link besides those that are on it.
    fn free(&self, room: usize) -> usize {
        let on_link = self.texts.iter().filter(|text| text.sent == Sent::InThisSession).count();
        WINDOW.saturating_sub(on_link).min(room)
    }

    /// The peer has everything up to `number`.
    pub(in super::super) fn acked(&mut self, number: u64) -> Vec<(MessageId, Delivery)> {
        let mut states = Vec::new();
        if self.is_unsent(number) {
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
        self.streams.own.acked = self.streams.own.acked.max(number);
        self.settle();
        states
    }

    /// A person at the other end has seen everything up to `number`.
    pub(in super::super) fn shown(&mut self, number: u64) -> Vec<(MessageId, Delivery)> {
        if self.is_unsent(number) {
            return Vec::new();
        }
        let mut states = self.acked(number);
        while let Some((_, id)) = self.unshown.pop_front_if(|(given, _)| *given <= number) {
            states.push((id, Delivery::Shown));
        }
        self.streams.own.shown = self.streams.own.shown.max(number);
        states
    }

    const fn is_unsent(&self, number: u64) -> bool {
        number >= self.streams.own.next && self.streams.own.next != u64::MAX
    }

    /// Takes back a text that could not be kept; gives its place.
    pub(in super::super) fn take_back(&mut self, id: MessageId) -> Option<u64> {
        let index = self.texts.iter().position(|text| text.id == id)?;
        let place = self.texts.remove(index)?.place;
        self.settle();
        Some(place)
    }

    /// Gives up every text that the peer does not have; gives what is to be written of each.
    pub(in super::super) fn give_up(&mut self) -> Vec<(MessageId, Placed)> {
        self.drop_first(self.texts.len(), Fate::Dropped)
    }

    /// Gives up the texts that have waited since `before` or longer.
    pub(in super::super) fn expire(&mut self, before: UnixMillis) -> Vec<(MessageId, Placed)> {
        let old = self.texts.iter().take_while(|text| text.at <= before).count();
        self.drop_first(old, Fate::Expired)
    }

    fn drop_first(&mut self, count: usize, fate: Fate) -> Vec<(MessageId, Placed)> {
        let epoch = self.streams.own.epoch;
        let dropped = self.texts.drain(..count).map(|text| (text.id, text.placed(epoch, fate))).collect();
        self.settle();
        dropped
    }

    /// The texts that the peer does not have, as they are to be written.
    pub(in super::super) fn waiting(&self) -> Vec<Placed> {
        let epoch = self.streams.own.epoch;
        self.texts.iter().map(|text| text.placed(epoch, Fate::OnItsWay)).collect()
    }

    /// What an entry is called in this run, if it is a text of ours of which more may be told.
    pub(in super::super) fn called(&self, line: &Line) -> Option<MessageId> {
        let Line { place, entry } = line;
        let waits = self.texts.iter().find(|text| text.place == *place).map(|text| text.id);
        let is_ours = entry.whose == Whose::Own && entry.epoch == self.streams.own.epoch;
        let acked = || self.unshown.iter().find(|(number, _)| *number == entry.number).map(|(_, id)| *id);
        waits.or_else(|| is_ours.then(acked).flatten())
    }

    /// Where the text of ours stands that waits and is called so.
    pub(in super::super) fn place_of(&self, id: MessageId) -> Option<u64> {
        self.texts.iter().rev().find(|text| text.id == id).map(|text| text.place)
    }

    /// Since when the text has waited that has waited longest.
    pub(in super::super) fn oldest(&self) -> Option<UnixMillis> {
        self.texts.front().map(|text| text.at)
    }
}
