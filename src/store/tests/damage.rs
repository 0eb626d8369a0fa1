//! A file of which any byte was changed, or the end cut off, is refused and left as it is, or opened with everything in
//! it. A file that was not closed says so, and may lose its last write.
//!
//! `PEERSCOPE_FLIPS=all` changes every byte of every page that is in use, and each bit of the head; otherwise a share of
//! them, which `PEERSCOPE_SEED` chooses.

use rand::rngs::ChaCha20Rng;
use rand::{RngExt as _, SeedableRng as _};

use crate::crypto::Secret;
use crate::store::{Error, Left, Opened, Store, Streams};

use super::disk::Disk;
use super::fixture::{entry, open, peer, said, streams, texts};

/// The bytes of the head, with the roots of the two last commits.
const HEAD: usize = 320;
/// What the database writes at once.
const PAGE: usize = 4_096;
/// Bytes of the pages in use that are changed where not all are.
const SHARE: usize = 1_000;
const TEXTS: u64 = 40;

fn tried(bytes: Vec<u8>) -> Result<Opened, Error> {
    Store::open(Box::new(Disk::holding(bytes)), Secret::new([9; 32]))
}

/// How many texts are left when the file is opened again, and how it says it was left; `None` if it is refused.
fn left(bytes: Vec<u8>) -> Option<(u64, Left)> {
    let Opened { mut store, left } = tried(bytes).ok()?;
    let found = texts(&mut store, 1);
    let count = found.len() as u64;
    assert!(
        found == (1..=count).map(text).collect::<Vec<_>>(),
        "what is there was said, and nothing between is gone"
    );
    let all = store.conversations().unwrap();
    let wanted: [(_, Streams); 1] = [(peer(1), streams(count + 1))];
    assert_eq!(all, wanted, "how far it has come was written with the last text");
    Some((count, left))
}

fn text(number: u64) -> crate::store::Entry {
    entry(number, &format!("text {number} {}", "and so on ".repeat(30)))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Closed,
    Killed,
}

/// A store with some texts.
fn written(end: End) -> Vec<u8> {
    let disk = Disk::new();
    let mut store = open(&disk);
    for number in 1..=TEXTS {
        store.commit(&said(1, number, text(number).body.text().as_sent())).unwrap();
    }
    if end == End::Closed {
        store.close().unwrap();
    }
    disk.bytes()
}

/// Where a byte is changed, and which of its bits.
fn flips(bytes: &[u8]) -> Vec<(usize, u8)> {
    let in_use = |at: &usize| {
        let page = at / PAGE * PAGE;
        bytes[page..bytes.len().min(page + PAGE)].iter().any(|byte| *byte != 0)
    };
    let used: Vec<usize> = (HEAD..bytes.len()).filter(in_use).collect();
    let seed = std::env::var("PEERSCOPE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(7);
    let mut random = ChaCha20Rng::seed_from_u64(seed);
    let all = std::env::var("PEERSCOPE_FLIPS").is_ok_and(|which| which == "all");
    let head = (0..HEAD)
        .flat_map(|at| (0..8).map(move |bit| (at, bit)))
        .filter(|(at, bit)| all || at % 8 == usize::from(*bit));
    let rest: Vec<usize> =
        if all { used } else { (0..SHARE).map(|_| used[random.random_range(0..used.len())]).collect() };
    head.chain(rest.into_iter().map(|at| (at, random.random_range(0..8)))).collect()
}

#[test]
fn any_changed_byte_is_refused_or_changes_nothing() {
    for end in [End::Closed, End::Killed] {
        let bytes = written(end);
        let (flips, mut refused, mut dropped) = (flips(&bytes), 0, 0);
        let tried = flips.len();
        for (at, bit) in flips {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            match left(changed) {
                None => refused += 1,
                Some((TEXTS, _)) => {}
                Some((count, Left::Open)) if end == End::Killed && count == TEXTS - 1 => dropped += 1,
                Some(other) => panic!("{end:?}, bit {bit} of byte {at}: {other:?}"),
            }
        }
        println!(
            "{end:?}, {tried} of {} bytes: {refused} refused, {dropped} without the last write",
            bytes.len()
        );
        assert!(refused > tried / 20, "{refused} of {tried} were refused");
        assert!(end == End::Closed || dropped > 0);
    }
}

#[test]
fn a_file_that_was_cut_is_never_taken_for_a_new_one() {
    let bytes = written(End::Closed);
    for length in [0, 1, 64, 320, 4_096, bytes.len() / 2, bytes.len() - 1] {
        let said = tried(bytes[..length].to_vec()).unwrap_err();
        assert!(matches!(said, Error::Damaged { .. } | Error::Io { .. }), "{length} bytes: {said}");
    }
}
