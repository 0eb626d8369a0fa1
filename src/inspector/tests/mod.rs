//! What the panes say, in small.

mod bytes;
mod seen;
mod spec;
mod tally;
mod words;
