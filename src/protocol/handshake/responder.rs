//! The listening side.

use crate::crypto::{
    PublicKey, SealKey, Secret, SecureRandom, SharedSecret, SigningKey, VerifyingKey, lp, verify,
};
use crate::defence::Defence;
use crate::protocol::config::{Config, Gate};
use crate::protocol::connection::Role;
use crate::protocol::error::Error;
use crate::protocol::key_schedule::{HandshakeKeys, HandshakeSecret};
use crate::protocol::ledger::{Ledger, Name};
use crate::protocol::session::Session;
use crate::wire::{
    Codec, FrameHeader, FrameType, HandshakeFinish, HandshakeRequest, HandshakeResponse, Reason, SUITE,
    VERSION,
};

use super::initiator::{gate_key, header, internal};
use super::proof::{self, Bound, Expected, PeerVerified, Prover};
use super::transcript::{AfterExchange, AfterRequest, AfterResponse};

/// Nothing has arrived yet.
#[derive(Debug)]
pub(in crate::protocol) struct ExpectRequest;

impl ExpectRequest {
    /// Checks what needs no computation: versions, suite, gate, range.
    #[expect(clippy::unused_self, reason = "a state is consumed by its transition")]
    pub(in crate::protocol) fn handle(
        self,
        frame: &[u8],
        request: &HandshakeRequest,
        config: &Config,
        own: &VerifyingKey,
    ) -> Result<(PublicKey, Answering), Error> {
        let defences = config.defences;
        let offered = request.min_version..=request.max_version;
        if defences.hold(Defence::Version) && !offered.contains(&VERSION) {
            return Err(Reason::BadVersion.into());
        }
        if defences.hold(Defence::Suite) && request.suite != SUITE {
            return Err(Reason::BadSuite.into());
        }
        if defences.hold(Defence::Gate) && config.gate == Gate::Required {
            let ungated = frame.get(..frame.len().saturating_sub(request.gate.len())).unwrap_or_default();
            verify(&gate_key(own), &[ungated], &request.gate)
                .map_err(|error| proof::refused(error, Reason::GateRefused))?;
        }
        let peer = proof::public_value(&request.public, defences)?;
        Ok((peer, Answering { transcript: AfterRequest::new(frame, defences) }))
    }
}

/// Waiting for our public value and the shared secret.
#[derive(Debug)]
pub(in crate::protocol) struct Answering {
    transcript: AfterRequest,
}

impl Answering {
    /// HANDSHAKE_RESPONSE: our public value in the clear, our proof sealed.
    pub(in crate::protocol) fn answered(
        self,
        (public, shared): (&PublicKey, &SharedSecret),
        identity: &SigningKey,
        rng: &mut dyn SecureRandom,
        ledger: &mut Ledger,
    ) -> Result<(Vec<u8>, ExpectFinish), Error> {
        let defences = self.transcript.defences();
        let mut random = [0; 32];
        rng.fill(&mut random).map_err(internal)?;
        let mut frame = header(FrameType::HandshakeResponse, 0, 452, defences).to_bytes().to_vec();
        let mut response = HandshakeResponse {
            version: VERSION,
            reserved: 0,
            suite: SUITE,
            random,
            public: *public.as_bytes(),
            sealed: [0; 128],
            tag: [0; 32],
        };
        response.encode(&mut frame);
        let plain = frame.len() - response.sealed.len() - response.tag.len();
        frame.truncate(plain);

        let exchange = self.transcript.exchange(&frame);
        ledger.public(Name::Th0, 0, self.transcript.bytes());
        ledger.public(Name::ThE, 0, exchange.bytes());
        let keys = HandshakeKeys::derive(exchange.bytes(), shared, defences, ledger);
        let bound = Bound { th_e: exchange.bytes(), th_fin: exchange.bytes() };
        let proof = proof::prove(Prover::Responder, identity, &keys.responder_fin, bound);
        let mut opened = Vec::with_capacity(128);
        proof.encode(&mut opened);
        response.sealed.copy_from_slice(&opened);
        response.tag = SealKey::from_block(keys.responder_box)
            .seal(&[&lp(b"box r"), exchange.bytes()], &mut response.sealed);
        frame.extend_from_slice(&response.sealed);
        frame.extend_from_slice(&response.tag);

        let transcript = exchange.response(&opened, &response.tag);
        ledger.public(Name::ProofR, 0, &opened);
        ledger.public(Name::Th2, 0, transcript.bytes());
        let next = ExpectFinish {
            exchange,
            transcript,
            secret: keys.secret,
            initiator_box: keys.initiator_box,
            initiator_fin: keys.initiator_fin,
        };
        Ok((frame, next))
    }
}

/// HANDSHAKE_RESPONSE is sent.
#[derive(Debug)]
pub(in crate::protocol) struct ExpectFinish {
    exchange: AfterExchange,
    transcript: AfterResponse,
    secret: HandshakeSecret,
    initiator_box: Secret<56>,
    initiator_fin: Secret<32>,
}

impl ExpectFinish {
    /// Opens and checks the initiator's proof, and makes the session it confirms.
    pub(in crate::protocol) fn handle(
        self,
        header: &FrameHeader,
        mut finish: HandshakeFinish,
        expected: &Expected<'_>,
        ledger: &mut Ledger,
    ) -> Result<Undecided, Error> {
        let header = header.to_bytes();
        let context: [&[u8]; 3] = [&lp(b"box i"), self.transcript.bytes(), &header];
        let sealed = (&mut finish.sealed[..], &finish.tag);
        expected
            .defences
            .open(Defence::HandshakeTag, self.initiator_box, &context, sealed)
            .map_err(|error| proof::refused(error, Reason::HsBadTag))?;
        let claimed = proof::decode(&finish.sealed)?;
        let bound = Bound { th_e: self.exchange.bytes(), th_fin: self.transcript.bytes() };
        let peer = proof::check(Prover::Initiator, &claimed, expected, &self.initiator_fin, bound)?;
        let finished = self.transcript.finish(&header, &finish.sealed, &finish.tag);
        ledger.public(Name::ProofI, 0, &finish.sealed);
        let session = self.secret.into_session(finished.bytes(), ledger);
        let session = Session::new(&peer, Role::Responder, session, (expected.defences, ledger));
        Ok(Undecided { peer, session })
    }
}

/// The initiator is proved; our READY waits.
#[derive(Debug)]
pub(in crate::protocol) struct Undecided {
    peer: PeerVerified,
    session: Session,
}

impl Undecided {
    pub(in crate::protocol) const fn identity(&self) -> VerifyingKey {
        self.peer.identity()
    }

    /// The session, whether to greet in it or to close it with a reason.
    pub(in crate::protocol) fn into_session(self) -> Session {
        self.session
    }
}
