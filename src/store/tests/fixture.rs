//! People and texts for the tests of the store.

use crate::crypto::{Secret, SigningKey, VerifyingKey};
use crate::store::{Change, Entry, Fate, Opened, Store, Streams, Whose};
use crate::wire::UnixMillis;

use super::disk::Disk;

pub(super) const CANARY: &str = "the canary sings at dawn";

pub(super) fn peer(seed: u8) -> VerifyingKey {
    SigningKey::from_seed(Secret::new([seed; 32])).verifying_key()
}

pub(super) fn entry(number: u64, text: &str) -> Entry {
    Entry {
        at: UnixMillis(1_000 * number),
        sent_at: UnixMillis(1_000 * number - 7),
        whose: if number.is_multiple_of(2) { Whose::Own } else { Whose::Theirs },
        fate: Fate::OnItsWay,
        flags: 0,
        epoch: [7; 16],
        number,
        body: text.try_into().unwrap(),
    }
}

pub(super) fn streams(next: u64) -> Streams {
    let mut streams = Streams::new([1; 16]);
    streams.own.next = next;
    streams.next_place = next;
    streams
}

/// One text and how far the stream has come by it.
pub(super) fn said(by: u8, number: u64, text: &str) -> Vec<Change> {
    vec![
        Change::Entry(peer(by), number, Box::new(entry(number, text))),
        Change::Streams(peer(by), Box::new(streams(number + 1))),
    ]
}

pub(super) fn open(disk: &Disk) -> Store {
    open_all(disk).store
}

pub(super) fn open_all(disk: &Disk) -> Opened {
    Store::open(Box::new(disk.clone()), Secret::new([9; 32])).unwrap()
}

/// The texts of a conversation, in order.
pub(super) fn texts(store: &mut Store, by: u8) -> Vec<Entry> {
    store.from(&peer(by), 0).unwrap().into_iter().map(|line| line.entry).collect()
}
