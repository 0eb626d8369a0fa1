//! A file of the layout before opens with everything that was in it, whatever happens on the way.

use crate::crypto::Secret;
use crate::store::{Error, Keep, Left, OwnStream, Store, Stream, Streams};

use super::disk::{Disk, Fault};
use super::fixture::{CANARY, entry, open, open_all, peer, said, streams, texts};

/// A file that the program of layout 1 wrote: its length, then `OFFSET COUNT BYTES`, those bytes so many times, for
/// what is not zero.
fn layout_1() -> Vec<u8> {
    let mut lines = include_str!("layout_1.txt").lines();
    let mut file = vec![0; lines.next().unwrap().parse().unwrap()];
    for line in lines {
        let mut words = line.split(' ');
        let mut next = || words.next().unwrap();
        let (offset, count): (usize, usize) = (next().parse().unwrap(), next().parse().unwrap());
        let bytes: Vec<u8> = next().as_bytes().chunks(2).map(byte).collect();
        let run = bytes.repeat(count);
        file[offset..offset + run.len()].copy_from_slice(&run);
    }
    file
}

fn byte(digits: &[u8]) -> u8 {
    u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap()
}

/// Everything that is in that file, and that nothing was printed.
fn has_everything(store: &mut Store) {
    let five: Vec<_> = (1..=5).map(|number| entry(number, &format!("text {number}"))).collect();
    assert_eq!(texts(store, 1), five);
    assert_eq!(texts(store, 2), [entry(1, CANARY)]);
    let far = Streams {
        own: OwnStream { epoch: [1; 16], next: 9, acked: 7, shown: 6, waiting_from: 8 },
        theirs: Stream { epoch: [3; 16], highest: 12 },
        theirs_before: Stream { epoch: [4; 16], highest: u64::MAX },
        seen: Stream { epoch: [3; 16], highest: 11 },
        told: 10,
        printed: Stream::default(),
        next_place: 20,
        keep: Keep::Days(30),
    };
    let mut all = store.conversations().unwrap();
    all.sort_by_key(|(_, streams)| streams.next_place);
    assert_eq!(all, [(peer(1), streams(6)), (peer(2), far)]);
}

#[test]
fn a_store_from_the_previous_schema_opens_and_has_everything() {
    let disk = Disk::holding(layout_1());
    let mut opened = open_all(&disk);
    assert_eq!(opened.left, Left::Closed);
    has_everything(&mut opened.store);
    opened.store.commit(&said(3, 1, "and on")).unwrap();
    opened.store.close().unwrap();
    let mut store = open(&disk);
    assert_eq!(texts(&mut store, 1).len(), 5);
    assert_eq!(texts(&mut store, 3), [entry(1, "and on")]);
}

#[test]
fn a_store_from_the_previous_schema_of_another_identity_is_refused_and_kept() {
    let disk = Disk::holding(layout_1());
    let refused = Store::open(Box::new(disk.clone()), Secret::new([8; 32])).unwrap_err();
    assert_eq!(refused, Error::Foreign { path: "messages".into() });
    has_everything(&mut open(&disk));
}

#[test]
fn whatever_fails_or_happens_last_while_the_schema_changes_everything_is_there() {
    let disk = Disk::holding(layout_1());
    drop(open(&disk));
    let steps = disk.steps();
    assert!(steps > 5, "{steps}");
    for at in 0..steps {
        for fault in [Fault::Once(at), Fault::From(at)] {
            let disk = Disk::holding(layout_1());
            disk.fail(fault);
            let _may_fail = Store::open(Box::new(disk.clone()), Secret::new([9; 32]));
            for seed in 0..4 {
                has_everything(&mut open(&disk.after_power_loss(seed)));
            }
        }
    }
}
