//! What is written comes back, and only in its place and to its owner.

use redb::{Builder, ReadableDatabase as _, ReadableTable as _};

use crate::crypto::Secret;
use crate::store::{Change, Error, Keep, Medium as _, Spent, Store, Stream};

use super::super::open::{ENTRIES, META};
use super::disk::Disk;
use super::fixture::{CANARY, entry, open, peer, said, streams, texts};

/// All of what the entries of the fixture are numbered in, seen.
const SEEN: Stream = Stream { epoch: [7; 16], highest: u64::MAX };

#[test]
fn what_was_written_comes_back_after_a_restart_in_its_order() {
    let disk = Disk::new();
    let mut store = open(&disk);
    for number in 1..=300 {
        store.commit(&said(1, number, &format!("text {number}"))).unwrap();
    }
    let mut far = streams(9);
    far.theirs = Stream { epoch: [3; 16], highest: u64::MAX };
    far.keep = Keep::Days(30);
    store.commit(&[Change::Streams(peer(2), Box::new(far.clone()))]).unwrap();
    store.close().unwrap();

    let mut store = open(&disk);
    let found = texts(&mut store, 1);
    let expected: Vec<_> = (1..=300).map(|number| entry(number, &format!("text {number}"))).collect();
    assert!(found == expected);
    let mut all = store.conversations().unwrap();
    all.sort_by_key(|(_, streams)| streams.next_place);
    assert_eq!(all, [(peer(2), far), (peer(1), streams(301))]);
    let tail: Vec<u64> = store.tail(&peer(1), 200, 3).unwrap().iter().map(|line| line.place).collect();
    assert_eq!(tail, [298, 299, 300]);
}

#[test]
fn a_word_is_found_newest_first_and_part_by_part() {
    let mut store = open(&Disk::new());
    for number in 1..=10_u64 {
        let text = if number.is_multiple_of(3) { "Straße NACH Rom" } else { "elsewhere" };
        store.commit(&said(1, number, text)).unwrap();
    }
    let mut below = Some(u64::MAX);
    let mut parts = Vec::new();
    while let Some(from) = below {
        let found = store.find(&peer(1), "straße nach", from, (4, usize::MAX)).unwrap();
        parts.push(found.lines.iter().map(|line| line.place).collect::<Vec<_>>());
        below = found.below;
    }
    assert_eq!(parts, [vec![9], vec![6, 3], vec![]]);
}

#[test]
fn a_part_of_a_search_ends_with_the_text_that_makes_it_long_enough() {
    let mut store = open(&Disk::new());
    let long = "x".repeat(16_384);
    for number in 1..=10_u64 {
        let text = if number <= 8 { long.as_str() } else { "xx" };
        store.commit(&said(1, number, text)).unwrap();
    }
    for (bytes, expected) in [(40_000, vec![5, 3, 2]), (1, vec![1; 10]), (usize::MAX, vec![10])] {
        let (mut below, mut parts) = (Some(u64::MAX), Vec::new());
        while let Some(from) = below {
            let found = store.find(&peer(1), "xx", from, (4_096, bytes)).unwrap();
            parts.push(found.lines.len());
            below = found.below;
        }
        // Behind a part that was cut off there may be nothing more.
        assert_eq!(parts.iter().copied().filter(|count| *count > 0).collect::<Vec<_>>(), expected, "{bytes}");
    }
}

/// From which place to before which, and where the rest begins.
fn in_pairs(Spent { places, from }: Spent) -> (Vec<(u64, u64)>, Option<u64>) {
    (places.into_iter().map(|places| (places.start, places.end)).collect(), from)
}

#[test]
fn old_entries_are_found_by_their_time_and_none_that_waits() {
    let mut store = open(&Disk::new());
    for number in [1, 2, 5, 6, 8] {
        store.commit(&said(1, number, "text")).unwrap();
    }
    let mut waiting = streams(10);
    waiting.own.waiting_from = 8;
    (waiting.theirs, waiting.seen) = (SEEN, SEEN);
    let mut old = |at, from, count| in_pairs(store.spent(&peer(1), at, &waiting, (from, count)).unwrap());
    let all = |places: &[(u64, u64)]| (places.to_vec(), None);
    assert_eq!(old(1_000, 0, 9), all(&[]));
    assert_eq!(old(1_001, 0, 9), all(&[(1, 2)]));
    assert_eq!(old(6_000, 0, 9), all(&[(1, 6)]));
    assert_eq!(old(u64::MAX, 0, 9), all(&[(1, 7)]), "the last one waits");
    assert_eq!(old(u64::MAX, 0, 2), (vec![(1, 3)], Some(3)));
    assert_eq!(old(u64::MAX, 3, 2), (vec![(5, 7)], Some(7)));
    assert_eq!(old(u64::MAX, 7, 2), all(&[]));
}

#[test]
fn no_entry_is_found_old_that_nobody_has_seen_nor_one_that_came_after_the_question() {
    let mut store = open(&Disk::new());
    for number in 1..=9 {
        store.commit(&said(1, number, "text")).unwrap();
    }
    let mut known = streams(9);
    known.own.waiting_from = 8;
    known.theirs = SEEN;
    let mut spent = |seen, printed| {
        (known.seen.highest, known.printed.highest) = (seen, printed);
        (known.seen.epoch, known.printed.epoch) = (SEEN.epoch, SEEN.epoch);
        in_pairs(store.spent(&peer(1), u64::MAX, &known, (0, 20)).unwrap()).0
    };
    assert_eq!(spent(0, 0), [(2, 3), (4, 5), (6, 7)], "ours, which the peer has");
    assert_eq!(spent(3, 0), [(1, 5), (6, 7)]);
    assert_eq!(spent(0, 5), [(1, 7)], "a program has printed it");
    assert_eq!(spent(9, 9), [(1, 8)], "the next one waits, and the one behind it is not known yet");
}

#[test]
fn neither_texts_nor_what_was_deleted_can_be_read_in_the_file() {
    let disk = Disk::new();
    let mut store = open(&disk);
    store.commit(&said(1, 1, CANARY)).unwrap();
    store.commit(&said(1, 2, "stays")).unwrap();
    let sealed = row(&disk, store, 1);
    let holds = |disk: &Disk, needle: &[u8]| disk.bytes().windows(needle.len()).any(|part| part == needle);
    assert!(!holds(&disk, CANARY.as_bytes()));
    assert!(holds(&disk, &sealed));

    let mut store = open(&disk);
    store.commit(&[Change::Delete(peer(1), 1..2)]).unwrap();
    store.sweep().unwrap();
    assert_eq!(texts(&mut store, 1), [entry(2, "stays")]);
    assert!(!holds(&disk, &sealed), "the sealed row, too, is gone");
}

#[test]
fn what_a_killed_process_deleted_is_swept_when_the_store_is_opened() {
    let disk = Disk::new();
    let mut store = open(&disk);
    store.commit(&said(1, 1, CANARY)).unwrap();
    let sealed = row(&disk, store, 1);
    let mut store = open(&disk);
    store.commit(&[Change::Delete(peer(1), 0..5)]).unwrap();
    let killed = Disk::holding(disk.bytes());
    assert!(open(&killed).conversations().unwrap().len() == 1);
    assert!(!killed.bytes().windows(sealed.len()).any(|part| part == sealed));
}

#[test]
fn the_same_text_is_sealed_otherwise_each_time() {
    let disk = Disk::new();
    let mut store = open(&disk);
    store.commit(&said(1, 1, CANARY)).unwrap();
    let first = row(&disk, store, 1);
    let mut store = open(&disk);
    store.commit(&said(1, 1, CANARY)).unwrap();
    let second = row(&disk, store, 1);
    assert_eq!(first.len(), second.len());
    let same = first.iter().zip(&second).filter(|(one, other)| one == other).count();
    assert!(same < first.len() / 8, "{same} of {} bytes are the same", first.len());
}

#[test]
fn a_row_in_the_place_of_another_does_not_open() {
    let disk = Disk::new();
    let mut store = open(&disk);
    store
        .commit(&[said(1, 1, "to one"), said(1, 2, "to one again"), said(2, 1, "to another")].concat())
        .unwrap();
    let moved = row(&disk, store, 1);
    for (by, place) in [(1_u8, 2_u64), (2, 1)] {
        let disk = Disk::holding(disk.bytes());
        put(&disk, by, place, &moved);
        let refused = open(&disk).from(&peer(by), 0);
        assert!(
            matches!(&refused, Err(Error::Damaged { what, .. }) if what == "a row of entries does not open")
        );
    }
}

#[test]
fn a_store_of_another_identity_or_of_a_newer_program_is_refused_and_kept() {
    let disk = Disk::new();
    open(&disk).close().unwrap();
    let before = disk.bytes();
    let refused = |disk: &Disk, key| Store::open(Box::new(disk.clone()), Secret::new([key; 32])).unwrap_err();
    assert_eq!(refused(&disk, 8), Error::Foreign { path: "messages".into() });
    assert_eq!(rows_of(&disk), rows_of(&Disk::holding(before)));

    let database = disk.clone().open(&Builder::new()).unwrap().unwrap();
    let write = database.begin_write().unwrap();
    write.open_table(META).unwrap().insert(b"schema".as_slice(), 3_u32.to_be_bytes().as_slice()).unwrap();
    write.commit().unwrap();
    drop(database);
    let said = refused(&disk, 9).to_string();
    assert_eq!(
        said,
        "messages was written by a newer peerscope (layout 3, this one knows 2); it is left as it is: use that one, \
         or start with --no-history"
    );
}

/// The sealed row of a text, as it stands in the file; the store is closed for it.
fn row(disk: &Disk, store: Store, place: u64) -> Vec<u8> {
    store.close().unwrap();
    let rows = rows_of(disk);
    let key = key(1, place);
    rows.into_iter().find(|(found, _)| *found == key).unwrap().1
}

fn rows_of(disk: &Disk) -> Vec<(Vec<u8>, Vec<u8>)> {
    let database = disk.clone().open(&Builder::new()).unwrap().unwrap();
    let table = database.begin_read().unwrap().open_table(ENTRIES).unwrap();
    let rows = table.iter().unwrap().map(Result::unwrap);
    rows.map(|(key, row)| (key.value().to_vec(), row.value().to_vec())).collect()
}

fn put(disk: &Disk, by: u8, place: u64, row: &[u8]) {
    let database = disk.clone().open(&Builder::new()).unwrap().unwrap();
    let write = database.begin_write().unwrap();
    write.open_table(ENTRIES).unwrap().insert(key(by, place).as_slice(), row).unwrap();
    write.commit().unwrap();
}

fn key(by: u8, place: u64) -> Vec<u8> {
    [peer(by).as_bytes().as_slice(), &place.to_be_bytes()].concat()
}
