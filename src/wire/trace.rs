//! The decoder as the inspector uses it: every byte belongs to a named field, also where it broke.

use super::codec::{Codec, Reader, size};
use super::describe::{FieldKind, FieldSize, FieldSpec, Span};
use super::error::{DecodeError, DecodeErrorKind};
use super::frame::{FrameHeader, FrameType, SealedMessage};
use super::handshake::{Handshake, IdentityProof};
use super::inner;
use super::reason::Reason;
use super::segmsg::{self, SEGMSG_ID};

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

/// The fields of a frame as it stood on the wire, sealed parts unopened; of SegMSG, too.
pub fn trace_frame(frame: &[u8]) -> Trace {
    if frame.starts_with(&SEGMSG_ID) {
        return trace(frame, segmsg::read);
    }
    trace(frame, |reader| {
        let header = FrameHeader::decode(reader)?;
        let frame_type = header.check_protocol().map_err(refused)?;
        header.check_length(frame_type).map_err(refused)?;
        let length = size(header.length);
        match frame_type {
            // Where a cut message ends its ciphertext and begins its tag is not known.
            FrameType::Message => reader.within(length, |body| SealedMessage::decode(body).map(drop)),
            handshake if length > reader.remaining() => Handshake::decode(handshake.byte(), reader).map(drop),
            handshake => reader.within(length, |body| Handshake::decode(handshake.byte(), body).map(drop)),
        }
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

/// A header that no frame may have, at the field that says so.
const fn refused(reason: Reason) -> DecodeError {
    let at = match reason {
        Reason::BadVersion => 4,
        Reason::BadType => 5,
        Reason::BadLength | Reason::FrameTooShort | Reason::FrameTooLong => 8,
        _ => 0,
    };
    DecodeError { at, kind: DecodeErrorKind::Refused(reason) }
}

fn trace(bytes: &[u8], read: impl FnOnce(&mut Reader<'_>) -> Result<(), DecodeError>) -> Trace {
    let mut reader = Reader::tracing(bytes);
    let error = read(&mut reader).and_then(|()| reader.finish()).err();
    reader.rest(const { &UNDECODED });
    Trace { spans: reader.into_spans(), error }
}
