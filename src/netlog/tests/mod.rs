//! One event is one line, whatever it says; and no line goes with a file that could not be put aside.

mod beginning;
mod beside;
mod chain;
mod files;
mod filter;
mod follow;
mod lines;
