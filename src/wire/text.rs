//! Text on the wire: UTF-8 within limits, as the peer sent it.

use crate::text::PeerText;

use super::codec::{Codec, Reader};
use super::describe::{FieldKind, FieldSize, Value, WireField};
use super::error::{DecodeError, DecodeErrorKind};

/// Text behind a two-byte length, at most `MAX` bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Utf8Lp<const MAX: usize>(PeerText);

/// Text that fills the rest of the payload, `MIN` to `MAX` bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utf8Rest<const MIN: usize, const MAX: usize>(PeerText);

impl<const MAX: usize> Utf8Lp<MAX> {
    /// This text, or as many whole characters of it as fit.
    pub fn cut(text: impl Into<PeerText>) -> Self {
        let text = text.into();
        let text = text.as_sent();
        let fits = text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= MAX).last();
        Self(text.get(..fits.unwrap_or(0)).unwrap_or_default().into())
    }

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

impl<const MAX: usize> TryFrom<&str> for Utf8Lp<MAX> {
    type Error = DecodeErrorKind;

    fn try_from(text: &str) -> Result<Self, DecodeErrorKind> {
        check_length(0, MAX, text.len()).map(|()| Self(text.into()))
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<&str> for Utf8Rest<MIN, MAX> {
    type Error = DecodeErrorKind;

    fn try_from(text: &str) -> Result<Self, DecodeErrorKind> {
        check_length(MIN, MAX, text.len()).map(|()| Self(text.into()))
    }
}

impl<const MAX: usize> Codec for Utf8Lp<MAX> {
    fn encode(&self, out: &mut Vec<u8>) {
        const { assert!(MAX <= 0xffff, "the length has two bytes") }
        u16::try_from(self.0.len()).unwrap_or(u16::MAX).encode(out);
        out.extend_from_slice(self.0.as_sent().as_bytes());
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let at = reader.at();
        let length = usize::from(u16::decode(reader)?);
        check_length(0, MAX, length).map_err(|kind| DecodeError { at, kind })?;
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

impl<const MAX: usize> WireField for Utf8Lp<MAX> {
    const KIND: FieldKind = FieldKind::Text;
    const SIZE: FieldSize = FieldSize::Prefixed { min: 0, max: MAX };

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
