//! The dialling side.

use crate::crypto::sha256;
use crate::crypto::{
    EphemeralSecret, PublicKey, SealKey, SecureRandom, SharedSecret, SigningKey, VerifyingKey, lp, mac,
};
use crate::defence::{Defence, Defences};
use crate::protocol::config::Config;
use crate::protocol::connection::Role;
use crate::protocol::error::Error;
use crate::protocol::key_schedule::HandshakeKeys;
use crate::protocol::ledger::{Ledger, Name};
use crate::protocol::session::Session;
use crate::wire::{
    Codec, FrameHeader, FrameType, HandshakeFinish, HandshakeRequest, HandshakeResponse, Reason, SUITE,
    Sequence, VERSION,
};

use super::proof::{self, Bound, Expected, PeerVerified, Prover};
use super::transcript::{AfterExchange, AfterRequest, AfterResponse, PROTOCOL_NAME};

/// Waiting for `gx`.
#[derive(Debug)]
pub(in crate::protocol) struct Generating;

impl Generating {
    /// HANDSHAKE_REQUEST with our fresh public value.
    #[expect(clippy::unused_self, reason = "a state is consumed by its transition")]
    pub(in crate::protocol) fn generated(
        self,
        secret: EphemeralSecret,
        public: PublicKey,
        config: &Config,
        rng: &mut dyn SecureRandom,
    ) -> Result<(Vec<u8>, ExpectResponse), Error> {
        let mut random = [0; 32];
        rng.fill(&mut random).map_err(internal)?;
        let mut gate = [0; 32];
        if config.gate_for.is_none() {
            rng.fill(&mut gate).map_err(internal)?;
        }
        let mut request = HandshakeRequest {
            min_version: VERSION,
            max_version: VERSION,
            suite: SUITE,
            random,
            public: *public.as_bytes(),
            gate,
        };
        let mut frame = encode(FrameType::HandshakeRequest, 0, &request, config.defences);
        if let Some(identity) = &config.gate_for {
            let ungated = frame.len() - gate.len();
            request.gate = gate_tag(identity, frame.get(..ungated).unwrap_or_default());
            frame = encode(FrameType::HandshakeRequest, 0, &request, config.defences);
        }
        let transcript = AfterRequest::new(&frame, config.defences);
        Ok((frame, ExpectResponse { secret, public, transcript }))
    }
}

/// `gate = MAC(H(LP(PROTO) || "gate" || id_R), header 1 || body so far)`
pub(in crate::protocol) fn gate_tag(responder: &VerifyingKey, frame_before_gate: &[u8]) -> [u8; 32] {
    mac(&gate_key(responder), &[frame_before_gate])
}

pub(super) fn gate_key(responder: &VerifyingKey) -> [u8; 32] {
    sha256(&[&lp(PROTOCOL_NAME), b"gate", responder.as_bytes()])
}

/// HANDSHAKE_REQUEST is sent.
#[derive(Debug)]
pub(in crate::protocol) struct ExpectResponse {
    secret: EphemeralSecret,
    public: PublicKey,
    transcript: AfterRequest,
}

impl ExpectResponse {
    /// Checks what needs no computation; gives the secret and the peer's value for the pool.
    pub(in crate::protocol) fn handle(
        self,
        frame: &[u8],
        response: &HandshakeResponse,
        ledger: &mut Ledger,
    ) -> Result<(EphemeralSecret, PublicKey, Agreeing), Error> {
        let defences = self.transcript.defences();
        if defences.hold(Defence::Version) && (response.version != VERSION || response.reserved != 0) {
            return Err(Reason::BadVersion.into());
        }
        if defences.hold(Defence::Suite) && response.suite != SUITE {
            return Err(Reason::BadSuite.into());
        }
        let peer = proof::public_value(&response.public, defences)?;
        if defences.hold(Defence::DhOwnValue) && peer == self.public {
            return Err(Reason::DhOwnValue.into());
        }
        let sealed_bytes = response.sealed.len() + response.tag.len();
        let plain = frame.get(..frame.len().saturating_sub(sealed_bytes)).unwrap_or_default();
        ledger.public(Name::Th0, 0, self.transcript.bytes());
        let transcript = self.transcript.exchange(plain);
        ledger.public(Name::ThE, 0, transcript.bytes());
        Ok((self.secret, peer, Agreeing { transcript, sealed: response.sealed, tag: response.tag }))
    }
}

/// Waiting for the shared secret.
#[derive(Debug)]
pub(in crate::protocol) struct Agreeing {
    transcript: AfterExchange,
    sealed: [u8; 128],
    tag: [u8; 32],
}

impl Agreeing {
    /// Opens and checks the responder's proof.
    pub(in crate::protocol) fn agreed(
        mut self,
        shared: &SharedSecret,
        expected: &Expected<'_>,
        ledger: &mut Ledger,
    ) -> Result<Undecided, Error> {
        let th_e = self.transcript.bytes();
        let keys = HandshakeKeys::derive(th_e, shared, expected.defences, ledger);
        let sealed = (&mut self.sealed[..], &self.tag);
        expected
            .defences
            .open(Defence::HandshakeTag, keys.responder_box, &[&lp(b"box r"), th_e], sealed)
            .map_err(|error| proof::refused(error, Reason::HsBadTag))?;
        let claimed = proof::decode(&self.sealed)?;
        let bound = Bound { th_e, th_fin: th_e };
        let peer = proof::check(Prover::Responder, &claimed, expected, &keys.responder_fin, bound)?;
        let after = self.transcript.response(&self.sealed, &self.tag);
        ledger.public(Name::ProofR, 0, &self.sealed);
        ledger.public(Name::Th2, 0, after.bytes());
        Ok(Undecided {
            peer,
            exchange: self.transcript,
            transcript: after,
            secret: keys.secret,
            initiator_box: keys.initiator_box,
            initiator_fin: keys.initiator_fin,
        })
    }
}

/// The responder is proved; nothing of ours has been revealed.
#[derive(Debug)]
pub(in crate::protocol) struct Undecided {
    peer: PeerVerified,
    exchange: AfterExchange,
    transcript: AfterResponse,
    secret: crate::protocol::key_schedule::HandshakeSecret,
    initiator_box: crate::crypto::Secret<56>,
    initiator_fin: crate::crypto::Secret<32>,
}

impl Undecided {
    pub(in crate::protocol) const fn identity(&self) -> VerifyingKey {
        self.peer.identity()
    }

    /// HANDSHAKE_FINISH with our own proof, and the session it begins.
    pub(in crate::protocol) fn accept(
        self,
        identity: &SigningKey,
        ledger: &mut Ledger,
    ) -> (Vec<u8>, Session) {
        let defences = self.exchange.defences();
        let bound = Bound { th_e: self.exchange.bytes(), th_fin: self.transcript.bytes() };
        let own = proof::prove(Prover::Initiator, identity, &self.initiator_fin, bound);
        let mut plain = Vec::with_capacity(128);
        own.encode(&mut plain);
        let mut sealed = [0; 128];
        sealed.copy_from_slice(&plain);
        let header = header(FrameType::HandshakeFinish, 1, 160, defences).to_bytes();
        let tag = SealKey::from_block(self.initiator_box)
            .seal(&[&lp(b"box i"), self.transcript.bytes(), &header], &mut sealed);
        let finished = self.transcript.finish(&header, &plain, &tag);
        let frame = encode(FrameType::HandshakeFinish, 1, &HandshakeFinish { sealed, tag }, defences);
        ledger.public(Name::ProofI, 0, &plain);
        let session = self.secret.into_session(finished.bytes(), ledger);
        (frame, Session::new(&self.peer, Role::Initiator, session, (defences, ledger)))
    }
}

/// A whole handshake frame.
pub(super) fn encode(frame_type: FrameType, seq: u64, body: &impl Codec, defences: Defences) -> Vec<u8> {
    let mut payload = Vec::with_capacity(512);
    body.encode(&mut payload);
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    let mut frame = header(frame_type, seq, length, defences).to_bytes().to_vec();
    frame.append(&mut payload);
    frame
}

/// The header of a handshake frame.
pub(super) const fn header(frame_type: FrameType, seq: u64, length: u32, defences: Defences) -> FrameHeader {
    FrameHeader::handshake(frame_type, Sequence(seq), length).under(defences.protocol_id())
}

pub(super) fn internal(_opaque: crate::crypto::Error) -> Error {
    Error::Internal("the operating system gave no randomness")
}
