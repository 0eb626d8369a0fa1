//! What was done to a log after it was written is found, and what only happened to it is not.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::crypto::{Secret, SigningKey};
use crate::keystore::{Begins, LogHead, Verified, make_private_dir};
use crate::netlog::file::{LogFile, Rename, Rotation, aside};
use crate::netlog::seal::{LogKey, Seal};
use crate::netlog::verify;

pub(super) const KEY: [u8; 32] = [7; 32];

/// A log with its keystore.
pub(super) struct Logged {
    pub(super) folder: tempfile::TempDir,
    pub(super) rotation: Rotation,
    runs: u8,
    written: u64,
}

/// What may be done to a log: its lines as they are, and as they are to be.
type Deed = fn(&mut Vec<String>);

impl Logged {
    pub(super) fn new(rotation: Rotation) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let logged = Self { folder, rotation, runs: 0, written: 0 };
        make_private_dir(&logged.folder.path().join("keys")).unwrap();
        logged
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("logs/net.log")
    }

    pub(super) fn head(&self) -> PathBuf {
        self.folder.path().join("keys/log_head")
    }

    pub(super) fn identity() -> Arc<SigningKey> {
        Arc::new(SigningKey::from_seed(Secret::new([1; 32])))
    }

    /// A run of the program that writes so many lines, and then ends or is killed.
    pub(super) fn run(&mut self, lines: u64, end: End) {
        assert_eq!(self.run_with(lines, end, &mut |from, to| fs::rename(from, to)), 0);
    }

    /// The same, with another way to rename; gives how many lines were lost.
    pub(super) fn run_with(&mut self, lines: u64, end: End, rename: &mut Rename<'_>) -> u64 {
        self.runs += 1;
        let mut file = LogFile::open(&self.path(), self.rotation).unwrap();
        let key = Secret::new(KEY);
        let (run, identity, head) = ([self.runs; 16], Self::identity(), self.head());
        let mut seal = Seal::new(LogKey { key, run, identity, head });
        let mut lost = 0;
        for _ in 0..lines {
            let line = format!("2026-11-21T10:00:00.000Z INFO line number={}", self.written);
            let appended = file.follow_path().and_then(|()| seal.append_with(&mut file, &line, &mut *rename));
            if appended.is_err() {
                lost += 1;
                // Somebody sees to it.
                self.open_logs_to(0o700);
            }
            self.written += 1;
        }
        if end == End::Orderly {
            seal.checkpoint();
        }
        lost
    }

    /// Lets these people into the folder of the log: where others can enter, no file is begun.
    pub(super) fn open_logs_to(&self, mode: u32) {
        fs::set_permissions(self.path().parent().unwrap(), Permissions::from_mode(mode)).unwrap();
    }

    /// A copy of the log in this folder and of what the keystore says of it, as a kill at this moment would leave them.
    pub(super) fn copy(folder: &Path, rotation: Rotation) -> Self {
        let copy = Self { runs: 100, ..Self::new(rotation) };
        make_private_dir(&copy.folder.path().join("logs")).unwrap();
        for name in ["logs", "keys"] {
            for entry in fs::read_dir(folder.join(name)).unwrap() {
                let entry = entry.unwrap();
                fs::copy(entry.path(), copy.folder.path().join(name).join(entry.file_name())).unwrap();
            }
        }
        copy
    }

    pub(super) fn verify(&self) -> Verified {
        let head = LogHead::load(&self.head(), &Self::identity().verifying_key()).unwrap();
        verify(&self.path(), &Secret::new(KEY), head.as_ref()).unwrap()
    }

    pub(super) fn lines(&self) -> Vec<String> {
        fs::read_to_string(self.path()).unwrap().lines().map(str::to_owned).collect()
    }

    pub(super) fn write(&self, lines: &[String]) {
        fs::write(self.path(), format!("{}\n", lines.join("\n"))).unwrap();
    }

    /// The line that is found to be wrong, from 1.
    pub(super) fn broken_at(&self) -> Option<u64> {
        self.verify().broken.map(|broken| broken.line)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Orderly,
    Killed,
}

/// A log of two runs: line 1 begins the first, line 12 the second.
fn two_runs() -> Logged {
    let mut logged = Logged::new(Rotation::default());
    logged.run(10, End::Orderly);
    logged.run(10, End::Orderly);
    logged
}

#[test]
fn a_log_that_nobody_touched_is_whole() {
    let verified = two_runs().verify();
    assert_eq!(verified, Verified { lines: 22, runs: 2, ..Verified::default() });
}

#[test]
fn what_was_done_to_it_is_found_at_the_first_line_that_is_wrong() {
    let deeds: [(&str, Deed, u64); 12] = [
        ("deleted", |lines| drop(lines.remove(4)), 5),
        ("the first deleted", |lines| drop(lines.remove(0)), 1),
        ("swapped", |lines| lines.swap(4, 5), 5),
        ("edited", |lines| lines[4] = lines[4].replace("number=3", "number=4"), 5),
        ("its tag cut", |lines| lines[4].truncate(60), 5),
        ("written twice", |lines| lines.insert(5, lines[4].clone()), 6),
        ("one put in", |lines| lines.insert(5, "2026-11-21T10:00:00.000Z INFO line".to_owned()), 6),
        (
            "the first run without its tags",
            |lines| lines[..11].iter_mut().for_each(|line| line.truncate(40)),
            12,
        ),
        ("the end of the first run cut", |lines| drop(lines.drain(8..11)), 9),
        ("the first run deleted", |lines| drop(lines.drain(..11)), 1),
        ("the first line of each run deleted", |lines| drop((lines.remove(11), lines.remove(0))), 1),
        ("the first lines deleted", |lines| drop(lines.drain(..5)), 1),
    ];
    for (what, deed, at) in deeds {
        let logged = two_runs();
        let mut lines = logged.lines();
        deed(&mut lines);
        logged.write(&lines);
        assert_eq!(logged.broken_at(), Some(at), "{what}");
    }
}

#[test]
fn a_log_that_was_cut_or_put_back_lacks_its_checkpoint() {
    let logged = two_runs();
    let lines = logged.lines();
    for left in 1..lines.len() {
        logged.write(&lines[..left]);
        assert!(logged.broken_at().is_some(), "{left} lines are left");
    }
    fs::write(logged.path(), "").unwrap();
    assert!(logged.broken_at().is_some(), "nothing is left");
}

#[test]
fn the_next_run_does_not_hide_that_an_older_copy_was_put_back() {
    let mut logged = Logged::new(Rotation::default());
    logged.run(10, End::Orderly);
    let older = logged.lines();
    logged.run(10, End::Orderly);
    logged.write(&older);
    logged.run(10, End::Orderly);
    assert_eq!(logged.broken_at(), Some(12), "where the third run begins");
}

#[test]
fn a_checkpoint_that_is_gone_or_of_another_is_found() {
    let logged = two_runs();
    let head = fs::read_to_string(logged.head()).unwrap();
    fs::remove_file(logged.head()).unwrap();
    assert!(logged.broken_at().is_some());
    fs::write(logged.head(), head.replace("lines 11", "lines 10")).unwrap();
    let other = LogHead::load(&logged.head(), &Logged::identity().verifying_key());
    assert!(other.is_err(), "{other:?}");
}

#[test]
fn a_run_that_was_killed_is_no_alarm_wherever_its_last_line_was_torn() {
    for torn in [0, 1, 20, 60] {
        let mut logged = Logged::new(Rotation::default());
        logged.run(300, End::Killed);
        let text = fs::read(logged.path()).unwrap();
        fs::write(logged.path(), &text[..text.len() - torn]).unwrap();
        assert_eq!(logged.broken_at(), None, "{torn} bytes are missing");
        logged.run(5, End::Orderly);
        let verified = logged.verify();
        // Where only the end of the line is missing, the line is not.
        assert_eq!((verified.broken, verified.torn), (None, u64::from(torn > 1)), "{torn} bytes are missing");
    }
}

#[test]
fn what_was_cut_off_behind_the_checkpoint_of_a_killed_run_is_not_found() {
    let mut logged = Logged::new(Rotation::default());
    logged.run(300, End::Killed);
    let lines = logged.lines();
    logged.write(&lines[..260]);
    assert_eq!(logged.broken_at(), None, "the limit that the help names");
    logged.write(&lines[..250]);
    assert!(logged.broken_at().is_some());
}

#[test]
fn rotation_is_no_alarm_and_a_file_that_is_missing_between_others_is_one() {
    let mut logged = Logged::new(Rotation { bytes: 2_000, kept: 3 });
    logged.run(100, End::Orderly);
    let verified = logged.verify();
    assert!(verified.broken.is_none() && verified.begins == Begins::Rotated, "{verified:?}");
    assert!(aside(&logged.path(), 3).exists() && !aside(&logged.path(), 4).exists());
    logged.run(60, End::Killed);
    assert_eq!(logged.broken_at(), None);
    fs::remove_file(aside(&logged.path(), 2)).unwrap();
    assert_eq!(logged.verify().broken.unwrap().file, aside(&logged.path(), 1));
}

#[test]
fn lines_from_before_there_was_a_chain_are_counted_and_passed_over() {
    let mut logged = Logged::new(Rotation::default());
    make_private_dir(logged.path().parent().unwrap()).unwrap();
    fs::write(logged.path(), "2026-11-20T10:00:00.000Z INFO listening port=5000\n").unwrap();
    logged.run(3, End::Orderly);
    assert_eq!(logged.verify(), Verified { lines: 4, runs: 1, unchained: 1, ..Verified::default() });
}
