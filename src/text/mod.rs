//! Text that others chose: what it is, and the only ways in which it comes out.
//!
//! ```text
//!  wire -> PeerText --- shown(Place) --> Escaped ---> a terminal, net.log
//!             |  `------ json() -------> Json ------> programs
//!             `--------- as_sent() ----> the few files that `tests/architecture.rs` lists
//! ```
//!
//! [`PeerText`] is opaque: it is no `str`, it has no `Display`, and its `Debug` tells the size only. What could
//! move the cursor, turn the direction, hide, pile up or break a line is shown as `\u{1b}`, never dropped and
//! never passed on. Which characters these are is asked of the Unicode tables, in one file.

mod class;
mod escaped;
mod hex;
mod json;
mod logged;
mod lookalike;
mod outgoing;
mod peer;
mod typed;
mod width;

pub use class::{is_blank, is_mark};
pub use escaped::{Escaped, MARKS_MAX, Place, escape};
pub use hex::{Hex, hex};
pub use json::Json;
pub use logged::{Logged, is_bare};
pub use lookalike::Skeleton;
pub use outgoing::{can_be_nick, outgoing};
pub use peer::{NAME_BYTES_MAX, NAME_GRAPHEMES_MAX, PeerText};
pub use typed::{typed_path, words};
pub use width::width;
