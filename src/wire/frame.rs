//! The outer unit on the wire: a 20-byte header and a body (spec section "Framing").

use super::codec::{Codec, Reader};
use super::limits::{
    FINISH_LENGTH, HEADER_BYTES, MESSAGE_LENGTH_MAX, MESSAGE_LENGTH_MIN, PROTOCOL_ID, REQUEST_LENGTH,
    RESPONSE_LENGTH, VERSION,
};
use super::reason::Reason;
use super::types::{Epoch, Sequence};

/// What a frame carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum FrameType {
    /// A sealed message.
    Message = 0x01,
    /// First flight of the handshake.
    HandshakeRequest = 0x02,
    /// Second flight.
    HandshakeResponse = 0x03,
    /// Third flight.
    HandshakeFinish = 0x04,
}

impl FrameType {
    /// Every type, by number.
    pub const ALL: [Self; 4] =
        [Self::Message, Self::HandshakeRequest, Self::HandshakeResponse, Self::HandshakeFinish];

    /// Its number on the wire.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Message => 0x01,
            Self::HandshakeRequest => 0x02,
            Self::HandshakeResponse => 0x03,
            Self::HandshakeFinish => 0x04,
        }
    }

    /// The type of this number, if there is one.
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|candidate| candidate.byte() == byte)
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

    /// The one legal `length` of a handshake frame; `None` for messages.
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
    /// The header of every frame, 20 bytes.
    pub struct RawHeader as "header" {
        /// Always `PSCP`.
        protocol_id: [u8; 4],
        /// Protocol version, 1.
        version: u8,
        /// What the frame carries.
        frame_type: u8,
        /// Key epoch: 0 in the handshake, 1 after it, one more after each rekey.
        epoch: Epoch,
        /// Bytes after the header.
        length: u32,
        /// Number of the frame in its direction.
        seq: Sequence,
    }
}

/// The header as it stood on the wire; nothing in it is checked or authenticated by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameHeader {
    /// First four bytes.
    pub protocol_id: [u8; 4],
    /// Protocol version.
    pub version: u8,
    /// Number of the frame type.
    pub frame_type: u8,
    /// Key epoch.
    pub epoch: Epoch,
    /// Bytes after the header.
    pub length: u32,
    /// Number of the frame in its direction.
    pub seq: Sequence,
}

impl FrameHeader {
    /// Header of a handshake frame: epoch 0.
    pub const fn handshake(frame_type: FrameType, seq: Sequence, length: u32) -> Self {
        Self {
            protocol_id: PROTOCOL_ID,
            version: VERSION,
            frame_type: frame_type.byte(),
            epoch: Epoch(0),
            length,
            seq,
        }
    }

    /// Header of a message frame.
    pub const fn message(epoch: Epoch, seq: Sequence, length: u32) -> Self {
        let frame_type = FrameType::Message.byte();
        Self { protocol_id: PROTOCOL_ID, version: VERSION, frame_type, epoch, length, seq }
    }

    /// The header at the front of `bytes`, whatever it says; `None` when there are fewer than 20.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let RawHeader { protocol_id, version, frame_type, epoch, length, seq } =
            RawHeader::decode(&mut Reader::new(bytes)).ok()?;
        Some(Self { protocol_id, version, frame_type, epoch, length, seq })
    }

    /// The 20 bytes.
    pub fn to_bytes(self) -> [u8; HEADER_BYTES] {
        let Self { protocol_id, version, frame_type, epoch, length, seq } = self;
        let mut out = Vec::with_capacity(HEADER_BYTES);
        RawHeader { protocol_id, version, frame_type, epoch, length, seq }.encode(&mut out);
        let mut bytes = [0; HEADER_BYTES];
        bytes.copy_from_slice(&out);
        bytes
    }

    /// The first three checks on every frame, in this order.
    ///
    /// # Errors
    /// [`Reason::BadProtocolId`], [`Reason::BadVersion`], [`Reason::BadType`].
    pub fn check_protocol(&self) -> Result<FrameType, Reason> {
        if self.protocol_id != PROTOCOL_ID {
            return Err(Reason::BadProtocolId);
        }
        if self.version != VERSION {
            return Err(Reason::BadVersion);
        }
        FrameType::from_byte(self.frame_type).ok_or(Reason::BadType)
    }

    /// Handshake frames have one legal length each.
    ///
    /// # Errors
    /// [`Reason::BadLength`].
    pub fn check_handshake_length(&self, frame_type: FrameType) -> Result<(), Reason> {
        if frame_type.fixed_length() == Some(self.length) { Ok(()) } else { Err(Reason::BadLength) }
    }

    /// Message frames are 64 n + 32 bytes, 96 to 65,568.
    ///
    /// # Errors
    /// [`Reason::FrameTooShort`], [`Reason::FrameTooLong`], [`Reason::BadLength`].
    pub const fn check_message_length(&self) -> Result<(), Reason> {
        if self.length < MESSAGE_LENGTH_MIN {
            Err(Reason::FrameTooShort)
        } else if self.length > MESSAGE_LENGTH_MAX {
            Err(Reason::FrameTooLong)
        } else if self.length % 64 == 32 {
            Ok(())
        } else {
            Err(Reason::BadLength)
        }
    }
}
