//! What the panes say, in small.

mod bytes;
mod words;
