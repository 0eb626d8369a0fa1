//! The rows of the design about the disk and the keystore, each with what is done and what comes of it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use peerscope::crypto::{Argon2Params, OsRandom, SeededRandom, SigningKey};
use peerscope::keystore::{Keyfile, KnownPeers, Passphrase, ProfileLock};

use super::damage::{every_flip, every_length, one_more};
use super::scene::{Scene, program, program_without_room, word, words};

/// Rows that this file answers for.
const ROWS: &[&str] = &["K1", "K2", "K3", "K4", "K5", "K6", "K7", "K10", "K11", "K12", "K13", "K14"];

/// What is done.
enum Do {
    /// Something to a whole profile, which is then started.
    To(fn(&Scene)),
    /// Something that says itself how it went.
    All(fn() -> String),
}

use Do::{All, To};

/// Row, what is done, how, and what comes of it: the kind of the error, or the state.
const TABLE: &[(&str, &str, Do, &str)] = &[
    ("K1", "nothing is wrong", To(|_| ()), "opens"),
    (
        "K1",
        "everybody reads the key",
        To(|s| s.chmod("keystore/alice/identity.key", 0o644)),
        "Permissions chmod 600 identity.key",
    ),
    (
        "K1",
        "the group writes the list",
        To(|s| s.chmod("keystore/alice/known_peers", 0o620)),
        "Permissions chmod 600 known_peers",
    ),
    (
        "K1",
        "everybody enters the profile",
        To(|s| s.chmod("keystore/alice", 0o755)),
        "Permissions chmod 700 alice",
    ),
    (
        "K1",
        "everybody swaps folders above",
        To(|s| s.chmod("keystore", 0o777)),
        "Permissions chmod o-w keystore",
    ),
    ("K1", "the folder above is sticky", To(|s| s.chmod("keystore", 0o1777)), "opens"),
    (
        "K1",
        "the key is a link",
        To(|s| behind(&s.key_file(), |real, name| symlink(real, name).unwrap())),
        "Foreign",
    ),
    (
        "K1",
        "the list is a link",
        To(|s| behind(&s.known_peers(), |real, name| symlink(real, name).unwrap())),
        "Foreign",
    ),
    (
        "K1",
        "the profile is a link",
        To(|s| behind(&s.folder(), |real, name| symlink(real, name).unwrap())),
        "Foreign",
    ),
    (
        "K1",
        "the key has a second name",
        To(|s| fs::hard_link(s.key_file(), s.home().join("second")).unwrap()),
        "Foreign",
    ),
    (
        "K1",
        "the list has a second name",
        To(|s| fs::hard_link(s.known_peers(), s.home().join("second")).unwrap()),
        "Foreign",
    ),
    (
        "K1",
        "a folder stands for the key",
        To(|s| behind(&s.key_file(), |_, name| fs::create_dir(name).unwrap())),
        "Foreign",
    ),
    (
        "K1",
        "whatever the umask, others have nothing",
        All(private_from_the_start),
        "600 identity.key, 600 lock, 600 log_head, 600 messages, 700 alice",
    ),
    (
        "K2",
        "another passphrase",
        All(|| sealed_with("correct horse", "battery staple", |_| ())),
        "WrongPassphrase",
    ),
    (
        "K2",
        "the right one, with what it opens forged",
        All(|| sealed_with("correct horse", "correct horse", forge_box)),
        "WrongPassphrase",
    ),
    (
        "K2",
        "another passphrase, with what it opens forged",
        All(|| sealed_with("correct horse", "staple", forge_box)),
        "WrongPassphrase",
    ),
    ("K2", "the right one", All(|| sealed_with("correct horse", "correct horse", |_| ())), "opens"),
    ("K2", "none where there is one", All(none_given), "PassphraseNeeded"),
    ("K3", "4 TiB of memory", All(|| costs(12, u32::MAX)), "Unsupported"),
    ("K3", "one KiB above the cap", All(|| costs(12, Argon2Params::CAP.memory_kib + 1)), "Unsupported"),
    ("K3", "one KiB below the floor", All(|| costs(12, Argon2Params::FLOOR.memory_kib - 1)), "Unsupported"),
    ("K3", "more passes than the cap", All(|| costs(16, Argon2Params::CAP.passes + 1)), "Unsupported"),
    ("K3", "one pass", All(|| costs(16, 1)), "Unsupported"),
    ("K3", "no lanes", All(|| costs(20, 0)), "Unsupported"),
    ("K3", "more passes, within the cap: under the MAC", All(|| costs(16, 3)), "WrongPassphrase"),
    ("K4", "every byte of the key flipped", All(|| every_flip(Scene::key_file)), "Damaged"),
    (
        "K4",
        "every byte of the list flipped, that of its version too",
        All(|| every_flip(Scene::known_peers)),
        "Damaged, Unsupported",
    ),
    ("K4", "the key cut at every length", All(|| every_length(Scene::key_file)), "Damaged"),
    ("K4", "the list cut at every length", All(|| every_length(Scene::known_peers)), "Damaged"),
    ("K4", "one byte more in the key", All(|| one_more(Scene::key_file)), "Damaged"),
    ("K4", "one byte more in the list", All(|| one_more(Scene::known_peers)), "Damaged"),
    ("K4", "the key is empty", To(|s| fs::write(s.key_file(), "").unwrap()), "Damaged"),
    (
        "K4",
        "the key is gone and its peers are known",
        To(|s| fs::remove_file(s.key_file()).unwrap()),
        "IdentityMissing",
    ),
    ("K4", "a new identity over a damaged one", All(made_over_damage), "Exists"),
    ("K5", "what a killed process left half written", All(leftovers), "opens, swept"),
    ("K6", "no room for a new identity", All(no_room_for_an_identity), "1: nothing is half made"),
    ("K6", "no room for a change of the list", All(no_room_for_a_change), "1: as it was"),
    ("K7", "two processes write", All(two_write), "Locked"),
    ("K7", "one writes, another reads", All(one_reads), "opens"),
    ("K7", "the first has gone", All(drop_and_take), "opens"),
    ("K11", "the names of secrets are printed", All(printed), "[redacted] [redacted]"),
    (
        "K13",
        "a passphrase as an argument",
        All(|| given(&["--passphrase", "correct horse"])),
        "2: nothing is made",
    ),
    ("K13", "a passphrase in the environment", All(|| given(&[])), "2: nothing is made"),
    ("K14", "a log of keys as an argument", All(|| given(&["--keylog", "keys"])), "2: nothing is made"),
    (
        "K14",
        "a log of keys in the environment",
        All(|| named_in_the_environment(&["PEERSCOPE_KEYLOG"])),
        "1: no file of keys",
    ),
    (
        "K14",
        "logs of keys of other programs",
        All(|| named_in_the_environment(&["SSLKEYLOGFILE", "KEYLOGFILE"])),
        "0: no file of keys",
    ),
];

/// What cannot be seen from here: row, file, test.
const SHOWN_ELSEWHERE: &[(&str, &str, &str)] = &[
    ("K1", "src/keystore/tests/files.rs", "another_users_file_is_refused"),
    (
        "K5",
        "src/keystore/tests/files.rs",
        "a_step_that_fails_leaves_the_old_content_or_the_new_and_nothing_else",
    ),
    ("K5", "src/keystore/tests/files.rs", "whichever_step_is_the_last_the_old_content_is_there_or_the_new"),
    ("K5", "tests/cli.rs", "whatever_a_kill_interrupts_the_list_of_peers_can_be_read"),
    ("K6", "tests/cli.rs", "a_full_disk_loses_neither_texts_nor_the_conversation"),
    (
        "K6",
        "src/netlog/tests/lines.rs",
        "every_line_for_which_the_disk_has_no_room_is_counted_and_the_log_says_how_many",
    ),
    ("K7", "tests/cli.rs", "one_profile_is_for_one_process"),
    (
        "K10",
        "src/cli/harden.rs",
        "a_hardened_process_leaves_no_core_is_not_looked_into_and_panics_without_the_words",
    ),
    ("K10", "tests/memory.rs", "nothing_of_a_session_is_left_when_it_is_closed"),
    ("K10", "tests/memory.rs", "nothing_of_an_identity_is_left_when_it_is_put_away"),
    ("K11", "tests/redaction.rs", "no_secret_of_the_published_session_is_logged"),
    (
        "K12",
        "src/cli/harden.rs",
        "a_hardened_process_leaves_no_core_is_not_looked_into_and_panics_without_the_words",
    ),
];

#[test]
fn everything_that_happens_to_a_profile_ends_as_the_table_says() {
    let mut wrong = Vec::new();
    for (row, what, done, expected) in TABLE {
        let outcome = std::panic::catch_unwind(|| match done {
            To(change) => {
                let scene = Scene::open();
                change(&scene);
                scene.outcome()
            }
            All(run) => run(),
        });
        let outcome = outcome.unwrap_or_else(|_| "a panic".to_owned());
        if outcome != *expected {
            wrong.push(format!("{row}: {what}: {outcome}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n  {}", wrong.len(), wrong.join("\n  "));
}

#[test]
fn every_row_of_the_design_has_a_case() {
    let cases = TABLE.iter().map(|(row, ..)| *row).chain(SHOWN_ELSEWHERE.iter().map(|(row, ..)| *row));
    assert_eq!(cases.collect::<BTreeSet<_>>(), ROWS.iter().copied().collect());
}

#[test]
fn what_is_shown_elsewhere_is_there() {
    for (row, file, test) in SHOWN_ELSEWHERE {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        assert!(text.contains(&format!("fn {test}(")), "{row}: no test {test} in {file}");
    }
}

/// Moves what has the name away, and puts something else there.
fn behind(name: &Path, put: impl FnOnce(&Path, &Path)) {
    let real = name.with_file_name("real");
    fs::rename(name, &real).unwrap();
    put(&real, name);
}

fn private_from_the_start() -> String {
    let home = tempfile::tempdir().unwrap();
    let script = "umask 0; exec \"$0\" \"$@\"";
    let mut command = std::process::Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_peerscope"), "--plain", "--name", "alice"]);
    command.arg("--no-passphrase").env("PEERSCOPE_HOME", home.path()).stdin(std::process::Stdio::null());
    assert!(command.output().unwrap().status.success());
    let folder = home.path().join("keystore/alice");
    let mode = |path: &Path| {
        let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
        format!("{mode:o} {}", path.file_name().unwrap().to_str().unwrap())
    };
    let entries = fs::read_dir(&folder).unwrap().map(|entry| mode(&entry.unwrap().path()));
    let mut modes: Vec<_> =
        entries.chain([mode(&folder)]).filter(|mode| !mode.ends_with("known_peers")).collect();
    modes.sort();
    modes.join(", ")
}

fn forge_box(scene: &Scene) {
    scene.forge(|bytes| bytes[80] ^= 1);
}

fn sealed_with(passphrase: &str, given: &str, change: fn(&Scene)) -> String {
    let mut scene = Scene::new(words(passphrase));
    change(&scene);
    scene.passphrase = words(given);
    scene.outcome()
}

fn none_given() -> String {
    let mut scene = Scene::new(words("correct horse"));
    scene.passphrase = Passphrase::None;
    scene.outcome()
}

fn costs(at: usize, value: u32) -> String {
    let scene = Scene::new(words("correct horse"));
    scene.forge(|bytes| bytes[at..at + 4].copy_from_slice(&value.to_be_bytes()));
    scene.outcome()
}

fn made_over_damage() -> String {
    let scene = Scene::open();
    fs::write(scene.key_file(), "damaged").unwrap();
    let made = Keyfile::create(&scene.key_file(), &Passphrase::None, Argon2Params::FLOOR, &mut OsRandom);
    assert_eq!(fs::read(scene.key_file()).unwrap(), b"damaged");
    word(&made.unwrap_err())
}

fn leftovers() -> String {
    let scene = Scene::open();
    let left = scene.folder().join(".new-abcdef");
    fs::write(&left, "half").unwrap();
    drop(ProfileLock::take(&scene.folder(), "alice").unwrap());
    let swept = if left.exists() { "left" } else { "swept" };
    format!("{}, {swept}", scene.outcome())
}

fn no_room_for_an_identity() -> String {
    let home = tempfile::tempdir().unwrap();
    let output = program_without_room(home.path(), &["--plain", "--name", "alice", "--no-passphrase"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("cannot write "), "{said}");
    let entries = fs::read_dir(home.path().join("keystore/alice")).unwrap();
    let names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    let state = if names == ["lock"] { "nothing is half made".to_owned() } else { format!("{names:?}") };
    format!("{}: {state}", output.status.code().unwrap_or(-1))
}

fn no_room_for_a_change() -> String {
    let scene = Scene::open();
    let before = fs::read(scene.known_peers()).unwrap();
    let output = program_without_room(scene.home(), &["id", "block", "bob", "--name", "alice"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("cannot write "), "{said}");
    assert_eq!(scene.outcome(), "opens");
    let names = fs::read_dir(scene.folder()).unwrap().count();
    let same = fs::read(scene.known_peers()).unwrap() == before && names == 3;
    format!("{}: {}", output.status.code().unwrap_or(-1), if same { "as it was" } else { "changed" })
}

fn two_write() -> String {
    let scene = Scene::open();
    let _first = ProfileLock::take(&scene.folder(), "alice").unwrap();
    scene.outcome()
}

fn one_reads() -> String {
    let scene = Scene::open();
    let _first = ProfileLock::take(&scene.folder(), "alice").unwrap();
    let file = Keyfile::read(&scene.key_file()).unwrap().unwrap();
    file.unlock(&Passphrase::None).unwrap();
    assert_eq!(KnownPeers::load(&scene.known_peers()).unwrap().iter().count(), 1);
    "opens".to_owned()
}

fn drop_and_take() -> String {
    let scene = Scene::open();
    drop(ProfileLock::take(&scene.folder(), "alice").unwrap());
    scene.outcome()
}

fn printed() -> String {
    format!("{:?} {:?}", SigningKey::generate(&mut SeededRandom::new(1)).unwrap(), words("correct horse"))
}

/// There is no such option, and no such variable is read.
fn given(arguments: &[&str]) -> String {
    let home = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_peerscope"));
    command.args(["--plain", "--name", "alice"]).args(arguments).env("PEERSCOPE_HOME", home.path());
    for name in ["PASSPHRASE", "PEERSCOPE_PASSPHRASE", "PEERSCOPE_PASSWORD"] {
        command.env(name, "correct horse");
    }
    let output = command.stdin(std::process::Stdio::null()).output().unwrap();
    let help = String::from_utf8(program(home.path(), &["--help"]).stdout).unwrap();
    assert!(!help.contains("--passphrase <") && !help.contains("[env:"), "{help}");
    let made = home.path().join("keystore/alice/identity.key").exists();
    format!("{}: {}", output.status.code().unwrap_or(-1), if made { "made" } else { "nothing is made" })
}

/// A whole session, with a file for keys in these variables.
fn named_in_the_environment(names: &[&str]) -> String {
    let home = tempfile::tempdir().unwrap();
    let keys = home.path().join("keys");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_peerscope"));
    command.args(["demo", "--plain"]).env("PEERSCOPE_HOME", home.path());
    for name in names {
        command.env(name, &keys);
    }
    let output = command.output().unwrap();
    let made = if keys.exists() { "a file of keys" } else { "no file of keys" };
    format!("{}: {made}", output.status.code().unwrap_or(-1))
}
