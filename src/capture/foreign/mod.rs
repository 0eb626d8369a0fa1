//! Frames out of what tcpdump and its like have recorded: any TCP port, nothing known but what crossed the wire.
//!
//! ```text
//! record -> segment   link, IP and TCP headers
//!        -> stream    bytes in order, once each; what is missing is named
//!        -> frames    cut by the lengths in the headers, found again after a break
//! ```
//!
//! A stream is ours if it begins with the protocol id, or, where its beginning is missing, from the first header that
//! can be one. Every table and buffer has a bound.

mod flows;
mod frames;
mod segment;
mod stream;

pub use flows::Gap;

pub(super) use flows::Flows;
pub(super) use frames::Frames;
pub(super) use segment::segment;
