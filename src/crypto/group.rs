//! The group in which keys are agreed: the one of the spec, or a tiny one for the lab's toy.

use super::dh::{EphemeralSecret, PublicKey, SharedSecret};
use super::error::Error;

/// The prime of the toy. Like the real one it is safe, and 2 generates its subgroup of prime order.
pub const TOY_PRIME: u32 = 263;
/// The order of that subgroup.
const TOY_ORDER: u32 = (TOY_PRIME - 1) / 2;

/// A group for Diffie-Hellman.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Group 14 of RFC 3526, the only one of the protocol.
    Modp2048,
    /// Modulo [`TOY_PRIME`], where a person can do it by hand, and anybody can undo it.
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
            Self::Toy => {
                let value = tiny(bytes).filter(|value| (2..=TOY_PRIME - 2).contains(value));
                value.map(|_| PublicKey::of(*bytes)).ok_or(Error::PublicKeyOutOfRange)
            }
        }
    }

    /// `g^x mod p`.
    pub fn public(self, secret: &EphemeralSecret) -> PublicKey {
        match self {
            Self::Modp2048 => secret.public(),
            Self::Toy => PublicKey::of(wide(power(2, toy_exponent(secret.secret().expose())))),
        }
    }

    /// Checks that a value has order `q`.
    ///
    /// # Errors
    /// [`Error::PublicKeyNotInSubgroup`].
    pub fn check_subgroup(self, peer: &PublicKey) -> Result<(), Error> {
        match self {
            Self::Modp2048 => peer.check_subgroup(),
            Self::Toy => {
                let is_inside = tiny(peer.as_bytes()).is_some_and(|value| power(value, TOY_ORDER) == 1);
                if is_inside { Ok(()) } else { Err(Error::PublicKeyNotInSubgroup) }
            }
        }
    }

    /// `Y^x mod p`, after the check that `Y` is in the subgroup.
    ///
    /// # Errors
    /// [`Error::PublicKeyNotInSubgroup`], before any work with the exponent.
    pub fn agree(self, secret: EphemeralSecret, peer: &PublicKey) -> Result<SharedSecret, Error> {
        match self {
            Self::Modp2048 => secret.agree(peer),
            Self::Toy => {
                self.check_subgroup(peer)?;
                let value = tiny(peer.as_bytes()).unwrap_or_default();
                Ok(SharedSecret::of(wide(power(value, toy_exponent(secret.secret().expose())))))
            }
        }
    }
}

/// What a toy makes of an exponent of 32 bytes: a number below the order of its subgroup.
pub fn toy_exponent(secret: &[u8]) -> u32 {
    // Neither 0 nor 1, whose powers no peer takes.
    2 + secret.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % (TOY_ORDER - 2))
}

/// `base^exponent mod p` in the toy.
fn power(base: u32, exponent: u32) -> u32 {
    (0..exponent).fold(1, |power, _| power * base % TOY_PRIME)
}

/// A value that has four bytes at most.
fn tiny(bytes: &[u8; 256]) -> Option<u32> {
    let (zeros, value) = bytes.split_last_chunk::<4>()?;
    zeros.iter().all(|byte| *byte == 0).then(|| u32::from_be_bytes(*value))
}

fn wide(value: u32) -> [u8; 256] {
    let mut bytes = [0; 256];
    if let Some(last) = bytes.last_chunk_mut() {
        *last = value.to_be_bytes();
    }
    bytes
}
