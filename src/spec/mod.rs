//! The spec, inside the program: its files as they are, where each field and each reason stands in them, and
//! their Markdown as plain lines.
//!
//! ```text
//! word, field, reason -> sections -> row of a page -> the lines that a person reads
//! ```

#![warn(clippy::indexing_slicing, clippy::as_conversions)]

mod book;
mod layout;
mod places;

#[cfg(test)]
mod tests;

pub use book::{Section, sections};
pub use layout::{Page, SpecLine, Style, page};
pub use places::{find, of_field, of_reason, titled};
