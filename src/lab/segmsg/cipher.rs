//! The cipher of SegMSG: AES-128 in counter mode, but for two mistakes. It mixes rows where AES mixes columns, and
//! its nonce is always zero.
//!
//! The rest of AES comes from the library; what is other is other by a transposition.

use aes::Block;
use aes::hazmat::{cipher_round, inv_mix_columns, mix_columns};

/// Bytes of a block.
pub(in crate::lab) const BLOCK: usize = 16;
const ROUNDS: usize = 10;

/// Counter mode with a nonce of zeros, both ways.
pub(super) fn keystream(master: &[u8; 32], text: &[u8]) -> Vec<u8> {
    let keys = round_keys(master);
    let block = |(at, part): (u64, &[u8])| {
        let mut counter = [0; BLOCK];
        counter[8..].copy_from_slice(&at.to_be_bytes());
        let stream = encrypt(&keys, counter);
        part.iter().zip(stream).map(|(byte, stream)| byte ^ stream).collect::<Vec<u8>>()
    };
    (0..).zip(text.chunks(BLOCK)).flat_map(block).collect()
}

fn encrypt(keys: &[[u8; BLOCK]], block: [u8; BLOCK]) -> [u8; BLOCK] {
    let mut state = xor(block, keys[0]);
    for (round, key) in keys.iter().enumerate().skip(1) {
        let mut mixed = substituted(state);
        if round < ROUNDS {
            mixed = transposed(mixed);
            let mut block = Block::from(mixed);
            mix_columns(&mut block);
            mixed = transposed(block.into());
        }
        state = xor(mixed, *key);
    }
    state
}

/// Bytes substituted and rows shifted: a round of the library without its mixing.
fn substituted(state: [u8; BLOCK]) -> [u8; BLOCK] {
    let mut block = Block::from(state);
    cipher_round(&mut block, &Block::from([0; BLOCK]));
    inv_mix_columns(&mut block);
    block.into()
}

fn transposed(state: [u8; BLOCK]) -> [u8; BLOCK] {
    core::array::from_fn(|at| state[at % 4 * 4 + at / 4])
}

fn xor(left: [u8; BLOCK], right: [u8; BLOCK]) -> [u8; BLOCK] {
    core::array::from_fn(|at| left[at] ^ right[at])
}

/// FIPS 197, section 5.2, from the first half of the master secret.
fn round_keys(master: &[u8; 32]) -> Vec<[u8; BLOCK]> {
    let mut keys: Vec<[u8; BLOCK]> = vec![core::array::from_fn(|at| master[at])];
    let mut constant = 1_u8;
    for _ in 0..ROUNDS {
        let before = keys[keys.len() - 1];
        // Four equal columns: shifting their rows changes nothing, so that only the substitution is left.
        let column = substituted(core::array::from_fn(|at| before[12 + at % 4]));
        let mut next = [0; BLOCK];
        for at in 0..BLOCK {
            let other = match at {
                0 => column[1] ^ constant,
                1 | 2 => column[at + 1],
                3 => column[0],
                _ => next[at - 4],
            };
            next[at] = before[at] ^ other;
        }
        keys.push(next);
        constant = (constant << 1) ^ if constant & 0x80 == 0 { 0 } else { 0x1b };
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes<const N: usize>(hex: &str) -> [u8; N] {
        core::array::from_fn(|at| u8::from_str_radix(hex.get(2 * at..2 * at + 2).unwrap(), 16).unwrap())
    }

    #[test]
    fn the_key_stream_of_a_known_secret_is_that_of_the_original_program() {
        let master = bytes("cc78037ae16dd15f496a907763ea0473db574200f4b111cf319f4b3468a5cd3f");
        assert_eq!(keystream(&master, &[0; 16]), bytes::<16>("c1d452bb5764dab2dce8eeaba2d6fab6"));
    }

    #[test]
    fn a_block_is_not_encrypted_as_aes_would() {
        let key = bytes::<16>("2b7e151628aed2a6abf7158809cf4f3c");
        let keys =
            round_keys(&bytes::<32>("2b7e151628aed2a6abf7158809cf4f3c00000000000000000000000000000000"));
        assert_eq!(keys[0], key);
        assert_eq!(
            keys[10],
            bytes::<16>("d014f9a8c9ee2589e13f0cc8b6630ca6"),
            "the key schedule is that of AES"
        );
        let block = encrypt(&keys, bytes("6bc1bee22e409f96e93d7e117393172a"));
        assert_eq!(block, bytes::<16>("e61ebc8d01bd9ab6372e99bee32bd923"));
    }
}
