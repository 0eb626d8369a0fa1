//! The program and the peer in `protocol-spec/python`, which was written from the specification alone.
//!
//! A machine without Python 3.10 or its package `cryptography` skips these tests and says so. Where
//! `PEERSCOPE_PYTHON` names an interpreter, as `.ci/run` does, it has to be able to run them. `PEERSCOPE_BIN` names
//! another build of the program than the one beside this test: `.ci/run` gives the one that people get.

#![cfg(feature = "net")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot start a process has to fail loudly"
)]

#[path = "support/process.rs"]
mod process;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use process::Process;
use serde_json::Value;

/// The interpreter, if it can run the peer.
fn python() -> Option<String> {
    let named = std::env::var("PEERSCOPE_PYTHON").ok();
    let python = named.clone().unwrap_or_else(|| "python3".to_owned());
    let wanted = "import sys, cryptography; sys.exit(sys.version_info < (3, 10))";
    let tried = Command::new(&python).args(["-c", wanted]).stderr(Stdio::null()).status();
    if tried.is_ok_and(|status| status.success()) {
        return Some(python);
    }
    assert_eq!(named, None, "PEERSCOPE_PYTHON cannot run protocol-spec/python");
    // Written past the capture of the test harness, so that a run that skipped shows it.
    let note = "skipped: python3 (3.10 or later) with its package `cryptography` is not installed\n";
    std::io::stderr().write_all(note.as_bytes()).unwrap();
    None
}

/// A script of `protocol-spec/python`. It leaves no bytecode in the tree.
fn script(python: &str, name: &str) -> Command {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol-spec/python");
    let mut command = Command::new(python);
    command.arg("-B").arg(folder.join(name));
    command
}

/// Starts the Python peer.
fn peer(python: &str, arguments: &[&str]) -> Process {
    Process::spawn(script(python, "peer.py").args(arguments))
}

/// The build of the program that is tested.
fn program() -> PathBuf {
    let named = std::env::var_os("PEERSCOPE_BIN").filter(|named| !named.is_empty());
    named.map_or_else(|| env!("CARGO_BIN_EXE_peerscope").into(), PathBuf::from)
}

/// Starts the program: it accepts anybody, and a text to it is an event.
fn chat(home: &Path, arguments: &[&str]) -> Process {
    let always = ["--plain", "--json", "--name", "rust", "--no-passphrase", "--accept", "any"];
    let mut command = Command::new(program());
    command.args(always).args(["--listen", "127.0.0.1:0"]).args(arguments).arg("--home").arg(home);
    Process::spawn(&mut command)
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The next event of this name.
fn event(process: &mut Process, name: &str) -> Value {
    let line = process.until(&format!("{{\"event\":\"{name}\""));
    serde_json::from_str(&line).unwrap()
}

/// Where somebody listens.
fn address(process: &mut Process) -> String {
    format!("127.0.0.1:{}", event(process, "listening")["port"])
}

/// Both peers, connected, with their identities checked against each other. The Python one does `steps`.
fn meet(python: &str, home: &Path, dialler: &str, steps: &[&str]) -> (Process, Process) {
    let (mut rust, mut other) = if dialler == "python" {
        let mut rust = chat(home, &[]);
        let to = address(&mut rust);
        let other = peer(python, &[&["--connect", &to], steps].concat());
        (rust, other)
    } else {
        let mut other = peer(python, &[&["--listen", "127.0.0.1:0"], steps].concat());
        let to = address(&mut other);
        (chat(home, &["--connect", &to]), other)
    };
    let connected = event(&mut rust, "connected");
    assert_eq!(connected["origin"], if dialler == "python" { "accepted" } else { "dialled" });
    assert_eq!(connected["nick"], "python");
    let established = event(&mut other, "established");
    assert_eq!(
        (&established["nick"], &established["session_id"]),
        (&"rust".into(), &connected["session_id"])
    );
    let identity = other.seen.iter().find(|line| line.contains("\"fingerprint\"")).unwrap();
    let identity: Value = serde_json::from_str(identity).unwrap();
    assert_eq!(connected["fingerprint"], identity["fingerprint"]);
    (rust, other)
}

/// Waits until a text of the program has got this far.
fn receipt(rust: &mut Process, id: u64, state: &str) {
    loop {
        let receipt = event(rust, "receipt");
        if (&receipt["id"], &receipt["state"]) == (&id.into(), &state.into()) {
            return;
        }
    }
}

/// Waits for the end of the Python peer: what it did, and how it says it ended.
fn ended(other: Process) -> (Option<i32>, Value) {
    let (status, lines) = other.end();
    (status.code(), serde_json::from_str(lines.last().unwrap()).unwrap())
}

/// Everything was done, and both said goodbye.
fn assert_goodbye(rust: &mut Process, other: Process) {
    let (code, ending) = ended(other);
    assert_eq!((code, &ending["reason"], &ending["answered"]), (Some(0), &"goodbye".into(), &true.into()));
    let closed = event(rust, "closed");
    assert_eq!((&closed["reason"], &closed["error"]), (&"goodbye".into(), &Value::Null), "{:#?}", rust.seen);
    assert!(!rust.seen.iter().any(|line| line.contains("\"rejected\"")), "{:#?}", rust.seen);
}

#[test]
fn the_peer_in_python_replays_every_vector() {
    let Some(python) = python() else { return };
    let output = script(&python, "check.py").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn texts_go_both_ways_with_receipts_whoever_dials() {
    let Some(python) = python() else { return };
    for dialler in ["python", "rust"] {
        let home = home();
        let steps = ["--text", "grüße", "--expect", "2", "--action", "waves", "--typing", "--rename", "bob"];
        let (mut rust, mut other) = meet(&python, home.path(), dialler, &steps);
        let message = event(&mut rust, "message");
        assert_eq!((&message["number"], &message["text"]), (&1.into(), &"grüße".into()));
        assert_eq!(event(&mut other, "receipt")["state"], 1);

        rust.say("hello \u{202e}python");
        let text = event(&mut other, "text");
        assert_eq!((&text["number"], &text["body"]), (&1.into(), &"hello \u{202e}python".into()));
        receipt(&mut rust, 1, "shown");
        rust.say("/me nods");
        assert_eq!(event(&mut other, "text")["action"], true);

        let message = event(&mut rust, "message");
        assert_eq!((&message["number"], &message["action"]), (&2.into(), &true.into()));
        assert_eq!(event(&mut rust, "typing")["on"], true);
        assert_eq!(event(&mut rust, "nick")["nick"], "bob");
        assert_goodbye(&mut rust, other);
    }
}

#[test]
fn a_ping_of_either_side_is_answered() {
    let Some(python) = python() else { return };
    for dialler in ["python", "rust"] {
        let home = home();
        let (mut rust, mut other) = meet(&python, home.path(), dialler, &["--ping", "--await-close"]);
        event(&mut other, "pong");
        rust.say("/ping");
        event(&mut rust, "pong");
        rust.say("/quit");
        assert_goodbye(&mut rust, other);
    }
}

#[test]
fn a_peer_that_takes_no_files_says_so() {
    let Some(python) = python() else { return };
    let home = home();
    let (mut rust, mut other) = meet(&python, home.path(), "rust", &["--await-close"]);
    let path = home.path().join("report.txt");
    std::fs::write(&path, "all of it").unwrap();
    rust.say(&format!("/send {}", path.display()));
    let offer = event(&mut other, "file_offer");
    assert_eq!((&offer["name"], &offer["size"]), (&"report.txt".into(), &9.into()));
    let stopped = std::iter::repeat_with(|| event(&mut rust, "file")).find(|file| file["state"] == "stopped");
    assert_eq!(stopped.unwrap()["cause"], "declined");
    rust.say("/quit");
    assert_goodbye(&mut rust, other);
}

/// The initiator begins a rekey when its person wants one, and when the responder asks for one.
#[test]
fn either_side_gets_fresh_keys_whoever_dials() {
    let Some(python) = python() else { return };
    for dialler in ["python", "rust"] {
        for wants in ["python", "rust"] {
            let home = home();
            let rekey = if wants == "python" { "--rekey" } else { "--await-rekey" };
            let steps = ["--text", "epoch 1", rekey, "--text", "epoch 2", "--expect", "1"];
            let (mut rust, mut other) = meet(&python, home.path(), dialler, &steps);
            assert_eq!(event(&mut rust, "message")["text"], "epoch 1");
            if wants == "rust" {
                rust.say("/rekey");
            }
            assert_eq!(event(&mut rust, "rekeyed")["epoch"], 2, "{dialler} dials, {wants} wants new keys");
            assert_eq!(event(&mut other, "rekeyed")["epoch"], 2);
            assert_eq!(event(&mut rust, "message")["text"], "epoch 2");
            rust.say("and back");
            assert_eq!(event(&mut other, "text")["body"], "and back");
            assert_goodbye(&mut rust, other);
        }
    }
}

#[test]
fn a_goodbye_of_the_program_is_answered_whoever_dials() {
    let Some(python) = python() else { return };
    for dialler in ["python", "rust"] {
        let home = home();
        let (mut rust, other) = meet(&python, home.path(), dialler, &["--await-close"]);
        rust.say("/quit");
        assert_goodbye(&mut rust, other);
        let (status, lines) = rust.end();
        assert_eq!(status.code(), Some(0), "{lines:#?}");
    }
}

#[test]
fn a_pinned_dial_passes_the_gate_of_the_other_implementation() {
    let Some(python) = python() else { return };
    let home = home();
    // The identity of the program is learned in a session without a gate.
    let (mut rust, mut other) = meet(&python, home.path(), "rust", &["--text", "hello"]);
    let identity = other.seen.iter().find(|line| line.contains("\"established\"")).unwrap();
    let identity: Value = serde_json::from_str(identity).unwrap();
    let identity = identity["identity"].as_str().unwrap().to_owned();
    event(&mut other, "receipt");
    assert_goodbye(&mut rust, other);
    rust.end();

    let mut rust = chat(home.path(), &["--gate"]);
    let to = address(&mut rust);
    let mut other = peer(&python, &["--connect", &to, "--pin", &identity, "--text", "let in"]);
    event(&mut other, "established");
    assert_eq!(event(&mut rust, "message")["text"], "let in");
    assert_goodbye(&mut rust, other);
}

#[test]
fn who_is_not_wanted_is_told_or_never_named() {
    let Some(python) = python() else { return };
    let home = home();
    let somebody_else = "cea8b8b452163770309ab009452acd1a7cbc4679feadca247c7484b9cc065e63";
    let mut rust = chat(home.path(), &[]);
    let to = address(&mut rust);
    let (code, ending) = ended(peer(&python, &["--connect", &to, "--pin", somebody_else]));
    assert_eq!((code, &ending["reason"]), (Some(4), &"id_mismatch".into()), "the dialler refuses");
    let (code, ending) = ended(peer(&python, &["--connect", &to, "--reject"]));
    assert_eq!((code, &ending["reason"]), (Some(4), &"not_accepted".into()), "the dialler refuses");
    assert!(!rust.seen.iter().any(|line| line.contains("\"connected\"")), "{:#?}", rust.seen);
    rust.end();

    let mut other = peer(&python, &["--listen", "127.0.0.1:0", "--reject"]);
    let to = address(&mut other);
    let mut rust = chat(home.path(), &["--connect", &to]);
    let (code, ending) = ended(other);
    assert_eq!((code, &ending["reason"]), (Some(4), &"not_accepted".into()), "the listener refuses");
    assert_eq!(event(&mut rust, "closed")["reason"], "not_accepted");
}
