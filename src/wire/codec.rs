//! Reading and writing: one cursor for the machine and for the eye.

use core::ops::Range;

use super::describe::{FieldSpec, Value, WireField};
use super::error::{DecodeError, DecodeErrorKind};

/// A type with exactly one encoding.
pub trait Codec: Sized {
    /// Appends the encoding.
    fn encode(&self, out: &mut Vec<u8>);

    /// Reads one value from the front of what is left.
    ///
    /// # Errors
    /// Where the bytes cannot be this type, and why.
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;
}

/// Decodes a whole slice; what is left over is an error.
///
/// # Errors
/// The first fault, by offset.
pub fn decode_all<T: Codec>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut reader = Reader::new(bytes);
    let value = T::decode(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

/// A named field with the bytes it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which field.
    pub spec: &'static FieldSpec,
    /// Its bytes, as offsets from the start of the reader.
    pub range: Range<usize>,
    /// Its value.
    pub value: Value,
}

/// A cursor over bytes. A tracing one also records every field it passes.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    spans: Option<Vec<Span>>,
}

impl<'a> Reader<'a> {
    /// A cursor that only decodes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, spans: None }
    }

    /// A cursor that also records each field; after an error it holds the fields up to the break.
    pub const fn tracing(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, spans: Some(Vec::new()) }
    }

    /// The recorded fields.
    pub fn into_spans(self) -> Vec<Span> {
        self.spans.unwrap_or_default()
    }

    /// Offset of the next byte.
    pub const fn at(&self) -> usize {
        self.at
    }

    /// Bytes not read yet.
    pub const fn remaining(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    /// The next `count` bytes.
    ///
    /// # Errors
    /// [`DecodeErrorKind::Truncated`].
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let Some(taken) = rest.get(..count) else {
            let kind = DecodeErrorKind::Truncated { need: count, have: rest.len() };
            return Err(DecodeError { at: self.at, kind });
        };
        self.at += count;
        Ok(taken)
    }

    /// The next `N` bytes as an array.
    ///
    /// # Errors
    /// [`DecodeErrorKind::Truncated`].
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    /// One field of a wire struct, recorded when tracing.
    ///
    /// # Errors
    /// The field's own.
    pub fn field<T: WireField>(&mut self, spec: &'static FieldSpec) -> Result<T, DecodeError> {
        let start = self.at;
        let value = T::decode(self)?;
        if let Some(spans) = &mut self.spans {
            spans.push(Span { spec, range: start..self.at, value: value.value() });
        }
        Ok(value)
    }

    /// Refuses what is left over.
    ///
    /// # Errors
    /// [`DecodeErrorKind::Trailing`].
    pub const fn finish(&self) -> Result<(), DecodeError> {
        match self.remaining() {
            0 => Ok(()),
            extra => Err(DecodeError { at: self.at, kind: DecodeErrorKind::Trailing { extra } }),
        }
    }
}
