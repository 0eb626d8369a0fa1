//! A log is verified while a program writes it and puts files aside.

use std::cell::RefCell;
use std::fs::{self, File};
use std::path::Path;

use crate::crypto::Secret;
use crate::keystore::{LogHead, Verified};
use crate::netlog::file::{Rotation, aside};
use crate::netlog::verify::{LOOKS_MAX, verify_with};

use super::chain::{End, KEY, Logged};

/// Files of some eight lines, of which none is removed.
const ALL: Rotation = Rotation { bytes: 1_000, kept: 1_000 };

/// Verifies while this happens to the log before each file is opened.
fn verify_while(logged: &RefCell<Logged>, happens: impl Fn(&mut Logged, &Path)) -> std::io::Result<Verified> {
    let (path, head) = (logged.borrow().path(), logged.borrow().head());
    let head = LogHead::load(&head, &Logged::identity().verifying_key()).unwrap();
    verify_with(&path, &Secret::new(KEY), head.as_ref(), &mut |name| {
        happens(&mut logged.borrow_mut(), name);
        File::open(name)
    })
}

#[test]
fn whenever_files_are_put_aside_the_log_is_whole_and_nothing_of_it_is_left_out() {
    let written = |logged: &Logged| {
        let older = (1..100).map(|number| aside(&logged.path(), number));
        let files = older.chain([logged.path()]).filter_map(|name| fs::read_to_string(name).ok());
        files.map(|text| text.lines().count() as u64).sum::<u64>()
    };
    for moment in 0..4 {
        let mut logged = Logged::new(ALL);
        logged.run(24, End::Orderly);
        assert!(aside(&logged.path(), 3).exists() && !aside(&logged.path(), 4).exists());
        let (logged, opened) = (RefCell::new(logged), RefCell::new(0));
        let verified = verify_while(&logged, |logged, _| {
            if opened.replace_with(|opened| *opened + 1) == moment {
                logged.run(16, End::Orderly);
            }
        });
        let verified = verified.unwrap();
        assert_eq!((verified.broken, verified.runs), (None, 2), "put aside before file {moment} was opened");
        assert_eq!(verified.lines, written(&logged.borrow()), "put aside before file {moment} was opened");
    }
}

#[test]
fn a_file_that_is_removed_before_it_is_opened_is_no_error() {
    let mut logged = Logged::new(ALL);
    logged.run(24, End::Orderly);
    let oldest = aside(&logged.path(), 3);
    let logged = RefCell::new(logged);
    let verified = verify_while(&logged, |_, name| {
        if name == oldest {
            let _ = fs::remove_file(name);
        }
    });
    // Nobody has noted that.
    let broken = verified.unwrap().broken.expect("the log does not begin there");
    assert_eq!((broken.file, broken.line), (aside(&logged.borrow().path(), 2), 1));
}

#[test]
fn a_log_that_is_put_aside_each_time_is_given_up_and_not_called_broken() {
    let mut logged = Logged::new(ALL);
    logged.run(24, End::Orderly);
    let newest = logged.path();
    let (logged, looks) = (RefCell::new(logged), RefCell::new(0));
    let given_up = verify_while(&logged, |logged, name| {
        if name == newest {
            looks.replace_with(|looks| *looks + 1);
            logged.run(8, End::Orderly);
        }
    });
    assert!(given_up.unwrap_err().to_string().contains("try again"));
    assert_eq!(looks.take(), LOOKS_MAX);
}

#[test]
fn a_name_behind_which_no_file_is_is_named_and_no_program_blamed() {
    let mut logged = Logged::new(ALL);
    logged.run(24, End::Orderly);
    let dangling = aside(&logged.path(), 9);
    std::os::unix::fs::symlink("nowhere", &dangling).unwrap();
    let why = verify_while(&RefCell::new(logged), |_, _| {}).unwrap_err();
    assert!(why.to_string().starts_with(dangling.to_str().unwrap()), "{why}");
}
