//! The lines of the tap.

use crate::plain::line::Line;

/// What became of a frame.
pub(in crate::plain) fn tap(number: u64, stand: &str) -> Line {
    Line::new("tap").say(format!("{number} {stand}")).field("number", number).field("stand", stand)
}
