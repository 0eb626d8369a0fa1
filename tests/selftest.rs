//! `peerscope selftest`: every published vector passes, and no byte of any file can change unseen.

#![cfg(feature = "net")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

use std::{borrow::Cow, fs, io, path::Path};

use peerscope::crypto::vectors::{FILES, VectorFile};
use peerscope::selftest::{Outcome, SESSIONS, embedded, from_folder, run};

fn files() -> impl Iterator<Item = &'static VectorFile> {
    FILES.iter().chain([&SESSIONS])
}

/// The lines of a run in which one file is replaced.
fn with(changed: &'static VectorFile, bytes: &[u8]) -> (Outcome, Vec<String>) {
    let load = |file: &VectorFile| {
        if file.path == changed.path {
            Ok(Cow::Owned(bytes.to_vec()))
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    };
    let mut out = Vec::new();
    let outcome = run(&load, &mut out).unwrap();
    let lines = String::from_utf8(out).unwrap().lines().map(str::to_owned).collect();
    (outcome, lines)
}

/// One value of the sessions for each formula of the spec: every one of them is computed again.
const SESSION_VALUES: &[&str] = &[
    "/cases/0/skI",
    "/cases/1/skR",
    "/cases/2/idI",
    "/cases/0/idR",
    "/cases/1/x",
    "/cases/2/y",
    "/cases/0/randomI",
    "/cases/1/randomR",
    "/cases/2/msg1",
    "/cases/0/msg2",
    "/cases/1/msg3",
    "/cases/2/Z",
    "/cases/0/th_0",
    "/cases/1/th_e",
    "/cases/2/th_2",
    "/cases/0/th_f",
    "/cases/1/hs",
    "/cases/2/k_r2i",
    "/cases/0/k_i2r",
    "/cases/1/fin_key_r",
    "/cases/2/fin_key_i",
    "/cases/0/sigR",
    "/cases/1/finR",
    "/cases/2/sigI",
    "/cases/0/finI",
    "/cases/1/root1",
    "/cases/1/salt1",
    "/cases/2/sessionId",
    "/cases/0/rekey/x2",
    "/cases/1/rekey/y2",
    "/cases/2/rekey/Z2",
    "/cases/0/rekey/root2",
    "/cases/1/safetyNumber",
    "/cases/0/frames/0/payload",
    "/cases/1/frames/1/chainKeyBefore",
    "/cases/2/frames/2/messageKey",
    "/cases/0/frames/5/encKey",
    "/cases/1/frames/6/macKey",
    "/cases/2/frames/7/iv",
    "/cases/0/frames/8/inner",
    "/cases/1/frames/11/wire",
];

#[test]
fn every_embedded_file_passes() {
    let mut out = Vec::new();
    let outcome = run(&embedded, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(outcome, Outcome { passed: 14, failed: 0 }, "{text}");
    assert!(outcome.is_pass());
    assert_eq!(text.lines().filter(|line| line.starts_with("PASS ")).count(), 14, "{text}");
    assert!(text.ends_with("selftest: 14 of 14 passed\n"), "{text}");
}

#[test]
fn every_file_in_the_folder_is_checked_and_passes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let outcome = run(&from_folder(&folder), &mut io::sink()).unwrap();
    assert_eq!(outcome, Outcome { passed: 14, failed: 0 });
    let mut found = Vec::new();
    for part in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        found.extend(fs::read_dir(part).unwrap().map(|entry| entry.unwrap().path()));
    }
    for path in &found {
        assert!(files().any(|file| folder.join(file.path) == *path), "{} is run by nobody", path.display());
    }
    assert_eq!(found.len(), files().count());
}

#[test]
fn a_flipped_byte_anywhere_fails_its_file() {
    for file in files() {
        let length = file.embedded.len();
        for place in [0, 1, length / 3, length / 2, length - length / 5, length - 1] {
            let mut bytes = file.embedded.to_vec();
            bytes[place] ^= 0x01;
            let (outcome, lines) = with(file, &bytes);
            assert_eq!(outcome.passed, 0, "byte {place} of {}", file.path);
            let line = lines.iter().find(|line| line.contains(file.path)).unwrap();
            assert!(line.starts_with("FAIL ") && !line.contains("not found"), "{line}");
        }
    }
}

#[test]
fn an_unchanged_file_passes_in_such_a_run() {
    for file in files() {
        let (outcome, lines) = with(file, file.embedded);
        assert_eq!(outcome, Outcome { passed: 1, failed: 13 }, "{lines:?}");
        assert!(!outcome.is_pass());
    }
}

#[test]
fn a_changed_digit_of_a_session_is_found_without_the_digest() {
    for pointer in SESSION_VALUES {
        let mut root: serde_json::Value = serde_json::from_slice(SESSIONS.embedded).unwrap();
        let value = root.pointer_mut(pointer).unwrap();
        let mut text = value.as_str().unwrap().to_owned();
        let last = if text.pop() == Some('1') { '2' } else { '1' };
        text.push(last);
        *value = text.into();
        assert!((SESSIONS.values)(&root).is_err(), "{pointer}");
    }
}

#[test]
fn an_empty_folder_fails_every_file() {
    let outcome = run(&from_folder(Path::new("no such folder")), &mut io::sink()).unwrap();
    assert_eq!(outcome, Outcome { passed: 0, failed: 14 });
}
