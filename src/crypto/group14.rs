//! The 2048-bit MODP group, RFC 3526 section 3: `p = 2^2048 - 2^1984 - 1 + 2^64 * ([2^1918 pi] + 124476)`, `g = 2`.
//!
//! `p` is a safe prime and 2 a quadratic residue, so 2 generates the subgroup of prime order `q = (p-1)/2`.
//! Short exponents are safe only for that reason: no other group is ever accepted.

use crypto_bigint::{Odd, U2048, const_monty_params};
use num_bigint::BigUint;

/// `p`, big-endian, in hexadecimal.
pub const PRIME_HEX: &str = concat!(
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74",
    "020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437",
    "4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed",
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05",
    "98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb",
    "9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b",
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718",
    "3995497cea956ae515d2261898fa051015728e5a8aacaa68ffffffffffffffff",
);

const_monty_params!(Modulus, U2048, PRIME_HEX, "`p`, prepared for constant-time arithmetic.");

/// `p` for constant-time arithmetic and for the Jacobi symbol.
pub(super) const PRIME: Odd<U2048> = Odd::<U2048>::from_be_hex(PRIME_HEX);

/// `p` as a public number: for ranges, for what the inspector shows, and for the oracle in tests.
pub fn prime() -> BigUint {
    BigUint::parse_bytes(PRIME_HEX.as_bytes(), 16).unwrap_or_default()
}

/// `q = (p - 1) / 2`, the order of the subgroup that 2 generates.
pub fn order() -> BigUint {
    prime() >> 1_u32
}

/// Whether `2 <= y <= p - 2`.
pub(super) fn in_range(y: &[u8; 256]) -> bool {
    let y = BigUint::from_bytes_be(y);
    y >= BigUint::from(2_u8) && y <= prime() - 2_u8
}
