//! What is sealed in a message frame: kind, time, length, payload, zeros (spec section "Data frames").

use super::codec::{Codec, Reader, size};
use super::describe::{FieldKind, FieldSize, FieldSpec};
use super::error::{DecodeError, DecodeErrorKind};
use super::limits::{INNER_BYTES_MAX, INNER_BYTES_MIN, INNER_HEADER_BYTES, PADDING_BYTES};
use super::message::Message;
use super::reason::Reason;
use super::types::UnixMillis;

wire_struct! {
    /// What stands in front of every payload, under the seal.
    #[derive(Copy)]
    pub struct InnerHeader as "inner" {
        /// Kind of message.
        kind: u8 as "kind" named Message::NAMES,
        /// The sender's wall clock: shown, never a reason to refuse.
        sent_at: UnixMillis as "sent_at",
        /// Bytes of the payload.
        length: u32,
    }
    sample b"\x02\0\0\x01\xa1\xee\x56\x5e\0\0\0\0\x0e"
}

/// The zeros after a payload.
pub const PADDING: FieldSpec = FieldSpec {
    name: "inner.padding",
    doc: "Zeros, as few as make the sealed bytes a multiple of 64.",
    kind: FieldKind::Bytes,
    size: FieldSize::Rest { min: 0, max: PADDING_BYTES - 1 },
    values: &[],
};

/// Opened bytes that are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct InnerFault {
    /// What is wrong, and where from the start of the opened bytes.
    pub source: DecodeError,
}

impl InnerFault {
    /// `bad_padding` for padding that is not zeros, else `bad_inner`.
    pub const fn reason(&self) -> Reason {
        match self.source.kind {
            DecodeErrorKind::Padding => Reason::BadPadding,
            _ => Reason::BadInner,
        }
    }
}

/// The bytes to seal for a message.
pub fn seal_inner(message: &Message, sent_at: UnixMillis) -> Vec<u8> {
    let mut payload = Vec::new();
    message.encode_payload(&mut payload);
    lay_out(message.kind(), sent_at, &payload)
}

/// The bytes to seal for any kind and payload, also such as no peer accepts.
pub fn lay_out(kind: u8, sent_at: UnixMillis, payload: &[u8]) -> Vec<u8> {
    let total = padded(payload.len());
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    let mut inner = Vec::with_capacity(total);
    InnerHeader { kind, sent_at, length }.encode(&mut inner);
    inner.extend_from_slice(payload);
    inner.resize(total, 0);
    inner
}

/// The message in opened bytes, and when it was sent.
pub fn open_inner(inner: &[u8]) -> Result<(UnixMillis, Message), InnerFault> {
    let (header, message) = read(&mut Reader::new(inner)).map_err(|source| InnerFault { source })?;
    Ok((header.sent_at, message))
}

/// The same, whatever stands behind the message.
pub fn open_inner_unpadded(inner: &[u8]) -> Result<(UnixMillis, Message), InnerFault> {
    let (header, message) = read_message(&mut Reader::new(inner)).map_err(|source| InnerFault { source })?;
    Ok((header.sent_at, message))
}

/// Reads header, message and padding up to the end.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<(InnerHeader, Message), DecodeError> {
    let length = reader.remaining();
    if length < INNER_BYTES_MIN {
        return reader.fail(DecodeErrorKind::TooShort { min: INNER_BYTES_MIN, length });
    }
    if length > INNER_BYTES_MAX {
        return reader.fail(DecodeErrorKind::TooLong { max: INNER_BYTES_MAX, length });
    }
    let (header, message) = read_message(reader)?;
    check_padding(reader, length, size(header.length))?;
    Ok((header, message))
}

fn read_message(reader: &mut Reader<'_>) -> Result<(InnerHeader, Message), DecodeError> {
    let header = InnerHeader::decode(reader)?;
    let message = reader.within(size(header.length), |payload| Message::decode(header.kind, payload))?;
    Ok((header, message))
}

fn check_padding(reader: &mut Reader<'_>, total: usize, payload: usize) -> Result<(), DecodeError> {
    let have = reader.remaining();
    let need = padded(payload).saturating_sub(INNER_HEADER_BYTES + payload);
    if INNER_HEADER_BYTES + payload + need != total {
        return reader.fail(DecodeErrorKind::PaddingLength { need, have });
    }
    let at = reader.at();
    match reader.rest(const { &PADDING }).iter().position(|byte| *byte != 0) {
        None => Ok(()),
        Some(offset) => Err(DecodeError { at: at + offset, kind: DecodeErrorKind::Padding }),
    }
}

const fn padded(payload: usize) -> usize {
    INNER_HEADER_BYTES.saturating_add(payload).next_multiple_of(PADDING_BYTES)
}
