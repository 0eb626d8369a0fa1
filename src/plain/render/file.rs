//! The lines of files.

use crate::node::{FileInfo, FileSide, FileState, Who};
use crate::plain::line::Line;
use crate::progress;

/// How a transfer stands.
pub(super) fn file(info: &FileInfo) -> Line {
    let (way, direction) = match info.side {
        FileSide::Sending => ("to", "sending"),
        FileSide::Receiving => ("from", "receiving"),
    };
    let (cause, by) = match info.state {
        FileState::Stopped(cause, who) => (Some(cause.name()), Some(who)),
        FileState::Paused(who) => (None, Some(who)),
        _ => (None, None),
    };
    let by = by.map(|who| if who == Who::Us { "us" } else { "peer" });
    let FileInfo { id, peer_name, name, size, written, state, rate, left, path, error, .. } = info;
    Line::new("file")
        .say(format!(
            "{} {way} {peer_name}: {name}, {}: {}",
            id.0,
            progress::share(info),
            progress::sentence(info)
        ))
        .field("peer", peer_name.as_str())
        .field("id", id.0)
        .field("direction", direction)
        .field("name", name.as_str())
        .field("size", *size)
        .field("written", *written)
        .field("state", state.word())
        .field("cause", cause)
        .field("by", by)
        .field("rate", *rate)
        .field("left_s", left.map(|left| left.as_secs()))
        .field("path", path.as_deref())
        .field("error", error.as_deref())
}
