//! A file of which any byte was changed, or the end cut off, is refused and left as it is, or opened with everything in
//! it. A file that was not closed says so, and may lose its last write.

use crate::crypto::Secret;
use crate::store::{Error, Left, Opened, Store};

use super::disk::Disk;
use super::fixture::{entry, open, said, texts};

/// The bytes of the head, with the roots of the two last commits, and of the rest some that lie in no pattern.
const HEAD: usize = 320;
const EVERY: usize = 409;

fn tried(bytes: Vec<u8>) -> Result<Opened, Error> {
    Store::open(Box::new(Disk::holding(bytes)), Secret::new([9; 32]))
}

/// What is left of two texts when the file is opened again; `None` if it is refused.
fn left(bytes: Vec<u8>) -> Option<(usize, Left)> {
    let mut opened = tried(bytes).ok()?;
    let found = texts(&mut opened.store, 1);
    let whole = [entry(1, "one"), entry(2, "two")];
    assert!(whole.starts_with(&found), "what is there was said");
    Some((found.len(), opened.left))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Closed,
    Killed,
}

/// A store with two texts.
fn written(end: End) -> Vec<u8> {
    let disk = Disk::new();
    let mut store = open(&disk);
    store.commit(&said(1, 1, "one")).unwrap();
    store.commit(&said(1, 2, "two")).unwrap();
    if end == End::Closed {
        store.close().unwrap();
    }
    disk.bytes()
}

#[test]
fn any_changed_byte_is_refused_or_changes_nothing() {
    for end in [End::Closed, End::Killed] {
        let bytes = written(end);
        let (mut refused, mut dropped) = (0, 0);
        for at in (0..bytes.len()).filter(|at| *at < HEAD || at % EVERY == 0) {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            match left(changed) {
                None => refused += 1,
                Some((2, _)) => {}
                Some((1, Left::Open)) if end == End::Killed => dropped += 1,
                Some(other) => panic!("{end:?}, byte {at}: {other:?}"),
            }
        }
        assert!(refused > 20, "{refused} were refused, {dropped} had the last write dropped");
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
