//! The running hash over both flights, header bytes included (spec section "Handshake").
//!
//! Each value is a type of its own, so that a later hash cannot be used where an earlier one belongs.

use crate::crypto::{lp, sha256};
use crate::defence::{Defence, Defences};

/// Names protocol and suite; the first thing hashed.
pub(crate) const PROTOCOL_NAME: &[u8] = b"peerscope/1 SIGMA-I MODP2048-ED25519-AES128CTR-HMACSHA256";

/// The hash so far.
#[derive(Clone, Copy, Debug)]
struct Running {
    hash: [u8; 32],
    defences: Defences,
}

impl Running {
    /// What is sent goes into it, behind what went before.
    fn after(before: &[u8], sent: &[&[u8]], defences: Defences) -> Self {
        let sent = if defences.hold(Defence::Transcript) { sent } else { &[] };
        Self { hash: sha256(&[&[before], sent].concat()), defences }
    }

    fn then(&self, sent: &[&[u8]]) -> Self {
        Self::after(&self.hash, sent, self.defences)
    }
}

/// `th_0 = H(LP(PROTO) || frame 1)`
#[derive(Debug)]
pub(crate) struct AfterRequest(Running);

/// `th_e = H(th_0 || header 2 || plain part of 2)`: both ephemeral values are in it.
#[derive(Debug)]
pub(crate) struct AfterExchange(Running);

/// `th_2 = H(th_e || pt_R || tag_R)`: the responder has proved itself.
#[derive(Debug)]
pub(crate) struct AfterResponse(Running);

/// `th_f = H(th_2 || header 3 || pt_I || tag_I)`: everything.
#[derive(Debug)]
pub(crate) struct AfterFinish(Running);

impl AfterRequest {
    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0.hash
    }

    /// Those of the connection whose words it hashes.
    pub(crate) const fn defences(&self) -> Defences {
        self.0.defences
    }

    pub(crate) fn new(request_frame: &[u8], defences: Defences) -> Self {
        Self(Running::after(&lp(PROTOCOL_NAME), &[request_frame], defences))
    }

    /// `plain` is the response's header and body up to the sealed box.
    pub(crate) fn exchange(&self, plain: &[u8]) -> AfterExchange {
        AfterExchange(self.0.then(&[plain]))
    }
}

impl AfterExchange {
    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0.hash
    }

    /// Those of the connection whose words it hashes.
    pub(crate) const fn defences(&self) -> Defences {
        self.0.defences
    }

    pub(crate) fn response(&self, proof: &[u8], tag: &[u8; 32]) -> AfterResponse {
        AfterResponse(self.0.then(&[proof, tag]))
    }
}

impl AfterResponse {
    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0.hash
    }

    pub(crate) fn finish(&self, header: &[u8], proof: &[u8], tag: &[u8; 32]) -> AfterFinish {
        AfterFinish(self.0.then(&[header, proof, tag]))
    }
}

impl AfterFinish {
    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0.hash
    }
}
