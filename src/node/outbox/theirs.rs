//! Texts of the peer: which are new, how far they are kept, and how far they were read here.

use crate::store::{Stream, Streams};

use super::both::Outbox;

/// Whether a text of the peer is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Arrival {
    New,
    /// To be acked again and not shown.
    Duplicate,
}

impl Outbox {
    /// The peer numbers its texts in the stream of this name from now on.
    pub(in super::super) fn meet(&mut self, epoch: [u8; 16]) {
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

    /// A text of the peer came, in the stream of this name.
    pub(in super::super) fn arrived(&mut self, epoch: [u8; 16], number: u64) -> Arrival {
        let Streams { theirs, theirs_before, .. } = &mut self.streams;
        let stream = if epoch == theirs.epoch { theirs } else { theirs_before };
        if epoch != stream.epoch || number <= stream.highest {
            return Arrival::Duplicate;
        }
        stream.highest = number;
        Arrival::New
    }

    /// The texts of this stream are kept up to this number.
    pub(in super::super) fn keeps(&mut self, epoch: [u8; 16], number: u64) {
        let streams = [&mut self.kept, &mut self.kept_before];
        for stream in streams.into_iter().filter(|stream| stream.epoch == epoch) {
            stream.highest = stream.highest.max(number);
        }
    }

    /// What a receipt of ours says of the stream of this name: how far it is kept.
    pub(in super::super) fn highest(&self, epoch: [u8; 16]) -> u64 {
        let streams = [self.kept, self.kept_before];
        streams.into_iter().find(|stream| stream.epoch == epoch).map_or(0, |stream| stream.highest)
    }

    /// A person has seen the text of this number, and all before it. The number may be of a stream that has
    /// ended since; more than arrived must never be said.
    pub(in super::super) fn saw(&mut self, number: u64) {
        let Streams { theirs, seen, told, .. } = &mut self.streams;
        if seen.epoch != theirs.epoch {
            *told = 0;
        }
        come_to(seen, *theirs, number);
    }

    /// The text of this number was printed for a program, and all before it.
    pub(in super::super) fn printed(&mut self, number: u64) {
        let Streams { theirs, printed, .. } = &mut self.streams;
        come_to(printed, *theirs, number);
    }

    /// What the peer has to be told as shown, in a session that carries the stream of this name. That says of a text that
    /// it has arrived, too: one that is seen before it could be kept is not among them.
    pub(in super::super) fn unsaid(&self, epoch: [u8; 16]) -> Option<u64> {
        let Streams { seen, told, .. } = &self.streams;
        let number = seen.highest.min(self.highest(epoch));
        (seen.epoch == epoch && number > *told).then_some(number)
    }

    /// The peer was told.
    pub(in super::super) const fn said(&mut self, number: u64) {
        self.streams.told = number;
    }
}

/// Moves a mark on to this number of a stream, as far as the stream has come.
fn come_to(mark: &mut Stream, stream: Stream, number: u64) {
    if mark.epoch != stream.epoch {
        *mark = Stream { highest: 0, ..stream };
    }
    mark.highest = mark.highest.max(number.min(stream.highest));
}
