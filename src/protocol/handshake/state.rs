//! The states of both sides, as one value that each transition replaces.

use crate::wire::FrameType;

use super::{initiator, responder};

/// Where a handshake stands.
#[derive(Debug)]
pub(in crate::protocol) enum Handshake {
    /// Waiting for our own public value.
    Generating(initiator::Generating),
    /// HANDSHAKE_REQUEST is sent.
    ExpectResponse(initiator::ExpectResponse),
    /// HANDSHAKE_RESPONSE is here; waiting for the shared secret.
    Agreeing(initiator::Agreeing),
    /// The responder has proved itself; HANDSHAKE_FINISH waits for our decision.
    InitiatorUndecided(initiator::Undecided),
    /// Nothing has arrived yet.
    ExpectRequest(responder::ExpectRequest),
    /// HANDSHAKE_REQUEST is here; waiting for our public value and the shared secret.
    Answering(responder::Answering),
    /// HANDSHAKE_RESPONSE is sent.
    ExpectFinish(responder::ExpectFinish),
    /// The initiator has proved itself; READY waits for our decision.
    ResponderUndecided(responder::Undecided),
}

impl Handshake {
    /// The only frame type that is legal now; `None` while a computation or a decision is pending.
    pub(in crate::protocol) const fn expects(&self) -> Option<FrameType> {
        match self {
            Self::ExpectResponse(_) => Some(FrameType::HandshakeResponse),
            Self::ExpectRequest(_) => Some(FrameType::HandshakeRequest),
            Self::ExpectFinish(_) => Some(FrameType::HandshakeFinish),
            Self::Generating(_)
            | Self::Agreeing(_)
            | Self::InitiatorUndecided(_)
            | Self::Answering(_)
            | Self::ResponderUndecided(_) => None,
        }
    }

    /// Whether a person or the node decides now.
    pub(in crate::protocol) const fn awaits_trust(&self) -> bool {
        matches!(self, Self::InitiatorUndecided(_) | Self::ResponderUndecided(_))
    }
}
