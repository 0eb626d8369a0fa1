//! The full screen: chat on one side, every byte on the other.
//!
//! ```text
//!  key, paste, mouse --.                       .--> Command -> node
//!  Event, Packets ------+--> Msg -> App::update +--> practice peer, clipboard
//!  signal, tick -------'        |      ^        `--> suspend, quit
//!                               v      |
//!                   Model (what is true), panels (how it is looked at)
//!                               |
//!                               v
//!                  draw(&App) -> one buffered write of what has changed
//! ```
//!
//! ```text
//!  name, fingerprint, port, security in words, time         panel/top_bar.rs
//!  + Peers -------------+ + Packets --------------------+   panel/peers.rs, packet_list.rs
//!  + Conversation ------+ |                             |   panel/conversation.rs
//!  |                    | + Details --------------------+   panel/packet_details.rs
//!  + to bob ------------+ |                             |   panel/composer.rs
//!  + Bytes ---------------------------------------------+   panel/packet_bytes.rs, net_log.rs
//!  keys that do something now               F1  Ctrl+Q      panel/hint_bar.rs
//! ```
//!
//! Drawing and updating read no disk: folders are read and exports are written by `beside`, which answers with a
//! message. Nothing is shared with the network but the bounded queues of [`crate::node`]. What a peer wrote comes to a
//! cell only by [`crate::text`].

mod act;
mod action;
mod alarm;
mod alias;
mod app;
mod arrangement;
mod asking;
mod away;
mod beside;
mod binding;
mod burst;
mod choose;
mod clipboard;
mod clocks;
mod colours;
mod command;
mod comment;
mod complete;
mod complete_path;
mod compromise;
mod drag;
mod effect;
mod export_job;
mod exporting;
mod eyes;
mod filtering;
mod finding;
mod follow;
mod history;
mod kept;
mod key_over;
mod keys;
mod ladder;
mod layout;
mod leave;
mod line_link;
mod links;
mod log;
mod log_link;
mod model;
mod model_apply;
mod model_calls;
mod model_files;
mod model_history;
mod model_news;
mod model_talk;
mod model_trust;
mod mouse;
mod msg;
mod navigate;
mod notify;
mod offscreen;
mod orders;
mod overlay;
mod palette;
mod panel;
mod recalling;
mod replay;
mod report;
mod run;
mod safe;
mod saving;
mod searching;
mod sight;
mod signals;
mod start;
mod talking;
mod tap_feed;
#[cfg(feature = "lab")]
mod tapping;
mod terminal;
mod terminal_input;
mod theme;
mod tty;
mod typing;
mod view;
mod whois;
mod widget;

#[cfg(feature = "lab")]
#[cfg(test)]
mod tests;

pub use alias::ALIASES_REFERENCE;
pub use clipboard::Between;
pub use colours::{COLOURS_REFERENCE, Colours};
pub use keys::keys_reference;
pub use leave::{Leaving, Summary, Unsent};
pub use log::{LogLevel, LogLine, LogNews};
pub use notify::Desktop;
pub use offscreen::Offscreen;
pub use replay::Replay;
pub use run::run;
pub use start::{Made, Source, Start};
#[cfg(feature = "lab")]
pub use tapping::Tap;
pub use theme::{Depth, Ground, Theme};
pub use tty::is_drawn;
