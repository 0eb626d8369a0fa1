//! Diffie-Hellman in group 14, secrets in constant time (spec section "Diffie-Hellman values").

use crypto_bigint::modular::ConstMontyForm;
use crypto_bigint::{JacobiSymbol, U256, U2048};
use zeroize::Zeroize as _;

use super::error::Error;
use super::group14::{self, Modulus, PRIME};
use super::rng::SecureRandom;
use super::secret::Secret;

type Residue = ConstMontyForm<Modulus, { U2048::LIMBS }>;

/// Bits of every exponent: twice the strength of the group, and always the same length.
const EXPONENT_BITS: u32 = 256;

/// A fresh exponent `x` of 256 bits, top bit set; used for one agreement and wiped.
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
        let power = self.raise(&U2048::from_u8(2));
        PublicKey(Box::new(to_bytes(&power)))
    }

    /// `Y^x mod p`, after the check that `Y` is in the subgroup: about 1.1 ms.
    ///
    /// # Errors
    /// [`Error::PublicKeyNotInSubgroup`], before any work with the exponent.
    pub fn agree(self, peer: &PublicKey) -> Result<SharedSecret, Error> {
        peer.check_subgroup()?;
        let mut power = self.raise(&U2048::from_be_slice(peer.as_bytes()));
        let shared = SharedSecret(Secret::new(to_bytes(&power)));
        power.zeroize();
        Ok(shared)
    }

    fn raise(&self, base: &U2048) -> U2048 {
        let mut exponent = U256::from_be_slice(self.0.expose());
        let mut power = Residue::new(base).pow_bounded_exp(&exponent, EXPONENT_BITS);
        exponent.zeroize();
        let result = power.retrieve();
        power.zeroize();
        result
    }
}

impl PublicKey {
    /// Checks the range `2..=p-2`; costs no exponentiation.
    ///
    /// # Errors
    /// [`Error::PublicKeyOutOfRange`].
    pub fn from_bytes(bytes: &[u8; 256]) -> Result<Self, Error> {
        if group14::in_range(bytes) { Ok(Self(Box::new(*bytes))) } else { Err(Error::PublicKeyOutOfRange) }
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
        match value.jacobi_symbol_vartime(&PRIME) {
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
    /// The 256 bytes, for the key schedule.
    pub const fn expose(&self) -> &[u8; 256] {
        self.0.expose()
    }
}

fn to_bytes(value: &U2048) -> [u8; 256] {
    let mut bytes = [0; 256];
    bytes.copy_from_slice(value.to_be_bytes().as_ref());
    bytes
}
