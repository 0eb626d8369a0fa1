//! HMAC-SHA-256 (RFC 2104), full 32 bytes, compared in constant time.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::error::Error;
use super::secret::Secret;
use super::stack::{SHALLOW, wiped};

/// A key that has been set up once and can make many tags; on the heap, so that a move leaves no copy.
pub struct MacKey(Box<Hmac<Sha256>>);

impl core::fmt::Debug for MacKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl MacKey {
    /// Sets up a key of any length.
    #[expect(clippy::expect_used, reason = "the trait is fallible for other MACs; HMAC takes any length")]
    #[expect(clippy::missing_panics_doc, reason = "it cannot")]
    pub fn new(key: &[u8]) -> Self {
        let set_up = || Box::new(Hmac::new_from_slice(key).expect("HMAC takes keys of every length"));
        Self(wiped::<SHALLOW, _>(set_up))
    }

    fn run<'a>(&self, parts: impl IntoIterator<Item = &'a [u8]>) -> Hmac<Sha256> {
        let mut state = Hmac::clone(&self.0);
        for part in parts {
            state.update(part);
        }
        state
    }

    /// The tag of the parts, one after the other.
    pub fn tag<'a>(&self, parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
        wiped::<SHALLOW, _>(|| self.run(parts).finalize().into_bytes().into())
    }

    /// The tag as a secret, where it is a key and not a tag.
    pub fn derive<'a>(&self, parts: impl IntoIterator<Item = &'a [u8]>) -> Secret<32> {
        wiped::<SHALLOW, _>(|| Secret::new(self.run(parts).finalize().into_bytes().into()))
    }

    /// Compares in constant time.
    ///
    /// # Errors
    /// [`Error::InvalidTag`] when they differ.
    pub fn verify<'a>(&self, parts: impl IntoIterator<Item = &'a [u8]>, tag: &[u8; 32]) -> Result<(), Error> {
        wiped::<SHALLOW, _>(|| self.run(parts).verify_slice(tag)).map_err(|_different| Error::InvalidTag)
    }
}

/// `MAC(key, parts)`.
pub fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    MacKey::new(key).tag(parts.iter().copied())
}

/// Compares `MAC(key, parts)` with `tag` in constant time.
///
/// # Errors
/// [`Error::InvalidTag`] when they differ.
pub fn verify(key: &[u8], parts: &[&[u8]], tag: &[u8; 32]) -> Result<(), Error> {
    MacKey::new(key).verify(parts.iter().copied(), tag)
}
