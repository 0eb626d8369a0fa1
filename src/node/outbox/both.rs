//! Both streams of texts with one peer: what is kept of them, and what a session begins with.

use std::collections::VecDeque;

use crate::protocol::Greeting;
use crate::store::{Keep, Stream, Streams};

use super::super::delivery::{Delivery, MessageId};
use super::ours::Outgoing;

/// Both streams of texts with one peer.
#[derive(Debug)]
pub(in super::super) struct Outbox {
    /// What is kept of it.
    pub(super) streams: Streams,
    pub(super) texts: VecDeque<Outgoing>,
    /// Acked, and waiting to be shown.
    pub(super) unshown: VecDeque<(u64, MessageId)>,
    /// How far each of the peer's streams is kept here, which is what the peer is told.
    pub(super) kept: Stream,
    pub(super) kept_before: Stream,
}

impl Outbox {
    /// What was kept of it.
    pub(in super::super) fn new(streams: Streams) -> Self {
        Self {
            texts: VecDeque::new(),
            unshown: VecDeque::new(),
            kept: streams.theirs,
            kept_before: streams.theirs_before,
            streams,
        }
    }

    pub(in super::super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// What is to be kept of it beside the texts.
    pub(in super::super) const fn streams(&self) -> &Streams {
        &self.streams
    }

    /// From now on entries are kept for so long.
    pub(in super::super) const fn keep_for(&mut self, keep: Keep) {
        self.streams.keep = keep;
    }

    pub(in super::super) fn greeting(&self, nick: &str) -> Greeting {
        Greeting {
            outbox_epoch: self.streams.own.epoch,
            your_epoch: self.kept.epoch,
            highest: self.kept.highest,
            nick: nick.into(),
        }
    }

    /// The place of the entry that comes next.
    pub(in super::super) const fn next_place(&mut self) -> u64 {
        let place = self.streams.next_place;
        self.streams.next_place += 1;
        place
    }

    /// A session begins: what the peer has already is acked, the rest goes out again.
    pub(in super::super) fn begin_session(&mut self, theirs: &Greeting) -> Vec<(MessageId, Delivery)> {
        self.meet(theirs.outbox_epoch);
        self.send_again();
        let own = &mut self.streams.own;
        if theirs.your_epoch != own.epoch {
            return Vec::new();
        }
        // A peer that has more than we remember sending shows that we are an old copy of ourselves: going on
        // above its number keeps it from taking new texts for duplicates.
        own.next = own.next.max(theirs.highest.saturating_add(1));
        self.acked(theirs.highest)
    }
}
