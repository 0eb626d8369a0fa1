//! A session explained from what its connection said of it: every byte of the handshake, every derivation, every
//! signature (spec sections "Handshake" and "Key schedule").
//!
//! ```text
//! Derivations, Disclosure --> Accounts --> Account --> page --> rows      a screen, lines
//!                                                           --> markdown  a file
//!                                                           --> html      a file that needs no other
//! ```
//!
//! Nothing is worked out here: a value that the connection did not say is missing. Secrets and the commands that
//! use them are on a page only where the connection was told to disclose them.

mod account;
mod file;
mod flights;
mod html;
mod markdown;
mod page;
mod rows;
mod script;
mod steps;
mod story;
mod tree;

pub use account::{Account, Accounts};
pub use file::{file, nothing, written};
pub use html::html;
pub use markdown::markdown;
pub use page::{Block, Derivation, Field, Page, Shown};
pub use rows::{Row, Shade, rows};
pub use story::page;
