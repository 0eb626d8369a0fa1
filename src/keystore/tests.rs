//! Every damage is refused and leaves the file as it is; a wrong passphrase is told from damage.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::crypto::{Argon2Params, SeededRandom, SigningKey, VerifyingKey};

use super::{ChangeDecision, Error, Keyfile, KnownPeers, Passphrase, ProfileLock, Trust};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn words(text: &str) -> Passphrase {
    Passphrase::Text(Zeroizing::new(text.to_owned()))
}

fn created(folder: &tempfile::TempDir) -> (PathBuf, VerifyingKey) {
    let path = folder.path().join("identity.key");
    let made =
        Keyfile::create(&path, &words("correct horse"), Argon2Params::FLOOR, &mut SeededRandom::new(1));
    (path, made.unwrap().identity.verifying_key())
}

fn key(seed: u64) -> VerifyingKey {
    SigningKey::generate(&mut SeededRandom::new(seed)).unwrap().verifying_key()
}

#[test]
fn the_passphrase_opens_what_it_sealed_and_another_does_not() {
    let folder = folder();
    let (path, identity) = created(&folder);
    let file = Keyfile::read(&path).unwrap().unwrap();
    assert!(file.needs_passphrase());
    assert_eq!(file.unlock(&words("correct horse")).unwrap().identity.verifying_key(), identity);
    assert!(matches!(file.unlock(&words("correct hose")), Err(Error::WrongPassphrase { .. })));
    assert!(matches!(file.unlock(&Passphrase::None), Err(Error::PassphraseNeeded { .. })));
}

#[test]
fn a_new_identity_is_never_made_over_a_file() {
    let folder = folder();
    let (path, _) = created(&folder);
    fs::write(&path, b"damaged").unwrap();
    let again = Keyfile::create(&path, &Passphrase::None, Argon2Params::FLOOR, &mut SeededRandom::new(2));
    assert!(matches!(again, Err(Error::Exists { .. })));
    assert_eq!(fs::read(&path).unwrap(), b"damaged");
}

#[test]
fn every_flipped_byte_and_every_length_of_the_key_file_is_refused() {
    let folder = folder();
    let (path, _) = created(&folder);
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        fs::write(&path, &flipped).unwrap();
        assert!(matches!(Keyfile::read(&path), Err(Error::Damaged { .. })), "byte {at}");
        fs::write(&path, &whole[..at]).unwrap();
        assert!(matches!(Keyfile::read(&path), Err(Error::Damaged { .. })), "length {at}");
    }
}

#[test]
fn costs_beyond_the_cap_are_refused_before_they_are_paid() {
    let folder = folder();
    let (path, _) = created(&folder);
    let mut bytes = fs::read(&path).unwrap();
    bytes[7..11].copy_from_slice(&u32::MAX.to_be_bytes());
    let content = bytes.len() - 32;
    let sum = crate::crypto::sha256(&[&bytes[..content]]);
    bytes[content..].copy_from_slice(&sum);
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(Keyfile::read(&path), Err(Error::Unsupported { .. })));
}

#[test]
fn a_file_that_others_can_read_is_refused_with_the_command_that_mends_it() {
    let folder = folder();
    let (path, _) = created(&folder);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = Keyfile::read(&path).unwrap_err().to_string();
    assert!(refused.contains("chmod 600"), "{refused}");
}

#[test]
fn a_second_process_is_told_how_to_take_another_name() {
    let folder = folder();
    let _first = ProfileLock::take(folder.path(), "alice").unwrap();
    let second = ProfileLock::take(folder.path(), "alice").unwrap_err().to_string();
    assert!(second.contains("--name"), "{second}");
}

#[test]
fn known_peers_come_back_as_they_were_saved() {
    let folder = folder();
    let path = folder.path().join("known_peers");
    let mut book = KnownPeers::load(&path).unwrap();
    assert_eq!(book.remember(key(1), "bob", 10), "bob");
    assert_eq!(book.remember(key(2), "bob", 11), "bob-2");
    assert_eq!(book.remember(key(3), "\u{1b}[2J \u{202e}", 12), "2J");
    assert_eq!(book.remember(key(4), "\u{202e}", 12), key(4).fingerprint().short());
    book.update(&key(1), |peer| peer.trust = Trust::Verified { at: 13 });
    book.note_change("bob", key(9));
    book.save().unwrap();
    let back = KnownPeers::load(&path).unwrap();
    assert_eq!(back.iter().collect::<Vec<_>>(), book.iter().collect::<Vec<_>>());
    assert_eq!(back.change_of("bob"), Some(key(9)));
    assert_eq!(back.get(&key(1)).unwrap().trust, Trust::Verified { at: 13 });
}

#[test]
fn every_flipped_byte_of_known_peers_is_refused() {
    let folder = folder();
    let path = folder.path().join("known_peers");
    let mut book = KnownPeers::load(&path).unwrap();
    book.remember(key(1), "bob", 10);
    book.save().unwrap();
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        fs::write(&path, &flipped).unwrap();
        assert!(KnownPeers::load(&path).is_err(), "byte {at}");
        fs::write(&path, &whole[..at]).unwrap();
        assert!(KnownPeers::load(&path).is_err(), "length {at}");
    }
}

#[test]
fn a_changed_key_takes_the_name_only_by_decision_and_loses_the_verification() {
    let mut book = KnownPeers::default();
    book.remember(key(1), "bob", 10);
    book.update(&key(1), |peer| peer.trust = Trust::Verified { at: 13 });
    book.note_change("bob", key(2));
    book.settle_change("bob", ChangeDecision::KeepOld);
    assert_eq!(book.by_petname("bob").unwrap().identity, key(1));
    book.note_change("bob", key(2));
    book.settle_change("bob", ChangeDecision::TakeNew);
    let bob = book.by_petname("bob").unwrap();
    assert_eq!((bob.identity, bob.trust), (key(2), Trust::Known));
}
