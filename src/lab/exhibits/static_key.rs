//! A key that is never replaced opens everything that was ever recorded.

use num_bigint::BigUint;

use crate::crypto::sha256;
use crate::lab::chance::Chance;
use crate::lab::evil::array;
use crate::lab::exhibit::{Exhibit, Shown, by_attack, secret_bytes, secret_text};

use super::block::Cipher;

pub(super) const EXHIBIT: Exhibit = Exhibit {
    id: "static-key",
    title: "session keys encrypted to one RSA key: whoever gets it later reads what was recorded before",
    instead: "fresh exponents for each session, a key for each frame, and both are wiped",
    show,
    ours: |seed| by_attack("stolen-chain", seed),
};

const EXPONENT: u32 = 65_537;
/// Bytes of each prime: enough to be computed with, and far too few for anybody to use.
const PRIME_BYTES: usize = 24;

fn show(chance: &mut Chance) -> Shown {
    let (p, q) = (prime(chance), prime(chance));
    let modulus = &p * &q;
    let said: Vec<String> = (0..3).map(|_| secret_text(chance, 3)).collect();
    // What is recorded of each session: its key, encrypted, and a text under it.
    let recorded: Vec<(BigUint, Vec<u8>)> = said
        .iter()
        .map(|text| {
            let key = BigUint::from_bytes_be(&secret_bytes::<16>(chance));
            let wrapped = key.modpow(&EXPONENT.into(), &modulus);
            (wrapped, cipher(&key).ctr([1; 8], text.as_bytes()))
        })
        .collect();
    let one = BigUint::from(1_u8);
    let order = (&p - &one) * (&q - &one);
    let Some(stolen) = BigUint::from(EXPONENT).modinv(&order) else {
        return Shown::new(false, ["no key".to_owned()]);
    };
    let read = attacker(&recorded, &stolen, &modulus);
    let lines = read.iter().map(|text| format!("recorded before, opened now: {text:?}"));
    Shown::new(read == said, lines)
}

/// Comes by the long-term key after everything was said.
fn attacker(recorded: &[(BigUint, Vec<u8>)], stolen: &BigUint, modulus: &BigUint) -> Vec<String> {
    let open = |(wrapped, sealed): &(BigUint, Vec<u8>)| {
        let key = wrapped.modpow(stolen, modulus);
        String::from_utf8_lossy(&cipher(&key).ctr([1; 8], sealed)).into_owned()
    };
    recorded.iter().map(open).collect()
}

fn cipher(key: &BigUint) -> Cipher {
    Cipher::new(array(&sha256(&[&key.to_bytes_be()])))
}

/// A number that passes the test of Fermat to many bases and with which the exponent has an inverse.
fn prime(chance: &mut Chance) -> BigUint {
    let one = BigUint::from(1_u8);
    loop {
        let mut bytes: [u8; PRIME_BYTES] = secret_bytes(chance);
        bytes[0] |= 0xc0;
        bytes[PRIME_BYTES - 1] |= 1;
        let candidate = BigUint::from_bytes_be(&bytes);
        let below = &candidate - &one;
        let passes = |base: u32| BigUint::from(base).modpow(&below, &candidate) == one;
        if [2, 3, 5, 7, 11, 13].into_iter().all(passes) && &below % EXPONENT != BigUint::ZERO {
            return candidate;
        }
    }
}
