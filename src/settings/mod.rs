//! What a person can choose, each knob once: its name, what it may be, what it is by default, and what it is for.
//!
//! `config.toml`, the options of the command line and `/set` all go through the table in [`KNOBS`]; `peerscope
//! config` prints it as a file to begin with. Reading never fails: what is wrong is told with its line, and the
//! default stands.

mod knobs;
mod read;
mod save;
mod values;

#[cfg(test)]
mod tests;

pub use knobs::{KNOBS, Knob, When, set};
pub use read::{AliasWish, Chosen, ColourWish, Complaint, KeyWish, Said, default_file, read};
pub use save::{Changes, patched};
pub use values::{Accept, Colors, Ground, Notify, Osc, Settings, Shape};
