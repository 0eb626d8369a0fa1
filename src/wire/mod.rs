//! How bytes become frames and messages (`protocol-spec/README.md`, sections "Framing" and "Messages").
//!
//! Each wire type is defined once, with [`wire_struct!`](describe); the encoder, the decoder, the inspector's
//! tree, the field names of filters and the tables of the spec all come from that definition.

#![warn(clippy::indexing_slicing, clippy::as_conversions)]

mod codec;
mod deframer;
#[macro_use]
mod describe;
mod error;
mod frame;
pub mod handshake;
mod inner;
pub mod limits;
pub mod message;
mod reason;
mod types;

#[cfg(test)]
mod tests;

pub use codec::{Codec, Reader, Span, decode_all};
pub use deframer::Deframer;
pub use describe::{FieldKind, FieldSpec, StructSpec, Value, WireField};
pub use error::{DecodeError, DecodeErrorKind};
pub use frame::{FrameHeader, FrameType, RawHeader};
pub use handshake::{HandshakeFinish, HandshakeRequest, HandshakeResponse, IdentityProof};
pub use inner::{InnerFault, InnerHeader, open_inner, seal_inner};
pub use limits::{FRAME_BYTES_MAX, HEADER_BYTES, SUITE, TAG_BYTES, VERSION};
pub use message::{
    Close, Message, Nick, Ping, Pong, Ready, Receipt, RekeyAsk, RekeyFinish, RekeyRequest, RekeyResponse,
    Text, Typing,
};
pub use reason::{Reason, Verdict};
pub use types::{Epoch, Sequence, UnixMillis, Utf8Lp, Utf8Rest};
