//! Parts that several panes are made of.

mod cell;
mod frame;
mod text_input;
mod wrap;

#[cfg(test)]
mod tests;

pub(super) use crate::text::width;
pub(super) use cell::cell;
pub(super) use frame::{framed, put};
pub(super) use text_input::{DRAFT_BYTES_MAX, TextInput, Way};
pub(super) use wrap::{NO_BREAK, after, common_start, fit, rows, wrap};
