//! The running hash over both flights, header bytes included (spec section "Handshake").
//!
//! Each value is a type of its own, so that a later hash cannot be used where an earlier one belongs.

use crate::crypto::{lp, sha256};

/// Names protocol and suite; the first thing hashed.
pub(crate) const PROTOCOL_NAME: &[u8] = b"peerscope/1 SIGMA-I MODP2048-ED25519-AES128CTR-HMACSHA256";

/// `th_0 = H(LP(PROTO) || frame 1)`
#[derive(Debug)]
pub(crate) struct AfterRequest([u8; 32]);

/// `th_e = H(th_0 || header 2 || plain part of 2)`: both ephemeral values are in it.
#[derive(Debug)]
pub(crate) struct AfterExchange([u8; 32]);

/// `th_2 = H(th_e || pt_R || tag_R)`: the responder has proved itself.
#[derive(Debug)]
pub(crate) struct AfterResponse([u8; 32]);

/// `th_f = H(th_2 || header 3 || pt_I || tag_I)`: everything.
#[derive(Debug)]
pub(crate) struct AfterFinish([u8; 32]);

impl AfterRequest {
    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn new(request_frame: &[u8]) -> Self {
        Self(sha256(&[&lp(PROTOCOL_NAME), request_frame]))
    }

    /// `plain` is the response's header and body up to the sealed box.
    pub(crate) fn exchange(&self, plain: &[u8]) -> AfterExchange {
        AfterExchange(sha256(&[&self.0, plain]))
    }
}

impl AfterExchange {
    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn response(&self, proof: &[u8], tag: &[u8; 32]) -> AfterResponse {
        AfterResponse(sha256(&[&self.0, proof, tag]))
    }
}

impl AfterResponse {
    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn finish(&self, header: &[u8], proof: &[u8], tag: &[u8; 32]) -> AfterFinish {
        AfterFinish(sha256(&[&self.0, header, proof, tag]))
    }
}

impl AfterFinish {
    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}
