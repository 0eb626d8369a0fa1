//! Folders and keys for the tests of this layer.

use zeroize::Zeroizing;

use crate::crypto::{SeededRandom, SigningKey, VerifyingKey, sha256};
use crate::keystore::Passphrase;

/// A private folder that goes away with the value.
pub(super) fn folder() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    tempfile::Builder::new().permissions(std::fs::Permissions::from_mode(0o700)).tempdir().unwrap()
}

pub(super) fn words(text: &str) -> Passphrase {
    Passphrase::Text(Zeroizing::new(text.to_owned()))
}

pub(super) fn signing_key(seed: u64) -> SigningKey {
    SigningKey::generate(&mut SeededRandom::new(seed)).unwrap()
}

pub(super) fn key(seed: u64) -> VerifyingKey {
    signing_key(seed).verifying_key()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(u32::from(four), 16).unwrap();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The key file with a checksum that fits what was done to it.
pub(super) fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len() - 32;
    let sum = sha256(&[&bytes[..body]]);
    bytes[body..].copy_from_slice(&sum);
    bytes
}
