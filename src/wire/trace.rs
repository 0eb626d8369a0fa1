//! The decoder as the inspector uses it: every byte belongs to a named field, also where it broke.

use super::codec::{Codec, Reader, size};
use super::describe::{FieldKind, FieldSize, FieldSpec, Span};
use super::error::{DecodeError, DecodeErrorKind};
use super::frame::{FrameHeader, FrameType, SealedMessage};
use super::handshake::{Handshake, IdentityProof};
use super::inner;

/// The bytes from a break to the end.
pub const UNDECODED: FieldSpec = FieldSpec {
    name: "undecoded",
    doc: "Bytes that no field holds, because decoding stopped before them.",
    kind: FieldKind::Bytes,
    size: FieldSize::Rest { min: 0, max: usize::MAX },
    values: &[],
};

/// The fields found in bytes, and where it broke.
///
/// The spans are in order and without gap or overlap: together they are all the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The fields; after a break the last is [`UNDECODED`].
    pub spans: Vec<Span>,
    /// What stopped the decoder, if something did.
    pub error: Option<DecodeError>,
}

/// The fields of a frame as it stood on the wire, sealed parts unopened.
pub fn trace_frame(frame: &[u8]) -> Trace {
    trace(frame, |reader| {
        let header = FrameHeader::decode(reader)?;
        let refused = |reason| DecodeError { at: 0, kind: DecodeErrorKind::Refused(reason) };
        let frame_type = header.check_protocol().map_err(refused)?;
        header.check_length(frame_type).map_err(refused)?;
        reader.within(size(header.length), |body| match frame_type {
            FrameType::Message => SealedMessage::decode(body).map(drop),
            handshake => Handshake::decode(handshake.byte(), body).map(drop),
        })
    })
}

/// The fields of what a message frame had sealed, from the start of the opened bytes.
pub fn trace_inner(inner: &[u8]) -> Trace {
    trace(inner, |reader| inner::read(reader).map(drop))
}

/// The fields of what a handshake box had sealed, from the start of the opened bytes.
pub fn trace_proof(proof: &[u8]) -> Trace {
    trace(proof, |reader| IdentityProof::decode(reader).map(drop))
}

fn trace(bytes: &[u8], read: impl FnOnce(&mut Reader<'_>) -> Result<(), DecodeError>) -> Trace {
    let mut reader = Reader::tracing(bytes);
    let error = read(&mut reader).and_then(|()| reader.finish()).err();
    reader.rest(const { &UNDECODED });
    Trace { spans: reader.into_spans(), error }
}
