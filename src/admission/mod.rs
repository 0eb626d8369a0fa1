//! What strangers and peers may cost (spec section "Admission"): who may begin a handshake, who has a place, how fast
//! a link is read, how many lines of the log all that is worth.
//!
//! Nothing here owns a clock, a socket or randomness, and all that is remembered is bounded. [`crate::net`] and
//! [`crate::node`] ask before they spend anything.

mod bucket;
mod door;
mod intake;
mod limits;
mod places;
mod rejects;

#[cfg(test)]
mod tests;

pub use bucket::{Bucket, Rate};
pub use door::{Admission, Fault, Refusal, Source};
pub use intake::Intake;
pub use limits::Limits;
pub use places::{Acquaintance, Taken};
pub use rejects::{CallerLog, Note, RejectLog, Rest};
