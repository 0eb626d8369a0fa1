//! Text and bytes on the wire, within limits, as the peer sent them.

use core::fmt;

use crate::text::PeerText;

use super::codec::{Codec, Reader};
use super::describe::{FieldKind, FieldSize, Value, WireField};
use super::error::{DecodeError, DecodeErrorKind};

/// Text behind a two-byte length, `MIN` to `MAX` bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Utf8Lp<const MIN: usize, const MAX: usize>(PeerText);

/// Text that fills the rest of the payload, `MIN` to `MAX` bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utf8Rest<const MIN: usize, const MAX: usize>(PeerText);

/// Bytes that fill the rest of the payload, `MIN` to `MAX` of them.
#[derive(Clone, PartialEq, Eq)]
pub struct BytesRest<const MIN: usize, const MAX: usize>(Vec<u8>);

impl<const MAX: usize> Utf8Lp<0, MAX> {
    /// This text, or as many whole characters of it as fit.
    pub fn cut(text: impl Into<PeerText>) -> Self {
        let text = text.into();
        let text = text.as_sent();
        let fits = text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= MAX).last();
        Self(text.get(..fits.unwrap_or(0)).unwrap_or_default().into())
    }
}

impl<const MIN: usize, const MAX: usize> Utf8Lp<MIN, MAX> {
    /// The text.
    pub fn text(&self) -> &PeerText {
        &self.0
    }

    /// The text, taken out.
    pub fn into_text(self) -> PeerText {
        self.0
    }
}

impl<const MIN: usize, const MAX: usize> Utf8Rest<MIN, MAX> {
    /// The text.
    pub fn text(&self) -> &PeerText {
        &self.0
    }

    /// The text, taken out.
    pub fn into_text(self) -> PeerText {
        self.0
    }
}

impl<const MIN: usize, const MAX: usize> BytesRest<MIN, MAX> {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, taken out.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Their number alone: what is in a file is nothing for a log.
impl<const MIN: usize, const MAX: usize> fmt::Debug for BytesRest<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BytesRest({} bytes)", self.0.len())
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<Vec<u8>> for BytesRest<MIN, MAX> {
    type Error = DecodeErrorKind;

    fn try_from(bytes: Vec<u8>) -> Result<Self, DecodeErrorKind> {
        check_length(MIN, MAX, bytes.len()).map(|()| Self(bytes))
    }
}

impl<const MIN: usize, const MAX: usize> Codec for BytesRest<MIN, MAX> {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (at, length) = (reader.at(), reader.remaining());
        check_length(MIN, MAX, length).map_err(|kind| DecodeError { at, kind })?;
        reader.take(length).map(|bytes| Self(bytes.to_vec()))
    }
}

impl<const MIN: usize, const MAX: usize> WireField for BytesRest<MIN, MAX> {
    const KIND: FieldKind = FieldKind::Bytes;
    const SIZE: FieldSize = FieldSize::Rest { min: MIN, max: MAX };

    fn value(&self) -> Value {
        Value::Bytes(self.0.clone())
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<&str> for Utf8Lp<MIN, MAX> {
    type Error = DecodeErrorKind;

    fn try_from(text: &str) -> Result<Self, DecodeErrorKind> {
        check_length(MIN, MAX, text.len()).map(|()| Self(text.into()))
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<&str> for Utf8Rest<MIN, MAX> {
    type Error = DecodeErrorKind;

    fn try_from(text: &str) -> Result<Self, DecodeErrorKind> {
        check_length(MIN, MAX, text.len()).map(|()| Self(text.into()))
    }
}

impl<const MIN: usize, const MAX: usize> Codec for Utf8Lp<MIN, MAX> {
    fn encode(&self, out: &mut Vec<u8>) {
        const { assert!(MAX <= 0xffff, "the length has two bytes") }
        u16::try_from(self.0.len()).unwrap_or(u16::MAX).encode(out);
        out.extend_from_slice(self.0.as_sent().as_bytes());
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let at = reader.at();
        let length = usize::from(u16::decode(reader)?);
        check_length(MIN, MAX, length).map_err(|kind| DecodeError { at, kind })?;
        utf8(reader, length).map(Self)
    }
}

impl<const MIN: usize, const MAX: usize> Codec for Utf8Rest<MIN, MAX> {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_sent().as_bytes());
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (at, length) = (reader.at(), reader.remaining());
        check_length(MIN, MAX, length).map_err(|kind| DecodeError { at, kind })?;
        utf8(reader, length).map(Self)
    }
}

impl<const MIN: usize, const MAX: usize> WireField for Utf8Lp<MIN, MAX> {
    const KIND: FieldKind = FieldKind::Text;
    const SIZE: FieldSize = FieldSize::Prefixed { min: MIN, max: MAX };

    fn value(&self) -> Value {
        Value::Text(self.0.clone())
    }
}

impl<const MIN: usize, const MAX: usize> WireField for Utf8Rest<MIN, MAX> {
    const KIND: FieldKind = FieldKind::Text;
    const SIZE: FieldSize = FieldSize::Rest { min: MIN, max: MAX };

    fn value(&self) -> Value {
        Value::Text(self.0.clone())
    }
}

const fn check_length(min: usize, max: usize, length: usize) -> Result<(), DecodeErrorKind> {
    if length < min {
        Err(DecodeErrorKind::TooShort { min, length })
    } else if length > max {
        Err(DecodeErrorKind::TooLong { max, length })
    } else {
        Ok(())
    }
}

fn utf8(reader: &mut Reader<'_>, length: usize) -> Result<PeerText, DecodeError> {
    let at = reader.at();
    match core::str::from_utf8(reader.take(length)?) {
        Ok(text) => Ok(text.into()),
        Err(fault) => Err(DecodeError { at: at + fault.valid_up_to(), kind: DecodeErrorKind::NotUtf8 }),
    }
}
