//! The bytes that crossed the wire, field by field, by the decoder that the protocol uses.

use crate::text::hex;
use crate::wire::{FieldKind, Trace, Value, trace_frame, trace_inner, trace_proof};

use super::page::Field;

/// The fields of a frame.
pub(super) fn of_frame(frame: &[u8]) -> Vec<Field> {
    fields(frame, trace_frame(frame))
}

/// The fields of an opened identity box.
pub(super) fn of_proof(proof: &[u8]) -> Vec<Field> {
    fields(proof, trace_proof(proof))
}

/// The fields of what was sealed in a message.
pub(super) fn of_inner(inner: &[u8]) -> Vec<Field> {
    fields(inner, trace_inner(inner))
}

fn fields(bytes: &[u8], trace: Trace) -> Vec<Field> {
    let spans = trace.spans.into_iter().filter(|span| !span.range.is_empty());
    let field = |span: crate::wire::Span| Field {
        range: format!("{}..{}", span.range.start, span.range.end),
        name: span.spec.name.rsplit('.').next().unwrap_or(span.spec.name),
        bytes: hex(bytes.get(span.range.clone()).unwrap_or_default()).to_string(),
        note: match (&span.value, span.spec.kind) {
            (Value::Number(number), FieldKind::Number) => {
                span.spec.name_of(*number).map_or_else(|| number.to_string(), str::to_owned)
            }
            _ => String::new(),
        },
    };
    spans.map(field).collect()
}
