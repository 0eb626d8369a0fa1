//! The published vectors, run by the program itself: `peerscope selftest`.
//!
//! One line a file, `PASS` or `FAIL`. The primitives are checked by [`crate::crypto::vectors`]; here the whole
//! sessions are added, first by the formulas of the spec alone, then through the state machine, byte for byte.

mod replay;
mod run;
mod schedule;
mod sessions;

pub use run::{Bytes, Outcome, embedded, from_folder, run};
pub use sessions::SESSIONS;
