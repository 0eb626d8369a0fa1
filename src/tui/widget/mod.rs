//! Parts that several panes are made of.

mod frame;
mod text_input;
mod wrap;

pub(super) use frame::{framed, put};
pub(super) use text_input::TextInput;
pub(super) use wrap::{fit, width, wrap};
