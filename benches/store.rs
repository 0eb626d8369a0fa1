//! How long what was said takes to be written, and a word in it to be found.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has to fail loudly")]

use criterion::{Criterion, criterion_group, criterion_main};
use peerscope::crypto::{Secret, SigningKey, VerifyingKey};
use peerscope::keystore::open_database;
use peerscope::store::{Change, Entry, Fate, FileMedium, Store, Whose};
use peerscope::wire::UnixMillis;

const TEXTS: u64 = 100_000;

fn peer() -> VerifyingKey {
    SigningKey::from_seed(Secret::new([1; 32])).verifying_key()
}

fn text(number: u64) -> Change {
    let body =
        format!("text {number}: the quick brown fox jumps over the lazy dog, and nobody knows why it does");
    let entry = Entry {
        at: UnixMillis(number),
        sent_at: UnixMillis(number),
        whose: Whose::Theirs,
        fate: Fate::OnItsWay,
        flags: 0,
        epoch: [1; 16],
        number,
        body: body.as_str().try_into().unwrap(),
    };
    Change::Entry(peer(), number, Box::new(entry))
}

fn open(folder: &tempfile::TempDir) -> Store {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    let path = folder.path().join("messages");
    let medium = FileMedium::new(&path, open_database(&path).unwrap());
    Store::open(Box::new(medium), Secret::new([2; 32])).unwrap().store
}

/// The whole of a conversation, in the parts in which the program looks through it.
fn search(store: &mut Store, word: &str) -> usize {
    let (mut below, mut found) = (Some(u64::MAX), 0);
    while let Some(from) = below {
        let part = store.find(&peer(), word, from, (4_096, 1 << 20)).unwrap();
        found += part.lines.len();
        below = part.below;
    }
    found
}

fn benches(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder);
    let texts: Vec<Change> = (1..=TEXTS).map(text).collect();
    store.commit(&texts).unwrap();
    let mut group = criterion.benchmark_group("store");
    group.sample_size(10);
    group.bench_function("search 100,000 texts", |bench| {
        bench.iter(|| assert_eq!(search(&mut store, "text 99999:"), 1));
    });
    group.bench_function("keep one text", |bench| {
        let one = [text(TEXTS + 1)];
        bench.iter(|| store.commit(&one).unwrap());
    });
    group.finish();
    store.close().unwrap();
    criterion.bench_function("open a store of 100,000 texts", |bench| bench.iter(|| open(&folder)));
}

criterion_group!(all, benches);
criterion_main!(all);
