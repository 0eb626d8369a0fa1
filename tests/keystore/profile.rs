//! How a profile is used: made once, opened again, shared by nobody.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use peerscope::crypto::{Argon2Params, Error as CryptoError, Label, OsRandom, ScriptedRandom};
use peerscope::keystore::{Error, Keyfile, KnownPeers, OwnNick, Passphrase, ProfileLock, Protection};

use super::scene::words;

fn key_file(home: &Path) -> PathBuf {
    home.join("keystore/alice/identity.key")
}

#[test]
fn a_profile_is_made_once_and_opens_with_its_passphrase_only() {
    let home = tempfile::tempdir().unwrap();
    let path = key_file(home.path());
    assert!(Keyfile::read(&path).unwrap().is_none());

    let made = Keyfile::create(&path, &words("correct horse"), Argon2Params::FLOOR, &mut OsRandom).unwrap();
    let file = Keyfile::read(&path).unwrap().unwrap();
    assert_eq!(file.identity(), made.identity.verifying_key());
    assert_eq!(file.protection(), Protection::Passphrase(Argon2Params::FLOOR));

    let opened = file.unlock(&words("correct horse")).unwrap();
    assert_eq!(opened.identity.verifying_key(), made.identity.verifying_key());
    let (storage, log) = (opened.derive(Label::KeystoreStorage), opened.derive(Label::KeystoreLog));
    assert!(storage.ct_eq(&made.derive(Label::KeystoreStorage)) && !storage.ct_eq(&log));

    assert_eq!(
        file.unlock(&words("correct hose")).unwrap_err(),
        Error::WrongPassphrase { path: path.clone() }
    );
    assert_eq!(file.unlock(&Passphrase::None).unwrap_err(), Error::PassphraseNeeded { path: path.clone() });

    let bits = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(bits(&path), 0o600);
    assert_eq!(bits(path.parent().unwrap()), 0o700);
}

#[test]
fn a_new_identity_is_never_made_over_anything() {
    let home = tempfile::tempdir().unwrap();
    let path = key_file(home.path());
    let create = || Keyfile::create(&path, &Passphrase::None, Argon2Params::default(), &mut OsRandom);
    create().unwrap();
    let whole = fs::read(&path).unwrap();
    for content in [whole.as_slice(), &whole[..100], &[]] {
        fs::write(&path, content).unwrap();
        assert_eq!(create().unwrap_err(), Error::Exists { path: path.clone() });
        assert_eq!(fs::read(&path).unwrap(), content);
    }
    assert!(matches!(Keyfile::read(&path), Err(Error::Damaged { .. })));

    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("nowhere", &path).unwrap();
    assert_eq!(create().unwrap_err(), Error::Exists { path: path.clone() });
    assert!(matches!(Keyfile::read(&path), Err(Error::Foreign { .. })));
}

#[test]
fn a_lost_identity_is_not_replaced_while_its_peers_are_known() {
    let home = tempfile::tempdir().unwrap();
    let path = key_file(home.path());
    let create = || Keyfile::create(&path, &Passphrase::None, Argon2Params::default(), &mut OsRandom);
    create().unwrap();
    let known_peers = path.with_file_name("known_peers");
    fs::write(&known_peers, "").unwrap();
    fs::remove_file(&path).unwrap();
    let missing = Error::IdentityMissing { path: path.clone(), known_peers: known_peers.clone() };
    assert_eq!(create().unwrap_err(), missing);
    assert!(!path.exists(), "nothing was made");
    fs::remove_file(&known_peers).unwrap();
    create().unwrap();
}

#[test]
fn a_file_without_a_passphrase_says_so_and_opens_without_asking() {
    let home = tempfile::tempdir().unwrap();
    let path = key_file(home.path());
    let made = Keyfile::create(&path, &Passphrase::None, Argon2Params::default(), &mut OsRandom).unwrap();
    let file = Keyfile::read(&path).unwrap().unwrap();
    assert!(!file.needs_passphrase());
    let opened = file.unlock(&Passphrase::None).unwrap();
    assert_eq!(opened.identity.verifying_key(), made.identity.verifying_key());
    assert_eq!(file.unlock(&words("x")).unwrap_err(), Error::NoPassphraseSet { path });
}

#[test]
fn nothing_is_written_without_randomness_or_a_passphrase() {
    let home = tempfile::tempdir().unwrap();
    let path = key_file(home.path());
    let create = |passphrase: &Passphrase, params, bytes: usize| {
        Keyfile::create(&path, passphrase, params, &mut ScriptedRandom::new(vec![5; bytes])).unwrap_err()
    };
    for bytes in [0, 31, 63, 79] {
        let refused = create(&Passphrase::None, Argon2Params::default(), bytes);
        assert_eq!(refused, Error::Crypto { path: path.clone(), source: CryptoError::Rng }, "{bytes} bytes");
    }
    let refused = create(&words(""), Argon2Params::default(), 80);
    assert_eq!(refused, Error::EmptyPassphrase { path: path.clone() });
    let weak = Argon2Params { memory_kib: 1024, passes: 1, lanes: 1 };
    let refused = create(&words("correct horse"), weak, 80);
    assert_eq!(refused, Error::Crypto { path: path.clone(), source: CryptoError::PassphraseParameters });
    assert!(!path.exists());
}

#[test]
fn one_process_at_a_time_writes_and_every_process_reads() {
    let home = tempfile::tempdir().unwrap();
    let folder = |name: &str| home.path().join("keystore").join(name);
    let _lock = ProfileLock::take(&folder("alice"), "alice").unwrap();
    let second = ProfileLock::take(&folder("alice"), "alice").unwrap_err().to_string();
    assert!(second.contains("alice is in use by process ") && second.contains("--name"), "{second}");

    let _other = ProfileLock::take(&folder("bob"), "bob").unwrap();
    let path = folder("alice").join("known_peers");
    KnownPeers::load(&path).unwrap().save().unwrap();
    KnownPeers::load(&path).unwrap();
}

#[test]
fn secrets_and_passphrases_do_not_print() {
    let home = tempfile::tempdir().unwrap();
    let path = key_file(home.path());
    let made = Keyfile::create(&path, &Passphrase::None, Argon2Params::default(), &mut OsRandom).unwrap();
    let printed = format!("{made:?} {:?}", words("correct horse"));
    assert!(printed.contains("[redacted]") && !printed.contains("horse"), "{printed}");
    assert!(!printed.contains(&format!("{:?}", made.identity.seed().expose())));
}

#[test]
fn a_nick_is_kept_whole_and_a_damaged_one_is_named_and_left_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("keystore/alice");
    peerscope::keystore::make_private_dir(&folder).unwrap();
    let path = folder.join("nick");
    assert_eq!(OwnNick::load(&path), Ok(None), "nobody has chosen one yet");
    for nick in ["alice", "Älice of the hill", "\u{1f980}"] {
        OwnNick::new(path.clone(), nick.to_owned()).save().unwrap();
        assert_eq!(OwnNick::load(&path), Ok(Some(nick.to_owned())));
    }
    let whole = fs::read(&path).unwrap();
    let flipped = (0..whole.len()).map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    });
    let cut = (0..whole.len()).map(|length| whole[..length].to_vec());
    let longer = [b"\n".as_slice(), b"more", &[b'x'; 1_000]].map(|end| [&whole, end].concat());
    for bytes in flipped.chain(cut).chain(longer) {
        fs::write(&path, &bytes).unwrap();
        let refused = OwnNick::load(&path).unwrap_err();
        assert!(matches!(refused, Error::Damaged { .. }), "{refused}");
        assert!(refused.to_string().contains("nick"), "it names the file: {refused}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    // A right checksum makes no nick of what cannot be one.
    OwnNick::new(path.clone(), "\u{202e}ecila".to_owned()).save().unwrap();
    assert!(matches!(OwnNick::load(&path), Err(Error::Damaged { .. })));
}
