//! The group in which keys are agreed: the one of the spec, or in the lab also a tiny one.

use super::dh::{EphemeralSecret, PublicKey, SharedSecret};
use super::error::Error;
#[cfg(feature = "lab")]
use super::toy;

/// A group for Diffie-Hellman.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Group 14 of RFC 3526, the only one of the protocol.
    Modp2048,
    /// Modulo [`super::TOY_PRIME`], where a person can do it by hand, and anybody can undo it.
    #[cfg(feature = "lab")]
    Toy,
}

impl Group {
    /// A public value in its range `2..=p-2`; costs no exponentiation.
    ///
    /// # Errors
    /// [`Error::PublicKeyOutOfRange`].
    pub fn public_value(self, bytes: &[u8; 256]) -> Result<PublicKey, Error> {
        match self {
            Self::Modp2048 => PublicKey::from_bytes(bytes),
            #[cfg(feature = "lab")]
            Self::Toy => toy::public_value(bytes),
        }
    }

    /// `g^x mod p`.
    pub fn public(self, secret: &EphemeralSecret) -> PublicKey {
        match self {
            Self::Modp2048 => secret.public(),
            #[cfg(feature = "lab")]
            Self::Toy => toy::public(secret),
        }
    }

    /// Checks that a value has order `q`.
    ///
    /// # Errors
    /// [`Error::PublicKeyNotInSubgroup`].
    pub fn check_subgroup(self, peer: &PublicKey) -> Result<(), Error> {
        match self {
            Self::Modp2048 => peer.check_subgroup(),
            #[cfg(feature = "lab")]
            Self::Toy => toy::check_subgroup(peer),
        }
    }

    /// `Y^x mod p`, after the check that `Y` is in the subgroup.
    ///
    /// # Errors
    /// [`Error::PublicKeyNotInSubgroup`], before any work with the exponent.
    pub fn agree(self, secret: EphemeralSecret, peer: &PublicKey) -> Result<SharedSecret, Error> {
        match self {
            Self::Modp2048 => secret.agree(peer),
            #[cfg(feature = "lab")]
            Self::Toy => toy::agree(&secret, peer),
        }
    }
}

#[cfg(all(test, not(feature = "lab")))]
mod tests {
    use super::Group;

    #[test]
    fn a_build_without_the_lab_has_one_group() {
        assert_eq!(size_of::<Group>(), 0, "there is nothing to tell apart");
    }
}
