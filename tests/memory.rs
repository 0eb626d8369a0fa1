//! What is left in memory when a session is over and an identity is put away: no byte run of any secret.
//!
//! The process reads its own memory, as a core dump would show it. Every secret is searched for masked, so that
//! the search finds no needle of its own, and a copy that is kept on purpose shows that the search finds one.

#![cfg(feature = "net")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

#[path = "support/published.rs"]
mod published;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use peerscope::crypto::{Argon2Params, Error, Label, SecureRandom, passphrase};
use peerscope::keystore::{Keyfile, Passphrase};
use published::{Masked, SECRETS};
use tracing::Dispatch;
use zeroize::Zeroizing;

/// Bytes of a secret that betray it when they stand one after the other.
const RUN: usize = 8;
/// Bytes of memory that are read at a time.
const PIECE: usize = 1 << 20;

/// A run of a secret to search for, masked.
struct Needle {
    name: String,
    bytes: [u8; RUN],
}

/// Every run of a secret, wherever it begins, as it stands in its bytes and in the words of a number.
fn needles(name: &str, secret: &Masked) -> Vec<Needle> {
    let turned: Vec<u8> = secret.0.iter().rev().copied().collect();
    let runs = |bytes: &[u8]| -> Vec<Needle> {
        let runs = bytes.windows(RUN);
        runs.map(|run| Needle { name: name.to_owned(), bytes: run.try_into().unwrap() }).collect()
    };
    runs(&secret.0).into_iter().chain(runs(&turned)).collect()
}

/// The names of all secrets of which a run is in memory that can be written.
fn found(needles: &[Needle]) -> BTreeSet<String> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let memory = File::open("/proc/self/mem").unwrap();
    // By their first bytes: there are thousands.
    let mut starts = vec![Vec::new(); 1 << 16];
    for needle in needles {
        starts[usize::from(u16::from_ne_bytes([needle.bytes[0], needle.bytes[1]]))].push(needle);
    }
    let mut names = BTreeSet::new();
    // It holds what is found, so that it is wiped; and it is never unmasked, since it holds the needles too.
    let mut piece = Zeroizing::new(vec![0; PIECE + RUN]);
    let is_same =
        |window: &[u8], run: &[u8]| window.iter().zip(run).all(|(one, other)| one ^ Masked::MASK == *other);
    for map in maps.lines().filter(|map| map.split(' ').nth(1).is_some_and(|mode| mode.starts_with("rw"))) {
        let (from, rest) = map.split_once('-').unwrap();
        let number = |text: &str| u64::from_str_radix(text, 16).unwrap();
        let (mut at, to) = (number(from), number(rest.split_once(' ').unwrap().0));
        while at < to {
            let length = piece.len().min(usize::try_from(to - at).unwrap());
            // What is no longer there, or cannot be read by anybody, tells nothing.
            let Ok(length) = memory.read_at(&mut piece[..length], at) else { break };
            for window in piece[..length].windows(RUN) {
                let start = [window[0] ^ Masked::MASK, window[1] ^ Masked::MASK];
                let alike = &starts[usize::from(u16::from_ne_bytes(start))];
                let here = alike.iter().filter(|needle| is_same(window, &needle.bytes));
                names.extend(here.map(|needle| needle.name.clone()));
            }
            at += u64::try_from(PIECE).unwrap();
        }
    }
    names
}

/// The one who may look now, since what one reads another would find. Nobody where there is no such file: the
/// test is then none, and says so.
fn turn() -> Option<MutexGuard<'static, ()>> {
    static TURN: Mutex<()> = Mutex::new(());
    if !cfg!(target_os = "linux") || File::open("/proc/self/mem").is_err() {
        let _ = writeln!(std::io::stderr(), "skipped: this system does not show a process its own memory");
        return None;
    }
    Some(TURN.lock().unwrap_or_else(PoisonError::into_inner))
}

#[test]
fn a_copy_that_is_kept_is_found_and_one_that_is_wiped_is_not() {
    let Some(_turn) = turn() else { return };
    let secret = Masked((0..32).map(|byte| byte * 7 + 3).collect());
    let needles = needles("canary", &secret);
    assert_eq!(found(&needles), BTreeSet::new());
    for backwards in [false, true] {
        let mut copy = Zeroizing::new(vec![0; 32]);
        secret.reveal(0, &mut copy);
        if backwards {
            copy.reverse();
        }
        black_box(&copy);
        assert_eq!(found(&needles), BTreeSet::from(["canary".to_owned()]), "backwards: {backwards}");
        drop(copy);
        assert_eq!(found(&needles), BTreeSet::new());
    }
    // A part of it is enough, wherever it begins and wherever it stands.
    for from in 0..=32 - RUN {
        let mut copy = Zeroizing::new(vec![0; PIECE + 3 + RUN]);
        secret.reveal(from, &mut copy[PIECE - 5..PIECE - 5 + RUN]);
        assert_eq!(found(&needles).len(), 1, "from byte {from}");
    }
}

#[test]
fn nothing_of_a_session_is_left_when_it_is_closed() {
    let Some(_turn) = turn() else { return };
    let case = published::case();
    let mut secrets = Vec::new();
    published::secrets(&case, &mut secrets);
    assert!(secrets.len() > SECRETS.len());
    // The proofs are what the boxes say, and no keys.
    secrets.retain(|(name, _)| !["sigI", "finI", "sigR", "finR"].contains(&name.as_str()));
    let needles: Vec<_> = secrets.iter().flat_map(|(name, secret)| needles(name, secret)).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut alive = BTreeSet::new();
    let logs = [Dispatch::none(), Dispatch::none()];
    runtime.block_on(published::play(&case, logs, || alive = found(&needles)));
    assert!(
        alive.contains("skI") && alive.contains("skR") && alive.contains("salt2"),
        "{alive:?} while it lives"
    );
    let used_up =
        ["x", "y", "Z", "hs", "root1", "salt1", "Z2", "root2", "fin_key_r", "messageKey", "encKey", "macKey"];
    for gone in used_up {
        assert!(!alive.contains(gone), "{gone} is used up long before the end: {alive:?}");
    }
    // The runtime goes on, and with it the stacks of its threads.
    assert_eq!(found(&needles), BTreeSet::new());
    drop(runtime);
    assert_eq!(found(&needles), BTreeSet::new());
}

/// Bytes that nothing else has, and that are in memory only where they are put.
struct Canaries(u8);

impl SecureRandom for Canaries {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), Error> {
        for byte in out {
            self.0 = self.0.wrapping_mul(109).wrapping_add(57);
            *byte = self.0;
        }
        Ok(())
    }
}

fn masked(bytes: &[u8]) -> Masked {
    Masked(bytes.iter().map(|byte| byte ^ Masked::MASK).collect())
}

/// The passphrase: letters that no text has in this order, made in one buffer.
fn words() -> Zeroizing<String> {
    let mut words = Zeroizing::new(String::with_capacity(40));
    (0..40_u8).for_each(|number| words.push(char::from(b'a' + (number * 5 + number / 7) % 26)));
    words
}

#[test]
fn nothing_of_an_identity_is_left_when_it_is_put_away() {
    let Some(_turn) = turn() else { return };
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("keystore/alice/identity.key");
    let mut secrets = vec![("passphrase", masked(words().as_bytes()))];
    let mut alive = BTreeSet::new();
    for round in ["made", "opened"] {
        let text = Passphrase::Text(words());
        let unlocked = if round == "made" {
            Keyfile::create(&path, &text, Argon2Params::FLOOR, &mut Canaries(1)).unwrap()
        } else {
            Keyfile::read(&path).unwrap().unwrap().unlock(&text).unwrap()
        };
        drop(text);
        if round == "made" {
            secrets.push(("seed", masked(unlocked.identity.seed().expose())));
            secrets.push(("key of the log", masked(unlocked.derive(Label::KeystoreLog).expose())));
            let mut master = Secret64([0; 64]);
            Canaries(1).fill(&mut master.0).unwrap();
            secrets.push(("master key", masked(&master.0[32..])));
            let salt: [u8; 16] = fs::read(&path).unwrap()[24..40].try_into().unwrap();
            let wrapping = passphrase::derive(words().as_bytes(), &salt, Argon2Params::FLOOR).unwrap();
            secrets.push(("wrapping key", masked(wrapping.expose())));
        }
        let needles: Vec<_> = secrets.iter().flat_map(|(name, secret)| needles(name, secret)).collect();
        alive.extend(found(&needles));
        black_box(&unlocked);
        drop(unlocked);
        assert_eq!(found(&needles), BTreeSet::new(), "after it was {round}");
    }
    assert_eq!(alive, BTreeSet::from(["master key".to_owned(), "seed".to_owned()]), "while it was unlocked");
}

/// Wiped when it goes.
struct Secret64([u8; 64]);

impl Drop for Secret64 {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}
