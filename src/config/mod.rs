//! What the program finds around itself: where a profile lives and how it is called, what the terminal can show,
//! and what a person has chosen in `config.toml`.

mod chosen;
mod key_log;
mod profile;
mod terminal;

pub use chosen::{chosen, config_file, save};
pub use key_log::{KEY_LOG_VARIABLE, allows_key_log};
pub use profile::{Error, Profile, Surroundings};
pub use terminal::{Terminal, terminal};
