//! Which key does what where.
//!
//! | file | its job |
//! |---|---|
//! | `table` | every action that a key can do: its name in `config.toml`, its keys, where they count, what it is for |
//! | `context` | where keys count: in a pane, or in what lies over the panes |
//! | `chord` | one key with what is held down: how it is written, and how terminals report it |
//! | `keymap` | the keys that count now: a key in, an action out; the labels of the help and of the hints |
//! | `wishes` | the `[keys]` of `config.toml`: what of it can be had, and why not |
//! | `reference` | all of it as `peerscope config` prints it |

mod chord;
mod context;
mod keymap;
mod reference;
mod table;
mod wishes;

#[cfg(test)]
mod tests;

pub(super) use chord::Chord;
pub(super) use context::{Context, counts};
pub(super) use keymap::Keymap;
pub use reference::keys_reference;
pub(super) use table::{Binding, CHATS};
