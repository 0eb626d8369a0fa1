//! `logs/NAME/net.log`: one line an event, from the events that the network code writes with `tracing`.
//!
//! ```text
//! 2026-11-21T04:27:00.123Z INFO listening host=0.0.0.0 port=5000
//! TIME                     LEVEL EVENT    NAME=VALUE ...
//! ```
//!
//! Times are UTC in milliseconds. A value with anything but letters, digits and `.:-_+/[]` stands in quotes, with
//! `\"`, `\\` and `\u{..}` for what would end it or act on a terminal: no text of a peer adds a line or a
//! field. The names are those of the packet lines and of the spec. The log of a profile has a tag behind each line,
//! which chains it to the one before (spec section "Chained records").

mod file;
mod follow;
mod read;
mod seal;
mod segment;
mod tail;
mod verify;
mod write;
mod writer;

#[cfg(test)]
mod tests;

pub use file::Rotation;
pub use follow::Follow;
pub use read::{Entry, Format, Wanted, print};
pub use seal::LogKey;
pub use tail::Tail;
pub use verify::verify;
pub use write::{NetLog, timestamp};
