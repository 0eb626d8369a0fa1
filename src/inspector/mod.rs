//! Bytes in, meaning out: what the packet list, the details and the bytes panes show.
//!
//! ```text
//! Packet -> summary   one line of the list
//!        -> dissect   a tree of fields over two layers of bytes, and the checks in the order they were made
//!        -> why       the same checks in sentences, and what was done about a refusal
//!        -> trails    the line of the conversation it carried, and the frames of a line
//!        -> json      all of it as one line, for programs
//!        -> hex_rows  the visible rows of one layer, each byte with the region it belongs to
//! ```
//!
//! The tree is made by the decoder that the protocol uses, so that what is shown is what was decoded. All text
//! that comes out is fit for a terminal: one line, bounded, escaped. Nothing here panics on any packet.

#![warn(clippy::indexing_slicing, clippy::as_conversions)]

mod checks;
mod clock_text;
mod dissect;
mod evidence;
mod eyes;
pub mod filter;
mod hexdump;
mod json;
mod ladder;
mod line_frame;
mod notes;
mod purpose;
mod summary;
mod tally;
mod trail;
mod tree;
mod value;
mod why;

#[cfg(test)]
mod tests;

pub use checks::{Check, CheckState, Checks};
pub use clock_text::{clock_text, read_time, skew_ms, skew_text, time_text, written_text};
pub use dissect::{Dissection, Stop, dissect};
pub use eyes::{Eyes, Leak, LinkSeen, Meter, Tapped, TappedRow, Traffic, as_peer, peer_verdict};
pub use hexdump::{HexCell, HexRow, RowWidth, Window, hex_rows, row_count, row_of_offset};
pub use json::json;
pub use line_frame::{FramePlace, is_about, is_of_frame, is_of_link, place_in, place_of};
pub use purpose::Purpose;
pub use summary::{Summary, Tone, summary};
pub use tally::{Count, Rates, Tally, Ways};
pub use trail::{Arrival, LineId, Part, Trails};
pub use tree::{Authenticity, Layer, Node, Region};
pub use value::counted;
pub use why::{Sentence, section_of, why};

/// The plain types in what comes out, so that a screen needs no layer below.
pub use crate::{
    link::Direction,
    wire::{FieldSpec, Reason, UnixMillis, Verdict},
};
