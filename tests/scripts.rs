//! What scripts do beside the program that runs, and without it.

#![cfg(feature = "net")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot start a process has to fail loudly"
)]

#[path = "support/pair.rs"]
mod pair;
#[path = "support/process.rs"]
mod process;
#[path = "support/program.rs"]
mod program;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use peerscope::keystore::ProfileLock;
use process::Process as Peer;
use program::peerscope;
use rustix::process::{Pid, Signal, kill_process};

/// Exit code, stdout and stderr of a script of bob.
fn bob_runs(home: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = peerscope(home, &[arguments, &["--name", "bob"]].concat());
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_text_of_a_script_goes_through_the_program_that_runs_and_stands_there_too() {
    let home = tempfile::tempdir().unwrap();
    let (mut alice, mut bob) = Peer::two(home.path());
    assert_eq!(bob_runs(home.path(), &["send", "alice", "one"]), (Some(0), "acked\n".into(), String::new()));
    alice.until("message bob: one");
    bob.until("said to alice, by a script: one");
    let (code, lines, _) = bob_runs(home.path(), &["send", "alice", "two", "--json", "--wait", "written"]);
    assert_eq!(code, Some(0));
    let states: Vec<_> = lines.lines().filter_map(|line| line.split("\"state\":").nth(1)).collect();
    assert_eq!(states, ["\"held\"}", "\"written\"}"], "{lines}");
    alice.until("message bob: two");
}

#[test]
fn a_text_of_a_script_costs_no_frame_but_its_own() {
    let home = tempfile::tempdir().unwrap();
    let (_alice, mut bob) = Peer::two(home.path());
    bob.say("/packets on");
    assert_eq!(bob_runs(home.path(), &["send", "alice", "one"]).0, Some(0));
    bob.say("/ping alice");
    bob.until("pong");
    let pings = bob.seen.iter().filter(|line| line.starts_with("packet") && line.contains("kind=ping"));
    assert_eq!(pings.count(), 1, "{:#?}", bob.seen);
}

#[test]
fn a_program_that_is_started_again_is_not_told_again_what_was_printed_for_it() {
    let home = tempfile::tempdir().unwrap();
    let (mut alice, mut bob) = Peer::two(home.path());
    alice.say("once");
    bob.until("message alice: once");
    assert_eq!(bob.end().0.code(), Some(0));
    let (status, lines) = Peer::chat(home.path(), "bob", &[]).end();
    assert_eq!(status.code(), Some(0));
    assert!(!lines.iter().any(|line| line.starts_with("history")), "{lines:#?}");
    let (_, kept, _) = bob_runs(home.path(), &["get", "alice", "--json"]);
    assert!(kept.contains("\"seen\":false") && kept.contains("\"text\":\"once\""), "{kept}");
}

#[test]
fn a_script_that_is_refused_says_why_and_how() {
    let home = tempfile::tempdir().unwrap();
    let (_alice, bob) = Peer::two(home.path());
    let refused = |arguments: &[&str]| {
        let (code, stdout, stderr) = bob_runs(home.path(), arguments);
        assert_eq!(stdout, "", "{arguments:?}");
        (code, stderr)
    };
    let long = "x".repeat(16_385);
    let cases: [(&[&str], i32, &str); 5] = [
        (&["send", "carol", "x"], 2, "no peer is called \"carol\""),
        (&["send", "alice", ""], 2, "a text has 1 to 16,384 bytes"),
        (&["send", "alice", &long], 2, "a text has 1 to 16,384 bytes"),
        (&["check", "carol"], 2, "no peer is called \"carol\""),
        (&["tail", "--filter", "text.bdy == 1"], 2, "did you mean text.body?"),
    ];
    for (arguments, code, why) in cases {
        let (found, said) = refused(arguments);
        assert!(found == Some(code) && said.contains(why), "{arguments:?}: {found:?} {said}");
    }
    assert_eq!(bob.end().0.code(), Some(0));
    let stranger = peerscope(home.path(), &["send", "alice", "x", "--name", "nobody"]).output().unwrap();
    assert_eq!(stranger.status.code(), Some(2), "a script makes no identity");
    assert!(!home.path().join("keystore/nobody").exists());
}

#[test]
fn who_is_there_is_told_by_the_program_that_runs_and_who_is_known_without_it() {
    let home = tempfile::tempdir().unwrap();
    let (alice, bob) = Peer::two(home.path());
    let listed = || bob_runs(home.path(), &["list"]).1;
    assert!(listed().starts_with("alice\tconnected\tknown\t"), "{}", listed());
    let (code, row, _) = bob_runs(home.path(), &["check", "alice"]);
    assert!(code == Some(0) && row.starts_with("alice\tconnected\tknown\t"), "{row}");
    let (code, _, why) = bob_runs(home.path(), &["check", "alice", "--verified"]);
    assert!(code == Some(4) && why.contains("not verified"), "{why}");
    drop(alice);
    assert_eq!(bob.end().0.code(), Some(0));
    assert!(listed().starts_with("alice\tabsent\tknown\t"), "{}", listed());
}

#[test]
fn texts_that_wait_are_listed_whether_a_program_runs_or_none() {
    let home = tempfile::tempdir().unwrap();
    let (alice, bob) = Peer::two(home.path());
    assert_eq!(bob.end().0.code(), Some(0));
    alice.end();
    let unacked = |more: &[&str]| {
        let (code, row, said) = bob_runs(home.path(), &[&["list", "alice"], more].concat());
        assert_eq!((code, said), (Some(0), String::new()));
        row.split('\t').nth(4).unwrap().to_owned()
    };
    assert_eq!(unacked(&[]), "0");
    for text in ["one", "two"] {
        assert_eq!(bob_runs(home.path(), &["send", "alice", text, "--wait", "held"]).0, Some(0));
    }
    assert_eq!((unacked(&[]), unacked(&["--no-history"])), ("2".to_owned(), "-".to_owned()));
    let mut bob = Peer::chat(home.path(), "bob", &[]);
    bob.say("/peers");
    bob.until("peer alice");
    assert_eq!(unacked(&[]), "2");
}

#[test]
fn what_is_listed_needs_neither_a_passphrase_for_nothing_nor_a_profile_that_is_free() {
    let home = tempfile::tempdir().unwrap();
    let (_alice, bob) = Peer::two(home.path());
    assert_eq!(bob.end().0.code(), Some(0));
    let lock = ProfileLock::take(&home.path().join("keystore/bob"), "bob").unwrap();
    let (code, row, said) = bob_runs(home.path(), &["list"]);
    assert!(code == Some(0) && said.contains("while another process has the profile"), "{said}");
    assert!(row.starts_with("alice\tabsent\tknown\t") && row.contains("\t-\t"), "{row}");
    drop(lock);
    let sealed = ["--name", "carol", "--passphrase-command", "echo long and secret"];
    assert!(peerscope(home.path(), &sealed).stdin(Stdio::null()).output().unwrap().status.success());
    let list = ["list", "--name", "carol", "--no-history"];
    let list = peerscope(home.path(), &list).stdin(Stdio::null()).output().unwrap();
    assert_eq!((list.status.code(), String::from_utf8(list.stderr).unwrap()), (Some(0), String::new()));
}

#[test]
fn a_check_is_told_to_nobody_but_who_asked_and_leaves_nothing_behind() {
    let home = tempfile::tempdir().unwrap();
    let (alice, mut bob) = Peer::two(home.path());
    let check = |seconds: &str| bob_runs(home.path(), &["check", "alice", "--timeout", seconds]).0;
    let quiet = bob.seen.len();
    assert_eq!(check("10"), Some(0));
    drop(alice);
    bob.until("closed");
    bob.say("/disconnect alice");
    bob.until("closed");
    let gone = bob.seen.len();
    assert_eq!(check("2"), Some(3));
    // A person who wants the same is told as if there had been no check.
    bob.say("/connect alice");
    bob.until("unreachable");
    let (_, lines) = bob.end();
    let words = |lines: &[String]| -> Vec<String> {
        lines.iter().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
    };
    assert!(!words(&lines[quiet..gone]).contains(&"pong".to_owned()), "{lines:#?}");
    assert_eq!(words(&lines[gone..])[..2], ["dialling", "unreachable"], "{lines:#?}");
    assert_eq!(lines[gone..].iter().filter(|line| line.starts_with("dialling")).count(), 1, "{lines:#?}");
}

#[test]
fn without_a_program_that_runs_a_script_calls_the_peer_itself() {
    let home = tempfile::tempdir().unwrap();
    let (mut alice, bob) = Peer::two(home.path());
    assert_eq!(bob.end().0.code(), Some(0));
    assert_eq!(bob_runs(home.path(), &["send", "alice", "alone"]).0, Some(0));
    alice.until("message bob: alone");
    assert_eq!(bob_runs(home.path(), &["check", "alice"]).0, Some(0));
    assert_eq!(bob_runs(home.path(), &["tail"]).0, Some(2), "nobody could call");
    alice.end();
    let (code, _, why) = bob_runs(home.path(), &["check", "alice", "--timeout", "1"]);
    assert!(code == Some(3) && why.contains("not reached within 1 s; the last try: cannot"), "{why}");
    assert!(why.contains("Connection refused"), "{why}");
    let (code, said, why) = bob_runs(home.path(), &["send", "alice", "x", "--timeout", "1", "--json"]);
    assert!(
        code == Some(5) && why.contains("is held after 1 s: ") && why.contains("; the last try: cannot"),
        "{why}"
    );
    assert!(said.lines().all(|line| line.contains("\"event\":\"receipt\"")), "{said}");
}

#[test]
fn a_program_that_is_suspended_is_named_by_each_script_and_none_waits_for_it() {
    let home = tempfile::tempdir().unwrap();
    let (mut alice, mut bob) = Peer::two(home.path());
    let process = Pid::from_child(&bob.child);
    kill_process(process, Signal::STOP).unwrap();
    let scripts: [&[&str]; 5] = [
        &["list"],
        &["get", "alice", "--last", "1"],
        &["tail"],
        &["check", "alice"],
        &["send", "alice", "x"],
    ];
    // All at once, since each waits until it has waited long enough.
    let said = std::thread::scope(|scope| {
        let home = home.path();
        let running = scripts.map(|arguments| scope.spawn(move || bob_runs(home, arguments)));
        running.map(|script| script.join().unwrap())
    });
    let id = process.as_raw_nonzero();
    let named = format!("process {id}, which runs this profile, does not answer: is it suspended?");
    for (arguments, (code, out, why)) in scripts.iter().zip(said) {
        assert!(code == Some(1) && out.is_empty() && why.contains(&named), "{arguments:?}: {code:?} {why}");
    }
    // It goes on as if nothing had been, and has been told nothing.
    kill_process(process, Signal::CONT).unwrap();
    assert_eq!(bob_runs(home.path(), &["send", "alice", "now"]).0, Some(0));
    alice.until_any(&["message bob: now", "message bob: x"]);
    assert!(!alice.seen.iter().any(|line| line.contains("bob: x")), "{:#?}", alice.seen);
    bob.say("here");
    alice.until("message bob: here");
}

#[test]
fn a_ledger_that_was_edited_is_printed_and_said_to_be_broken() {
    let home = tempfile::tempdir().unwrap();
    let (_alice, bob) = Peer::two(home.path());
    assert_eq!(bob.end().0.code(), Some(0));
    let log = || bob_runs(home.path(), &["trust", "log"]);
    let (code, whole, said) = log();
    assert!(code == Some(0) && said.is_empty() && whole.contains("\talice\t"), "{whole}{said}");
    let path = home.path().join("keystore/bob/trust_ledger");
    let written = fs::read_to_string(&path).unwrap();
    fs::write(&path, written.replace("alice", "malic")).unwrap();
    let (code, edited, said) = log();
    assert!(code == Some(1) && edited.contains("\tmalic\t"), "{code:?} {edited}");
    assert_eq!(edited.lines().count(), whole.lines().count(), "what can be shown is");
    assert!(said.contains("BROKEN at line ") && said.contains("what stands before it holds"), "{said}");
}

#[test]
fn what_was_said_is_printed_beside_the_program_that_runs_and_without_it_alike() {
    let home = tempfile::tempdir().unwrap();
    let (mut alice, mut bob) = Peer::two(home.path());
    // More than a page.
    for number in 1..=150 {
        bob.say(&format!("number {number}"));
    }
    bob.until("receipt alice: text 150 is acked");
    alice.say("and back");
    bob.until("message alice: and back");
    let get = |more: &[&str]| {
        let (code, lines, said) = bob_runs(home.path(), &[&["get", "alice"], more].concat());
        assert!(code == Some(0) && said.is_empty(), "{more:?}: {said}");
        lines
    };
    let asked: [&[&str]; 7] = [
        &[],
        &["--json"],
        &["--last", "3"],
        &["--last", "0"],
        &["--filter", "text.body contains 11", "--last", "4"],
        &["--since", "1d"],
        &["--since", "9999-01-01"],
    ];
    let running = asked.map(get);
    assert_eq!(bob.end().0.code(), Some(0));
    let [all, json, last, none, filtered, since, future] = asked.map(get);
    assert_eq!(running, [&all, &json, &last, &none, &filtered, &since, &future].map(String::clone));
    let rows: Vec<&str> = all.lines().collect();
    assert_eq!(rows.len(), 151);
    assert!(rows[0].ends_with("Z\tus\tacked\tnumber 1"), "{}", rows[0]);
    assert!(rows[149].ends_with("\tus\tacked\tnumber 150"), "{}", rows[149]);
    assert!(rows[150].ends_with("\tthem\t-\tand back"), "{}", rows[150]);
    assert!(json.starts_with("{\"event\":\"history\",\"peer\":\"alice\",\"place\":0,"), "{json}");
    assert!(!json.contains("\"id\":0"), "no receipt is told to a script: {json}");
    assert_eq!(last, rows[148..].join("\n") + "\n");
    let found: Vec<&str> = filtered.lines().filter_map(|row| row.rsplit(' ').next()).collect();
    assert_eq!(found, ["116", "117", "118", "119"]);
    assert_eq!((since, none, future), (all, String::new(), String::new()));
}

#[test]
fn what_was_said_is_not_printed_for_anybody_else() {
    let home = tempfile::tempdir().unwrap();
    let (_alice, bob) = Peer::two(home.path());
    let refused = |arguments: &[&str], code: i32, why: &str| {
        let (found, stdout, stderr) = bob_runs(home.path(), arguments);
        assert!(
            found == Some(code) && stdout.is_empty() && stderr.contains(why),
            "{arguments:?}: {found:?} {stderr}"
        );
    };
    refused(&["get", "carol"], 2, "no peer is called \"carol\"");
    assert_eq!(bob.end().0.code(), Some(0));
    refused(&["get", "carol"], 2, "no peer is called \"carol\"");
    refused(&["get", "alice", "--since", "yesterday"], 2, "so long ago, as 30m, 2h or 7d");
    refused(&["get", "alice", "--no-history"], 1, "nothing is kept");
    let mut bob = Peer::chat(home.path(), "bob", &["--no-history"]);
    bob.say("/peers");
    bob.until("peer alice");
    refused(&["get", "alice"], 1, "nothing is kept");
}

/// A tail of bob, where no program runs, that waits for calls.
fn tail_that_listens(home: &Path) -> Peer {
    let arguments = ["tail", "--listen", "127.0.0.1:0", "--name", "bob", "--no-passphrase"];
    let mut tail = Peer::spawn(peerscope(home, &arguments).stderr(Stdio::piped()));
    let mut said = String::new();
    BufReader::new(tail.child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert!(said.starts_with("texts are printed as they come"), "{said}");
    tail
}

#[test]
fn a_tail_that_runs_the_profile_lets_the_other_scripts_through() {
    let home = tempfile::tempdir().unwrap();
    let (mut alice, bob) = Peer::two(home.path());
    assert_eq!(bob.end().0.code(), Some(0));
    let mut tail = tail_that_listens(home.path());
    assert_eq!(
        bob_runs(home.path(), &["send", "alice", "through it"]),
        (Some(0), "acked\n".into(), String::new())
    );
    alice.until("message bob: through it");
    alice.say("and back");
    assert!(tail.until("").ends_with("\talice\tand back"));
    let (code, kept, _) = bob_runs(home.path(), &["get", "alice"]);
    assert!(code == Some(0) && kept.contains("through it") && kept.contains("and back"), "{kept}");
    assert!(bob_runs(home.path(), &["list"]).1.starts_with("alice\tconnected\tknown\t"));
    assert_eq!(bob_runs(home.path(), &["check", "alice"]).0, Some(0));
}

#[test]
fn a_script_that_has_done_its_own_waits_for_those_that_go_through_it() {
    let home = tempfile::tempdir().unwrap();
    let (alice, bob) = Peer::two(home.path());
    assert_eq!(bob.end().0.code(), Some(0));
    alice.end();
    // It waits for alice, who is not there.
    let waits = ["send", "alice", "one", "--name", "bob", "--timeout", "3"];
    let mut first = Peer::spawn(peerscope(home.path(), &waits).stderr(Stdio::null()));
    let folder = home.path().join("keystore/bob");
    while !folder.join("control").exists() {
        assert!(first.child.try_wait().unwrap().is_none(), "no other script can go through it");
    }
    let second = bob_runs(home.path(), &["send", "alice", "two", "--timeout", "6"]);
    assert!(
        second.0 == Some(5) && second.2.contains("the text for alice is held after 6 s: it stays"),
        "{second:?}"
    );
    assert_eq!(first.end().0.code(), Some(5));
    assert!(!folder.join("control").exists() && !folder.join("control.token").exists());
}

#[test]
fn a_script_that_waits_for_long_keeps_the_one_it_goes_through_only_for_a_moment() {
    let home = tempfile::tempdir().unwrap();
    let (alice, bob) = Peer::two(home.path());
    assert_eq!(bob.end().0.code(), Some(0));
    alice.end();
    let send = |text, seconds| {
        let waits = ["send", "alice", text, "--name", "bob", "--timeout", seconds];
        Peer::spawn(peerscope(home.path(), &waits).stderr(Stdio::piped()))
    };
    let mut first = send("one", "4");
    while !home.path().join("keystore/bob/control").exists() {
        assert!(first.child.try_wait().unwrap().is_none(), "no other script can go through it");
    }
    let mut second = send("two", "60");
    let mut said = String::new();
    BufReader::new(second.child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert!(said.contains("has ended, and the text for alice is held"), "{said}");
    assert_eq!((first.end().0.code(), second.end().0.code()), (Some(5), Some(5)));
    assert!(bob_runs(home.path(), &["list"]).1.contains("\t2\t"), "both wait for the next run");
}

#[test]
fn a_script_that_was_done_before_it_was_interrupted_is_done() {
    let home = tempfile::tempdir().unwrap();
    let (alice, bob) = Peer::two(home.path());
    assert_eq!(bob.end().0.code(), Some(0));
    let listed = bob_runs(home.path(), &["list", "alice"]).1;
    let address = listed.trim_end().rsplit('\t').next().unwrap();
    alice.end();
    let send = ["send", "alice", "one", "--name", "bob"];
    let mut send = Peer::spawn(peerscope(home.path(), &send).stderr(Stdio::null()));
    let socket = home.path().join("keystore/bob/control");
    while !socket.exists() {
        assert!(send.child.try_wait().unwrap().is_none(), "no other script can go through it");
    }
    let silent = UnixStream::connect(&socket).unwrap();
    let mut alice = Peer::chat(home.path(), "alice", &["--listen", address]);
    alice.until("message bob: one");
    assert_eq!(send.until(""), "acked");
    // It lives for the one that has asked nothing yet.
    kill_process(Pid::from_child(&send.child), Signal::INT).unwrap();
    assert_eq!(send.end().0.code(), Some(0));
    drop(silent);
}

#[test]
fn scripts_that_read_no_answer_keep_no_place_for_ever() {
    let home = tempfile::tempdir().unwrap();
    let (_alice, mut bob) = Peer::two(home.path());
    // More than fits on the way.
    for _ in 0..40 {
        bob.say(&"x".repeat(16_000));
    }
    bob.until("receipt alice: text 40 is acked");
    let folder = home.path().join("keystore/bob");
    let token = fs::read_to_string(folder.join("control.token")).unwrap();
    let ask = |what: &str| {
        let mut stream = UnixStream::connect(folder.join("control")).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream.write_all(format!("{token}{what}\n").as_bytes()).unwrap();
        stream
    };
    let stopped: Vec<UnixStream> = (0..32).map(|_| ask("{\"ask\":\"get\",\"name\":\"alice\"}")).collect();
    let mut line = String::new();
    BufReader::new(ask("{\"ask\":\"list\"}")).read_line(&mut line).unwrap();
    assert!(line.starts_with("{\"event\":\"peers\""), "{line}");
    drop(stopped);
}

#[test]
fn a_script_that_is_told_to_end_says_goodbye_and_closes_what_is_kept() {
    let home = tempfile::tempdir().unwrap();
    let (mut alice, bob) = Peer::two(home.path());
    assert_eq!(bob.end().0.code(), Some(0));
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut tail = tail_that_listens(home.path());
        assert_eq!(bob_runs(home.path(), &["check", "alice"]).0, Some(0));
        alice.until("connected bob");
        kill_process(Pid::from_child(&tail.child), signal).unwrap();
        let closed = alice.until("closed");
        assert_eq!(closed, "closed bob: goodbye", "{signal:?}");
        assert_eq!(tail.child.wait().unwrap().code(), Some(130), "{signal:?}");
        assert!(!home.path().join("keystore/bob/control").exists());
        let (_, next) = Peer::chat(home.path(), "bob", &[]).end();
        assert!(!next.iter().any(|line| line.starts_with("error store")), "{signal:?}: {next:#?}");
    }
}

#[test]
fn texts_are_followed_as_they_come_and_only_those_that_match() {
    let home = tempfile::tempdir().unwrap();
    let (mut alice, _bob) = Peer::two(home.path());
    let filter = ["tail", "--name", "bob", "--filter", "text.body contains two"];
    let mut tail = Peer::spawn(peerscope(home.path(), &filter).stderr(Stdio::piped()));
    let mut said = String::new();
    BufReader::new(tail.child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert!(said.starts_with("texts are printed as they come"), "{said}");
    alice.say("one");
    alice.say("number two");
    let line = tail.until("");
    assert!(line.ends_with("\talice\tnumber two"), "{line}");
}

#[test]
fn the_socket_is_its_owners_and_without_the_token_it_says_nothing() {
    let home = tempfile::tempdir().unwrap();
    let (_alice, bob) = Peer::two(home.path());
    let folder = home.path().join("keystore/bob");
    let socket = folder.join("control");
    for file in [&socket, &folder.join("control.token")] {
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let token = fs::read_to_string(folder.join("control.token")).unwrap();
    let answer = |asked: &str| {
        let mut stream = UnixStream::connect(&socket).unwrap();
        stream.write_all(asked.as_bytes()).unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        line
    };
    let list = "{\"ask\":\"list\"}\n";
    let wrong = "0".repeat(64);
    let cases = [
        (format!("{token}{list}"), "\"event\":\"peers\""),
        (format!("{wrong}\n{list}"), "the token is not the one of this run"),
        (format!("\n{list}"), "the token is not the one of this run"),
        (format!("{token}{{\"ask\":\"everything\"}}\n"), "this is no request"),
        (format!("{token}{{\"ask\":\"list\",\"and\":1}}\n"), "this is no request"),
        (format!("{token}\u{1b}[2J\n"), "this is no request"),
    ];
    for (asked, expected) in cases {
        let said = answer(&asked);
        assert!(said.contains(expected) && !said.contains('\u{1b}'), "{asked:?}: {said}");
    }
    assert_eq!(bob.end().0.code(), Some(0));
    assert!(!socket.exists() && !folder.join("control.token").exists(), "they go with the program");
}

#[test]
fn what_a_killed_program_left_behind_keeps_nobody_out() {
    let home = tempfile::tempdir().unwrap();
    let (mut alice, bob) = Peer::two(home.path());
    // Whom it knows is on the disk when it has ended, and only then for certain.
    assert_eq!(bob.end().0.code(), Some(0));
    let mut bob = Peer::chat(home.path(), "bob", &["--connect", "alice"]);
    bob.until("connected alice");
    drop(bob);
    assert!(home.path().join("keystore/bob/control").exists(), "it was killed");
    assert_eq!(bob_runs(home.path(), &["send", "alice", "by itself"]).0, Some(0));
    alice.until("message bob: by itself");
    let _bob = Peer::chat(home.path(), "bob", &[]);
    assert!(bob_runs(home.path(), &["list"]).1.starts_with("alice\t"));
}

#[test]
fn who_was_blocked_while_no_program_ran_is_entered_as_found_so_by_the_next_run_and_by_no_other() {
    let home = tempfile::tempdir().unwrap();
    let (_alice, bob) = Peer::two(home.path());
    assert_eq!(bob.end().0.code(), Some(0));
    let (code, _, said) = bob_runs(home.path(), &["id", "block", "alice"]);
    assert_eq!(code, Some(0), "{said}");
    for _run in 0..2 {
        assert_eq!(Peer::chat(home.path(), "bob", &[]).end().0.code(), Some(0));
    }
    let (_, log, said) = bob_runs(home.path(), &["trust", "log"]);
    let found = log.lines().filter(|line| line.contains("\tfound_blocked\t")).count();
    assert_eq!(found, 1, "{log}{said}");
    let (code, whole, _) = bob_runs(home.path(), &["trust", "verify"]);
    let entries = format!("{} of them are printed by trust log", log.lines().count());
    assert!(code == Some(0) && whole.contains(&entries), "{log}{whole}");
}

#[test]
fn a_text_is_taken_however_short_the_time_is_and_the_script_is_told_what_becomes_of_it() {
    let home = tempfile::tempdir().unwrap();
    let (alice, bob) = Peer::two(home.path());
    assert_eq!(bob.end().0.code(), Some(0));
    alice.end();
    let at_once = |more: &[&str]| {
        let (code, said, why) =
            bob_runs(home.path(), &[&["send", "alice", "x", "--timeout", "0"], more].concat());
        assert_eq!(said, "");
        (code, why)
    };
    let (code, why) = at_once(&[]);
    assert!(code == Some(5) && why.contains("is held after 0 s: it stays") && why.contains("again"), "{why}");
    let (code, why) = at_once(&["--no-history"]);
    assert!(code == Some(5) && why.contains("is not sent after 0 s: it is kept nowhere"), "{why}");
    let (code, why) = at_once(&["--no-history", "--wait", "held"]);
    assert!(code == Some(2) && why.contains("with --no-history nothing is kept"), "{why}");
    let (_, row, _) = bob_runs(home.path(), &["list", "alice"]);
    assert_eq!(row.split('\t').nth(4), Some("1"), "the first one");
}

#[test]
fn what_is_piped_in_is_a_whole_text_or_none() {
    let home = tempfile::tempdir().unwrap();
    let (_alice, _bob) = Peer::two(home.path());
    let piped = home.path().join("piped");
    let send = |bytes: &[u8]| {
        fs::write(&piped, bytes).unwrap();
        let mut send = peerscope(home.path(), &["send", "alice", "-", "--name", "bob"]);
        let output = send.stdin(fs::File::open(&piped).unwrap()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let most = "x".repeat(16_384);
    assert_eq!(send(format!("{most}\r\n").as_bytes()), (Some(0), String::new()));
    for long in ["x".repeat(70_000), "ß".repeat(35_000), format!("{most}\n\nand more")] {
        let (code, why) = send(long.as_bytes());
        assert!(code == Some(2) && why.contains("16,384 bytes, this one has more than that"), "{why}");
    }
    let (code, why) = send(b"no \xff text");
    assert!(code == Some(2) && why.contains("not"), "{why}");
}

#[test]
fn where_the_socket_was_removed_a_script_is_told_that_and_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let (_alice, bob) = Peer::two(home.path());
    fs::remove_file(home.path().join("keystore/bob/control")).unwrap();
    let (code, _, why) = bob_runs(home.path(), &["check", "alice"]);
    let number = format!("in use by process {}, and its socket ", bob.child.id());
    assert!(
        code == Some(1) && why.contains(&number) && why.contains("keystore/bob/control is not there"),
        "{why}"
    );
}

#[test]
fn no_script_waits_for_a_passphrase_where_there_is_no_terminal() {
    let home = tempfile::tempdir().unwrap();
    let alice =
        ["--plain", "--name", "alice", "--no-passphrase", "--accept", "any", "--listen", "127.0.0.1:0"];
    let mut alice = Peer::spawn(&mut peerscope(home.path(), &alice));
    let listening = alice.until("listening ");
    let to = listening.split_whitespace().find(|word| word.starts_with("127.0.0.1")).unwrap();
    let bob = [
        "--plain",
        "--name",
        "bob",
        "--passphrase-command",
        "echo correct horse",
        "--accept",
        "any",
        "--connect",
        to,
    ];
    let mut bob = Peer::spawn(&mut peerscope(home.path(), &bob));
    bob.until("connected alice");
    assert_eq!(bob.end().0.code(), Some(0));
    for arguments in
        [["send", "alice", "hello"].as_slice(), &["get", "alice"], &["check", "alice"], &["tail"], &["list"]]
    {
        let script = peerscope(home.path(), &[arguments, &["--name", "bob"]].concat());
        // In a session of its own it has no terminal to ask at, whoever runs the test.
        let mut alone = Command::new("timeout");
        alone.args(["20", "setsid", "--wait"]).arg(script.get_program()).args(script.get_args());
        alone.envs(script.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = alone.stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        // What is no secret is listed all the same.
        let code = if arguments == ["list"] { 0 } else { 2 };
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains("passphrase") && said.contains("--passphrase-fd"), "{arguments:?}: {said}");
    }
}
