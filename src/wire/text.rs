//! Text on the wire: UTF-8 within limits, as the peer sent it. Escape it before it is shown or logged.

use core::fmt;

use super::codec::{Codec, Reader};
use super::describe::{FieldKind, FieldSize, Value, WireField};
use super::error::{DecodeError, DecodeErrorKind};

/// Text behind a two-byte length, at most `MAX` bytes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Utf8Lp<const MAX: usize>(String);

/// Text that fills the rest of the payload, `MIN` to `MAX` bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Utf8Rest<const MIN: usize, const MAX: usize>(String);

impl<const MAX: usize> Utf8Lp<MAX> {
    /// This text, or as many whole characters of it as fit.
    pub fn cut(text: &str) -> Self {
        let fits = text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= MAX).last();
        Self(text.get(..fits.unwrap_or(0)).unwrap_or_default().to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, taken out.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MIN: usize, const MAX: usize> Utf8Rest<MIN, MAX> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, taken out.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MAX: usize> TryFrom<&str> for Utf8Lp<MAX> {
    type Error = DecodeErrorKind;

    fn try_from(text: &str) -> Result<Self, DecodeErrorKind> {
        check_length(0, MAX, text.len()).map(|()| Self(text.to_owned()))
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<&str> for Utf8Rest<MIN, MAX> {
    type Error = DecodeErrorKind;

    fn try_from(text: &str) -> Result<Self, DecodeErrorKind> {
        check_length(MIN, MAX, text.len()).map(|()| Self(text.to_owned()))
    }
}

/// Shows the size only: what people say must not reach a log by way of `{:?}`.
impl<const MAX: usize> fmt::Debug for Utf8Lp<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes of text]", self.0.len())
    }
}

/// Shows the size only: what people say must not reach a log by way of `{:?}`.
impl<const MIN: usize, const MAX: usize> fmt::Debug for Utf8Rest<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes of text]", self.0.len())
    }
}

impl<const MAX: usize> Codec for Utf8Lp<MAX> {
    fn encode(&self, out: &mut Vec<u8>) {
        const { assert!(MAX <= 0xffff, "the length has two bytes") }
        u16::try_from(self.0.len()).unwrap_or(u16::MAX).encode(out);
        out.extend_from_slice(self.0.as_bytes());
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
        out.extend_from_slice(self.0.as_bytes());
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

fn utf8(reader: &mut Reader<'_>, length: usize) -> Result<String, DecodeError> {
    let at = reader.at();
    match core::str::from_utf8(reader.take(length)?) {
        Ok(text) => Ok(text.to_owned()),
        Err(fault) => Err(DecodeError { at: at + fault.valid_up_to(), kind: DecodeErrorKind::NotUtf8 }),
    }
}
