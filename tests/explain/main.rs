//! A session explained: what is on the page, and that its commands give the values that the connection had.

#![cfg(feature = "lab")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

mod commands;
mod page;
mod scene;
