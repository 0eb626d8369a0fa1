//! Texts on their way: ours until the peer has them, theirs until they were shown once (spec "Delivery").

use std::collections::VecDeque;

use crate::protocol::Greeting;
use crate::store::{Entry, Fate, Keep, Stream, Streams, Whose};
use crate::wire::{Text, UnixMillis};

use super::delivery::{Delivery, MessageId};

/// Texts that may wait for one peer.
pub(super) const OUTBOX_MAX: usize = 1_000;
/// Texts that may be on the link unacked; the rest waits for receipts.
const WINDOW: usize = 16;

/// A text of ours. A number is given when it is first sent.
#[derive(Debug)]
struct Outgoing {
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

/// Both streams of texts with one peer.
#[derive(Debug)]
pub(super) struct Outbox {
    /// What is kept of it.
    streams: Streams,
    texts: VecDeque<Outgoing>,
    /// Acked, and waiting to be shown.
    unshown: VecDeque<(u64, MessageId)>,
    /// How far each of the peer's streams is kept here, which is what the peer is told.
    kept: Stream,
    kept_before: Stream,
}

/// Whether a text of the peer is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    New,
    /// To be acked again and not shown.
    Duplicate,
}

/// A text that is to be written where it stands.
pub(super) type Placed = (u64, Entry);

impl Outbox {
    /// What was kept of it.
    pub(super) fn new(streams: Streams) -> Self {
        Self {
            texts: VecDeque::new(),
            unshown: VecDeque::new(),
            kept: streams.theirs,
            kept_before: streams.theirs_before,
            streams,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// What is to be kept of it beside the texts.
    pub(super) const fn streams(&self) -> &Streams {
        &self.streams
    }

    pub(super) fn greeting(&self, nick: &str) -> Greeting {
        Greeting {
            outbox_epoch: self.streams.own.epoch,
            your_epoch: self.kept.epoch,
            highest: self.kept.highest,
            nick: nick.into(),
        }
    }

    /// The place of the entry that comes next.
    pub(super) const fn next_place(&mut self) -> u64 {
        let place = self.streams.next_place;
        self.streams.next_place += 1;
        place
    }

    /// Takes a text of ours; gives what is to be written of it.
    pub(super) fn hold(&mut self, id: MessageId, message: Text, at: UnixMillis) -> Placed {
        let place = self.next_place();
        let text = Outgoing { id, place, at, number: None, ticket: 0, message, sent: Sent::NotYet };
        let placed = text.placed(self.streams.own.epoch, Fate::OnItsWay);
        self.texts.push_back(text);
        self.settle();
        placed
    }

    /// Takes back what was kept: of ours, what the peer does not have, and what nobody has seen there.
    pub(super) fn restore(&mut self, id: MessageId, (place, entry): Placed) {
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

    /// Notes where the first text stands that the peer does not have.
    fn settle(&mut self) {
        self.streams.own.waiting_from = self.texts.front().map_or(self.streams.next_place, |text| text.place);
    }

    /// The peer numbers its texts in the stream of this name from now on.
    pub(super) fn meet(&mut self, epoch: [u8; 16]) {
        if epoch == self.streams.theirs.epoch {
            return;
        }
        core::mem::swap(&mut self.streams.theirs, &mut self.streams.theirs_before);
        core::mem::swap(&mut self.kept, &mut self.kept_before);
        if epoch != self.streams.theirs.epoch {
            self.streams.theirs = Stream { epoch, highest: 0 };
            self.kept = self.streams.theirs;
        }
    }

    /// A session begins: what the peer has already is acked, the rest goes out again.
    pub(super) fn begin_session(&mut self, theirs: &Greeting) -> Vec<(MessageId, Delivery)> {
        self.meet(theirs.outbox_epoch);
        for text in &mut self.texts {
            text.sent = Sent::NotYet;
        }
        let own = &mut self.streams.own;
        if theirs.your_epoch != own.epoch {
            return Vec::new();
        }
        // A peer that has more than we remember sending shows that we are an old copy of ourselves: going on
        // above its number keeps it from taking new texts for duplicates.
        own.next = own.next.max(theirs.highest.saturating_add(1));
        self.acked(theirs.highest)
    }

    /// Numbers the next texts to send, as many as the window allows; gives what is to be written before they may go.
    pub(super) fn number(&mut self, room: usize, ticket: u64) -> Vec<Placed> {
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

    /// The next texts to send: those whose numbers are kept, as many as the window allows.
    pub(super) fn due(&mut self, room: usize, kept: u64) -> Vec<(MessageId, Text)> {
        let count = self.free(room);
        let waiting = self.texts.iter_mut().filter(|text| text.sent == Sent::NotYet).take(count);
        let ready = waiting.map_while(|text| {
            text.message.number = text.number.filter(|_| text.ticket <= kept)?;
            text.sent = Sent::InThisSession;
            Some((text.id, text.message.clone()))
        });
        ready.collect()
    }

    /// How many texts may go on the link besides those that are on it.
    fn free(&self, room: usize) -> usize {
        let on_link = self.texts.iter().filter(|text| text.sent == Sent::InThisSession).count();
        WINDOW.saturating_sub(on_link).min(room)
    }

    /// The peer has everything up to `number`.
    pub(super) fn acked(&mut self, number: u64) -> Vec<(MessageId, Delivery)> {
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
    pub(super) fn shown(&mut self, number: u64) -> Vec<(MessageId, Delivery)> {
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

    /// A text of the peer came, in the stream of this name.
    pub(super) fn arrived(&mut self, epoch: [u8; 16], number: u64) -> Arrival {
        let Streams { theirs, theirs_before, .. } = &mut self.streams;
        let stream = if epoch == theirs.epoch { theirs } else { theirs_before };
        if epoch != stream.epoch || number <= stream.highest {
            return Arrival::Duplicate;
        }
        stream.highest = number;
        Arrival::New
    }

    /// The texts of this stream are kept up to this number.
    pub(super) fn keeps(&mut self, epoch: [u8; 16], number: u64) {
        let streams = [&mut self.kept, &mut self.kept_before];
        for stream in streams.into_iter().filter(|stream| stream.epoch == epoch) {
            stream.highest = stream.highest.max(number);
        }
    }

    /// A person has seen the text of this number, and all before it. The number may be of a stream that has
    /// ended since; more than arrived must never be said.
    pub(super) fn saw(&mut self, number: u64) {
        let Streams { theirs, seen, told, .. } = &mut self.streams;
        if seen.epoch != theirs.epoch {
            *told = 0;
        }
        come_to(seen, *theirs, number);
    }

    /// The text of this number was printed for a program, and all before it.
    pub(super) fn printed(&mut self, number: u64) {
        let Streams { theirs, printed, .. } = &mut self.streams;
        come_to(printed, *theirs, number);
    }

    /// What the peer has to be told as shown, in a session that carries the stream of this name.
    pub(super) fn unsaid(&self, epoch: [u8; 16]) -> Option<u64> {
        let Streams { seen, told, .. } = &self.streams;
        (seen.epoch == epoch && seen.highest > *told).then_some(seen.highest)
    }

    /// The peer was told.
    pub(super) const fn said(&mut self) {
        self.streams.told = self.streams.seen.highest;
    }

    /// Takes back a text that could not be kept; gives its place.
    pub(super) fn take_back(&mut self, id: MessageId) -> Option<u64> {
        let index = self.texts.iter().position(|text| text.id == id)?;
        let place = self.texts.remove(index)?.place;
        self.settle();
        Some(place)
    }

    /// Gives up every text that the peer does not have; gives what is to be written of each.
    pub(super) fn give_up(&mut self) -> Vec<(MessageId, Placed)> {
        self.drop_first(self.texts.len(), Fate::Dropped)
    }

    /// Gives up the texts that have waited since `before` or longer.
    pub(super) fn expire(&mut self, before: UnixMillis) -> Vec<(MessageId, Placed)> {
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
    pub(super) fn waiting(&self) -> Vec<Placed> {
        let epoch = self.streams.own.epoch;
        self.texts.iter().map(|text| text.placed(epoch, Fate::OnItsWay)).collect()
    }

    /// The text of ours that waits and stands there.
    pub(super) fn at_place(&self, place: u64) -> Option<MessageId> {
        self.texts.iter().find(|text| text.place == place).map(|text| text.id)
    }

    /// From now on entries are kept for so long.
    pub(super) const fn keep_for(&mut self, keep: Keep) {
        self.streams.keep = keep;
    }

    /// Since when the text has waited that has waited longest.
    pub(super) fn oldest(&self) -> Option<UnixMillis> {
        self.texts.front().map(|text| text.at)
    }

    /// What a receipt of ours says of the stream of this name: how far it is kept.
    pub(super) fn highest(&self, epoch: [u8; 16]) -> u64 {
        let streams = [self.kept, self.kept_before];
        streams.into_iter().find(|stream| stream.epoch == epoch).map_or(0, |stream| stream.highest)
    }
}

/// Moves a mark on to this number of a stream, as far as the stream has come.
fn come_to(mark: &mut Stream, stream: Stream, number: u64) {
    if mark.epoch != stream.epoch {
        *mark = Stream { highest: 0, ..stream };
    }
    mark.highest = mark.highest.max(number.min(stream.highest));
}
