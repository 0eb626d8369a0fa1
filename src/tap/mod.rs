//! The tap: somebody between two real peers who sees every frame, and decides what becomes of it.
//!
//! ```text
//!  dialler -> Link -> listener     rules and weather decide; what is held waits for a person
//!               |  ^
//!          News v  | Errand        plain data, with the numbers that the link gave its frames
//!              Desk  <- Order      what a person asks, by the numbers that the desk gave the packets
//! ```
//!
//! [`Link`] is one tapped connection without sockets and clocks: bytes, time and errands in, bytes and news out.
//! It has no key. What it shows is what Eve sees, and what it changes the victims judge on their own screens.
//! Frames of one direction stay in order, as TCP keeps them: behind one that is held the others wait, unless a
//! person lets one of them go first.

mod by_hand;
mod desk;
mod errand;
mod lane;
mod link;
mod news;
mod order;
mod pieces;
mod rule;
mod weather;

#[cfg(test)]
mod tests;

pub use desk::{Desk, Told};
pub use errand::{Errand, Intercept, Task};
pub use link::{Link, Over};
pub use news::{Caught, News, Stand, Whence};
pub use order::{Order, USAGE};
pub use rule::{Act, Rule};
pub use weather::{Weather, duration};
