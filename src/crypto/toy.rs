//! A group that a person can work in by hand, and anybody can undo: for the lab.

use super::dh::{EphemeralSecret, PublicKey, SharedSecret};
use super::error::Error;

/// The prime of the toy. Like the real one it is safe, and 2 generates its subgroup of prime order.
pub const TOY_PRIME: u32 = 263;
/// The order of that subgroup.
const TOY_ORDER: u32 = (TOY_PRIME - 1) / 2;

/// A public value in its range `2..=p-2`.
pub(super) fn public_value(bytes: &[u8; 256]) -> Result<PublicKey, Error> {
    let value = tiny(bytes).filter(|value| (2..=TOY_PRIME - 2).contains(value));
    value.map(|_| PublicKey::of(*bytes)).ok_or(Error::PublicKeyOutOfRange)
}

/// `2^x mod p`
pub(super) fn public(secret: &EphemeralSecret) -> PublicKey {
    PublicKey::of(wide(toy_power(2, toy_exponent(secret.secret().expose()))))
}

/// Checks that a value has the order of the subgroup.
pub(super) fn check_subgroup(peer: &PublicKey) -> Result<(), Error> {
    let is_inside = tiny(peer.as_bytes()).is_some_and(|value| toy_power(value, TOY_ORDER) == 1);
    if is_inside { Ok(()) } else { Err(Error::PublicKeyNotInSubgroup) }
}

/// `Y^x mod p`, after that check.
pub(super) fn agree(secret: &EphemeralSecret, peer: &PublicKey) -> Result<SharedSecret, Error> {
    check_subgroup(peer)?;
    let value = tiny(peer.as_bytes()).unwrap_or_default();
    Ok(SharedSecret::of(wide(toy_power(value, toy_exponent(secret.secret().expose())))))
}

/// What a toy makes of an exponent of 32 bytes: a number below the order of its subgroup.
pub fn toy_exponent(secret: &[u8]) -> u32 {
    // Neither 0 nor 1, whose powers no peer takes.
    2 + secret.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % (TOY_ORDER - 2))
}

/// `base^exponent mod p`
pub fn toy_power(base: u32, exponent: u32) -> u32 {
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
