//! peerscope: an end-to-end encrypted peer-to-peer chat that shows every byte it sends and receives.
//!
//! The modules below are the layers, lowest first. A module may use only those above it in this list;
//! `tests/architecture.rs` holds the exact table.

/// Primitives: which standard, which library, which file. Knows nothing of the wire.
pub mod crypto;

/// Bytes to frames and messages, and back: one definition for each type.
pub mod wire;

/// Which way bytes went, and who may sit in between.
pub mod link;

/// The protocol peerscope/1 as a pure state machine.
pub mod protocol;
