//! Hostile names, planted links, swapped folders, steps that fail: nothing is written where it should not be, and
//! nothing has a name that is not whole.

#![cfg(unix)]

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use proptest::prelude::*;

use crate::crypto::sha256;
use crate::text::is_blank;

use super::part::Step;
use super::{Earlier, Error, Folder, Part, SafeName, Source, Wanted};

const BYTES: &[u8] = b"all of the file";

fn wanted(name: &str, bytes: &[u8]) -> Wanted {
    let size = u64::try_from(bytes.len()).unwrap();
    Wanted { of: ([1; 32], [2; 16]), name: SafeName::of_peer(&name.into()), size, digest: sha256(&[bytes]) }
}

fn opened(folder: &Path, name: &str) -> Part {
    Part::open(folder, wanted(name, BYTES)).unwrap()
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

fn part_name(folder: &Path) -> String {
    names(folder).into_iter().find(|name| name.starts_with('.')).unwrap()
}

#[test]
fn every_hostile_name_becomes_a_harmless_one() {
    let long = "x".repeat(300);
    let long_with_end = format!("{long}.tar");
    let cases = [
        ("photo.jpg", "photo.jpg"),
        ("caf\u{e9} 漢字.txt", "caf\u{e9} 漢字.txt"),
        ("../../x", "x"),
        ("/etc/passwd", "passwd"),
        ("C:\\x", "x"),
        ("C:x", "C_x"),
        ("a\0b", "a_b"),
        (".bashrc", "bashrc"),
        ("...", "file"),
        ("..", "file"),
        (".", "file"),
        ("", "file"),
        ("/", "file"),
        ("a/", "a"),
        ("a/b", "b"),
        ("a/..", "a"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("com\u{b9}.x", "_com\u{b9}.x"),
        ("console", "console"),
        ("com", "com"),
        ("x.", "x"),
        ("x ", "x"),
        ("-rf", "_-rf"),
        ("a\u{202e}gpj.exe", "a_gpj.exe"),
        ("a\u{200b}b", "a_b"),
        ("\u{1b}[2J", "_[2J"),
        ("a\nb", "a_b"),
        ("a\u{a0}b", "a_b"),
        ("$(rm)`x`", "_(rm)_x_"),
        ("x?.txt:stream", "x_.txt_stream"),
        (&long, &"x".repeat(200)),
        (&long_with_end, &format!("{}.tar", "x".repeat(196))),
    ];
    for (claimed, name) in cases {
        assert_eq!(SafeName::of_peer(&claimed.into()).as_str(), name, "{claimed:?}");
    }
    assert_eq!(SafeName::of_path("/home/alice/photo.jpg".as_ref()).as_str(), "photo.jpg");
    assert_eq!(SafeName::of_path("/".as_ref()).as_str(), "file");
}

proptest! {
    #[test]
    fn whatever_a_peer_calls_a_file_its_name_is_one_visible_part_of_a_path(claimed in any::<String>()) {
        let name = SafeName::of_peer(&claimed.as_str().into());
        let text = name.as_str();
        prop_assert!((1..=200).contains(&text.len()));
        prop_assert!(!text.starts_with(['.', '-', ' ']) && !text.ends_with(['.', ' ']));
        prop_assert!(!text.contains(['/', '\\', ':', '\0']));
        prop_assert!(text.chars().all(|c| c == ' ' || !is_blank(c)));
        prop_assert_eq!(Path::new(text).components().count(), 1);
        prop_assert_eq!(&SafeName::of_peer(&text.into()), &name, "a name is its own");
    }
}

#[test]
fn a_whole_file_gets_its_name_and_nothing_before() {
    let folder = tempfile::tempdir().unwrap();
    let mut part = opened(folder.path(), "x.txt");
    part.append(&BYTES[..5]).unwrap();
    assert_eq!(names(folder.path()), [part_name(folder.path())], "nothing has the name yet");
    part.append(&BYTES[5..]).unwrap();
    assert!(part.is_whole());
    assert_eq!(part.finish().unwrap(), "x.txt");
    assert_eq!(names(folder.path()), ["x.txt"]);
    let kept = folder.path().join("x.txt");
    assert_eq!(fs::read(&kept).unwrap(), BYTES);
    assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_name_that_is_taken_gets_a_number_and_what_has_it_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x.txt"), "mine").unwrap();
    symlink("/nowhere", folder.path().join("x (2).txt")).unwrap();
    let mut part = opened(folder.path(), "x.txt");
    part.append(BYTES).unwrap();
    assert_eq!(part.finish().unwrap(), "x (3).txt");
    assert_eq!(fs::read(folder.path().join("x.txt")).unwrap(), b"mine");
}

#[test]
fn a_part_is_gone_on_with_from_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    opened(folder.path(), "x").append(&BYTES[..5]).unwrap();
    let mut part = opened(folder.path(), "x");
    assert_eq!(part.written(), 5);
    part.append(&BYTES[5..]).unwrap();
    assert_eq!(part.finish().unwrap(), "x");

    let mut part = opened(folder.path(), "y");
    part.append(BYTES).unwrap();
    part.append(b"and more than the whole").unwrap();
    assert_eq!(opened(folder.path(), "y").written(), 0, "that is no beginning of it");
}

#[test]
fn what_has_another_digest_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut part = opened(folder.path(), "x");
    part.append(&[b'?'; BYTES.len()]).unwrap();
    assert!(matches!(part.finish(), Err(Error::Differs(name)) if name == "x"));
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_step_that_fails_leaves_the_part_and_no_name() {
    for fails in [Step::Sync, Step::Link, Step::SyncFolder] {
        let folder = tempfile::tempdir().unwrap();
        let mut part = opened(folder.path(), "x");
        part.append(BYTES).unwrap();
        let mut before = |step| if step == fails { Err(io::Error::other("broken")) } else { Ok(()) };
        let error = part.finish_in_steps(&mut before).unwrap_err();
        assert!(matches!(error, Error::Io { .. }), "{fails:?}: {error}");
        assert_eq!(names(folder.path()), [part_name(folder.path())], "{fails:?}");
        assert_eq!(opened(folder.path(), "x").finish().unwrap(), "x", "{fails:?}: it can be tried again");
    }
}

#[test]
fn a_part_that_cannot_be_removed_keeps_no_file_from_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut part = opened(folder.path(), "x");
    part.append(BYTES).unwrap();
    let mut before = |step| if step == Step::Unlink { Err(io::Error::other("broken")) } else { Ok(()) };
    assert_eq!(part.finish_in_steps(&mut before).unwrap(), "x");
    assert_eq!(fs::read(folder.path().join("x")).unwrap(), BYTES);
}

#[test]
fn a_link_planted_in_place_of_the_part_is_refused_and_what_it_leads_to_is_left_alone() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    drop(opened(folder.path(), "x"));
    let planted = folder.path().join(part_name(folder.path()));
    let (symbolic, hard) = (elsewhere.path().join("one"), folder.path().join("two"));
    for (target, plant) in [
        (symbolic, fs_symlink as fn(&Path, &Path) -> io::Result<()>),
        (hard, |one, two| fs::hard_link(one, two)),
    ] {
        fs::remove_file(&planted).unwrap();
        fs::write(&target, "mine").unwrap();
        plant(&target, &planted).unwrap();
        assert!(Part::open(folder.path(), wanted("x", BYTES)).is_err(), "{}", target.display());
        assert_eq!(fs::read(&target).unwrap(), b"mine");
    }
}

fn fs_symlink(target: &Path, link: &Path) -> io::Result<()> {
    symlink(target, link)
}

#[test]
fn a_folder_that_was_replaced_gets_nothing_and_the_one_that_was_opened_keeps_the_part() {
    let above = tempfile::tempdir().unwrap();
    let (folder, before) = (above.path().join("downloads"), above.path().join("before"));
    let mut part = opened(&folder, "x");
    fs::rename(&folder, &before).unwrap();
    fs::create_dir(&folder).unwrap();
    part.append(BYTES).unwrap();
    let error = part.finish().unwrap_err();
    assert!(matches!(&error, Error::PathChanged(path) if *path == folder), "{error}");
    assert!(names(&folder).is_empty());
    assert_eq!(fs::read(before.join(part_name(&before))).unwrap(), BYTES);
}

#[test]
fn a_disk_without_room_is_told_before_anything_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let handle = Folder::open(folder.path()).unwrap();
    assert!(handle.has_room(1).is_ok());
    assert!(matches!(handle.has_room(u64::MAX), Err(Error::NoRoom { .. })));
}

#[test]
fn a_source_gives_what_was_offered_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    let long = vec![7; 200_000];
    fs::write(&path, &long).unwrap();
    let mut source = Source::open(&path).unwrap();
    assert_eq!(source.digest().unwrap(), sha256(&[&long]));
    assert_eq!((source.size(), source.read_at(0).unwrap().len()), (200_000, 65_495));
    assert_eq!(source.read_at(3 * 65_495).unwrap().len(), 200_000 - 3 * 65_495);
    assert!(Source::open_again(&path, source.stamp()).is_ok());

    fs::write(&path, &long[..100_000]).unwrap();
    assert!(matches!(source.read_at(65_495), Err(Error::Changed(_))));
    assert!(matches!(Source::open_again(&path, source.stamp()), Err(Error::Changed(_))));
}

#[test]
fn only_regular_files_are_sent() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Source::open(folder.path()), Err(Error::NotAFile(_))));
    assert!(matches!(Source::open("/dev/zero".as_ref()), Err(Error::NotAFile(_))));
    assert!(matches!(Source::open(&folder.path().join("none")), Err(Error::Io { .. })));
}

#[test]
fn names_of_the_same_letters_in_one_and_in_two_characters_never_take_each_others_place() {
    let folder = tempfile::tempdir().unwrap();
    let (composed, decomposed) = ("caf\u{e9}.txt", "cafe\u{301}.txt");
    let mut kept = Vec::new();
    for (id, name) in (0..).zip([composed, decomposed, decomposed, composed]) {
        let bytes = format!("file {id}").into_bytes();
        let mut part =
            Part::open(folder.path(), Wanted { of: ([1; 32], [id; 16]), ..wanted(name, &bytes) }).unwrap();
        part.append(&bytes).unwrap();
        kept.push((part.finish().unwrap(), bytes));
    }
    for (name, bytes) in &kept {
        assert_eq!(fs::read(folder.path().join(name)).unwrap(), *bytes, "{name}");
    }
    assert_eq!(names(folder.path()).len(), kept.len());
}

#[test]
fn what_got_its_name_before_a_kill_is_found_under_it_and_no_other_file_is_taken_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let found = |earlier| Part::finished_before(folder.path(), &wanted("x.txt", BYTES), earlier).unwrap();
    fs::write(folder.path().join("x.txt"), b"another file...").unwrap();
    fs::write(folder.path().join("x (2).txt"), BYTES).unwrap();
    assert_eq!(found(Earlier::Begun), None, "it has the same bytes, and nothing of ours was there");
    let mut part = opened(folder.path(), "x.txt");
    part.append(BYTES).unwrap();
    assert_eq!([found(Earlier::Begun), found(Earlier::Whole)], [None, None], "it is whole, and has no name");
    let mut killed = |step| if step == Step::Unlink { Err(io::Error::other("killed")) } else { Ok(()) };
    part.finish_in_steps(&mut killed).unwrap();
    assert_eq!(found(Earlier::Begun).as_deref(), Some("x (3).txt"), "not the one with the same bytes");
    assert_eq!(names(folder.path()), ["x (2).txt", "x (3).txt", "x.txt"]);
    // The part has gone.
    fs::remove_file(folder.path().join("x (2).txt")).unwrap();
    assert_eq!([found(Earlier::Nothing), found(Earlier::Begun)], [None, None]);
    assert_eq!(found(Earlier::Whole).as_deref(), Some("x (3).txt"));
}

#[test]
fn what_is_found_after_a_kill_is_made_to_last_before_its_part_goes() {
    for fails in [Step::Sync, Step::SyncFolder] {
        let folder = tempfile::tempdir().unwrap();
        opened(folder.path(), "x").append(BYTES).unwrap();
        let part = part_name(folder.path());
        // A kill between the name and the fsync of the folder leaves both.
        fs::hard_link(folder.path().join(&part), folder.path().join("x")).unwrap();
        let mut before = |step| if step == fails { Err(io::Error::other("broken")) } else { Ok(()) };
        let found = |before: &mut dyn FnMut(Step) -> io::Result<()>| {
            Part::found_in_steps(folder.path(), &wanted("x", BYTES), Earlier::Begun, before)
        };
        let error = found(&mut before).unwrap_err();
        assert!(matches!(error, Error::Io { .. }), "{fails:?}: {error}");
        assert_eq!(names(folder.path()), [part.as_str(), "x"], "{fails:?}: the part is there still");
        assert_eq!(found(&mut |_step| Ok(())).unwrap().as_deref(), Some("x"));
        assert_eq!(names(folder.path()), ["x"]);
    }
}
