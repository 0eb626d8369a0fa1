//! What a check looked at: the value it found, and the one it expected where that can be said.

use core::fmt;

use crate::capture::Packet;
use crate::wire::limits::{MESSAGE_LENGTH_MAX, MESSAGE_LENGTH_MIN};
use crate::wire::{
    FrameHeader, FrameType, PROTOCOL_ID, Position, SUITE, Span, VERSION, Value, trace_frame, trace_inner,
};

use super::checks::CheckState;
use super::ladder::{self, Rung};
use super::value::{counted, grouped_size, short, spaced};

/// The evidence of a check that was made, `31 = 31` or `34, expected 33`; empty where there is nothing to say.
///
/// What a refused tag should have been is never said: it would be a forgery to copy.
pub(super) fn evidence(rung: &Rung, state: CheckState, packet: &Packet) -> String {
    let Some(header) = FrameHeader::from_slice(&packet.frame) else { return String::new() };
    of_header(rung, state, packet, header).or_else(|| of_body(rung, state, packet)).unwrap_or_default()
}

fn of_header(rung: &Rung, state: CheckState, packet: &Packet, header: FrameHeader) -> Option<String> {
    let expected = packet.expected;
    let frame_type = FrameType::from_byte(header.frame_type);
    let called =
        frame_type.map_or_else(|| format!("0x{:02x}", header.frame_type), |known| known.name().to_owned());
    Some(match rung.name {
        ladder::WHOLE => {
            let (have, need) = (packet.frame.len(), header.frame_bytes());
            format!("{} of {}", grouped_size(have.min(need)), counted(need, "byte"))
        }
        "protocol" => compared(&spaced(&header.protocol_id), Some(&spaced(&PROTOCOL_ID))),
        "version" => compared(&header.version, Some(&VERSION)),
        "type" if frame_type.is_none() => format!("{called}, expected 0x01 to 0x04"),
        "state" if state == CheckState::Failed => format!("{called}, not legal now"),
        "type" | "state" => called,
        "epoch" => compared(&header.epoch, expected.as_ref().map(|at| &at.epoch)),
        "order" => compared(&header.seq, expected.as_ref().map(|at| &at.seq)),
        "length" => match frame_type.and_then(FrameType::fixed_length) {
            Some(fixed) => compared(&header.length, Some(&fixed)),
            None if state == CheckState::Passed => counted(header.length, "byte"),
            None => format!(
                "{}, expected 64 n + 32 from {MESSAGE_LENGTH_MIN} to {MESSAGE_LENGTH_MAX}",
                counted(header.length, "byte")
            ),
        },
        _ => return None,
    })
}

fn of_body(rung: &Rung, state: CheckState, packet: &Packet) -> Option<String> {
    let number = |name: &str| number(packet, name);
    let failed = state == CheckState::Failed;
    Some(match rung.name {
        "versions" => {
            let (lowest, highest) =
                (number("handshake_request.min_version")?, number("handshake_request.max_version")?);
            let expected = if failed { ", expected a range with" } else { " holds" };
            format!("{lowest} to {highest}{expected} {VERSION}")
        }
        "version chosen" => {
            let both = |name| Some(number(name)?.to_string());
            let (version, zero) = (both("handshake_response.version")?, both("handshake_response.reserved")?);
            compared(&format!("{version} and {zero}"), Some(&format!("{VERSION} and 0")))
        }
        "suite" => compared(&number(rung.field?)?, Some(&u64::from(SUITE))),
        "turn" => {
            let kind = packet.kind?;
            let epoch = number(&format!("{kind}.epoch"));
            let next = packet.expected.map(|at| u64::from(at.epoch.0) + 1);
            let kind = if failed { format!("{kind}, not legal now") } else { kind.to_owned() };
            epoch.map_or_else(
                || kind.clone(),
                |epoch| format!("{kind}; epoch {}", compared(&epoch, next.as_ref())),
            )
        }
        "DH range" => {
            let public = value(packet, rung.field?, short)?;
            let expected = if failed { ", expected" } else { ":" };
            format!("{public}{expected} 2 to p-2")
        }
        "inner" if failed => "it is no message".to_owned(),
        "padding" if failed => "it is not zeros".to_owned(),
        // Sealed things: that they are equal, or that they are not, is all that there is to say.
        ladder::MAC if failed => "differs; the right tag is not shown".to_owned(),
        ladder::MAC => "equal to the computed tag".to_owned(),
        "signature" | "identity MAC" | "gate, if required" if failed => "does not verify".to_owned(),
        _ => return None,
    })
}

/// What stands in this field of the frame, or of what was opened of it.
fn value<T>(packet: &Packet, name: &str, read: impl Fn(&Span, &[u8]) -> T) -> Option<T> {
    let opened = packet.inner.as_deref().map(|inner| (inner, trace_inner(inner)));
    let layers = opened.into_iter().chain([(packet.frame.as_slice(), trace_frame(&packet.frame))]);
    layers.into_iter().find_map(|(bytes, trace)| {
        let span = trace.spans.iter().find(|span| span.spec.name == name)?;
        Some(read(span, bytes.get(span.range.clone())?))
    })
}

fn number(packet: &Packet, name: &str) -> Option<u64> {
    value(packet, name, |span, _| if let Value::Number(number) = span.value { Some(number) } else { None })?
}

/// What a field of the header was expected to be, for the line of that field.
pub(super) fn expectation(name: &str, expected: Option<Position>) -> Option<String> {
    let Position { epoch, seq } = expected?;
    match name {
        "epoch" => Some(format!("expected {epoch}")),
        "seq" => Some(format!("expected {seq}")),
        _ => None,
    }
}

fn compared<T: PartialEq + fmt::Display>(actual: &T, expected: Option<&T>) -> String {
    match expected {
        None => actual.to_string(),
        Some(expected) if expected == actual => format!("{actual} = {expected}"),
        Some(expected) => format!("{actual}, expected {expected}"),
    }
}
