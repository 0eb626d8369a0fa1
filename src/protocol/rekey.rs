//! A new epoch in the middle of a session: when it is due, and the three messages (spec section "Rekey").

use core::time::Duration;

use crate::crypto::{Context, EphemeralSecret, PublicKey, SigningKey};
use crate::defence::Defence;
use crate::wire::{Message, Reason, RekeyFinish, RekeyRequest, RekeyResponse};

use super::config::RekeyPolicy;
use super::error::Error;
use super::handshake::proof::{public_value, refused};
use super::key_schedule::RekeyTranscript;
use super::ratchet::ChainKey;
use super::session::Session;

/// Where a rekey stands. Only the session's initiator begins one.
#[derive(Debug)]
pub(super) enum Rekey {
    Idle,
    /// Initiator: waiting for our public value.
    Generating,
    /// Initiator: REKEY_REQUEST is sent.
    ExpectResponse {
        secret: EphemeralSecret,
        public: PublicKey,
    },
    /// Initiator: waiting for the shared secret.
    Agreeing {
        public: PublicKey,
        peer: PublicKey,
    },
    /// Responder: waiting for our public value and the shared secret.
    Answering {
        peer: PublicKey,
    },
    /// Responder: REKEY_RESPONSE is sent; the peer still sends in the old epoch.
    ExpectFinish {
        receive: ChainKey,
    },
}

/// What has gone by since the epoch began, and what was asked for.
#[derive(Debug)]
pub(super) struct Account {
    texts: u64,
    bytes: u64,
    traffic: Traffic,
    began: Duration,
    last_finish: Option<Duration>,
    last_ask: Option<Duration>,
    request: Requested,
}

/// Whether anything but PING and PONG went by in this epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Traffic {
    None,
    Some,
}

/// Whether a person, here or there, asked for a new epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Requested {
    No,
    Yes,
}

/// When the next rekey may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Now,
    At(Duration),
    NotYet,
}

impl Account {
    pub(super) const fn new(now: Duration) -> Self {
        Self {
            texts: 0,
            bytes: 0,
            traffic: Traffic::None,
            began: now,
            last_finish: None,
            last_ask: None,
            request: Requested::No,
        }
    }

    /// Counts one frame, in either direction.
    pub(super) fn count(&mut self, message: &Message, frame_bytes: usize) {
        self.bytes = self.bytes.saturating_add(u64::try_from(frame_bytes).unwrap_or(u64::MAX));
        if matches!(message, Message::Text(_)) {
            self.texts += 1;
        }
        if !matches!(message, Message::Ping(_) | Message::Pong(_)) {
            self.traffic = Traffic::Some;
        }
    }

    pub(super) const fn request(&mut self) {
        self.request = Requested::Yes;
    }

    /// The responder may ask at most once in `ask_rest`; the initiator ignores what comes sooner.
    pub(super) fn may_ask(&mut self, now: Duration, policy: &RekeyPolicy) -> bool {
        let may = self.last_ask.is_none_or(|last| now >= last + policy.ask_rest);
        if may {
            self.last_ask = Some(now);
        }
        may
    }

    /// A new epoch has begun; `last_finish` is when its REKEY_FINISH went by.
    pub(super) const fn restart(&mut self, now: Duration) {
        let last_ask = self.last_ask;
        *self = Self::new(now);
        self.last_ask = last_ask;
        self.last_finish = Some(now);
    }

    pub(super) fn due(&self, now: Duration, policy: &RekeyPolicy) -> Due {
        let aged = self.began + policy.age;
        let asked =
            self.request == Requested::Yes || self.texts >= policy.texts || self.bytes >= policy.bytes;
        if !asked && now < aged {
            return Due::At(aged);
        }
        if !asked && self.traffic == Traffic::None {
            return Due::NotYet;
        }
        match self.last_finish {
            Some(last) if now < last + policy.rest => Due::At(last + policy.rest),
            _ => Due::Now,
        }
    }

    fn too_soon(&self, now: Duration, policy: &RekeyPolicy) -> bool {
        self.last_finish.is_some_and(|last| now < last + policy.floor)
    }
}

/// `Sig_I("rekey initiator", sid || u16 e+1 || gx')`
pub(super) fn request(key: &SigningKey, session: &Session, epoch: u16, public: &PublicKey) -> Message {
    let signature =
        key.sign(Context::RekeyInitiator, &[&session.id, &epoch.to_be_bytes(), public.as_bytes()]);
    Message::RekeyRequest(RekeyRequest { epoch, public: *public.as_bytes(), signature })
}

/// `Sig_R("rekey responder", sid || u16 e+1 || gx' || gy')`
pub(super) fn response(key: &SigningKey, transcript: &RekeyTranscript<'_>) -> Message {
    let signature = key.sign(Context::RekeyResponder, &transcript.parts());
    let public = *transcript.responder_public;
    Message::RekeyResponse(RekeyResponse { epoch: u16::from_be_bytes(transcript.epoch), public, signature })
}

pub(super) const fn finish(epoch: u16) -> Message {
    Message::RekeyFinish(RekeyFinish { epoch })
}

/// Checks REKEY_REQUEST at the responder: its turn, its epoch, its pace, its signature, its value.
pub(super) fn check_request(
    request: &RekeyRequest,
    session: &Session,
    account: &Account,
    now: Duration,
    policy: &RekeyPolicy,
) -> Result<PublicKey, Error> {
    if Some(request.epoch) != session.receive.epoch.0.checked_add(1) {
        return Err(Reason::RekeyUnexpected.into());
    }
    if session.defences.hold(Defence::RekeyPace) && account.too_soon(now, policy) {
        return Err(Reason::RekeyTooOften.into());
    }
    verify(
        session,
        Context::RekeyInitiator,
        &[&session.id, &request.epoch.to_be_bytes(), &request.public],
        &request.signature,
    )?;
    public_value(&request.public, session.defences)
}

/// Checks REKEY_RESPONSE at the initiator.
pub(super) fn check_response(
    response: &RekeyResponse,
    session: &Session,
    own: &PublicKey,
) -> Result<PublicKey, Error> {
    if Some(response.epoch) != session.receive.epoch.0.checked_add(1) {
        return Err(Reason::RekeyUnexpected.into());
    }
    let transcript = RekeyTranscript {
        session_id: &session.id,
        epoch: response.epoch.to_be_bytes(),
        initiator_public: own.as_bytes(),
        responder_public: &response.public,
    };
    verify(session, Context::RekeyResponder, &transcript.parts(), &response.signature)?;
    let peer = public_value(&response.public, session.defences)?;
    if session.defences.hold(Defence::DhOwnValue) && peer == *own {
        return Err(Reason::DhOwnValue.into());
    }
    Ok(peer)
}

fn verify(session: &Session, context: Context, parts: &[&[u8]], signature: &[u8; 64]) -> Result<(), Error> {
    let signed = session.peer.verify(context, parts, signature);
    let signed = session.defences.enforce(Defence::RekeySignature, signed);
    signed.map_err(|error| refused(error, Reason::RekeyBadSignature))
}
