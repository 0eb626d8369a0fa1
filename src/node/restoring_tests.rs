//! How much is told of what was kept, whatever a peer has said.

use crate::crypto::{Secret, SigningKey, VerifyingKey};
use crate::keystore::open_database;
use crate::store::{Change, Entry, Fate, FileMedium, Store, Stream, Streams, Whose};
use crate::wire::UnixMillis;

use super::restoring::{Kept, MISSED_MAX, kept};

const THEIRS: [u8; 16] = [7; 16];

fn peer() -> VerifyingKey {
    SigningKey::from_seed(Secret::new([9; 32])).verifying_key()
}

/// An entry of one byte.
fn entry(whose: Whose, number: u64) -> Entry {
    let at = UnixMillis(1_000 + number);
    let epoch = if whose == Whose::Own { [1; 16] } else { THEIRS };
    Entry {
        at,
        sent_at: at,
        whose,
        fate: Fate::OnItsWay,
        flags: 0,
        epoch,
        number,
        body: "x".try_into().unwrap(),
    }
}

/// How far it is when the peer has said so much, all of ours was acked, and nobody has seen anything.
fn streams(theirs: u64) -> Streams {
    let mut streams = Streams::new([1; 16]);
    streams.theirs = Stream { epoch: THEIRS, highest: theirs };
    streams.own.waiting_from = u64::MAX;
    streams
}

/// What is taken up of a store with these entries, one behind the other.
fn taken_up(entries: impl Iterator<Item = Entry>, streams: Streams) -> Kept {
    let folder = tempfile::tempdir().unwrap();
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(folder.path(), private).unwrap();
    let path = folder.path().join("messages");
    let medium = FileMedium::new(&path, open_database(&path).unwrap());
    let mut store = Store::open(Box::new(medium), Secret::new([1; 32])).unwrap().store;
    let mut changes: Vec<Change> =
        (0..).zip(entries).map(|(place, entry)| Change::Entry(peer(), place, Box::new(entry))).collect();
    changes.push(Change::Streams(peer(), Box::new(streams)));
    store.commit(&changes).unwrap();
    kept(&mut store).unwrap().remove(0)
}

#[test]
fn of_many_short_texts_no_more_is_told_than_of_long_ones_and_the_others_are_counted() {
    let theirs = |count| (1..=count).map(|number| entry(Whose::Theirs, number));
    let all = taken_up(theirs(3_000), streams(3_000));
    assert_eq!((all.lines.len(), all.missed), (3_000, 0));
    let most = taken_up(theirs(8_000), streams(8_000));
    assert!(most.lines.len() < 5_000, "{}", most.lines.len());
    assert_eq!(most.lines.len() + usize::try_from(most.missed).unwrap(), 8_000);
    assert!(most.lines.is_sorted_by_key(|line| line.place) && most.lines.last().unwrap().place == 7_999);
    let more = taken_up(theirs(20_000), streams(20_000));
    assert!((MISSED_MAX..MISSED_MAX + 512).contains(&more.missed), "{}", more.missed);
    assert_eq!([&all, &most, &more].map(|kept| kept.unseen_from), [Some(0); 3]);
    let first = |kept: &Kept| kept.lines.first().map(|line| line.place);
    assert_eq!(first(&most), Some(most.whole_from));
    assert_eq!((all.whole_from, first(&more)), (0, Some(more.whole_from)));
}

#[test]
fn a_text_of_ours_that_waits_is_there_however_much_was_said_since() {
    let since = (1..=8_000).map(|number| entry(Whose::Theirs, number));
    let mut streams = streams(8_000);
    streams.own.waiting_from = 1;
    streams.own.next = 3;
    let entries = (1..=2).map(|number| entry(Whose::Own, number)).chain(since);
    let kept = taken_up(entries, streams);
    assert_eq!(kept.lines.first().map(|line| (line.place, line.entry.number)), Some((1, 2)));
    assert!(kept.lines.len() < 5_000);
    // What is left out stands between it and all that is told without a gap.
    assert_eq!(kept.lines.get(1).map(|line| line.place), Some(kept.whole_from));
    assert!(kept.whole_from > 2_000, "{}", kept.whole_from);
}

#[test]
fn what_was_missed_is_counted_among_texts_of_the_peer_that_are_there() {
    let mut streams = streams(1_000);
    // A program has read all of it, and what came before the last 150 was deleted.
    streams.printed = streams.theirs;
    let own = (1..=200).map(|number| entry(Whose::Own, number));
    let theirs = (851..=1_000).map(|number| entry(Whose::Theirs, number));
    let kept = taken_up(own.chain(theirs), streams);
    assert_eq!((kept.lines.len(), kept.missed, kept.unseen_from), (100, 50, Some(200)));
}
