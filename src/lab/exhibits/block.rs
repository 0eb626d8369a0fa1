//! AES-128 on single blocks, and modes of it that are broken here.

use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt as _, BlockCipherEncrypt as _, KeyInit as _};

pub(super) const BLOCK: usize = 16;

/// AES-128 with a secret key.
pub(super) struct Cipher(Aes128);

impl Cipher {
    pub(super) fn new(key: [u8; BLOCK]) -> Self {
        Self(Aes128::new(&key.into()))
    }

    pub(super) fn encrypt(&self, block: [u8; BLOCK]) -> [u8; BLOCK] {
        let mut block = block.into();
        self.0.encrypt_block(&mut block);
        block.into()
    }

    fn decrypt(&self, block: [u8; BLOCK]) -> [u8; BLOCK] {
        let mut block = block.into();
        self.0.decrypt_block(&mut block);
        block.into()
    }

    /// Cipher block chaining: the first block is the IV.
    pub(super) fn cbc_encrypt(&self, iv: [u8; BLOCK], text: &[u8]) -> Vec<[u8; BLOCK]> {
        let pad = BLOCK - text.len() % BLOCK;
        let padded = [text, &vec![u8::try_from(pad).unwrap_or_default(); pad]].concat();
        let mut blocks = vec![iv];
        for block in padded.chunks(BLOCK) {
            let before = blocks.last().copied().unwrap_or(iv);
            blocks.push(self.encrypt(xor(block, &before)));
        }
        blocks
    }

    /// The text, if its padding is right.
    pub(super) fn cbc_decrypt(&self, blocks: &[[u8; BLOCK]]) -> Option<Vec<u8>> {
        let pairs = blocks.windows(2);
        let mut text: Vec<u8> = pairs.flat_map(|pair| xor(&self.decrypt(pair[1]), &pair[0])).collect();
        let pad = usize::from(*text.last()?);
        let begin = text.len().checked_sub(pad).filter(|_| (1..=BLOCK).contains(&pad))?;
        if text[begin..].iter().any(|byte| usize::from(*byte) != pad) {
            return None;
        }
        text.truncate(begin);
        Some(text)
    }

    /// Counter mode, both ways.
    pub(super) fn ctr(&self, nonce: [u8; 8], text: &[u8]) -> Vec<u8> {
        let block = |(at, part): (u64, &[u8])| {
            let mut counter = [0; BLOCK];
            counter[..8].copy_from_slice(&nonce);
            counter[8..].copy_from_slice(&at.to_be_bytes());
            xor(part, &self.encrypt(counter))[..part.len()].to_vec()
        };
        (0..).zip(text.chunks(BLOCK)).flat_map(block).collect()
    }
}

/// The first 16 bytes of both, one upon the other.
pub(super) fn xor(left: &[u8], right: &[u8]) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    for (byte, (left, right)) in block.iter_mut().zip(left.iter().zip(right)) {
        *byte = left ^ right;
    }
    block
}
