//! The protocol peerscope/1, without sockets, clock or operating system (`protocol-spec/README.md`).
//!
//! A [`Connection`] is one link's state. It is fed bytes, the results of computations and the passing of
//! time, and is drained of [`Output`]s. The order of calls:
//!
//! 1. make it with [`Connection::initiate`] or [`Connection::respond`];
//! 2. drain [`Connection::poll_output`] until it says [`Output::Wait`] or [`Output::Closed`];
//! 3. give it one input (`handle_bytes`, `handle_eof`, `handle_timeout`, `computed`, `trust`, `send`,
//!    `rekey`, `ping`, `close`) and drain again. Bytes are given only while [`Connection::wants_read`].
//!
//! Nothing a peer sends is the caller's error: it becomes an observation, an event and a
//! [`Output::Closed`] with the [`Error`] that names the [`crate::wire::Reason`].

#![warn(clippy::indexing_slicing, clippy::as_conversions)]

mod config;
mod connection;
mod core;
mod defence;
mod ending;
mod error;
mod exposure;
mod handshake;
mod key_log;
mod key_schedule;
mod ledger;
mod live;
mod offline;
mod output;
mod ratchet;
mod receive;
mod rekey;
mod same_words;
mod session;
mod timers;

#[cfg(test)]
mod tests;

pub use crate::crypto::Pin;
pub use config::{Config, Gate, RekeyPolicy, Timeouts};
pub use connection::{Connection, Role};
pub use error::{ApiMisuse, Error};
pub use exposure::{Exposed, RecordedFrame, Theft};
pub use key_log::{KEY_LINES_MAX, KeyLine, KeyLog, KeyLogError, KeyLogFault, key_lines, parse_key_log};
pub use ledger::{Derivations, Derived, Disclose, Disclosed, Disclosure, Name, Value};
pub use offline::Offline;
pub use output::{
    Done, Event, Greeting, HandshakeStep, Job, Now, Observation, Opened, Output, TrustDecision,
};
pub use same_words::History;
pub use timers::Timer;
