//! Failures of primitives: few, and opaque on purpose.

/// What a primitive can refuse. Carries nothing: details would only help who forges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The public key is not the encoding that its point has.
    #[error("the identity key is not canonically encoded")]
    IdentityNotCanonical,
    /// The public key has small order: anybody could sign for it.
    #[error("the identity key is weak")]
    IdentityWeak,
    /// The signature does not verify.
    #[error("the signature does not verify")]
    InvalidSignature,
    /// The tag does not verify.
    #[error("the tag does not verify")]
    InvalidTag,
    /// Argon2id parameters outside the floor and the cap.
    #[error("the passphrase parameters are outside 19 MiB, 2 passes and 1 GiB, 16 passes, 1 lane")]
    PassphraseParameters,
    /// The public value is not in 2..=p-2.
    #[error("the Diffie-Hellman value is out of range")]
    PublicKeyOutOfRange,
    /// The public value is not in the subgroup of order q.
    #[error("the Diffie-Hellman value is not in the subgroup")]
    PublicKeyNotInSubgroup,
    /// The generator gave no bytes.
    #[error("no randomness")]
    Rng,
}
