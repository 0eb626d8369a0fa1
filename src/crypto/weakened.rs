//! What the lab's sandbox does where a check is left out. Without the lab nothing reaches these functions, and
//! `tests/architecture.rs` lists the lines that may name them.

use crypto_bigint::U2048;
use ed25519_dalek::Verifier as _;

use super::dh::{EphemeralSecret, PublicKey, SharedSecret};
use super::error::Error;
use super::identity::{Context, VerifyingKey};

impl PublicKey {
    /// Takes any number for a public value.
    pub(crate) fn from_any_bytes(bytes: &[u8; 256]) -> Self {
        Self::of(*bytes)
    }
}

impl EphemeralSecret {
    /// `Y^x mod p`, whatever subgroup `Y` is of.
    pub(crate) fn agree_unchecked(self, peer: &PublicKey) -> SharedSecret {
        self.raised(&U2048::from_be_slice(peer.as_bytes()))
    }
}

impl VerifyingKey {
    /// Takes any point, also one of small order.
    ///
    /// # Errors
    /// [`Error::IdentityNotCanonical`] for bytes that are no point.
    pub(crate) fn from_any_point(bytes: &[u8; 32]) -> Result<Self, Error> {
        let point = ed25519_dalek::VerifyingKey::from_bytes(bytes);
        point.map(Self).map_err(|_no_point| Error::IdentityNotCanonical)
    }

    /// Verifies by the equation alone, which points of small order satisfy for nobody's signature.
    ///
    /// # Errors
    /// [`Error::InvalidSignature`].
    pub(crate) fn verify_loosely(
        &self,
        context: Context,
        parts: &[&[u8]],
        signature: &[u8; 64],
    ) -> Result<(), Error> {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.0.verify(&context.message(parts), &signature).map_err(|_refused| Error::InvalidSignature)
    }
}
