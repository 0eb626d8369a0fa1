//! The line mode without a socket: what is typed, what is printed, how it ends.

mod addressing;
mod asking;
mod dials;
#[cfg(feature = "lab")]
mod explaining;
mod files;
mod ignored;
mod lines;
mod sample;
mod session;
mod typing;
