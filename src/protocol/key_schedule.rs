//! From the shared secret and the transcript to every key of a session (spec section "Key schedule").

use crate::crypto::{Label, Secret, SharedSecret, expand, extract, sha256};
use crate::defence::{Defence, Defences};

use super::ledger::{Ledger, Name};
use super::ratchet::{RekeySalt, RootKey};

/// The keys of the handshake itself; taken apart by the states that use them, each key once.
///
/// ```text
/// hs    = Extract(salt = th_e, ikm = Z)
/// k_d   = Expand(hs, "hs d", th_e, 56)      enc 16 | mac 32 | nonce 8, for each direction d
/// f_x   = Expand(hs, "fin x", th_e, 32)     the SIGMA MAC keys, for each side x
/// ```
#[derive(Debug)]
pub(crate) struct HandshakeKeys {
    pub(crate) secret: HandshakeSecret,
    /// `k_r2i`
    pub(crate) responder_box: Secret<56>,
    /// `k_i2r`
    pub(crate) initiator_box: Secret<56>,
    /// `f_r`
    pub(crate) responder_fin: Secret<32>,
    /// `f_i`
    pub(crate) initiator_fin: Secret<32>,
}

impl HandshakeKeys {
    pub(crate) fn derive(
        th_e: &[u8; 32],
        shared: &SharedSecret,
        defences: Defences,
        ledger: &mut Ledger,
    ) -> Self {
        let mixed = if defences.hold(Defence::Exchange) { shared.expose() } else { &[0; 256] };
        let secret = extract(th_e, mixed);
        let keys = Self {
            responder_box: expand(&secret, Label::HandshakeResponderToInitiator, th_e),
            initiator_box: expand(&secret, Label::HandshakeInitiatorToResponder, th_e),
            responder_fin: expand(&secret, Label::FinResponder, th_e),
            initiator_fin: expand(&secret, Label::FinInitiator, th_e),
            secret: HandshakeSecret(secret),
        };
        ledger.key(Name::Shared, 0, shared.secret());
        ledger.key(Name::Extracted, 0, &keys.secret.0);
        ledger.key(Name::BoxR, 0, &keys.responder_box);
        ledger.key(Name::FinR, 0, &keys.responder_fin);
        ledger.key(Name::BoxI, 0, &keys.initiator_box);
        ledger.key(Name::FinI, 0, &keys.initiator_fin);
        keys
    }
}

/// `hs`, which outlives the boxes until the session's root is made.
#[derive(Debug)]
pub(crate) struct HandshakeSecret(Secret<32>);

impl HandshakeSecret {
    /// `root_1 = Expand(hs, "root", th_f, 32)`, `sid = Expand(hs, "session id", th_f, 32)`
    pub(crate) fn into_session(self, th_f: &[u8; 32], ledger: &mut Ledger) -> (RootKey, [u8; 32]) {
        let root = expand(&self.0, Label::Root, th_f);
        let session_id: Secret<32> = expand(&self.0, Label::SessionId, th_f);
        ledger.public(Name::ThF, 0, th_f);
        ledger.session(session_id.expose());
        ledger.key(Name::Root, 1, &root);
        (RootKey::new(root), *session_id.expose())
    }
}

/// `root_{e+1} = Expand(Extract(salt_e, Z'), "root", H(sid || u16(e+1) || gx' || gy'), 32)`
pub(crate) fn next_root(
    salt: &RekeySalt,
    shared: &SharedSecret,
    transcript: &RekeyTranscript<'_>,
    ledger: &mut Ledger,
) -> RootKey {
    let epoch = u16::from_be_bytes(transcript.epoch);
    let context = sha256(&transcript.parts());
    let extracted = extract(salt.expose(), shared.expose());
    let next = expand(&extracted, Label::Root, &context);
    ledger.public(Name::RekeyI, epoch, transcript.initiator_public);
    ledger.public(Name::RekeyR, epoch, transcript.responder_public);
    ledger.public(Name::RekeyHash, epoch, &context);
    ledger.key(Name::Shared, epoch, shared.secret());
    ledger.key(Name::Extracted, epoch, &extracted);
    ledger.key(Name::Root, epoch, &next);
    RootKey::new(next)
}

/// What both sides of a rekey have seen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RekeyTranscript<'a> {
    pub(crate) session_id: &'a [u8; 32],
    /// The epoch that begins, big-endian.
    pub(crate) epoch: [u8; 2],
    pub(crate) initiator_public: &'a [u8; 256],
    pub(crate) responder_public: &'a [u8; 256],
}

impl RekeyTranscript<'_> {
    /// `sid || u16 e+1 || gx' || gy'`: what the responder signs and what the new root is bound to.
    pub(crate) const fn parts(&self) -> [&[u8]; 4] {
        [self.session_id, &self.epoch, self.initiator_public, self.responder_public]
    }
}
