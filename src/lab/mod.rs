//! The lab: both ends of a link in memory, with everything that can happen to the bytes in between.
//!
//! [`Arena`] joins two connections by function calls. It owns their clock and their chance, so that a run
//! is repeated exactly by its seed; a [`crate::link::Middlebox`] decides the fate of every piece on the
//! way. Tests, simulation and benches use it. It reaches no socket: what is attacked is our own link.
//!
//! [`ATTACKS`] is the catalogue. An attack says which defences stop it, and plays itself ([`Play`]) on two real
//! connections, or as an [`evil`] peer against one. A [`Trial`] shows three things: the same play without the
//! attacker ends well; with every defence the attack is stopped for the reason it names; and with those
//! defences left out, one after the other, it works. What is without a defence is made here and nowhere else,
//! and speaks to no real peer (`protocol/defence.rs`); each check is skipped at its own line, in the code of real peers.

mod arena;
mod attack;
mod attacks;
mod chance;
mod compromise;
mod course;
mod door;
mod end;
pub mod evil;
mod exhibit;
mod exhibits;
mod matrix;
mod middle;
mod page;
mod people;
mod play;
mod report;
mod sandbox;
pub mod segmsg;
mod stage;
mod tape;
mod toy;
mod trial;

pub use arena::{Arena, Setup, Split};
pub use attack::{Attack, Attacker, Property, Stop, Victim};
pub use attacks::ALL as ATTACKS;
pub use chance::Chance;
pub use compromise::{Moment, Recorded, compromise};
pub use course::Passing;
pub use end::{Answer, End, Jobs};
pub use exhibit::{Exhibit, Exhibition, Shown};
pub use exhibits::ALL as EXHIBITS;
pub use matrix::{Cell, Row, matrix};
pub use play::{Acting, Change, NoPeer, Play, Presence, Seen, Success};
pub use sandbox::{sandbox_meets_real, sandbox_request};
pub use toy::{Step, Toy};
pub use trial::{Outcome, Round, Trial};
