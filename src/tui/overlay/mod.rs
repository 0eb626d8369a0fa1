//! What lies over the panes and takes the keys: questions, digits, help.

mod comment;
mod copy;
mod dialog;
mod export;
mod filter;
mod filter_lines;
mod finder;
mod finder_lines;
mod handshake;
mod help;
mod keys;
#[cfg(feature = "lab")]
mod lab;
#[cfg(feature = "lab")]
mod lab_lines;
#[cfg(feature = "lab")]
mod lab_matrix;
#[cfg(feature = "lab")]
mod lab_page;
#[cfg(feature = "lab")]
mod lab_play;
#[cfg(feature = "lab")]
mod lab_wire;
#[cfg(feature = "lab")]
mod lab_write;
mod palette;
mod place;
mod reading;
mod scroll;
mod spec;
mod stack;
mod stats;
mod topics;
mod trust;
mod verify;
mod why;

pub(super) use comment::CommentBox;
pub(super) use filter::FilterBar;
pub(super) use finder::{FOUND_MAX, Hit, Sought, Spot};
pub(super) use handshake::rungs;
#[cfg(feature = "lab")]
pub(in crate::tui) use lab::Lab;
pub(super) use palette::Choice;
pub(super) use stack::Overlay;
