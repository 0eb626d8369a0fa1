//! The line mode: one event a line on stdout, texts and commands on stdin.
//!
//! Every line begins with a stable word and is flushed at once; nothing is said by colour. With `--json` each
//! line is one object whose first field, `event`, is that word. All text passes [`crate::text`] as it is
//! printed: nothing that a peer says acts on the terminal or adds a line.
//!
//! ```text
//!  stdin -> parse -> Wish ----> Session ----> Command -> node
//!                                 |  ^
//!  stdout <- Printer <- Line <----+  +------- Event, Packet <- node
//! ```
//!
//! # Lines
#![doc = include_str!("EVENTS.md")]

mod addressing;
mod asking;
mod compromise;
mod dials;
mod ending;
mod events;
mod explaining;
mod files;
mod ignored;
mod line;
mod page;
mod pending;
mod recalling;
mod render;
mod run;
mod session;
mod stdin;
#[cfg(feature = "lab")]
mod tapping;
mod undecided;

#[cfg(test)]
mod tests;

pub use crate::commands::{About, COMMANDS, CommandSpec, Wish, parse};
pub use ending::Ending;
pub use events::{EVENTS, EventSpec};
pub use line::{Format, Line, Printer};
pub use page::events_markdown;
pub use render::{capture, dropped, ended, error, event, log, note, packet, rejected};
pub use run::{Files, Signals, Typist, run};
pub use stdin::{Typed, stdin_lines};
#[cfg(feature = "lab")]
pub use tapping::tap;
