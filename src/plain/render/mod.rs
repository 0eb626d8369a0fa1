//! From what happens to lines: the stable words, the sentences, the fields.
//!
//! Each word always has the same fields, listed in [`super::EVENTS`]; a field without a value is `null`.

mod event;
mod exposed;
mod file;
mod help;
mod history;
mod packet;
mod people;
#[cfg(feature = "lab")]
mod tap;
mod why;

pub(super) use event::explained;
pub use event::{capture, ended, error, event, log, note};
pub(super) use exposed::exposed;
pub(super) use help::help;
pub(super) use history::said;
pub use packet::{dropped, packet, rejected};
pub(super) use people::peers;
#[cfg(feature = "lab")]
pub(super) use tap::tap;
pub(super) use why::{spec, why};
