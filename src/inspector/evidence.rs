//! What a check looked at: the value it found, and the one it expected where there is only one.

use crate::capture::Packet;
use crate::wire::{FrameHeader, FrameType, Position};

use super::ladder::{self, Rung};
use super::value::{counted, grouped_size, hex};

/// The evidence of a check on the header, `31 = 31` or `34, expected 33`; empty where the header says nothing.
pub(super) fn evidence(rung: &Rung, packet: &Packet, header: FrameHeader) -> String {
    let expected = packet.expected;
    match rung.field {
        Some("length") if rung.name == ladder::WHOLE => {
            let (have, need) = (packet.frame.len(), header.frame_bytes());
            format!("{} of {}", grouped_size(have.min(need)), counted(need, "byte"))
        }
        Some("protocol_id") => hex(&header.protocol_id),
        Some("version") => header.version.to_string(),
        Some("type") => FrameType::from_byte(header.frame_type)
            .map_or_else(|| format!("0x{:02x}", header.frame_type), |known| known.name().to_owned()),
        Some("epoch") => compared(u64::from(header.epoch.0), expected.map(|at| u64::from(at.epoch.0))),
        Some("seq") => compared(header.seq.0, expected.map(|at| at.seq.0)),
        Some("length") => counted(header.length, "byte"),
        _ => String::new(),
    }
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

fn compared(actual: u64, expected: Option<u64>) -> String {
    match expected {
        None => actual.to_string(),
        Some(expected) if expected == actual => format!("{actual} = {expected}"),
        Some(expected) => format!("{actual}, expected {expected}"),
    }
}
