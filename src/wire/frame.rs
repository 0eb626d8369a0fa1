//! The outer unit on the wire: a 20-byte header and a body (spec section "Framing").

use super::codec::{Codec, size};
use super::limits::{
    FINISH_LENGTH, HEADER_BYTES, MESSAGE_LENGTH_MAX, MESSAGE_LENGTH_MIN, PADDING_BYTES, PROTOCOL_ID,
    REQUEST_LENGTH, RESPONSE_LENGTH, TAG_BYTES, VERSION,
};
use super::reason::Reason;
use super::types::{Ciphertext, Epoch, Sequence};

/// What a frame carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum FrameType {
    /// A sealed message.
    Message = 0x01,
    /// Flight 1 of the handshake.
    HandshakeRequest = 0x02,
    /// Flight 2.
    HandshakeResponse = 0x03,
    /// Flight 3.
    HandshakeFinish = 0x04,
}

impl FrameType {
    /// Every type, by number.
    pub const ALL: [Self; 4] =
        [Self::Message, Self::HandshakeRequest, Self::HandshakeResponse, Self::HandshakeFinish];

    /// The name of each number.
    #[expect(clippy::as_conversions, reason = "the discriminant is the number, and `From` is not const")]
    pub const NAMES: &'static [(u64, &'static str)] = &[
        (Self::Message as u64, Self::Message.name()),
        (Self::HandshakeRequest as u64, Self::HandshakeRequest.name()),
        (Self::HandshakeResponse as u64, Self::HandshakeResponse.name()),
        (Self::HandshakeFinish as u64, Self::HandshakeFinish.name()),
    ];

    /// Its number on the wire.
    #[expect(clippy::as_conversions, reason = "the discriminant is the number")]
    pub const fn byte(self) -> u8 {
        self as u8
    }

    /// The type of this number, if there is one.
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.byte() == byte)
    }

    /// Its name in the spec, in net.log and in filters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::HandshakeRequest => "handshake_request",
            Self::HandshakeResponse => "handshake_response",
            Self::HandshakeFinish => "handshake_finish",
        }
    }

    /// The one legal `length` of a handshake frame; none for messages, which vary.
    pub const fn fixed_length(self) -> Option<u32> {
        match self {
            Self::Message => None,
            Self::HandshakeRequest => Some(REQUEST_LENGTH),
            Self::HandshakeResponse => Some(RESPONSE_LENGTH),
            Self::HandshakeFinish => Some(FINISH_LENGTH),
        }
    }
}

wire_struct! {
    /// What stands in front of every frame, as it stood on the wire. Nothing in it is authenticated before the
    /// tag of the frame is verified.
    #[derive(Copy, Hash)]
    pub struct FrameHeader as "header" {
        /// `PSCP`.
        protocol_id: [u8; 4] as "protocol_id",
        /// Protocol version, 1.
        version: u8 as "version",
        /// What the frame carries.
        frame_type: u8 as "type" named FrameType::NAMES,
        /// Key epoch: 0 in the handshake, 1 after it, one more after each rekey.
        epoch: Epoch as "epoch",
        /// Bytes after the header.
        length: u32 as "length",
        /// Number of the frame in its direction: 0, 0, 1 for the flights of the handshake, then from 0 again.
        seq: Sequence as "seq",
    }
    sample b"PSCP\x01\x01\0\x03\0\0\0\x60\0\0\0\0\0\0\0\x1f"
}

impl FrameHeader {
    /// Header of a message frame.
    pub const fn message(epoch: Epoch, seq: Sequence, length: u32) -> Self {
        Self {
            protocol_id: PROTOCOL_ID,
            version: VERSION,
            frame_type: FrameType::Message.byte(),
            epoch,
            length,
            seq,
        }
    }

    /// Header of a handshake frame, which belongs to epoch 0.
    pub const fn handshake(frame_type: FrameType, seq: Sequence, length: u32) -> Self {
        Self { frame_type: frame_type.byte(), ..Self::message(Epoch(0), seq, length) }
    }

    /// The same header under another protocol id.
    #[must_use]
    pub const fn under(self, protocol_id: [u8; 4]) -> Self {
        Self { protocol_id, ..self }
    }

    /// Reads a header, whatever it says.
    pub const fn peek(bytes: &[u8; HEADER_BYTES]) -> Self {
        let [p0, p1, p2, p3, version, frame_type, e0, e1, l0, l1, l2, l3, s0, s1, s2, s3, s4, s5, s6, s7] =
            *bytes;
        Self {
            protocol_id: [p0, p1, p2, p3],
            version,
            frame_type,
            epoch: Epoch(u16::from_be_bytes([e0, e1])),
            length: u32::from_be_bytes([l0, l1, l2, l3]),
            seq: Sequence(u64::from_be_bytes([s0, s1, s2, s3, s4, s5, s6, s7])),
        }
    }

    /// The header at the front of `bytes`, whatever it says; none if there are fewer than 20.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.first_chunk().map(Self::peek)
    }

    /// The 20 bytes.
    pub fn to_bytes(self) -> [u8; HEADER_BYTES] {
        let mut out = Vec::with_capacity(HEADER_BYTES);
        self.encode(&mut out);
        out.first_chunk().copied().unwrap_or_default()
    }

    /// Bytes of the whole frame.
    pub fn frame_bytes(&self) -> usize {
        size(self.length).saturating_add(HEADER_BYTES)
    }

    /// The first checks on every frame, in this order: `bad_protocol_id`, `bad_version`, `bad_type`.
    pub fn check_protocol(&self) -> Result<FrameType, Reason> {
        self.check_protocol_as(PROTOCOL_ID)
    }

    /// The same for whoever speaks under this protocol id.
    pub fn check_protocol_as(&self, protocol_id: [u8; 4]) -> Result<FrameType, Reason> {
        if self.protocol_id != protocol_id {
            return Err(Reason::BadProtocolId);
        }
        if self.version != VERSION {
            return Err(Reason::BadVersion);
        }
        FrameType::from_byte(self.frame_type).ok_or(Reason::BadType)
    }

    /// The last check on a header: `bad_length`, `frame_too_short`, `frame_too_long`.
    pub fn check_length(&self, frame_type: FrameType) -> Result<(), Reason> {
        match frame_type {
            FrameType::Message => self.check_message_length(),
            handshake => self.check_handshake_length(handshake),
        }
    }

    /// Each handshake frame has one legal length.
    pub fn check_handshake_length(&self, frame_type: FrameType) -> Result<(), Reason> {
        if frame_type.fixed_length() == Some(self.length) { Ok(()) } else { Err(Reason::BadLength) }
    }

    /// Message frames have 64 n + 32 bytes after the header, 96 to 65,568.
    pub fn check_message_length(&self) -> Result<(), Reason> {
        if self.length < MESSAGE_LENGTH_MIN {
            Err(Reason::FrameTooShort)
        } else if self.length > MESSAGE_LENGTH_MAX {
            Err(Reason::FrameTooLong)
        } else if size(self.length) % PADDING_BYTES == TAG_BYTES {
            Ok(())
        } else {
            Err(Reason::BadLength)
        }
    }
}

wire_struct! {
    /// The body of a message frame: a sealed message and its tag.
    pub struct SealedMessage as "message" {
        /// Kind, time, payload and padding, encrypted.
        sealed: Ciphertext,
        /// HMAC-SHA-256 over the session, the direction, the header and the sealed bytes.
        tag: [u8; 32],
    }
    sample &[0x5e; 96]
}
