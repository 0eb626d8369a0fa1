//! The cipher of SegMSG mixes rows where AES mixes columns, so that its key stream repeats within a message.
//!
//! The rest of AES comes from the library; what is other is other by a transposition.

use aes::Block;
use aes::hazmat::{cipher_round, inv_mix_columns, mix_columns};

use crate::crypto::{mac, sha256};
use crate::lab::chance::Chance;
use crate::lab::exhibit::{Exhibit, Shown, secret_bytes, secret_text};
use crate::lab::play::{Acting, Play, Presence, say};
use crate::link::Origin;

const BLOCK: usize = 16;
const ROUNDS: usize = 10;

pub(super) const EXHIBIT: Exhibit = Exhibit {
    id: "row-mix-columns",
    title: "SegMSG: a transposed step of AES, and the key stream repeats in every block",
    instead: "AES from a library, checked against the published vectors by `peerscope selftest`",
    show,
    ours,
};

const GREETING: &str = "Dear colleague, ";

fn show(chance: &mut Chance) -> Shown {
    let text = format!("{GREETING}{}", secret_text(chance, 12));
    let frame = segmsg_frame(&secret_bytes(chance), text.as_bytes());
    let found = attacker(&frame[51..frame.len() - 32]);
    let right = found.iter().zip(text.bytes()).filter(|(found, byte)| **found == Some(*byte)).count();
    let shown: String = found.iter().map(|byte| byte.map_or('_', char::from)).collect();
    let told = format!("from the greeting alone, {right} of {} bytes: {shown}", text.len());
    Shown::new(right * 4 >= text.len() * 3, [told])
}

/// Knows how the text begins. Where the key stream repeats, it repeats for the whole text.
fn attacker(sealed: &[u8]) -> Vec<Option<u8>> {
    let stream: Vec<u8> = sealed.iter().zip(GREETING.bytes()).map(|(sealed, known)| sealed ^ known).collect();
    let open = |(at, sealed): (usize, &u8)| {
        let repeats = at < BLOCK || at % 4 != 3;
        repeats.then(|| sealed ^ stream[at % BLOCK])
    };
    sealed.iter().enumerate().map(open).collect()
}

fn ours(seed: u64) -> Shown {
    let play = Play::new(seed, &[], Acting::Attacker, Presence::There);
    let text = format!("{GREETING}{}", secret_text(&mut Chance::new(seed), 12));
    let frame = play.session().and_then(|mut arena| say(&mut arena, Origin::Initiator, &text));
    let Ok(frame) = frame else { return Shown::new(true, ["nothing was shown".to_owned()]) };
    let found = attacker(&frame[42..42 + text.len()]);
    let beyond = found.iter().zip(text.bytes()).skip(BLOCK);
    let right = beyond.filter(|(found, byte)| **found == Some(*byte)).count();
    let told = format!("the same against a frame of ours: {right} of {} bytes are right", text.len() - BLOCK);
    Shown::new(right * 2 > text.len() - BLOCK, [told])
}

/// A text as SegMSG sends it, under this master secret.
pub(in crate::lab) fn segmsg_frame(master: &[u8; 32], text: &[u8]) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes();
    let time = 1_700_000_000_u64.to_be_bytes();
    let sealed = keystream(master, text);
    let frame = [b"SegMSG\x01", &length[..], &sha256(&[text]), &time, &sealed].concat();
    let key = mac(&mac(&[0; 32], &[master]), &[b"HMAC\x01"]);
    let tag = mac(&key, &[&frame]);
    [frame, tag.to_vec()].concat()
}

/// Counter mode with a nonce of zeros, both ways.
fn keystream(master: &[u8; 32], text: &[u8]) -> Vec<u8> {
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
    fn the_frame_of_a_known_secret_is_that_of_the_original_program() {
        let master = bytes("cc78037ae16dd15f496a907763ea0473db574200f4b111cf319f4b3468a5cd3f");
        assert_eq!(keystream(&master, &[0; 16]), bytes::<16>("c1d452bb5764dab2dce8eeaba2d6fab6"));
        let frame = segmsg_frame(&master, b"The quick brown fox jumps over the lazy dog");
        let known = concat!(
            "5365674d5347010000002bd7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592000000006553f1",
            "0095bc379b2611b3d1b7c88cd9cda19496a7bb2a853d11b7c1afc881c4c7a4da55a9b172d9361ea372b887894e1ffae0f9b8",
            "83008b44ce61c6c1e3c7e35286c9602a7fc61b60a03ccae7b292",
        );
        assert_eq!(frame, bytes::<126>(known));
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
