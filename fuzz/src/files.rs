//! The files of a profile, damaged by anybody.

use std::path::Path;
use std::sync::OnceLock;

use peerscope::crypto::{Argon2Params, SeededRandom, sha256};
use peerscope::keystore::{Keyfile, KnownPeers, Passphrase, Protection};

use super::plan::Plan;

/// The fields of the key file in front of its checksum, by size.
const FIELDS: [usize; 13] = [8, 1, 1, 2, 4, 4, 4, 16, 32, 32, 32, 32, 32];

/// A key file is what it was or is refused: no cost outside the bounds is accepted, and what opens without a
/// passphrase is the identity that stands outside. No Argon2id is run.
pub fn keyfile(data: &[u8]) {
    let path = Path::new("identity.key");
    let mut plan = Plan::new(data);
    let mut file = if plan.flag() { Vec::new() } else { valid().to_vec() };
    let checksum = plan.flag();
    if file.is_empty() {
        file.extend(plan.rest());
    } else {
        let mut at = 0;
        for size in FIELDS {
            plan.bend(&mut file[at..at + size]);
            at += size;
        }
    }
    if checksum && file.len() >= 32 {
        let body = file.len() - 32;
        let sum = sha256(&[&file[..body]]);
        file[body..].copy_from_slice(&sum);
    }
    let Ok(keyfile) = Keyfile::parse(&file, path) else { return };
    match keyfile.protection() {
        Protection::Passphrase(params) => assert!(params.check().is_ok()),
        Protection::None => match keyfile.unlock(&Passphrase::None) {
            Ok(unlocked) => assert_eq!(unlocked.identity.verifying_key(), keyfile.identity()),
            Err(error) => assert!(!error.to_string().is_empty()),
        },
    }
}

/// A file without a passphrase, made once.
fn valid() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keystore/identity.key");
        let random = &mut SeededRandom::new(1);
        Keyfile::create(&path, &Passphrase::None, Argon2Params::default(), random).unwrap();
        std::fs::read(&path).unwrap()
    })
}

/// A list of peers is refused, or is what it would be written as, byte for byte; and no two of its peers have
/// one name.
pub fn known_peers(data: &[u8]) {
    let path = Path::new("known_peers");
    let mut plan = Plan::new(data);
    let with_sum = plan.flag();
    let mut file = plan.rest().to_vec();
    if with_sum {
        let sum = sha256(&[&file]);
        file.extend_from_slice(b"sum ");
        file.extend(
            sum.iter()
                .flat_map(|byte| [byte >> 4, byte & 15])
                .map(|digit| b"0123456789abcdef"[usize::from(digit)]),
        );
        file.push(b'\n');
    }
    let list = match KnownPeers::parse(&file, path) {
        Ok(list) => list,
        Err(error) => {
            assert!(!error.to_string().contains('\n'));
            return;
        }
    };
    assert_eq!(list.to_bytes(), file);
    for peer in list.iter() {
        assert_eq!(list.by_petname(&peer.petname), Some(peer));
        assert_eq!(list.get(&peer.identity), Some(peer));
        assert!(peer.petname.chars().all(|c| !c.is_control() && !c.is_whitespace()));
    }
}
