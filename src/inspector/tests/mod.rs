//! What the panes say, in small.

mod bytes;
mod spec;
mod tally;
mod words;
