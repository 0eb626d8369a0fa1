//! The identity boxes: how a side proves who it is, and the only way to believe it.
//!
//! ```text
//! sig_X = Sig_X(role, th_e || id_X)
//! fin_X = MAC(f_x, LP("peerscope/1 fin role") || th || id_X || sig_X)     th = th_e for R, th_2 for I
//! pt_X  = id_X 32 | sig_X 64 | fin_X 32
//! ```

use crate::crypto::{self, Context, PublicKey, Secret, SigningKey, VerifyingKey, lp, mac, verify};
use crate::defence::{Defence, Defences};
use crate::wire::{Codec, IdentityProof, Reason};

use super::super::error::Error;

/// Which side a proof speaks for. The label keeps one side's proof from being taken for the other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prover {
    Responder,
    Initiator,
}

impl Prover {
    const fn signature_context(self) -> Context {
        match self {
            Self::Responder => Context::Responder,
            Self::Initiator => Context::Initiator,
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Responder => Self::Initiator,
            Self::Initiator => Self::Responder,
        }
    }

    const fn fin_label(self) -> &'static [u8] {
        match self {
            Self::Responder => b"peerscope/1 fin responder",
            Self::Initiator => b"peerscope/1 fin initiator",
        }
    }

    fn fin_parts<'a>(
        self,
        th_fin: &'a [u8; 32],
        identity: &'a [u8; 32],
        signature: &'a [u8; 64],
    ) -> FinParts<'a> {
        FinParts { label: lp(self.fin_label()), th_fin, identity, signature }
    }
}

struct FinParts<'a> {
    label: Vec<u8>,
    th_fin: &'a [u8; 32],
    identity: &'a [u8; 32],
    signature: &'a [u8; 64],
}

impl FinParts<'_> {
    fn as_array(&self) -> [&[u8]; 4] {
        [&self.label, self.th_fin, self.identity, self.signature]
    }
}

/// The two transcript hashes that a proof covers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound<'a> {
    /// `th_e`, under the signature.
    pub(crate) th_e: &'a [u8; 32],
    /// `th_e` for the responder, `th_2` for the initiator, under the MAC.
    pub(crate) th_fin: &'a [u8; 32],
}

/// Makes our own proof.
pub(crate) fn prove(
    prover: Prover,
    key: &SigningKey,
    fin_key: &Secret<32>,
    bound: Bound<'_>,
) -> IdentityProof {
    let identity = *key.verifying_key().as_bytes();
    let signature = key.sign(prover.signature_context(), &[bound.th_e, &identity]);
    let fin = mac(fin_key.expose(), &prover.fin_parts(bound.th_fin, &identity, &signature).as_array());
    IdentityProof { identity, signature, fin }
}

/// An identity whose proof was checked against this session's transcript. Only [`check`] makes one.
#[derive(Debug)]
pub(crate) struct PeerVerified {
    identity: VerifyingKey,
}

impl PeerVerified {
    pub(crate) const fn identity(&self) -> VerifyingKey {
        self.identity
    }
}

/// Whom we expect and who we are.
#[derive(Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) own: VerifyingKey,
    pub(crate) pin: Option<&'a crypto::Pin>,
    pub(crate) defences: Defences,
}

/// Checks a proof in the order of the spec: identity, own identity, pin, signature, MAC.
pub(crate) fn check(
    prover: Prover,
    proof: &IdentityProof,
    expected: &Expected<'_>,
    fin_key: &Secret<32>,
    bound: Bound<'_>,
) -> Result<PeerVerified, Error> {
    let defences = expected.defences;
    let identity = identity(&proof.identity, defences)?;
    if defences.hold(Defence::OwnIdentity) && identity == expected.own {
        return Err(Reason::IdIsSelf.into());
    }
    if defences.hold(Defence::Pin) && expected.pin.is_some_and(|pin| !pin.matches(&identity)) {
        return Err(Error::IdentityMismatch { claimed: Box::new(identity) });
    }
    let verify_as = |prover: Prover| {
        let context = prover.signature_context();
        verify_signature(&identity, (context, &[bound.th_e, &proof.identity]), proof, defences)
    };
    let mut signed = verify_as(prover);
    if !defences.hold(Defence::RoleLabel) {
        signed = signed.or_else(|_| verify_as(prover.other()));
    }
    defences
        .enforce(Defence::Signature, signed)
        .map_err(|crypto_error| refused(crypto_error, Reason::HsBadSignature))?;
    let parts = prover.fin_parts(bound.th_fin, &proof.identity, &proof.signature);
    defences
        .enforce(Defence::Fin, verify(fin_key.expose(), &parts.as_array(), &proof.fin))
        .map_err(|crypto_error| refused(crypto_error, Reason::HsBadFin))?;
    Ok(PeerVerified { identity })
}

/// The identity that a proof claims.
fn identity(bytes: &[u8; 32], defences: Defences) -> Result<VerifyingKey, Error> {
    if !defences.hold(Defence::WeakIdentity) {
        return VerifyingKey::from_any_point(bytes).map_err(identity_reason);
    }
    VerifyingKey::from_bytes(bytes).map_err(identity_reason)
}

fn verify_signature(
    identity: &VerifyingKey,
    (context, signed): (Context, &[&[u8]]),
    proof: &IdentityProof,
    defences: Defences,
) -> Result<(), crypto::Error> {
    if !defences.hold(Defence::StrictSignature) {
        return identity.verify_loosely(context, signed, &proof.signature);
    }
    identity.verify(context, signed, &proof.signature)
}

/// A public value from the peer, in the range that the spec allows.
pub(crate) fn public_value(bytes: &[u8; 256], defences: Defences) -> Result<PublicKey, Error> {
    if !defences.hold(Defence::DhRange) {
        return Ok(PublicKey::from_any_bytes(bytes));
    }
    defences.group().public_value(bytes).map_err(|error| refused(error, Reason::DhOutOfRange))
}

fn identity_reason(error: crypto::Error) -> Error {
    match error {
        crypto::Error::IdentityWeak => Reason::IdWeakKey.into(),
        other => refused(other, Reason::IdNotCanonical),
    }
}

/// Every failure of a primitive looks the same from outside; the reason says only which check it was.
pub(crate) fn refused(_opaque: crypto::Error, reason: Reason) -> Error {
    reason.into()
}

/// Decodes an opened box. Its size is fixed, so this fails only if the box was not made by our rules.
pub(crate) fn decode(plain: &[u8]) -> Result<IdentityProof, Error> {
    let mut reader = crate::wire::Reader::new(plain);
    let decoded = IdentityProof::decode(&mut reader).and_then(|proof| reader.finish().map(|()| proof));
    decoded.map_err(|source| Error::Malformed { what: "identity proof", reason: Reason::BadLength, source })
}
