//! What a script does with one command: `send`, `get`, `tail`, `list`, `check`.
//!
//! Each asks the program that runs the profile. Where none runs, it runs the profile itself, without a screen, for as
//! long as it takes. stdout has what was asked for and nothing else; nobody is asked anything unless stdin is a
//! terminal.

mod check;
mod door;
mod get;
mod list;
mod print;
mod send;
mod since;
mod tail;

pub(super) use check::{Options as CheckOptions, run as check};
pub(super) use get::{Options as GetOptions, run as get};
pub(super) use list::{Options as ListOptions, run as list};
pub(super) use send::{Options as SendOptions, run as send};
pub(super) use tail::{Options as TailOptions, run as tail};
