//! The lines of `/compromise`.

use crate::blast::Painted;
use crate::plain::line::Line;

/// Whether a recorded frame opens with what is stolen, and why.
pub(in crate::plain) fn exposed(number: u64, painted: &Painted) -> Line {
    Line::new("exposed")
        .say(format!("{number} {}", painted.told()))
        .field("number", number)
        .field("opens", painted.exposed.is_some())
        .field("why", painted.told())
}
