//! What the panes say, in small.

mod bytes;
#[cfg(feature = "lab")]
mod seen;
mod spec;
mod tally;
mod words;
