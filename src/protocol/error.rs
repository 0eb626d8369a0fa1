//! Why a connection ended, by blame, and the one map from there to a [`Reason`].

use crate::crypto::VerifyingKey;
use crate::wire::{DecodeError, Reason};

use super::timers::Timer;

/// The end of a connection that was not an orderly goodbye.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The peer sent CLOSE with this reason number (the number, since it may be one we do not know).
    #[error("the peer closed the session: {}", close_reason(*.0))]
    ClosedByPeer(u16),
    /// The link ended without CLOSE.
    #[error("the connection was lost: the peer did not say goodbye")]
    Cut,
    /// Another identity answered than the one we dialled. Its claim is not proved.
    #[error("the peer is not the one we dialled: it claims the fingerprint {}", .claimed.fingerprint())]
    IdentityMismatch {
        /// Who the peer claims to be.
        claimed: Box<VerifyingKey>,
    },
    /// The peer's identity is not one we accept.
    #[error("{}", rejection(*.0))]
    IdentityRejected(Reason),
    /// Our own side failed: no randomness, or a value of ours that fails our own checks.
    #[error("an internal failure: {0}")]
    Internal(&'static str),
    /// The bytes do not form the message they claim to be.
    #[error("a malformed {what}: {source}")]
    Malformed {
        /// The message.
        what: &'static str,
        /// Its reason.
        reason: Reason,
        /// What is wrong, and where.
        source: DecodeError,
    },
    /// The peer speaks another version or suite.
    #[error("the peer is not compatible: {}", .0.meaning())]
    PeerIncompatible(Reason),
    /// The peer, or somebody on the way, broke the rules.
    #[error("refused: {}", .0.meaning())]
    PeerMisbehaved(Reason),
    /// Something did not happen in time.
    #[error("timed out: {}", .0.reason().meaning())]
    TimedOut(Timer),
}

impl Error {
    /// The reason this error has on the wire, in net.log and in tests.
    ///
    /// `None` when the peer closed with a number that is not in the registry.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::ClosedByPeer(number) => Reason::from_number(*number),
            Self::Cut => Some(Reason::Truncated),
            Self::IdentityMismatch { .. } => Some(Reason::IdMismatch),
            Self::Internal(_) => Some(Reason::Internal),
            Self::Malformed { reason, .. }
            | Self::IdentityRejected(reason)
            | Self::PeerIncompatible(reason)
            | Self::PeerMisbehaved(reason) => Some(*reason),
            Self::TimedOut(timer) => Some(timer.reason()),
        }
    }
}

impl Error {
    /// The same where there is a session: who has spoken this version and suite speaks them still, and a header that says
    /// otherwise was changed or forged.
    pub(super) fn in_session(self) -> Self {
        match self {
            Self::PeerIncompatible(reason) => Self::PeerMisbehaved(reason),
            other => other,
        }
    }
}

impl From<Reason> for Error {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::BadVersion | Reason::BadSuite => Self::PeerIncompatible(reason),
            Reason::IdIsSelf | Reason::NotAccepted => Self::IdentityRejected(reason),
            other => Self::PeerMisbehaved(other),
        }
    }
}

fn close_reason(number: u16) -> String {
    Reason::from_number(number).map_or_else(|| format!("reason {number}"), |reason| reason.name().to_owned())
}

/// A mistake of our own code in calling a connection; the peer never sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiMisuse {
    /// The session is not established yet.
    #[error("the session is not established yet")]
    NotEstablished,
    /// The session is closing or closed.
    #[error("the session is over")]
    Over,
    /// This message is made by the protocol itself.
    #[error("this kind of message is not for callers to send")]
    NotForCallers,
    /// The person asked for another rekey before the last one had its rest.
    #[error("a rekey was asked for less than a minute ago")]
    TooOften,
}

/// What our own refusal of an identity means, said from this side.
fn rejection(reason: Reason) -> String {
    match reason {
        Reason::NotAccepted => "its identity is not accepted here".to_owned(),
        other => format!("the peer's identity was refused: {}", other.meaning()),
    }
}
