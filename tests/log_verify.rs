//! `peerscope log verify`, with logs of the built program.

#![cfg(feature = "net")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

#[path = "support/process.rs"]
mod process;
#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::Output;

use process::Process;
use program::{chat, peerscope};

/// A run of the program, until it listens.
fn run(home: &Path) -> Process {
    let mut alice = Process::spawn(&mut chat(home, "alice", &["--listen", "127.0.0.1:0"]));
    alice.until("listening ");
    alice
}

/// The end that its person asks for.
fn quit(mut alice: Process) {
    alice.say("/quit");
    assert!(alice.end().0.success());
}

/// What is said about the log, and whether it is whole.
fn verify(home: &Path) -> (String, bool) {
    let Output { stdout, stderr, status } =
        peerscope(home, &["log", "verify", "--name", "alice"]).output().unwrap();
    (String::from_utf8([stdout, stderr].concat()).unwrap(), status.success())
}

#[test]
fn a_log_is_whole_until_somebody_edits_it_and_a_kill_is_no_edit() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("logs/alice/net.log");
    quit(run(home.path()));
    let (said, whole) = verify(home.path());
    assert!(whole && said.contains("the log is whole") && said.contains("of 1 run as they were"), "{said}");

    let follow = ["log", "--name", "alice", "--follow", "--filter", "event == listening"];
    let mut log = Process::spawn(&mut peerscope(home.path(), &follow));
    log.until("");
    let mut killed = run(home.path());
    // What is on stdout may not be in the log yet.
    log.until("");
    killed.child.kill().unwrap();
    killed.child.wait().unwrap();
    quit(run(home.path()));
    let (said, whole) = verify(home.path());
    assert!(whole && said.contains("of 3 runs"), "{said}");

    let good = fs::read_to_string(&path).unwrap();
    let at = good.lines().position(|line| line.contains(" listening ")).unwrap();
    fs::write(&path, good.replacen("host=127.0.0.1", "host=127.0.0.2", 1)).unwrap();
    let (said, whole) = verify(home.path());
    assert!(!whole && said.contains(&format!("BROKEN at line {} of ", at + 1)), "{said}");

    let cut = good.trim_end().rsplit_once('\n').unwrap().0;
    fs::write(&path, format!("{cut}\n")).unwrap();
    let (said, whole) = verify(home.path());
    assert!(!whole && said.contains("its newest checkpoint is not in it"), "{said}");

    let lines: Vec<&str> = good.lines().collect();
    let second = lines.iter().rposition(|line| line.contains(" number=0 ")).unwrap();
    fs::write(&path, format!("{}\n", lines[second..].join("\n"))).unwrap();
    let (said, whole) = verify(home.path());
    assert!(
        !whole && said.contains("BROKEN at line 1 of ") && said.contains("does not begin here"),
        "{said}"
    );
    fs::remove_file(&path).unwrap();
    let (said, whole) = verify(home.path());
    assert!(
        !whole && said.contains("BROKEN") && said.contains("its newest checkpoint is not in it"),
        "{said}"
    );
}

#[test]
fn the_tags_are_not_printed_and_a_line_of_the_chain_can_be_asked_for() {
    let home = tempfile::tempdir().unwrap();
    quit(run(home.path()));
    let log = |arguments: &[&str]| {
        let mut command = peerscope(home.path(), &[&["log", "--name", "alice"], arguments].concat());
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    assert!(log(&[]).contains(" listening ") && !log(&[]).contains("tag="));
    assert!(!log(&["--json"]).contains("\"tag\""));
    let chain = log(&["--filter", "event == chain && number == 0"]);
    assert_eq!(chain.lines().count(), 1, "{chain}");
}
