//! How far the two streams of texts with one peer have come (spec section "Delivery").

use crate::wire::{Codec, DecodeError, DecodeErrorKind, Reader};

use super::entry::Entry;

/// How far one stream of a peer's texts has come here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// Its name; zeros for none.
    pub epoch: [u8; 16],
    /// The highest number.
    pub highest: u64,
}

/// Our own stream of texts to a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnStream {
    /// Its name, random.
    pub epoch: [u8; 16],
    /// The number that is given next, from 1.
    pub next: u64,
    /// The peer has all up to this number.
    pub acked: u64,
    /// A person has seen all up to this number.
    pub shown: u64,
    /// The place of the first text that the peer does not have, or of the next one there will be.
    pub waiting_from: u64,
}

/// How long what was said is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Until a person deletes it.
    Forever,
    /// So many days; with 0 nothing is kept but what the peer does not have yet, and what was neither seen nor printed here.
    Days(u16),
}

/// Everything that is known of the texts exchanged with one peer, but the texts themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Streams {
    /// What we say.
    pub own: OwnStream,
    /// What the peer says.
    pub theirs: Stream,
    /// The peer's stream before, of which a session that is not quite over may still carry texts.
    pub theirs_before: Stream,
    /// How far a person has seen what the peer says.
    pub seen: Stream,
    /// How far the peer was told of that.
    pub told: u64,
    /// How far what the peer says was printed for a program. That is nobody's sight, and the peer is not told of it.
    pub printed: Stream,
    /// The place of the entry that comes next. Places are never given twice.
    pub next_place: u64,
    /// How long entries are kept.
    pub keep: Keep,
}

impl Streams {
    /// Nothing was said yet; our stream has this name.
    pub fn new(epoch: [u8; 16]) -> Self {
        Self {
            own: OwnStream { epoch, next: 1, acked: 0, shown: 0, waiting_from: 0 },
            theirs: Stream::default(),
            theirs_before: Stream::default(),
            seen: Stream::default(),
            told: 0,
            printed: Stream::default(),
            next_place: 0,
            keep: Keep::Forever,
        }
    }

    /// How many texts came that nobody has seen, as far as the peer has numbered them without a gap.
    pub fn unseen(&self) -> u64 {
        let Self { theirs, theirs_before, seen, .. } = self;
        let behind = |stream: &Stream| {
            let mark = if stream.epoch == seen.epoch { seen.highest } else { 0 };
            stream.highest.saturating_sub(mark)
        };
        let before = if seen.epoch == theirs.epoch { 0 } else { behind(theirs_before) };
        behind(theirs).saturating_add(before)
    }

    /// Whether a text of the peer was said before what this mark has come to, or is that.
    pub fn is_behind(&self, mark: Stream, entry: &Entry) -> bool {
        match entry.epoch {
            epoch if epoch == mark.epoch => entry.number <= mark.highest,
            epoch if epoch == self.theirs.epoch => false,
            epoch if epoch == self.theirs_before.epoch => mark.epoch == self.theirs.epoch,
            // Of a stream before those two it is not known which came first, only whether there is a mark at all.
            _ => mark.epoch != Stream::default().epoch,
        }
    }
}

impl Codec for Stream {
    fn encode(&self, out: &mut Vec<u8>) {
        self.epoch.encode(out);
        self.highest.encode(out);
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { epoch: Codec::decode(reader)?, highest: Codec::decode(reader)? })
    }
}

impl Codec for OwnStream {
    fn encode(&self, out: &mut Vec<u8>) {
        self.epoch.encode(out);
        for number in [self.next, self.acked, self.shown, self.waiting_from] {
            number.encode(out);
        }
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            epoch: Codec::decode(reader)?,
            next: Codec::decode(reader)?,
            acked: Codec::decode(reader)?,
            shown: Codec::decode(reader)?,
            waiting_from: Codec::decode(reader)?,
        })
    }
}

impl Codec for Keep {
    fn encode(&self, out: &mut Vec<u8>) {
        let (kind, days) = match self {
            Self::Forever => (0, 0),
            Self::Days(days) => (1, *days),
        };
        out.push(kind);
        days.encode(out);
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let at = reader.at();
        match (u8::decode(reader)?, u16::decode(reader)?) {
            (0, 0) => Ok(Self::Forever),
            (1, days) => Ok(Self::Days(days)),
            (kind, _) => Err(DecodeError { at, kind: DecodeErrorKind::Unknown { value: u64::from(kind) } }),
        }
    }
}

impl Codec for Streams {
    fn encode(&self, out: &mut Vec<u8>) {
        self.own.encode(out);
        for stream in [self.theirs, self.theirs_before, self.seen] {
            stream.encode(out);
        }
        self.told.encode(out);
        self.next_place.encode(out);
        self.keep.encode(out);
        self.printed.encode(out);
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            own: Codec::decode(reader)?,
            theirs: Codec::decode(reader)?,
            theirs_before: Codec::decode(reader)?,
            seen: Codec::decode(reader)?,
            told: Codec::decode(reader)?,
            next_place: Codec::decode(reader)?,
            keep: Codec::decode(reader)?,
            printed: Codec::decode(reader)?,
        })
    }
}
