//! What is sealed: kind, time and length, the payload, zeros (spec section "Data frames").

use super::codec::{Codec, Reader};
use super::error::{DecodeError, DecodeErrorKind};
use super::limits::{INNER_BYTES_MAX, INNER_HEADER_BYTES, PADDING_BYTES};
use super::message::Message;
use super::reason::Reason;
use super::types::UnixMillis;

wire_struct! {
    /// In front of every payload, 13 bytes.
    pub struct InnerHeader as "inner" {
        /// Kind of message.
        kind: u8,
        /// When the sender says it was sent.
        sent_at: UnixMillis,
        /// Bytes of payload.
        length: u32,
    }
}

/// What is wrong with an opened frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InnerFault {
    /// Where and what, from the start of the opened bytes.
    pub source: DecodeError,
}

impl InnerFault {
    /// [`Reason::BadPadding`] or [`Reason::BadInner`].
    pub const fn reason(&self) -> Reason {
        match self.source.kind {
            DecodeErrorKind::Padding => Reason::BadPadding,
            _ => Reason::BadInner,
        }
    }
}

/// Lays out one message: header, payload, zeros up to a multiple of 64.
pub fn seal_inner(message: &Message, sent_at: UnixMillis) -> Vec<u8> {
    let mut payload = Vec::new();
    message.encode_payload(&mut payload);
    let size = (INNER_HEADER_BYTES + payload.len()).next_multiple_of(PADDING_BYTES);
    let mut inner = Vec::with_capacity(size);
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    InnerHeader { kind: message.kind(), sent_at, length }.encode(&mut inner);
    inner.append(&mut payload);
    inner.resize(size, 0);
    debug_assert!(size <= INNER_BYTES_MAX, "every message type fits a frame");
    inner
}

/// Reads one message back; the padding must be zeros and no longer than needed.
///
/// # Errors
/// The first fault, by offset.
pub fn open_inner(inner: &[u8]) -> Result<(UnixMillis, Message), InnerFault> {
    decode(inner).map_err(|source| InnerFault { source })
}

fn decode(inner: &[u8]) -> Result<(UnixMillis, Message), DecodeError> {
    let mut reader = Reader::new(inner);
    let header = InnerHeader::decode(&mut reader)?;
    let length = usize::try_from(header.length).unwrap_or(usize::MAX);
    let at = reader.at();
    let payload = reader.take(length)?;
    if (INNER_HEADER_BYTES + length).next_multiple_of(PADDING_BYTES) != inner.len() {
        let extra = reader.remaining();
        return Err(DecodeError { at: reader.at(), kind: DecodeErrorKind::Trailing { extra } });
    }
    let padding_at = reader.at();
    let padding = reader.take(reader.remaining())?;
    if let Some(offset) = padding.iter().position(|byte| *byte != 0) {
        return Err(DecodeError { at: padding_at + offset, kind: DecodeErrorKind::Padding });
    }
    let mut body = Reader::new(payload);
    let shift = |error: DecodeError| DecodeError { at: at + error.at, kind: error.kind };
    let message = Message::decode(header.kind, &mut body).map_err(shift)?;
    body.finish().map_err(shift)?;
    Ok((header.sent_at, message))
}
