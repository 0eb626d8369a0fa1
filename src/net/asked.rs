//! Which frames of files a link was asked for: their window bounds them, so they are no flood.

use crate::admission::Intake;
use crate::link::Direction;
use crate::protocol::Observation;
use crate::wire::limits::{FILE_CHUNK_BYTES, FILE_WINDOW_BYTES_MAX};
use crate::wire::{Described as _, FileChunk, FileGet, FileProgress};

/// Chunks that FILE_GET asks for before anything is said of them.
const WINDOW_CHUNKS: u64 = FILE_WINDOW_BYTES_MAX.div_ceil(FILE_CHUNK_BYTES as u64);
/// Chunks that come for one FILE_PROGRESS: it is said for each 128 KiB at least (spec section "Files").
const PROGRESS_CHUNKS: u64 = 2;

/// Counts a frame that came, unless an earlier one that went has asked for it.
pub(super) fn note(intake: &mut Intake, observation: &Observation) {
    let name = observation.opened.as_ref().map(|opened| opened.name);
    match observation.direction {
        Direction::Received if name.is_some_and(answers) => intake.answered(observation.at.monotonic),
        Direction::Received => intake.count(observation.at.monotonic),
        Direction::Sent => intake.ask(name.map_or(0, asks)),
    }
}

/// Whether a frame may have been asked for.
fn answers(name: &str) -> bool {
    [FileChunk::SPEC.name, FileProgress::SPEC.name].contains(&name)
}

/// How many frames come for this one.
fn asks(name: &str) -> u64 {
    match name {
        _ if name == FileGet::SPEC.name => WINDOW_CHUNKS,
        _ if name == FileProgress::SPEC.name => PROGRESS_CHUNKS,
        _ if name == FileChunk::SPEC.name => 1,
        _ => 0,
    }
}
