use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use super::fixture::folder;
use crate::keystore::KeyLogFile;
use crate::keystore::desk::{load_layout, save_layout};
use crate::keystore::error::Error;
use crate::keystore::files::{Existing, Step, make_private_dir, read_private, write_in_steps, write_private};
use crate::keystore::lock::ProfileLock;
use crate::keystore::permissions::check_owner;

const STEPS: [Step; 5] = [Step::Create, Step::Write, Step::Sync, Step::Rename, Step::SyncFolder];

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn what_is_written_is_private_and_read_back() {
    let home = folder();
    let profile = home.path().join("keystore/alice");
    make_private_dir(&profile).unwrap();
    let path = profile.join("known_peers");
    write_private(&path, b"one", Existing::Replace).unwrap();
    write_private(&path, b"two", Existing::Replace).unwrap();
    assert_eq!(read_private(&path, 3).unwrap(), b"two");
    assert_eq!((mode(&profile), mode(&path)), (0o700, 0o600));
    assert_eq!(names(&profile), ["known_peers"]);
}

#[test]
fn a_step_that_fails_leaves_the_old_content_or_the_new_and_nothing_else() {
    for (index, failing) in STEPS.iter().enumerate() {
        let folder = folder();
        let path = folder.path().join("known_peers");
        write_private(&path, b"old", Existing::Replace).unwrap();
        let mut seen = Vec::new();
        let result = write_in_steps(&path, b"new", Existing::Replace, &mut |step| {
            seen.push(step);
            if step == *failing { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(()) }
        });
        let Err(Error::Io(fault)) = result else { panic!("{failing:?} did not fail: {result:?}") };
        assert_eq!(fault.kind, io::ErrorKind::StorageFull);
        assert_eq!(seen, STEPS[..=index]);
        let expected: &[u8] = if *failing == Step::SyncFolder { b"new" } else { b"old" };
        assert_eq!(read_private(&path, 3).unwrap(), expected, "{failing:?}");
        assert_eq!(names(folder.path()), ["known_peers"], "{failing:?}");
    }
}

/// The folder as a crash would leave it now, the temporary file cut to each length that a crash may leave of it.
fn crashed(folder: &Path) -> Vec<tempfile::TempDir> {
    let copy = |cut: usize| {
        let left = super::fixture::folder();
        for name in names(folder) {
            let bytes = fs::read(folder.join(&name)).unwrap();
            let length = if name.starts_with(".new-") { bytes.len().min(cut) } else { bytes.len() };
            fs::write(left.path().join(&name), &bytes[..length]).unwrap();
            chmod(&left.path().join(&name), 0o600);
        }
        left
    };
    (0..=3).map(copy).collect()
}

#[test]
fn whichever_step_is_the_last_the_old_content_is_there_or_the_new() {
    for (existing, old) in
        [(Existing::Replace, Some(b"old")), (Existing::Replace, None), (Existing::Keep, None)]
    {
        let folder = folder();
        let path = folder.path().join("known_peers");
        if let Some(old) = old {
            write_private(&path, old, Existing::Keep).unwrap();
        }
        let mut left = Vec::new();
        let mut crash = |step| left.extend(crashed(folder.path()).into_iter().map(|left| (step, left)));
        write_in_steps(&path, b"new", existing, &mut |step| {
            crash(Some(step));
            Ok(())
        })
        .unwrap();
        crash(None);
        for (step, left) in left {
            // The next process sweeps up, and finds one or the other.
            let _lock = ProfileLock::take(left.path(), "alice").unwrap();
            let is_new = matches!(step, None | Some(Step::SyncFolder));
            let expected = if is_new { Some(b"new") } else { old };
            let found = left.path().join("known_peers");
            let found = found.exists().then(|| read_private(&found, 3).unwrap());
            assert_eq!(found.as_deref(), expected.map(<[u8; 3]>::as_slice), "before {step:?}");
            assert_eq!(names(left.path()).len(), 1 + usize::from(expected.is_some()), "before {step:?}");
        }
    }
}

#[test]
fn what_is_to_be_kept_is_not_replaced_even_when_it_appears_at_the_last_moment() {
    let folder = folder();
    let path = folder.path().join("identity.key");
    let result = write_in_steps(&path, b"second", Existing::Keep, &mut |step| {
        if step == Step::Rename { fs::write(&path, b"first") } else { Ok(()) }
    });
    assert_eq!(result, Err(Error::Exists { path: path.clone() }));
    assert_eq!(fs::read(&path).unwrap(), b"first");
    assert_eq!(names(folder.path()), ["identity.key"]);
}

#[test]
fn a_file_that_others_can_read_or_write_is_refused_with_the_command_that_mends_it() {
    let folder = folder();
    let path = folder.path().join("a file");
    write_private(&path, b"x", Existing::Replace).unwrap();
    for bit in [0o040, 0o020, 0o010, 0o004, 0o002, 0o001] {
        chmod(&path, 0o600 | bit);
        let refused = read_private(&path, 1).unwrap_err();
        assert_eq!(refused, Error::Permissions { path: path.clone(), mode: 0o600 | bit, wanted: "600" });
        assert!(refused.to_string().contains(&format!("run chmod 600 '{}'", path.display())), "{refused}");
    }
    chmod(&path, 0o400);
    assert_eq!(read_private(&path, 1).unwrap(), b"x");
}

#[test]
fn a_folder_that_others_can_enter_is_refused_and_not_changed() {
    let folder = folder();
    let profile = folder.path().join("alice");
    make_private_dir(&profile).unwrap();
    chmod(&profile, 0o755);
    let refused = Error::Permissions { path: profile.clone(), mode: 0o755, wanted: "700" };
    assert_eq!(make_private_dir(&profile), Err(refused.clone()));
    assert_eq!(write_private(&profile.join("x"), b"x", Existing::Replace), Err(refused.clone()));
    assert_eq!(ProfileLock::take(&profile, "alice").unwrap_err(), refused);
    assert_eq!(mode(&profile), 0o755);
}

#[test]
fn a_folder_above_that_everybody_can_change_is_refused_unless_it_is_sticky() {
    let folder = folder();
    let profile = folder.path().join("open/alice");
    make_private_dir(&profile).unwrap();
    let above = folder.path().join("open");
    chmod(&above, 0o777);
    let refused = make_private_dir(&profile).unwrap_err();
    assert!(matches!(&refused, Error::Permissions { mode: 0o777, wanted: "o-w", .. }), "{refused}");
    chmod(&above, 0o1777);
    make_private_dir(&profile).unwrap();
}

#[test]
fn links_and_second_names_and_devices_are_refused() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    write_private(&at("real"), b"x", Existing::Replace).unwrap();
    symlink(at("real"), at("link")).unwrap();
    symlink(at("nowhere"), at("dangling")).unwrap();
    fs::create_dir(at("dir")).unwrap();
    symlink(at("dir"), at("dir-link")).unwrap();
    for name in ["link", "dangling", "dir"] {
        let refused = read_private(&at(name), 1);
        assert!(matches!(refused, Err(Error::Foreign { .. })), "{name}: {refused:?}");
    }
    assert!(matches!(make_private_dir(&at("dir-link")), Err(Error::Foreign { .. })));
    assert!(matches!(make_private_dir(&at("real")), Err(Error::Foreign { .. })));
    assert!(matches!(
        read_private(Path::new("/dev/null"), 1),
        Err(Error::Foreign { .. } | Error::Permissions { .. })
    ));
    fs::hard_link(at("real"), at("second")).unwrap();
    assert!(matches!(read_private(&at("real"), 1), Err(Error::Foreign { .. })));
}

#[test]
fn another_users_file_is_refused() {
    let path = Path::new("identity.key");
    assert_eq!(check_owner(path, 1000, 1000), Ok(()));
    assert!(matches!(check_owner(path, 1001, 1000), Err(Error::Foreign { .. })));
}

#[test]
fn a_file_longer_than_it_may_be_is_refused() {
    let folder = folder();
    let path = folder.path().join("x");
    write_private(&path, b"four", Existing::Replace).unwrap();
    assert!(matches!(read_private(&path, 3), Err(Error::Damaged { line: 0, .. })));
    assert_eq!(read_private(&path, 4).unwrap(), b"four");
}

#[test]
fn a_second_process_is_told_which_one_to_end() {
    let folder = folder();
    let profile = folder.path().join("alice");
    let first = ProfileLock::take(&profile, "alice").unwrap();
    let second = ProfileLock::take(&profile, "alice").unwrap_err();
    let process = Some(std::process::id());
    assert_eq!(second, Error::Locked { profile: "alice".to_owned(), process });
    let said = second.to_string();
    assert!(said.contains(&format!("process {}: end that one, or wait", std::process::id())), "{said}");
    drop(first);
    let number = || fs::read_to_string(profile.join("lock")).unwrap();
    assert_eq!(number(), "", "nobody is told to end what has ended");
    let _next = ProfileLock::take(&profile, "alice").unwrap();
    assert_eq!(number().trim_end(), std::process::id().to_string());
}

#[test]
fn the_lock_sweeps_up_what_a_killed_process_left() {
    let folder = folder();
    fs::write(folder.path().join(".new-abc"), b"half").unwrap();
    fs::write(folder.path().join("known_peers"), b"whole").unwrap();
    let _lock = ProfileLock::take(folder.path(), "alice").unwrap();
    assert_eq!(names(folder.path()), ["known_peers", "lock"]);
}

#[test]
fn the_layout_is_read_back_and_what_is_no_text_or_too_long_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("alice");
    make_private_dir(&place).unwrap();
    let path = place.join("layout");
    assert_eq!(load_layout(&path).unwrap(), None);
    save_layout(&path, "panes both\n").unwrap();
    save_layout(&path, "panes chat\n").unwrap();
    assert_eq!(load_layout(&path).unwrap().as_deref(), Some("panes chat\n"));
    assert_eq!(fs::read_dir(&place).unwrap().count(), 1, "nothing else is left behind");
    for content in [vec![0xff, 0xfe], vec![b'x'; 1025]] {
        fs::write(&path, content).unwrap();
        let why = load_layout(&path).unwrap_err().to_string();
        assert!(why.contains(path.to_str().unwrap()), "{why}");
    }
}

#[test]
fn a_key_log_is_private_grows_by_lines_and_is_refused_where_others_can_read_it() {
    let folder = folder();
    let path = folder.path().join("keys.log");
    for line in ["CHAIN_I2R 1\n", "CHAIN_R2I 2\n"] {
        KeyLogFile::open(&path).unwrap().append(line).unwrap();
    }
    assert_eq!(fs::read(&path).unwrap(), b"CHAIN_I2R 1\nCHAIN_R2I 2\n");
    assert_eq!(mode(&path), 0o600);
    chmod(&path, 0o640);
    assert!(matches!(KeyLogFile::open(&path), Err(Error::Permissions { .. })));
    chmod(&path, 0o600);
    symlink(&path, folder.path().join("link.log")).unwrap();
    for other in [&folder.path().join("link.log"), Path::new("/dev/null")] {
        assert!(matches!(KeyLogFile::open(other), Err(Error::Foreign { .. })), "{}", other.display());
    }
}

#[test]
fn a_key_log_that_ends_within_a_line_of_ours_is_taken_back_to_its_last_whole_line() {
    let folder = folder();
    let path = folder.path().join("keys.log");
    let (whole, next) = ("# mine\nCHAIN_I2R 1\n", "CHAIN_R2I 2\n");
    for cut in 1..next.len() {
        let torn = [whole.as_bytes(), &next.as_bytes()[..cut]].concat();
        write_private(&path, &torn, Existing::Replace).unwrap();
        KeyLogFile::open(&path).unwrap().append(next).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{whole}{next}"));
    }
    for foreign in [format!("{whole}my diary"), "x".repeat(5_000)] {
        write_private(&path, foreign.as_bytes(), Existing::Replace).unwrap();
        assert!(matches!(KeyLogFile::open(&path), Err(Error::Foreign { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), foreign, "nothing of it is lost");
    }
}
