//! Field types: numbers with a meaning, and texts with a limit.

use core::fmt;

use super::codec::{Codec, Reader};
use super::describe::{FieldKind, Value, WireField};
use super::error::{DecodeError, DecodeErrorKind};

macro_rules! number {
    ($(#[$doc:meta])* $name:ident($inner:ty), $kind:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl Codec for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                self.0.encode(out);
            }
            fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                <$inner>::decode(reader).map(Self)
            }
        }

        impl WireField for $name {
            const KIND: FieldKind = FieldKind::$kind;
            fn value(&self) -> Value {
                self.0.value()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number!(
    /// Number of a key epoch; 0 in the handshake, 1 after it.
    Epoch(u16), U16
);
number!(
    /// Number of a frame in its direction.
    Sequence(u64), U64
);
number!(
    /// Wall-clock time in milliseconds since 1970-01-01 00:00 UTC.
    UnixMillis(u64), Millis
);

macro_rules! integer {
    ($type:ty, $kind:ident) => {
        impl Codec for $type {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_be_bytes());
            }
            fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                reader.array().map(Self::from_be_bytes)
            }
        }

        impl WireField for $type {
            const KIND: FieldKind = FieldKind::$kind;
            fn value(&self) -> Value {
                Value::Number(u64::from(*self))
            }
        }
    };
}

integer!(u8, U8);
integer!(u16, U16);
integer!(u32, U32);
integer!(u64, U64);

impl<const N: usize> Codec for [u8; N] {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.array()
    }
}

impl<const N: usize> WireField for [u8; N] {
    const KIND: FieldKind = FieldKind::Bytes(N);
    fn value(&self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

/// Text behind a two-byte length, at most `MAX` bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Utf8Lp<const MAX: usize>(String);

/// Text that fills the rest of the payload, `MIN` to `MAX` bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Utf8Rest<const MIN: usize, const MAX: usize>(String);

impl<const MAX: usize> Utf8Lp<MAX> {
    /// Takes text of at most `MAX` bytes; longer text is cut at a character.
    pub fn cut(text: &str) -> Self {
        let mut end = text.len().min(MAX);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Self(text.get(..end).unwrap_or_default().to_owned())
    }

    /// The text, exactly as the peer sent it: not fit for a screen.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> Utf8Rest<MIN, MAX> {
    /// The text, exactly as the peer sent it: not fit for a screen.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<&str> for Utf8Rest<MIN, MAX> {
    type Error = DecodeErrorKind;

    fn try_from(text: &str) -> Result<Self, DecodeErrorKind> {
        check_length(text.len(), MIN, MAX).map(|()| Self(text.to_owned()))
    }
}

const fn check_length(length: usize, min: usize, max: usize) -> Result<(), DecodeErrorKind> {
    if length < min {
        Err(DecodeErrorKind::TooShort { length, min })
    } else if length > max {
        Err(DecodeErrorKind::TooLong { length, max })
    } else {
        Ok(())
    }
}

fn utf8(reader: &mut Reader<'_>, length: usize) -> Result<String, DecodeError> {
    let at = reader.at();
    let bytes = reader.take(length)?;
    core::str::from_utf8(bytes)
        .map(ToOwned::to_owned)
        .map_err(|fault| DecodeError { at: at + fault.valid_up_to(), kind: DecodeErrorKind::NotUtf8 })
}

impl<const MAX: usize> Codec for Utf8Lp<MAX> {
    fn encode(&self, out: &mut Vec<u8>) {
        const {
            assert!(MAX <= 65_535, "the length has two bytes");
        }
        u16::try_from(self.0.len()).unwrap_or(u16::MAX).encode(out);
        out.extend_from_slice(self.0.as_bytes());
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let at = reader.at();
        let length = usize::from(u16::decode(reader)?);
        check_length(length, 0, MAX).map_err(|kind| DecodeError { at, kind })?;
        utf8(reader, length).map(Self)
    }
}

impl<const MAX: usize> WireField for Utf8Lp<MAX> {
    const KIND: FieldKind = FieldKind::Utf8Lp(MAX);
    fn value(&self) -> Value {
        Value::Text(self.0.clone())
    }
}

impl<const MIN: usize, const MAX: usize> Codec for Utf8Rest<MIN, MAX> {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (at, length) = (reader.at(), reader.remaining());
        check_length(length, MIN, MAX).map_err(|kind| DecodeError { at, kind })?;
        utf8(reader, length).map(Self)
    }
}

impl<const MIN: usize, const MAX: usize> WireField for Utf8Rest<MIN, MAX> {
    const KIND: FieldKind = FieldKind::Utf8Rest(MIN, MAX);
    fn value(&self) -> Value {
        Value::Text(self.0.clone())
    }
}
