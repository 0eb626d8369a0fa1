//! The handshake: SIGMA-I over MODP group 14 with Ed25519 identities (spec section "Handshake").
//!
//! Each state owns only what it still needs and is consumed by its transition:
//!
//! ```text
//! initiator  Generating -> ExpectResponse -> Agreeing -> Undecided -> (session)
//! responder  ExpectRequest -> Answering -> ExpectFinish -> Undecided -> (session)
//! ```

pub(super) mod initiator;
pub(super) mod proof;
pub(super) mod responder;
mod state;
pub(super) mod transcript;

pub(super) use state::Handshake;
