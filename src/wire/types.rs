//! Field types: numbers that are more than numbers, and bytes.

use core::fmt;

use crate::text::hex;

use super::codec::{Codec, Reader};
use super::describe::{FieldKind, FieldSize, Value, WireField};
use super::error::{DecodeError, DecodeErrorKind};
use super::limits::{INNER_BYTES_MAX, INNER_BYTES_MIN, TAG_BYTES};

macro_rules! integers {
    ($($type:ident $bytes:literal,)+) => { $(
        impl Codec for $type {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_be_bytes());
            }

            fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                reader.array().map(Self::from_be_bytes)
            }
        }

        impl WireField for $type {
            const KIND: FieldKind = FieldKind::Number;
            const SIZE: FieldSize = FieldSize::Fixed($bytes);

            fn value(&self) -> Value {
                Value::Number(u64::from(*self))
            }
        }
    )+ };
}

integers! { u8 1, u16 2, u32 4, u64 8, }

/// Newtypes over integers, so that an epoch is not taken for a sequence number.
macro_rules! numbers {
    ($( $(#[doc = $doc:literal])+ $name:ident($inner:ident) $kind:ident, )+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Codec for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                self.0.encode(out);
            }

            fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                $inner::decode(reader).map(Self)
            }
        }

        impl WireField for $name {
            const KIND: FieldKind = FieldKind::$kind;
            const SIZE: FieldSize = <$inner as WireField>::SIZE;

            fn value(&self) -> Value {
                self.0.value()
            }
        }
    )+ };
}

numbers! {
    /// Number of a key epoch: 0 in the handshake, 1 after it, one more after each rekey.
    Epoch(u16) Number,
    /// Number of a frame in its direction.
    Sequence(u64) Number,
    /// Wall-clock time in milliseconds since 1970-01-01 00:00 UTC.
    UnixMillis(u64) Time,
}

/// Where a direction stands: what its next frame has to carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// Its key epoch.
    pub epoch: Epoch,
    /// Its number.
    pub seq: Sequence,
}

impl Epoch {
    /// The epoch after this one; none after the last.
    pub fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }
}

impl Sequence {
    /// The number after this one; none after the last.
    pub fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }
}

/// Public name of a session, equal on both sides and bound to everything that was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub [u8; 32]);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0).fmt(f)
    }
}

impl<const N: usize> Codec for [u8; N] {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.array()
    }
}

impl<const N: usize> WireField for [u8; N] {
    const KIND: FieldKind = FieldKind::Bytes;
    const SIZE: FieldSize = FieldSize::Fixed(N);

    fn value(&self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

/// The sealed bytes of a message frame: everything before the tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ciphertext(Vec<u8>);

impl Ciphertext {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Codec for Ciphertext {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let length = reader.remaining().saturating_sub(TAG_BYTES);
        if length < INNER_BYTES_MIN {
            return reader.fail(DecodeErrorKind::TooShort { min: INNER_BYTES_MIN, length });
        }
        if length > INNER_BYTES_MAX {
            return reader.fail(DecodeErrorKind::TooLong { max: INNER_BYTES_MAX, length });
        }
        reader.take(length).map(|bytes| Self(bytes.to_vec()))
    }
}

impl WireField for Ciphertext {
    const KIND: FieldKind = FieldKind::Bytes;
    const SIZE: FieldSize = FieldSize::Rest { min: INNER_BYTES_MIN, max: INNER_BYTES_MAX };

    fn value(&self) -> Value {
        Value::Bytes(self.0.clone())
    }
}
