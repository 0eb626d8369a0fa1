use std::path::Path;

use super::fixture::{key, signing_key, with_checksum, words};
use crate::crypto::{Argon2Params, Secret};
use crate::keystore::Passphrase;
use crate::keystore::error::Error;
use crate::keystore::keyfile_format::{FILE_BYTES, Protection, SealedKeys};

const MEMORY_AT: usize = 12;
const PASSES_AT: usize = 16;
const LANES_AT: usize = 20;
/// Where the header ends and what is sealed begins.
const SEALED_AT: usize = 72;

fn path() -> &'static Path {
    Path::new("keystore/alice/identity.key")
}

fn wrapping(byte: u8) -> Secret<32> {
    Secret::new([byte; 32])
}

fn sealed(protection: Protection) -> Vec<u8> {
    let master = Secret::new([7; 32]);
    SealedKeys::seal(&signing_key(1), &master, protection, [9; 16], &wrapping(1)).encode()
}

fn protected() -> Vec<u8> {
    sealed(Protection::Passphrase(Argon2Params::FLOOR))
}

fn open(bytes: &[u8], wrapping: &Secret<32>) -> Result<[u8; 32], Error> {
    let (identity, master) = SealedKeys::decode(bytes, path())?.open(wrapping, path())?;
    assert_eq!(*master.expose(), [7; 32]);
    Ok(*identity.verifying_key().as_bytes())
}

fn wrong_passphrase() -> Error {
    Error::WrongPassphrase { path: path().to_owned() }
}

#[test]
fn what_was_sealed_opens_with_its_key_and_no_other() {
    let bytes = protected();
    assert_eq!(bytes.len(), FILE_BYTES);
    assert_eq!(open(&bytes, &wrapping(1)).unwrap(), *key(1).as_bytes());
    assert_eq!(open(&bytes, &wrapping(2)), Err(wrong_passphrase()));
    let file = SealedKeys::decode(&bytes, path()).unwrap();
    assert_eq!((file.identity(), file.encode()), (key(1), bytes));
}

#[test]
fn neither_seed_nor_master_key_stands_in_the_file() {
    let bytes = protected();
    let seed = signing_key(1).seed();
    for secret in [seed.expose(), &[7; 32]] {
        assert!(!bytes.windows(8).any(|window| secret.windows(8).any(|part| part == window)));
    }
}

#[test]
fn every_flipped_byte_is_damage() {
    let whole = protected();
    for at in 0..whole.len() {
        for flip in [1, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            let refused = SealedKeys::decode(&bytes, path());
            assert!(matches!(refused, Err(Error::Damaged { line: 0, .. })), "byte {at}: {refused:?}");
        }
    }
}

#[test]
fn every_other_length_is_damage() {
    let whole = protected();
    for length in 0..whole.len() {
        assert!(
            matches!(SealedKeys::decode(&whole[..length], path()), Err(Error::Damaged { .. })),
            "{length}"
        );
    }
    let longer = [whole.as_slice(), &[0]].concat();
    assert!(matches!(SealedKeys::decode(&longer, path()), Err(Error::Damaged { .. })));
    for length in 41..300 {
        let mut other = whole.clone();
        other.resize(length, 0);
        let refused = SealedKeys::decode(&with_checksum(other), path()).is_err();
        assert!(refused || length == FILE_BYTES, "a checksum does not make {length} bytes right");
    }
}

#[test]
fn every_byte_that_is_forged_together_with_the_checksum_is_refused() {
    let whole = protected();
    for at in 0..FILE_BYTES - 32 {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let refused = open(&with_checksum(bytes), &wrapping(1)).unwrap_err();
        let in_master = (SEALED_AT..SEALED_AT + 64).contains(&at);
        assert!(!in_master || refused == wrong_passphrase(), "byte {at}: {refused}");
        let in_seed = at >= SEALED_AT + 64;
        assert!(!in_seed || matches!(refused, Error::Damaged { .. }), "byte {at}: {refused}");
    }
}

#[test]
fn costs_outside_floor_and_cap_are_refused_before_they_are_paid() {
    let cases = [
        (MEMORY_AT, u32::MAX),
        (MEMORY_AT, Argon2Params::CAP.memory_kib + 1),
        (MEMORY_AT, Argon2Params::FLOOR.memory_kib - 1),
        (MEMORY_AT, 0),
        (PASSES_AT, Argon2Params::CAP.passes + 1),
        (PASSES_AT, 1),
        (LANES_AT, 0),
        (LANES_AT, 2),
    ];
    for (at, value) in cases {
        let mut bytes = protected();
        bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
        let refused = SealedKeys::decode(&with_checksum(bytes), path());
        assert!(matches!(refused, Err(Error::Unsupported { .. })), "{value} at {at}: {refused:?}");
    }
}

#[test]
fn costs_changed_within_the_bounds_fail_at_the_tag() {
    let mut bytes = protected();
    bytes[PASSES_AT..PASSES_AT + 4].copy_from_slice(&4_u32.to_be_bytes());
    assert_eq!(open(&with_checksum(bytes), &wrapping(1)), Err(wrong_passphrase()));
}

#[test]
fn another_version_is_not_called_damage() {
    let mut bytes = protected();
    bytes[8] = 2;
    assert!(matches!(SealedKeys::decode(&with_checksum(bytes), path()), Err(Error::Unsupported { .. })));
}

#[test]
fn a_protected_file_does_not_pass_for_an_unprotected_one() {
    let mut bytes = protected();
    bytes[9] = 0;
    assert!(matches!(open(&with_checksum(bytes.clone()), &wrapping(1)), Err(Error::Damaged { .. })));
    bytes[MEMORY_AT..MEMORY_AT + 12].fill(0);
    assert!(matches!(open(&with_checksum(bytes), &wrapping(1)), Err(Error::Damaged { .. })));
}

#[test]
fn a_passphrase_and_none_are_told_apart_before_any_work() {
    let unprotected = SealedKeys::decode(&sealed(Protection::None), path()).unwrap();
    let refused = unprotected.wrapping(&words("correct horse"), path()).unwrap_err();
    assert_eq!(refused, Error::NoPassphraseSet { path: path().to_owned() });
    unprotected.wrapping(&Passphrase::None, path()).unwrap();

    let protected = SealedKeys::decode(&protected(), path()).unwrap();
    let refused = protected.wrapping(&Passphrase::None, path()).unwrap_err();
    assert_eq!(refused, Error::PassphraseNeeded { path: path().to_owned() });
    let refused = protected.wrapping(&words(""), path()).unwrap_err();
    assert_eq!(refused, Error::EmptyPassphrase { path: path().to_owned() });
}
