//! Ed25519 (RFC 8032) identities: who signs, in which context, and which keys are refused.

use ed25519_dalek::Signer as _;

use super::error::Error;
use super::fingerprint::Fingerprint;
use super::hash::lp;
use super::rng::SecureRandom;
use super::secret::Secret;
use super::stack::{DEEP, wiped};

/// What a signature is for. Its label is signed, so that a signature made for one use fails for all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// The responder's proof in the handshake.
    Responder,
    /// The initiator's proof in the handshake.
    Initiator,
    /// REKEY_REQUEST.
    RekeyInitiator,
    /// REKEY_RESPONSE.
    RekeyResponder,
    /// A checkpoint of net.log.
    LogCheckpoint,
}

impl Context {
    /// `LP("peerscope/1 sig " || label)`
    fn prefix(self) -> Vec<u8> {
        let label = match self {
            Self::Responder => "responder",
            Self::Initiator => "initiator",
            Self::RekeyInitiator => "rekey initiator",
            Self::RekeyResponder => "rekey responder",
            Self::LogCheckpoint => "log checkpoint",
        };
        lp(["peerscope/1 sig ", label].concat().as_bytes())
    }

    pub(super) fn message(self, parts: &[&[u8]]) -> Vec<u8> {
        [self.prefix(), parts.concat()].concat()
    }
}

/// Our own long-term key, on the heap, so that a move leaves no copy. Wiped on drop by the library.
pub struct SigningKey(Box<ed25519_dalek::SigningKey>);

impl SigningKey {
    /// A new identity.
    ///
    /// # Errors
    /// [`Error::Rng`] when the generator gives no bytes.
    pub fn generate(rng: &mut dyn SecureRandom) -> Result<Self, Error> {
        Ok(Self::from_seed(Secret::random(rng)?))
    }

    /// The identity of a 32-byte seed (the "private key" of RFC 8032).
    pub fn from_seed(seed: Secret<32>) -> Self {
        Self(wiped::<DEEP, _>(move || Box::new(ed25519_dalek::SigningKey::from_bytes(seed.expose()))))
    }

    /// The seed, to be stored sealed.
    pub fn seed(&self) -> Secret<32> {
        let mut seed = Secret::zeroed();
        seed.expose_mut().copy_from_slice(self.0.as_bytes());
        seed
    }

    /// The public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// `Sig(context, m) = Ed25519(sk, LP("peerscope/1 sig " || label) || m)` over the parts of `m`.
    pub fn sign(&self, context: Context, parts: &[&[u8]]) -> [u8; 64] {
        self.sign_bytes(&context.message(parts))
    }

    /// The bare function of the standard.
    pub(super) fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        wiped::<DEEP, _>(|| self.0.sign(message).to_bytes())
    }
}

impl core::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A peer's long-term key: canonical, and not of small order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(pub(super) ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Takes 32 bytes from the wire or a file.
    ///
    /// # Errors
    /// [`Error::IdentityNotCanonical`] for bytes that are no point or another point's second encoding,
    /// [`Error::IdentityWeak`] for points of small order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, Error> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes)
            .map_err(|_no_point| Error::IdentityNotCanonical)?;
        if key.to_edwards().compress().as_bytes() != bytes {
            return Err(Error::IdentityNotCanonical);
        }
        if key.is_weak() { Err(Error::IdentityWeak) } else { Ok(Self(key)) }
    }

    /// The 32 bytes that the wire and `known_peers` hold.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Strict verification: canonical `S`, no small-order points.
    ///
    /// # Errors
    /// [`Error::InvalidSignature`].
    pub fn verify(&self, context: Context, parts: &[&[u8]], signature: &[u8; 64]) -> Result<(), Error> {
        self.verify_bytes(&context.message(parts), signature)
    }

    /// The bare function of the standard, strict.
    pub(super) fn verify_bytes(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), Error> {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.0.verify_strict(message, &signature).map_err(|_refused| Error::InvalidSignature)
    }

    /// SHA-256 of the key.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self)
    }
}

impl PartialOrd for VerifyingKey {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for VerifyingKey {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl core::hash::Hash for VerifyingKey {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl core::fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "VerifyingKey({})", self.fingerprint().short())
    }
}
