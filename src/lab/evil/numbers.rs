//! Group 14 and the key derivation, from their definitions.

use num_bigint::BigUint;

use crate::crypto::{TOY_PRIME, lp, mac};
use crate::defence::{Defence, Defences};

/// RFC 3526 group 14: p = 2^2048 - 2^1984 - 1 + 2^64 * (floor(2^1918 pi) + 124476).
const PRIME: &str = "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD\
EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F\
83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B\
E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510\
15728E5A8AACAA68FFFFFFFFFFFFFFFF";

/// `p`.
pub fn prime() -> BigUint {
    BigUint::parse_bytes(PRIME.as_bytes(), 16).unwrap_or_default()
}

/// `p` of the group of a session that is without some defences.
pub fn prime_of(defences: Defences) -> BigUint {
    if defences.hold(Defence::Group) { prime() } else { BigUint::from(TOY_PRIME) }
}

/// The 256-byte form of a number below 2^2048.
pub fn wide(number: &BigUint) -> [u8; 256] {
    let bytes = number.to_bytes_be();
    let mut wide = [0; 256];
    for (to, from) in wide.iter_mut().rev().zip(bytes.iter().rev()) {
        *to = *from;
    }
    wide
}

/// `base^exponent` as it crosses the wire.
pub fn power(base: u32, exponent: &BigUint) -> [u8; 256] {
    wide(&BigUint::from(base).modpow(exponent, &prime()))
}

/// `HKDF-Expand(prk, u16(n) || LP("peerscope/1 " || label) || LP(ctx), n)` for n up to 64.
pub fn expand(prk: &[u8; 32], label: &str, context: &[u8], length: u8) -> Vec<u8> {
    let size = u16::from(length).to_be_bytes();
    let info = [&size[..], &lp(format!("peerscope/1 {label}").as_bytes()), &lp(context)].concat();
    let first = mac(prk, &[&info, &[1]]);
    let second = mac(prk, &[&first, &info, &[2]]);
    let mut block = [first, second].concat();
    block.truncate(usize::from(length));
    block
}

/// The first `N` bytes; zeros where there are fewer.
pub fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    for (to, from) in array.iter_mut().zip(bytes) {
        *to = *from;
    }
    array
}
