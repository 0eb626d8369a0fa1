//! The trust ledger: what was done to it shows, and a writer that was stopped is no alarm.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use crate::crypto::Secret;
use crate::keystore::{Deed, KnownPeers, LedgerFiles, Trust, TrustEntry, TrustLedger, check_ledger};

use super::fixture::{folder, key, signing_key};

/// A ledger in a folder of its own.
struct Kept {
    folder: tempfile::TempDir,
    runs: u8,
}

impl Kept {
    fn new() -> Self {
        Self { folder: folder(), runs: 0 }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("trust_ledger")
    }

    fn files(&self) -> LedgerFiles {
        LedgerFiles { ledger: self.path(), head: self.folder.path().join("trust_head") }
    }

    fn open(&mut self) -> TrustLedger {
        self.runs += 1;
        let run = [self.runs; 16];
        TrustLedger::open(self.files(), (&Secret::new([7; 32]), run), Arc::new(signing_key(1))).unwrap()
    }

    /// A run that enters these deeds about bob, who is called so.
    fn run(&mut self, deeds: &[Deed]) {
        let mut ledger = self.open();
        for deed in deeds {
            ledger.enter(entry(*deed, 2));
            ledger.save().unwrap();
        }
    }

    /// The first line that is not as it was written, and what is wrong with it.
    fn broken(&self) -> Option<(u64, &'static str)> {
        let found = check_ledger(&self.files(), &Secret::new([7; 32]), &key(1)).unwrap();
        found.broken.map(|broken| (broken.line, broken.what))
    }

    fn lines(&self) -> Vec<String> {
        fs::read_to_string(self.path()).unwrap().lines().map(str::to_owned).collect()
    }

    fn write(&self, lines: &[String]) {
        fs::write(self.path(), lines.join("\n") + "\n").unwrap();
    }
}

fn entry(deed: Deed, seed: u64) -> TrustEntry {
    TrustEntry { at: 1_000, deed, key: key(seed), other: None, name: "bob".to_owned() }
}

/// Lines 1 to 3 and 4 to 6, each run with a line that says where it stands.
fn two_runs() -> Kept {
    let mut kept = Kept::new();
    kept.run(&[Deed::Asked, Deed::Accepted]);
    kept.run(&[Deed::Met, Deed::Verified]);
    kept
}

#[test]
fn what_is_entered_is_there_in_the_next_run_and_whole() {
    let mut kept = two_runs();
    assert_eq!(kept.broken(), None);
    let ledger = kept.open();
    let deeds: Vec<Deed> = ledger.entries().iter().map(|entry| entry.deed).collect();
    assert_eq!(deeds, [Deed::Asked, Deed::Accepted, Deed::Met, Deed::Verified]);
    assert_eq!(kept.lines().len(), 6, "a run that enters nothing writes nothing");
    for deed in Deed::words() {
        assert!(crate::plain::EVENTS.iter().any(|event| format!("{event:?}").contains(&format!("`{deed}`"))));
    }
}

#[test]
fn what_was_done_to_it_is_found_at_the_first_line_that_is_wrong() {
    type Edit = fn(&mut Vec<String>);
    let edits: [(&str, Edit, u64); 7] = [
        ("deleted", |lines| drop(lines.remove(1)), 2),
        ("swapped", |lines| lines.swap(1, 2), 2),
        ("edited", |lines| lines[4] = lines[4].replace("bob", "eve"), 5),
        ("another deed", |lines| lines[5] = lines[5].replace("verified", "accepted"), 6),
        ("put in twice", |lines| lines.insert(2, lines[1].clone()), 3),
        ("its tag taken off", |lines| lines[4].truncate(30), 5),
        ("cut off", |lines| lines.truncate(5), 5),
    ];
    for (what, edit, line) in edits {
        let kept = two_runs();
        let mut lines = kept.lines();
        edit(&mut lines);
        kept.write(&lines);
        assert_eq!(kept.broken().map(|(line, _)| line), Some(line), "{what}");
    }
}

#[test]
fn a_ledger_that_was_taken_away_or_put_back_lacks_its_checkpoint() {
    let mut kept = two_runs();
    let older = fs::read(kept.path()).unwrap();
    kept.run(&[Deed::Blocked]);
    fs::write(kept.path(), older).unwrap();
    assert!(kept.broken().is_some_and(|(_, what)| what.contains("older copy")));
    fs::remove_file(kept.path()).unwrap();
    assert!(kept.broken().is_some());
    // Whoever writes on does not hide it.
    kept.run(&[Deed::Unblocked]);
    assert_eq!(kept.broken().map(|(line, _)| line), Some(1));
}

#[test]
fn a_last_line_that_was_torn_off_is_no_alarm() {
    let whole = two_runs();
    let text = fs::read(whole.path()).unwrap();
    let before = text.len() - whole.lines()[5].len() - 1;
    for cut in [before + 1, before + 20, text.len() - 5, text.len() - 1] {
        let mut kept = Kept::new();
        kept.run(&[Deed::Asked, Deed::Accepted]);
        // The checkpoint of the line that is torn was not kept any more.
        let mut ledger = kept.open();
        ledger.enter(entry(Deed::Met, 2));
        ledger.save().unwrap();
        fs::write(kept.path(), &text[..cut]).unwrap();
        assert_eq!(kept.broken(), None, "{cut}");
        kept.run(&[Deed::Blocked]);
        assert_eq!(kept.broken(), None, "{cut}");
        assert_eq!(kept.open().entries().last().unwrap().deed, Deed::Blocked);
    }
}

#[test]
fn what_could_not_be_written_is_written_with_the_next() {
    let mut kept = Kept::new();
    let mut ledger = kept.open();
    fs::create_dir(kept.path()).unwrap();
    ledger.enter(entry(Deed::Asked, 2));
    assert!(ledger.save().is_err());
    fs::remove_dir(kept.path()).unwrap();
    ledger.enter(entry(Deed::Accepted, 2));
    ledger.save().unwrap();
    assert_eq!((kept.lines().len(), kept.broken()), (3, None));
    assert_eq!(kept.open().entries().len(), 2);
}

#[test]
fn what_was_decided_while_no_program_ran_is_entered_once() {
    let mut kept = Kept::new();
    let mut ledger = kept.open();
    ledger.enter(entry(Deed::Met, 2));
    ledger.enter(entry(Deed::Met, 3));
    ledger.enter(TrustEntry { name: "mallory".to_owned(), ..entry(Deed::Met, 6) });
    ledger.enter(TrustEntry { name: "eve".to_owned(), ..entry(Deed::Blocked, 7) });
    ledger.enter(TrustEntry { other: Some(key(3)), ..entry(Deed::TookOver, 4) });
    let mut book = KnownPeers::default();
    for (seed, name, trust) in [
        (2, "robert", Trust::Known),
        (4, "bob", Trust::Verified { at: 2 }),
        (5, "carol", Trust::Known),
        (6, "mallory", Trust::Blocked),
        (7, "eve", Trust::Blocked),
        (8, "trudy", Trust::Blocked),
    ] {
        book.remember(key(seed), name, 1);
        book.update(&key(seed), |known| known.trust = trust);
    }
    let before = ledger.entries().len();
    ledger.compare(&book, 9);
    ledger.compare(&book, 9);
    let new: Vec<_> = ledger.entries()[before..].iter().map(|entry| (entry.deed, entry.key)).collect();
    assert_eq!(
        new,
        [
            (Deed::Renamed, key(2)),
            (Deed::FoundVerified, key(4)),
            (Deed::FoundKnown, key(5)),
            (Deed::FoundBlocked, key(6)),
            (Deed::FoundBlocked, key(8)),
        ],
        "the key that lost its name is not missed"
    );
    book.forget(&key(2));
    ledger.compare(&book, 9);
    let last = ledger.entries().last().unwrap();
    assert_eq!((last.deed, last.key, last.name.as_str()), (Deed::Gone, key(2), "robert"));
    assert_eq!(ledger.about("carol").len(), 1);
    assert_eq!(ledger.about("bob").len(), 6, "whoever was called so, and whose name it was");
}
