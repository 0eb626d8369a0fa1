//! One text at rest.

use crate::wire::limits::TEXT_BYTES_MAX;
use crate::wire::{Codec, DecodeError, DecodeErrorKind, Reader, UnixMillis, Utf8Rest};

/// What was said: the same limits as on the wire.
pub type Body = Utf8Rest<1, TEXT_BYTES_MAX>;

/// Whose text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// We wrote it.
    Own,
    /// The peer wrote it.
    Theirs,
}

/// What was decided about a text of ours, beside what receipts say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It goes its way: its number and the streams say how far it is.
    OnItsWay,
    /// Given up: a person took another key for the peer, or blocked it.
    Dropped,
    /// Given up: it was not acked for too long.
    Expired,
}

/// A text as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it was written, or came, by our clock.
    pub at: UnixMillis,
    /// When the sender says it was sent; of our own the same as `at`.
    pub sent_at: UnixMillis,
    /// Whose it is.
    pub whose: Whose,
    /// What was decided about it.
    pub fate: Fate,
    /// The flags of TEXT.
    pub flags: u8,
    /// The stream that its number counts in.
    pub epoch: [u8; 16],
    /// Its number there; 0 for one of ours that has none yet.
    pub number: u64,
    /// What was said.
    pub body: Body,
}

impl Codec for Entry {
    fn encode(&self, out: &mut Vec<u8>) {
        self.at.encode(out);
        self.sent_at.encode(out);
        out.extend([byte(&self.whose, &WHOSE), byte(&self.fate, &FATES), self.flags]);
        self.epoch.encode(out);
        self.number.encode(out);
        self.body.encode(out);
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            at: Codec::decode(reader)?,
            sent_at: Codec::decode(reader)?,
            whose: one_of(reader, &WHOSE)?,
            fate: one_of(reader, &FATES)?,
            flags: Codec::decode(reader)?,
            epoch: Codec::decode(reader)?,
            number: Codec::decode(reader)?,
            body: Codec::decode(reader)?,
        })
    }
}

/// By their bytes in the file.
const WHOSE: [Whose; 2] = [Whose::Own, Whose::Theirs];
const FATES: [Fate; 3] = [Fate::OnItsWay, Fate::Dropped, Fate::Expired];

fn byte<T: PartialEq>(value: &T, all: &[T]) -> u8 {
    all.iter().position(|other| other == value).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

fn one_of<T: Copy>(reader: &mut Reader<'_>, all: &[T]) -> Result<T, DecodeError> {
    let at = reader.at();
    let found = u8::decode(reader)?;
    let value = all.get(usize::from(found)).copied();
    value.ok_or_else(|| DecodeError { at, kind: DecodeErrorKind::Unknown { value: u64::from(found) } })
}
