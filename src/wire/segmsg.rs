//! The frames of SegMSG, another chat with a handshake over the same group: a second dialect that the inspector reads,
//! and that only the lab speaks. Big-endian, without a magic number at the end; the payload follows the header, then
//! 32 bytes of tag.

use super::codec::{Codec as _, Reader};
use super::describe::{FieldKind, FieldSize, FieldSpec};
use super::error::{DecodeError, DecodeErrorKind};

/// The first six bytes of every frame.
pub const SEGMSG_ID: [u8; 6] = *b"SegMSG";
/// Bytes in front of the payload.
pub const SEGMSG_HEADER_BYTES: usize = 51;
/// Longest payload that is followed. Its own program takes 8,192 bytes at once.
const PAYLOAD_BYTES_MAX: u32 = 65_536;
const TAG_BYTES: usize = 32;

wire_struct! {
    /// What stands in front of a frame of SegMSG, all of it in the clear.
    pub struct SegMsgHeader as "segmsg" {
        /// `SegMSG`.
        protocol_id: [u8; 6],
        /// What the frame carries.
        kind: u8 as "segmsg.type" named SegMsgHeader::TYPES,
        /// Bytes of the payload: of a text exactly as many as were typed.
        length: u32,
        /// SHA-256 of the payload before it was encrypted. Whoever sees it can test a guess.
        hash: [u8; 32],
        /// The sender's clock in seconds since 1970. Nobody checks it.
        timestamp: u64,
    }
    sample b"SegMSG\x01\0\0\0\x02\0\x01\x02\x03\x04\x05\x06\x07\0\x01\x02\x03\x04\x05\x06\x07\0\x01\x02\x03\x04\x05\x06\x07\0\x01\x02\x03\x04\x05\x06\x07\0\0\0\0\x65\x53\xf1\0"
    , check |header| Self::TYPES.iter().all(|(number, _)| *number != u64::from(header.kind)).then(|| (6, u64::from(header.kind)))
}

impl SegMsgHeader {
    /// The number of a text.
    pub const MESSAGE: u8 = 1;
    /// The number of the handshake of whoever dials.
    pub const REQUEST: u8 = 2;
    /// The number of the handshake that answers it.
    pub const RESPONSE: u8 = 3;

    /// The name of each type.
    #[expect(clippy::as_conversions, reason = "a byte fits, and `From` is not for constants")]
    pub const TYPES: &'static [(u64, &'static str)] = &[
        (Self::MESSAGE as u64, "segmsg_message"),
        (Self::REQUEST as u64, "segmsg_request"),
        (Self::RESPONSE as u64, "segmsg_response"),
    ];

    /// The header at the front of `bytes`, if one can begin there and all of it has come.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let header = Self::decode(&mut Reader::new(bytes)).ok()?;
        (header.protocol_id == SEGMSG_ID && header.length <= PAYLOAD_BYTES_MAX).then_some(header)
    }

    /// Bytes of the whole frame.
    pub fn frame_bytes(&self) -> usize {
        super::codec::size(self.length).saturating_add(SEGMSG_HEADER_BYTES + TAG_BYTES)
    }

    /// Name of its type.
    pub fn type_name(&self) -> &'static str {
        let found = Self::TYPES.iter().find(|(number, _)| *number == u64::from(self.kind));
        found.map_or("unknown", |(_, name)| name)
    }
}

/// What follows the header.
pub const SEGMSG_PAYLOAD: FieldSpec = FieldSpec {
    name: "segmsg.payload",
    doc: "A Diffie-Hellman value of 256 bytes, or a text under a key stream that is the same for every text.",
    kind: FieldKind::Bytes,
    size: FieldSize::Rest { min: 0, max: 65_536 },
    values: &[],
};

/// What ends the frame.
pub const SEGMSG_TAG: FieldSpec = FieldSpec {
    name: "segmsg.tag",
    doc: "HMAC-SHA-256 over all before it; of a handshake 32 zeros that nobody checks.",
    kind: FieldKind::Bytes,
    size: FieldSize::Fixed(TAG_BYTES),
    values: &[],
};

/// Reads a frame from the front of what is left.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    let header = SegMsgHeader::decode(reader)?;
    if header.length > PAYLOAD_BYTES_MAX {
        let max = super::codec::size(PAYLOAD_BYTES_MAX);
        return Err(DecodeError {
            at: 7,
            kind: DecodeErrorKind::TooLong { max, length: super::codec::size(header.length) },
        });
    }
    for (length, spec) in
        [(super::codec::size(header.length), const { &SEGMSG_PAYLOAD }), (TAG_BYTES, const { &SEGMSG_TAG })]
    {
        reader.within(length, |part| {
            part.rest(spec);
            Ok(())
        })?;
    }
    Ok(())
}
