//! Encrypt-then-MAC: AES-128-CTR (FIPS 197, SP 800-38A), then HMAC-SHA-256 over context and ciphertext.
//!
//! Keys are used once: sealing and opening consume them, so that no keystream is ever used twice.

use aes::Aes128;
use ctr::Ctr64BE;
use ctr::cipher::{KeyIvInit as _, StreamCipher as _};
use zeroize::Zeroize as _;

use super::error::Error;
use super::kdf::{Label, expand_long};
use super::mac::MacKey;
use super::secret::Secret;
use super::stack::{CIPHER, wiped};

/// Seals one message.
#[derive(Debug)]
pub struct SealKey(Block);

/// Opens one message.
#[derive(Debug)]
pub struct OpenKey(Block);

/// `enc 16 | mac 32 | nonce 8`
#[derive(Debug)]
struct Block(Secret<56>);

impl Block {
    fn apply_keystream(&self, buffer: &mut [u8]) {
        wiped::<CIPHER, _>(|| {
            let mut key = [0; 16];
            let mut counter = [0; 16];
            for (to, from) in key.iter_mut().zip(self.0.expose()) {
                *to = *from;
            }
            for (to, from) in counter.iter_mut().zip(self.0.expose().iter().skip(48)) {
                *to = *from;
            }
            keystream(&key, &counter, buffer);
            key.zeroize();
            counter.zeroize();
        });
    }

    fn mac_key(&self) -> MacKey {
        MacKey::new(self.0.expose().get(16..48).unwrap_or_default())
    }
}

/// AES-128-CTR in place, from a whole counter block on; its last 64 bits count.
pub(super) fn keystream(key: &[u8; 16], counter: &[u8; 16], buffer: &mut [u8]) {
    Ctr64BE::<Aes128>::new(key.into(), counter.into()).apply_keystream(buffer);
}

impl SealKey {
    /// Takes a derived block `enc 16 | mac 32 | nonce 8`.
    pub const fn from_block(block: Secret<56>) -> Self {
        Self(Block(block))
    }

    /// Encrypts `buffer` in place from the counter block `nonce || u64 0` and gives the tag over
    /// `context || ciphertext`.
    pub fn seal(self, context: &[&[u8]], buffer: &mut [u8]) -> [u8; 32] {
        self.0.apply_keystream(buffer);
        self.0.mac_key().tag(context.iter().copied().chain([&*buffer]))
    }
}

impl OpenKey {
    /// Takes a derived block `enc 16 | mac 32 | nonce 8`.
    pub const fn from_block(block: Secret<56>) -> Self {
        Self(Block(block))
    }

    /// Verifies the tag over `context || buffer`, and only then decrypts `buffer` in place.
    ///
    /// # Errors
    /// [`Error::InvalidTag`], with `buffer` untouched.
    pub fn open(self, context: &[&[u8]], buffer: &mut [u8], tag: &[u8; 32]) -> Result<(), Error> {
        self.0.mac_key().verify(context.iter().copied().chain([&*buffer]), tag)?;
        self.0.apply_keystream(buffer);
        Ok(())
    }
}

/// A public name for a key of at least 32 bytes: `Expand(key, "inspector id", "", 4)`.
pub fn inspector_id<const K: usize>(key: &Secret<K>) -> [u8; 4] {
    *expand_long::<K, 4>(key, Label::InspectorId, &[]).expose()
}
