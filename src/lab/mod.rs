//! The lab: both ends of a link in memory, with everything that can happen to the bytes in between.
//!
//! [`Arena`] joins two connections by function calls. It owns their clock and their chance, so that a run
//! is repeated exactly by its seed; a [`crate::link::Middlebox`] decides the fate of every piece on the
//! way. Tests, simulation and benches use it. It reaches no socket: what is attacked is our own link.

mod arena;
mod chance;
mod end;

pub use arena::{Arena, Setup, Split};
pub use chance::Chance;
pub use end::{Answer, End, Jobs};
