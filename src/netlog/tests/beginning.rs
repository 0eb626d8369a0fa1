//! Where a log begins: what rotation has removed is no alarm, whenever the program was killed, and what somebody else has
//! removed is one.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;

use crate::keystore::{Begins, LogHead};
use crate::netlog::file::{Rotation, aside, numbers_aside};

use super::chain::{End, Logged};

/// Files of some eight lines.
const fn small(kept: u32) -> Rotation {
    Rotation { bytes: 1_000, kept }
}

/// A log that has removed some of its files, and has room in the newest one.
fn rotated(kept: u32) -> Logged {
    let mut logged = Logged::new(Rotation { bytes: 4_000, kept });
    logged.run(200, End::Orderly);
    rotate_once(&mut logged);
    assert_eq!((logged.verify().broken, logged.verify().begins), (None, Begins::Rotated));
    logged
}

/// Writes until another file is begun.
fn rotate_once(logged: &mut Logged) {
    let begins = |logged: &Logged| logged.lines().swap_remove(0);
    let before = begins(logged);
    while begins(logged) == before {
        logged.run(1, End::Orderly);
    }
}

/// The same with a checkpoint of version 1, which says nothing of files.
fn as_before_it_was_noted(logged: &Logged) {
    let head = LogHead::load(&logged.head(), &Logged::identity().verifying_key()).unwrap().unwrap();
    LogHead { files: None, ..head }.save(&logged.head(), &Logged::identity()).unwrap();
}

#[test]
fn rotation_is_no_alarm_after_any_line_of_any_run() {
    for kept in [0, 1, 3] {
        let mut logged = Logged::new(small(kept));
        for lines in [3, 1, 30, 2, 1, 17] {
            for end in [End::Orderly, End::Killed] {
                logged.run(lines, end);
                assert_eq!(logged.verify().broken, None, "{kept} are kept");
            }
        }
        assert_eq!(logged.verify().begins, Begins::Rotated);
        assert_eq!(numbers_aside(&logged.path()).unwrap().len(), kept as usize);
    }
}

#[test]
fn a_kill_at_any_moment_of_a_rotation_is_no_alarm_neither_at_once_nor_later() {
    for kept in [0, 2] {
        let mut logged = Logged::new(small(kept));
        for round in 0..5 {
            let (folder, rotation, mut left) = (logged.folder.path().to_owned(), logged.rotation, Vec::new());
            // Before the first rename all is noted; behind the last one the oldest is not removed yet.
            logged.run_with(8, End::Killed, &mut |from, to| {
                left.push(Logged::copy(&folder, rotation));
                fs::rename(from, to)?;
                left.push(Logged::copy(&folder, rotation));
                Ok(())
            });
            assert!(round < 2 || !left.is_empty());
            for (moment, mut killed) in left.into_iter().enumerate() {
                let told = format!("{kept} are kept, round {round}, moment {moment}");
                assert_eq!(killed.verify().broken, None, "{told}");
                killed.run(14, End::Killed);
                assert_eq!(killed.verify().broken, None, "{told}, and went on");
            }
        }
    }
}

#[test]
fn a_log_that_is_put_aside_and_gets_neither_a_new_file_nor_its_name_back_is_no_alarm() {
    for (kept, can_begin) in [(1, true), (1, false), (3, true), (3, false)] {
        let told = format!("{kept} are kept, another file can be begun: {can_begin}");
        let mut logged = Logged::new(small(kept));
        logged.run(60, End::Orderly);
        let (folder, rotation, path) = (logged.folder.path().to_owned(), logged.rotation, logged.path());
        let (mut failures, mut left) = (0, Vec::new());
        let logs = path.parent().unwrap();
        let lost = logged.run_with(40, End::Killed, &mut |from, to| {
            if to != path || failures == 2 {
                return fs::rename(from, to);
            }
            failures += 1;
            if failures == 2 {
                left.push(Logged::copy(&folder, rotation));
                let mode = if can_begin { 0o700 } else { 0o755 };
                fs::set_permissions(logs, Permissions::from_mode(mode))?;
            }
            Err(io::Error::from(io::ErrorKind::PermissionDenied))
        });
        assert_eq!((failures, lost), (2, u64::from(!can_begin)), "{told}");
        assert_eq!(logged.verify().broken, None, "{told}, and went on");
        left.push(logged);
        for mut logged in left {
            for _ in 0..5 {
                assert_eq!(logged.verify().broken, None, "{told}, and was killed");
                logged.run(8, End::Killed);
            }
            assert_eq!(numbers_aside(&logged.path()).unwrap().len(), kept as usize, "{told}");
        }
    }
}

#[test]
fn a_file_that_rotation_did_not_remove_is_missed_until_it_would_have_been() {
    let mut logged = rotated(3);
    for number in [2, 3] {
        fs::remove_file(aside(&logged.path(), number)).unwrap();
    }
    for rotations in 0..2 {
        let broken = logged.verify().broken.expect("the oldest files are missing");
        assert_eq!((broken.file.clone(), broken.line), (aside(&logged.path(), 1 + rotations), 1));
        assert!(broken.what.contains("does not begin here"), "{broken:?}");
        rotate_once(&mut logged);
    }
    assert_eq!(logged.verify().broken, None, "nobody would have them any more");
}

#[test]
fn a_beginning_that_is_missing_is_not_hidden_by_files_that_make_rotation_remove_more() {
    let mut logged = rotated(3);
    for number in [2, 3] {
        fs::remove_file(aside(&logged.path(), number)).unwrap();
    }
    let false_ones = [20, 21, 22, 23];
    for number in false_ones {
        fs::copy(aside(&logged.path(), 1), aside(&logged.path(), number)).unwrap();
    }
    rotate_once(&mut logged);
    let left = numbers_aside(&logged.path()).unwrap();
    assert!(!left.contains(&23), "it removed some: {left:?}");
    for number in left.into_iter().filter(|number| false_ones.contains(number)) {
        fs::remove_file(aside(&logged.path(), number)).unwrap();
    }
    assert_eq!(logged.broken_at(), Some(1));
}

#[test]
fn lines_at_the_beginning_of_a_rotated_log_and_whole_runs_are_missed() {
    for cut in 1..8 {
        let logged = rotated(1);
        let path = aside(&logged.path(), 1);
        let lines = fs::read_to_string(&path).unwrap();
        let left: Vec<&str> = lines.lines().skip(cut).collect();
        fs::write(&path, left.join("\n") + "\n").unwrap();
        let broken = logged.verify().broken.expect("lines are missing");
        assert!(broken.file == path || left.is_empty(), "{cut} lines: {broken:?}");
    }
}

#[test]
fn a_log_that_is_gone_is_missed_and_stays_so_when_another_run_begins_one() {
    for kept in [0, 3] {
        let mut logged = rotated(kept);
        fs::remove_dir_all(logged.path().parent().unwrap()).unwrap();
        assert!(logged.broken_at().is_some(), "{kept} are kept");
        logged.run(3, End::Orderly);
        assert_eq!(logged.broken_at(), Some(1), "{kept} are kept");
    }
    let mut logged = Logged::new(Rotation::default());
    logged.run(3, End::Orderly);
    fs::remove_file(logged.path()).unwrap();
    logged.run(3, End::Orderly);
    assert!(logged.verify().broken.unwrap().what.contains("the log was gone"));
}

#[test]
fn a_checkpoint_of_version_1_is_no_alarm_and_what_goes_missing_later_is() {
    let mut logged = rotated(3);
    as_before_it_was_noted(&logged);
    for _ in 0..2 {
        let verified = logged.verify();
        assert_eq!((verified.broken, verified.begins), (None, Begins::Unknown), "nobody can tell");
        logged.run(1, End::Orderly);
    }
    let whole = Logged::copy(logged.folder.path(), logged.rotation);
    fs::remove_file(aside(&logged.path(), 3)).unwrap();
    assert!(logged.broken_at().is_some());
    let mut logged = whole;
    rotate_once(&mut logged);
    assert_eq!((logged.verify().broken, logged.verify().begins), (None, Begins::Rotated));

    let mut logged = Logged::new(Rotation::default());
    logged.run(9, End::Orderly);
    as_before_it_was_noted(&logged);
    logged.run(9, End::Orderly);
    assert_eq!((logged.verify().broken, logged.verify().begins), (None, Begins::First));
    logged.write(&logged.lines()[10..]);
    assert_eq!(logged.broken_at(), Some(1));
}

#[test]
fn nothing_is_removed_as_long_as_that_cannot_be_noted() {
    let mut logged = rotated(1);
    let keys = logged.head().parent().unwrap().to_owned();
    let chmod = |mode| fs::set_permissions(&keys, Permissions::from_mode(mode)).unwrap();
    chmod(0o755);
    let before = fs::read(aside(&logged.path(), 1)).unwrap();
    logged.run(120, End::Killed);
    assert_eq!(fs::read(aside(&logged.path(), 1)).unwrap(), before);
    chmod(0o700);
    assert_eq!(logged.verify().broken, None);
    logged.run(120, End::Killed);
    assert_ne!(fs::read(aside(&logged.path(), 1)).unwrap(), before);
    assert_eq!(logged.verify().broken, None);
}

#[test]
fn fewer_files_are_kept_once_fewer_are_wanted_and_that_is_no_alarm() {
    let mut logged = rotated(3);
    for kept in [1, 5, 0, 2] {
        logged.rotation = small(kept);
        for lines in [1, 40] {
            logged.run(lines, End::Killed);
            assert_eq!(logged.verify().broken, None, "{kept} are kept");
            assert!(numbers_aside(&logged.path()).unwrap().len() <= kept as usize);
        }
    }
}

#[test]
fn a_first_line_that_was_torn_off_is_no_alarm() {
    for kept in [0, 1] {
        let mut logged = rotated(kept);
        let (folder, rotation, mut left) = (logged.folder.path().to_owned(), logged.rotation, Vec::new());
        logged.run_with(90, End::Killed, &mut |from, to| {
            fs::rename(from, to)?;
            left.push(Logged::copy(&folder, rotation));
            Ok(())
        });
        let line = logged.lines().swap_remove(0);
        // As if the program was stopped when it had begun the file.
        let begun = left.iter_mut().filter(|left| fs::read(left.path()).is_ok_and(|bytes| bytes.is_empty()));
        let mut tried = 0;
        for logged in begun {
            fs::write(logged.path(), &line.as_bytes()[..30]).unwrap();
            logged.run(3, End::Orderly);
            assert_eq!(logged.verify().broken, None, "{kept} are kept");
            tried += 1;
        }
        assert!(tried > 0);
    }
}
