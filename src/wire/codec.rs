//! Reading and writing: one cursor for the machine and for the eye.

use super::describe::{FieldSpec, Span, Value, WireField};
use super::error::{DecodeError, DecodeErrorKind};

/// A type with exactly one encoding: whatever decodes encodes to the same bytes again.
pub trait Codec: Sized {
    /// Appends the encoding.
    fn encode(&self, out: &mut Vec<u8>);

    /// Reads one value from the front of what is left.
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;
}

/// Decodes a whole slice; bytes left over are an error.
pub fn decode_all<T: Codec>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut reader = Reader::new(bytes);
    let value = T::decode(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

/// A `u32` length as a size. On a machine with smaller sizes it saturates, which every limit then refuses.
pub(super) fn size(length: u32) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

/// A cursor over bytes. A tracing one also records each field that it passes.
///
/// After an error the cursor stands where the broken field begins, so that a tracing reader knows the fields
/// up to the break and which bytes none of them holds.
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

    /// A cursor that also records the fields.
    pub const fn tracing(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, spans: Some(Vec::new()) }
    }

    /// Offset of the next byte.
    pub const fn at(&self) -> usize {
        self.at
    }

    /// Bytes not read yet.
    pub const fn remaining(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    /// Reads the next `count` bytes.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let Some(taken) = rest.get(..count) else {
            return self.fail(DecodeErrorKind::Truncated { need: count, have: rest.len() });
        };
        self.at += count;
        Ok(taken)
    }

    /// Reads the next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    /// Reads one field; a tracing reader records it under `spec`.
    pub fn field<T: WireField>(&mut self, spec: &'static FieldSpec) -> Result<T, DecodeError> {
        let start = self.at;
        let field = T::decode(self).inspect_err(|_| self.at = start)?;
        self.record(spec, start, || field.value());
        Ok(field)
    }

    /// Runs `read` over exactly the next `length` bytes: it can reach no further and must leave none over.
    pub fn within<T>(
        &mut self,
        length: usize,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let whole = self.bytes;
        let have = self.remaining();
        let part = self.at.checked_add(length).and_then(|end| whole.get(..end));
        let Some(part) = part else {
            return self.fail(DecodeErrorKind::Truncated { need: length, have });
        };
        self.bytes = part;
        let result = read(self).and_then(|value| self.finish().map(|()| value));
        self.bytes = whole;
        result
    }

    /// Takes what is left, whatever it is, as one field without a structure.
    pub(super) fn rest(&mut self, spec: &'static FieldSpec) -> &'a [u8] {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        self.at = start + rest.len();
        if !rest.is_empty() {
            self.record(spec, start, || Value::Bytes(rest.to_vec()));
        }
        rest
    }

    /// Refuses bytes left over.
    pub const fn finish(&self) -> Result<(), DecodeError> {
        match self.remaining() {
            0 => Ok(()),
            extra => self.fail(DecodeErrorKind::Trailing { extra }),
        }
    }

    /// The fields recorded so far, in the order of their bytes.
    pub fn into_spans(self) -> Vec<Span> {
        self.spans.unwrap_or_default()
    }

    /// This fault at the next byte.
    pub(super) const fn fail<T>(&self, kind: DecodeErrorKind) -> Result<T, DecodeError> {
        Err(DecodeError { at: self.at, kind })
    }

    fn record(&mut self, spec: &'static FieldSpec, start: usize, value: impl FnOnce() -> Value) {
        let range = start..self.at;
        if let Some(spans) = &mut self.spans {
            spans.push(Span { spec, range, value: value() });
        }
    }
}
