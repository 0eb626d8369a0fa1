//! Who is known, as `id` and the line mode show and change it.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use peerscope::crypto::{SeededRandom, SigningKey, VerifyingKey};
use peerscope::keystore::{KnownPeers, Trust};

use super::scene::{Scene, program};

fn key(seed: u64) -> VerifyingKey {
    SigningKey::generate(&mut SeededRandom::new(seed)).unwrap().verifying_key()
}

/// A profile that knows bob and has blocked mallory, whose key answered for bob.
fn with_a_blocked_key_for_bob() -> Scene {
    let scene = Scene::open();
    change(&scene, |list| {
        list.remember(key(2), "mallory", 1);
        list.update(&key(2), |peer| peer.trust = Trust::Blocked);
        list.note_change("bob", key(2));
    });
    scene
}

fn change(scene: &Scene, change: impl FnOnce(&mut KnownPeers)) {
    let mut list = KnownPeers::load(&scene.known_peers()).unwrap();
    change(&mut list);
    list.save().unwrap();
}

fn chat(scene: &Scene, arguments: &[&str], lines: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peerscope"));
    command.args(["--plain", "--name", "alice"]).args(arguments).env("PEERSCOPE_HOME", scene.home());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_blocked_key_is_taken_for_nobody_before_it_is_taken_back() {
    let said = "the new key is that of mallory, who is blocked in ";
    let scene = with_a_blocked_key_for_bob();
    let before = fs::read(scene.known_peers()).unwrap();
    let plain = text(&chat(&scene, &[], "/trust bob\n").stdout);
    assert!(plain.contains(&format!("error trust: {said}")), "{plain}");
    assert!(plain.contains("/reject keeps the old key"), "{plain}");
    let json = text(&chat(&scene, &["--json"], "/trust bob\n").stdout);
    let refused = json.lines().find(|line| line.starts_with("{\"event\":\"error\"")).unwrap();
    let refused: serde_json::Value = serde_json::from_str(refused).unwrap();
    assert_eq!(refused["command"], "trust");
    assert!(refused["error"].as_str().unwrap().starts_with(said), "{refused}");
    assert_eq!(fs::read(scene.known_peers()).unwrap(), before, "nothing was changed");

    // Taken back, it is mallory's and still not bob's.
    let taken = text(&chat(&scene, &[], "/trust mallory\n/trust bob\n").stdout);
    assert!(taken.contains("trust mallory is known"), "{taken}");
    assert!(taken.contains("error trust: the new key is that of mallory, whom you know in "), "{taken}");
    let list = KnownPeers::load(&scene.known_peers()).unwrap();
    assert_eq!(list.by_petname("bob").unwrap().identity, key(1));
    assert_eq!(list.by_petname("mallory").unwrap().identity, key(2));
}

#[test]
fn to_take_back_a_blocked_peer_leaves_its_changed_key_to_be_decided() {
    let scene = Scene::open();
    change(&scene, |list| {
        list.update(&key(1), |peer| peer.trust = Trust::Blocked);
        list.note_change("bob", key(2));
    });
    let said = text(&chat(&scene, &[], "/trust bob\n").stdout);
    assert!(said.contains("trust bob is known") && said.contains("changed"), "{said}");
    let list = KnownPeers::load(&scene.known_peers()).unwrap();
    let bob = list.by_petname("bob").unwrap();
    assert_eq!((bob.identity, bob.trust, bob.changed), (key(1), Trust::Known, Some(key(2))));
}

#[test]
fn who_is_blocked_or_has_another_key_is_not_verified_from_outside_either() {
    let scene = with_a_blocked_key_for_bob();
    for (name, why) in
        [("mallory", "mallory is blocked; /trust mallory lifts it"), ("bob", "the key of bob has changed")]
    {
        let output = program(scene.home(), &["id", "verify", name, "--name", "alice"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{said}");
        assert!(said.contains(why) && said.contains("nothing was remembered"), "{said}");
        assert_eq!(text(&output.stdout), "", "there is no number to compare");
    }
}

#[test]
fn a_profile_that_is_not_there_is_not_made_and_those_that_are_there_are_named() {
    let scene = Scene::open();
    fs::create_dir(scene.home().join("keystore/.hidden")).unwrap();
    fs::create_dir(scene.home().join("keystore/empty")).unwrap();
    let tasks: [&[&str]; 7] = [
        &[],
        &["show"],
        &["peers"],
        &["verify", "bob"],
        &["forget", "bob"],
        &["block", "bob"],
        &["rename", "bob", "robert"],
    ];
    for task in tasks {
        let output = program(scene.home(), &[&["id"], task, &["--name", "alcie"]].concat());
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{task:?}: {said}");
        assert!(said.contains("there is no profile alcie in "), "{task:?}: {said}");
        assert!(said.ends_with(": --name is one of alice\n"), "{task:?}: {said}");
        assert_eq!(text(&output.stdout), "", "{task:?}");
        assert!(!scene.home().join("keystore/alcie").exists(), "{task:?} made a folder");
        assert!(!scene.home().join("logs").exists(), "{task:?} made a log");
    }
    let nowhere = tempfile::tempdir().unwrap();
    let output = program(nowhere.path(), &["id", "block", "bob", "--name", "alice"]);
    assert!(text(&output.stderr).contains("one is made when peerscope is first started"));
    assert_eq!(fs::read_dir(nowhere.path()).unwrap().count(), 0);
}

#[test]
fn a_reader_that_has_gone_is_no_failure_and_what_was_asked_is_done() {
    let scene = Scene::open();
    for task in [&["peers"][..], &["show"], &["block", "bob"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_peerscope"));
        command.arg("id").args(task).args(["--name", "alice"]).env("PEERSCOPE_HOME", scene.home());
        let output =
            command.stdout(writer).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()), "{task:?}");
    }
    let list = KnownPeers::load(&scene.known_peers()).unwrap();
    assert_eq!(list.by_petname("bob").unwrap().trust, Trust::Blocked);
}
