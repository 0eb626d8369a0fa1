//! Diffie-Hellman in group 14, secrets in constant time (spec section "Diffie-Hellman values").

use crypto_bigint::modular::ConstMontyForm;
use crypto_bigint::{JacobiSymbol, U256, U2048, Uint};
use zeroize::Zeroize as _;

use super::error::Error;
use super::group14::{self, Modulus, PRIME};
use super::rng::SecureRandom;
use super::secret::Secret;
use super::stack::{DEEP, wiped};

type Residue = ConstMontyForm<Modulus, { U2048::LIMBS }>;

/// A fresh exponent `x` of 256 bits, top bit set; used for one agreement and wiped.
///
/// 256 bits are more than twice the strength of the group, and the top bit keeps the length the same for all.
/// Since `0 < x < q`, the public value `2^x` always passes the checks that the peer will make.
#[derive(Debug)]
pub struct EphemeralSecret(Secret<32>);

/// `Y = g^x mod p`, known to be in `2..=p-2`.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(Box<[u8; 256]>);

/// `Z`, 256 bytes big-endian, leading zeros kept.
#[derive(Debug)]
pub struct SharedSecret(Secret<256>);

impl EphemeralSecret {
    /// Draws 32 bytes and sets the top bit.
    ///
    /// # Errors
    /// [`Error::Rng`] when the generator gives none.
    pub fn generate(rng: &mut dyn SecureRandom) -> Result<Self, Error> {
        let mut secret = Secret::random(rng)?;
        if let Some(first) = secret.expose_mut().first_mut() {
            *first |= 0x80;
        }
        Ok(Self(secret))
    }

    /// `g^x mod p`: one exponentiation, about 0.6 ms.
    pub fn public(&self) -> PublicKey {
        let mut bytes = Box::new([0; 256]);
        self.raise(&U2048::from_u8(2), &mut bytes);
        PublicKey(bytes)
    }

    /// `Y^x mod p`, after the check that `Y` is in the subgroup: about 1.1 ms.
    ///
    /// # Errors
    /// [`Error::PublicKeyNotInSubgroup`], before any work with the exponent.
    pub fn agree(self, peer: &PublicKey) -> Result<SharedSecret, Error> {
        peer.check_subgroup()?;
        Ok(self.raised(&U2048::from_be_slice(peer.as_bytes())))
    }

    pub(super) fn raised(self, base: &U2048) -> SharedSecret {
        let mut shared = Secret::zeroed();
        self.raise(base, shared.expose_mut());
        SharedSecret(shared)
    }

    /// Itself, for a person who asked to see it.
    pub const fn secret(&self) -> &Secret<32> {
        &self.0
    }

    fn raise(&self, base: &U2048, out: &mut [u8; 256]) {
        wiped::<DEEP, _>(|| {
            let mut exponent = U256::from_be_slice(self.0.expose());
            #[cfg(not(fuzzing))]
            power(base, &exponent, out);
            #[cfg(fuzzing)]
            super::memory::power(base, &exponent, out);
            exponent.zeroize();
        });
    }
}

/// `base^exponent mod p` in a time that depends on nothing but the width of the exponent.
pub(super) fn power<const LIMBS: usize>(base: &U2048, exponent: &Uint<LIMBS>, out: &mut [u8; 256]) {
    let mut power = Residue::new(base).pow_bounded_exp(exponent, Uint::<LIMBS>::BITS);
    let mut value = power.retrieve();
    let mut encoded = value.to_be_bytes();
    out.copy_from_slice(encoded.as_ref());
    power.zeroize();
    value.zeroize();
    encoded.zeroize();
}

impl PublicKey {
    /// Checks the range `2..=p-2`; costs no exponentiation.
    ///
    /// # Errors
    /// [`Error::PublicKeyOutOfRange`].
    pub fn from_bytes(bytes: &[u8; 256]) -> Result<Self, Error> {
        if group14::in_range(bytes) { Ok(Self::of(*bytes)) } else { Err(Error::PublicKeyOutOfRange) }
    }

    pub(super) fn of(bytes: [u8; 256]) -> Self {
        Self(Box::new(bytes))
    }

    /// 256 bytes, big-endian, left-padded with zeros.
    pub const fn as_bytes(&self) -> &[u8; 256] {
        &self.0
    }

    /// Checks that the value has order `q`: its Jacobi symbol over the safe prime `p` is 1. About 0.5 ms.
    ///
    /// # Errors
    /// [`Error::PublicKeyNotInSubgroup`].
    pub fn check_subgroup(&self) -> Result<(), Error> {
        let value = U2048::from_be_slice(self.as_bytes());
        #[cfg(not(fuzzing))]
        let symbol = value.jacobi_symbol_vartime(&PRIME);
        #[cfg(fuzzing)]
        let symbol = super::memory::symbol(&value, &PRIME);
        match symbol {
            JacobiSymbol::One => Ok(()),
            JacobiSymbol::Zero | JacobiSymbol::MinusOne => Err(Error::PublicKeyNotInSubgroup),
        }
    }
}

impl core::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PublicKey(256 bytes)")
    }
}

impl SharedSecret {
    #[cfg(feature = "lab")]
    pub(super) fn of(bytes: [u8; 256]) -> Self {
        Self(Secret::new(bytes))
    }

    /// The 256 bytes, for the key schedule.
    pub const fn expose(&self) -> &[u8; 256] {
        self.0.expose()
    }

    /// Itself, to be named.
    pub const fn secret(&self) -> &Secret<256> {
        &self.0
    }
}
