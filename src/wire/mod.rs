//! How bytes become frames and messages (`protocol-spec/README.md`, "Framing" and "Messages").
//!
//! ```text
//! stream -> Deframer -> FrameHeader | body            type 2, 3, 4: Handshake
//!                                   | sealed | tag    type 1, opened: InnerHeader | Message | padding
//! ```
//!
//! Each wire type is defined once, with `wire_struct!`, and listed once, with `messages!`. The encoder, the
//! decoder, the inspector's tree, the names of filters and logs and the tables of the spec all live off that
//! definition. The decoders never panic, allocate nothing from a length they have not checked, and accept
//! exactly one encoding of each value.

#![warn(clippy::indexing_slicing, clippy::as_conversions)]

#[macro_use]
mod describe;

mod codec;
mod deframer;
mod error;
mod frame;
pub mod handshake;
mod inner;
pub mod limits;
pub mod message;
mod reason;
mod segmsg;
mod text;
mod trace;
mod types;

#[cfg(test)]
mod tests;

pub use codec::{Codec, Reader, decode_all};
pub use deframer::Deframer;
pub use describe::{
    Described, FieldKind, FieldSize, FieldSpec, MessageSpec, Span, StructSpec, Value, WireField,
};
pub use error::{DecodeError, DecodeErrorKind};
pub use frame::{FrameHeader, FrameType, SealedMessage};
pub use handshake::{Handshake, HandshakeFinish, HandshakeRequest, HandshakeResponse, IdentityProof};
pub use inner::{InnerFault, InnerHeader, PADDING, lay_out, open_inner, open_inner_unpadded, seal_inner};
pub use limits::{FRAME_BYTES_MAX, HEADER_BYTES, PROTOCOL_ID, SUITE, TAG_BYTES, VERSION};
pub use message::{
    Close, FileCause, FileChunk, FileGet, FileOffer, FileProgress, FileStop, Message, Nick, Ping, Pong,
    Ready, Receipt, RekeyAsk, RekeyFinish, RekeyRequest, RekeyResponse, Text, Typing,
};
pub use reason::{Reason, Verdict};
pub use segmsg::{SEGMSG_HEADER_BYTES, SEGMSG_ID, SEGMSG_PAYLOAD, SEGMSG_TAG, SegMsgHeader};
pub use text::{BytesRest, Utf8Lp, Utf8Rest};
pub use trace::{Trace, UNDECODED, trace_frame, trace_inner, trace_proof};
pub use types::{Ciphertext, Epoch, Position, Sequence, SessionId, UnixMillis};
