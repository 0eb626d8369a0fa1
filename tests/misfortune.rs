//! The built program where its files cannot be written, or somebody else writes them.

#![cfg(all(unix, feature = "net"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

#[path = "support/process.rs"]
mod process;
#[path = "support/program.rs"]
mod program;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use peerscope::netlog::{NetLog, Rotation};
use process::Process;
use program::{chat, peerscope};
use tracing::level_filters::LevelFilter;

/// A program none of whose files may grow beyond this.
fn limited(program: &Command, kib: usize) -> Command {
    let mut shell = Command::new("bash");
    shell.args(["-c", &format!("ulimit -f {kib}; exec \"$@\""), "bash"]);
    shell.arg(program.get_program()).args(program.get_args());
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell
}

#[test]
fn what_could_not_be_saved_is_said_last_and_the_exit_code_tells_it_from_success() {
    for json in [false, true] {
        let home = tempfile::tempdir().unwrap();
        let how: &[&str] = if json { &["--json"] } else { &[] };
        let mut alice = Process::spawn(&mut chat(home.path(), "alice", how));
        let event = |word: &str, rest: &str| {
            if json { format!("{{\"event\":\"{word}\",") } else { format!("{word} {rest}") }
        };
        // What answers has opened everything that it opens.
        alice.say("/peers");
        alice.until(&event("peers", ""));
        // Nothing is written where others may enter.
        fs::set_permissions(home.path().join("keystore/alice"), Permissions::from_mode(0o755)).unwrap();
        alice.say("/nick queen");
        let at_once = alice.until(&event("error", "save: "));
        assert!(at_once.contains("not saved, tried again until it can be: "), "{at_once}");
        let (status, lines) = alice.end();
        let last: Vec<&String> = lines.iter().rev().take(2).collect();
        assert!(last[1].starts_with(&event("error", "save: not saved, and ")), "{lines:#?}");
        assert!(last[1].contains("lost with this program") && last[1].contains("chmod 700"), "{lines:#?}");
        assert!(last[0].starts_with(&event("ended", "something failed (1)")), "{lines:#?}");
        assert_eq!(status.code(), Some(1));
    }
}

#[test]
fn a_demo_beside_another_writes_a_log_of_its_own_and_a_chat_shares_none() {
    let home = tempfile::tempdir().unwrap();
    let open = |name: &str| {
        let path = home.path().join("logs").join(name).join("net.log");
        NetLog::open(&path, LevelFilter::INFO, Rotation::default(), None).unwrap()
    };
    let busy = [open("demo"), open("alice")];
    // A profile of somebody is no place for a demo.
    let made = chat(home.path(), "demo-2", &[]).stdin(Stdio::null()).output().unwrap();
    assert!(made.status.success());
    let before = fs::read(home.path().join("logs/demo-2/net.log")).unwrap();
    let demo = peerscope(home.path(), &["demo", "--plain"]).output().unwrap();
    let said = String::from_utf8(demo.stdout).unwrap();
    assert!(demo.status.success(), "{said}");
    let own = home.path().join("logs/demo-3/net.log");
    assert!(said.contains(own.to_str().unwrap()), "{said}");
    assert!(fs::read_to_string(own).unwrap().contains(" INFO shutdown"));
    assert_eq!(fs::read(home.path().join("logs/demo-2/net.log")).unwrap(), before);

    let refused = chat(home.path(), "alice", &[]).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said.contains("logs/alice/net.log: another process writes it: end that one"), "{said}");
    drop(busy);
    for name in ["demo", "alice"] {
        assert_eq!(fs::read(home.path().join("logs").join(name).join("net.log")).unwrap(), b"", "{name}");
    }
}

#[test]
fn a_full_disk_refuses_texts_and_ends_neither_the_program_nor_the_session() {
    let home = tempfile::tempdir().unwrap();
    let mut bob = Process::spawn(&mut chat(home.path(), "bob", &["--json", "--listen", "127.0.0.1:0"]));
    let listening = bob.until("{\"event\":\"listening\"");
    let port = listening.split_once("\"port\":").unwrap().1.split(',').next().unwrap();
    // A new store has 1,032 KiB, and may not grow.
    let to = format!("127.0.0.1:{port}");
    let alice = chat(home.path(), "alice", &["--json", "--connect", &to]);
    let mut alice = Process::spawn(&mut limited(&alice, 1_032));
    alice.until("{\"event\":\"connected\"");
    bob.until("{\"event\":\"connected\"");
    let taken = fill(&mut alice);
    // What comes is shown all the same, and the session is the same one.
    bob.say("still there?");
    let came = alice.until("{\"event\":\"message\"");
    assert!(came.contains("still there?"), "{came}");
    // Nor does an answer wait for the disk, beside which more may come.
    alice.say("/read bob");
    alice.say("/ping bob");
    alice.until("{\"event\":\"pong\"");
    let read = |line: &String| line.contains("all that bob has said counts as seen");
    assert!(alice.seen.iter().any(read), "{:#?}", alice.seen);
    assert!(!alice.seen.iter().any(|line| line.starts_with("{\"event\":\"closed\"")), "{:#?}", alice.seen);
    alice.say("/quit");
    alice.end();
    // Without the limit everything is there that was said to be, and nothing that was refused.
    assert_eq!(own_texts(home.path()), taken);
    assert_eq!(texts_of(bob, &taken), taken);
}

/// What alice types until a text is refused for want of room: those that were said to be held.
fn fill(alice: &mut Process) -> Vec<String> {
    let long = "long ".repeat(3_000);
    let mut taken = Vec::new();
    for number in 0..400 {
        let text = format!("{number} {}", long.trim_end());
        alice.say(&text);
        // Each is acked before the next is typed, or refused.
        loop {
            let line =
                alice.until_any(&["{\"event\":\"error\",\"command\":\"text\"", "{\"event\":\"receipt\""]);
            if line.starts_with("{\"event\":\"error\"") {
                assert!(line.contains("could not be kept"), "{line}");
                return taken;
            }
            if line.contains("\"held\"") {
                taken.push(text.clone());
            } else if line.contains("\"acked\"") {
                break;
            }
        }
    }
    panic!("{} texts were taken where there is no room for them", taken.len())
}

/// The texts of lines of one event, in their order.
fn texts_in<'a>(lines: impl IntoIterator<Item = &'a String>, event: &str, from: &str) -> Vec<String> {
    let lines = lines.into_iter().map(|line| serde_json::from_str(line).unwrap());
    let wanted = lines.filter(|line: &serde_json::Value| line["event"] == event && line["from"] == from);
    wanted.map(|line| line["text"].as_str().unwrap().to_owned()).collect()
}

/// What alice's store holds of what she said to bob.
fn own_texts(home: &Path) -> Vec<String> {
    let mut again = Process::spawn(&mut chat(home, "alice", &["--json"]));
    again.say("/peers");
    again.until("{\"event\":\"peers\"");
    let before = again.seen.len();
    again.say("/history bob 1000");
    again.until("{\"event\":\"history\"");
    let (status, lines) = again.end();
    assert_eq!(status.code(), Some(0), "{lines:#?}");
    texts_in(&lines[before..], "history", "us")
}

/// What bob was told, who has got all of it.
fn texts_of(mut bob: Process, wanted: &[String]) -> Vec<String> {
    let last = wanted.last().unwrap();
    if !bob.seen.iter().any(|line| line.contains(last)) {
        bob.until_one(|line| line.contains(last), "the last text");
    }
    let mut texts = Vec::new();
    for line in &bob.end().1 {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        if line["event"] == "message" {
            texts.push(line["text"].as_str().unwrap().to_owned());
        }
    }
    texts
}

/// A program that has this folder for itself on a disk of so many bytes, which is copied when it ends; `None` where
/// nobody lets us mount one.
fn on_a_small_disk(program: &Command, folder: &Path, size: &str) -> Option<Command> {
    let mount = format!("mount -t tmpfs -o mode=700,size={size} none \"$0\"");
    let unshared = |script: &str| {
        let mut shell = Command::new("unshare");
        shell.args(["-rm", "bash", "-c", script]).arg(folder);
        shell
    };
    let tried = unshared(&mount).stderr(Stdio::null()).status();
    if !tried.is_ok_and(|status| status.success()) {
        return None;
    }
    let mut shell =
        unshared(&format!("{mount} && \"$@\"; ended=$?; cp -a \"$0\" \"$0.after\" && exit $ended"));
    shell.arg(program.get_program()).args(program.get_args());
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Some(shell)
}

#[test]
fn on_a_disk_that_is_full_everything_stays_that_was_said_to_be_held() {
    let home = tempfile::tempdir().unwrap();
    let small = home.path().join("small");
    fs::create_dir(&small).unwrap();
    let mut bob = Process::spawn(&mut chat(home.path(), "bob", &["--json", "--listen", "127.0.0.1:0"]));
    let listening = bob.until("{\"event\":\"listening\"");
    let port = listening.split_once("\"port\":").unwrap().1.split(',').next().unwrap();
    let alice = chat(&small, "alice", &["--json", "--connect", &format!("127.0.0.1:{port}")]);
    let Some(mut alice) = on_a_small_disk(&alice, &small, "3m") else {
        println!("left out: no small disk can be mounted here (unshare -rm)");
        return;
    };
    let mut alice = Process::spawn(&mut alice);
    alice.until("{\"event\":\"connected\"");
    let taken = fill(&mut alice);
    assert!(!taken.is_empty());
    bob.say("still there?");
    let came = alice.until("{\"event\":\"message\"");
    assert!(came.contains("still there?"), "{came}");
    assert!(!alice.seen.iter().any(|line| line.starts_with("{\"event\":\"closed\"")), "{:#?}", alice.seen);
    alice.say("/quit");
    alice.end();
    assert_eq!(own_texts(&home.path().join("small.after")), taken);
    assert_eq!(texts_of(bob, &taken), taken);
}

#[test]
fn a_damaged_store_is_refused_and_kept_and_the_chat_goes_on_without_it_only_when_told_so() {
    let home = tempfile::tempdir().unwrap();
    let run =
        |arguments: &[&str]| chat(home.path(), "alice", arguments).stdin(Stdio::null()).output().unwrap();
    let path = home.path().join("keystore/alice/messages");
    assert!(run(&["--no-history"]).status.success());
    assert!(!path.exists(), "nothing is kept");
    assert!(run(&[]).status.success());
    let damaged = vec![7; 100_000];
    fs::write(&path, &damaged).unwrap();
    let refused = run(&[]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said.contains("keystore/alice/messages is damaged") && said.contains("--no-history"), "{said}");
    assert!(run(&["--no-history"]).status.success());
    assert_eq!(fs::read(&path).unwrap(), damaged);
}

#[test]
fn a_store_that_is_moved_away_under_the_program_takes_no_text_until_it_is_back() {
    let home = tempfile::tempdir().unwrap();
    let (mut alice, to) = listening(home.path());
    let mut bob = receiver(home.path(), &to);
    bob.until("{\"event\":\"connected\"");
    alice.until("{\"event\":\"connected\"");
    assert_eq!(bob.end().0.code(), Some(0));
    let (path, aside) = (home.path().join("keystore/alice/messages"), home.path().join("aside"));
    fs::rename(&path, &aside).unwrap();
    let why =
        "keystore/alice/messages is not the file any more that this program has opened: put that one back";
    alice.say("/msg bob not kept");
    let refused = alice.until("{\"event\":\"error\"");
    assert!(refused.contains("could not be kept") && refused.contains(why), "{refused}");
    let send = ["send", "bob", "nor this", "--wait", "held", "--name", "alice"];
    let script = peerscope(home.path(), &send).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(script.stderr).unwrap();
    assert!(script.status.code() == Some(1) && script.stdout.is_empty() && said.contains(why), "{said}");
    fs::rename(&aside, &path).unwrap();
    alice.say("/msg bob kept");
    alice.until_one(|line| line.contains("\"state\":\"held\""), "a text that is held");
}

/// A file of alice's that is no two chunks alike, and where it is.
fn file_of(home: &Path, mib: usize) -> (Vec<u8>, String) {
    let words = (0_u32..).flat_map(|word| word.wrapping_mul(2_654_435_761).to_be_bytes());
    let bytes: Vec<u8> = words.take(mib << 20).collect();
    let path = home.join("report.bin");
    fs::write(&path, &bytes).unwrap();
    (bytes, path.to_str().unwrap().to_owned())
}

/// Alice, who listens, and the arguments with which bob calls her.
fn listening(home: &Path) -> (Process, String) {
    let mut alice = Process::spawn(&mut chat(home, "alice", &["--json", "--listen", "127.0.0.1:0"]));
    let line = alice.until("{\"event\":\"listening\"");
    let port = line.split_once("\"port\":").unwrap().1.split(',').next().unwrap();
    (alice, format!("127.0.0.1:{port}"))
}

/// Reads what is told of a file until it is in this state and has so many bytes at least.
fn until_file(peer: &mut Process, state: &str, at_least: u64) -> serde_json::Value {
    loop {
        let line: serde_json::Value = serde_json::from_str(&peer.until("{\"event\":\"file\"")).unwrap();
        assert!(state == "stopped" || line["state"] != "stopped", "{line}");
        if line["state"] == state && line["written"].as_u64().unwrap() >= at_least {
            return line;
        }
    }
}

fn downloads(home: &Path) -> Vec<String> {
    let entries = fs::read_dir(home.join("keystore/bob/downloads")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_disk_that_fills_up_under_a_file_pauses_it_at_both_ends_and_the_conversation_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let (_, path) = file_of(home.path(), 4);
    let (mut alice, to) = listening(home.path());
    let bob = chat(home.path(), "bob", &["--json", "--connect", &to]);
    // A new store has 1,032 KiB; more than twice that is no file to have.
    let mut bob = Process::spawn(&mut limited(&bob, 2_500));
    bob.until("{\"event\":\"connected\"");
    alice.until("{\"event\":\"connected\"");
    alice.say(&format!("/send {path}"));
    until_file(&mut bob, "offered", 0);
    bob.say("/receive");
    let paused = until_file(&mut bob, "paused", 0);
    assert!(paused["error"].as_str().is_some_and(|error| error.contains("too large")), "{paused}");
    let told = until_file(&mut alice, "paused", 0);
    assert_eq!(told["by"], "peer", "{told}");
    alice.say("and now?");
    assert!(bob.until("{\"event\":\"message\"").contains("and now?"));
    assert!(downloads(home.path()).iter().all(|name| name.starts_with('.')), "nothing has its name");
    assert_eq!(bob.end().0.code(), Some(5), "the file has not arrived");
}

/// Bob, who calls alice at this address.
fn receiver(home: &Path, to: &str) -> Process {
    Process::spawn(&mut chat(home, "bob", &["--json", "--connect", to]))
}

/// Alice offers a file to bob, and he takes it.
fn takes(mut bob: Process, alice: &mut Process, path: &str) -> Process {
    bob.until("{\"event\":\"connected\"");
    alice.until("{\"event\":\"connected\"");
    alice.say(&format!("/send {path}"));
    until_file(&mut bob, "offered", 0);
    bob.say("/receive");
    bob
}

#[test]
fn a_file_whose_receiver_is_killed_goes_on_from_what_was_written_and_comes_whole() {
    let home = tempfile::tempdir().unwrap();
    let (bytes, path) = file_of(home.path(), 96);
    let (mut alice, to) = listening(home.path());
    let start = || receiver(home.path(), &to);
    let mut bob = takes(start(), &mut alice, &path);
    let first = until_file(&mut bob, "moving", 1)["written"].as_u64().unwrap();
    let before = until_file(&mut bob, "moving", first + 1)["written"].as_u64().unwrap();
    assert!(before < bytes.len() as u64, "it is killed in the middle");
    bob.child.kill().unwrap();
    bob.child.wait().unwrap();
    assert!(downloads(home.path()).iter().all(|name| name.starts_with('.')), "nothing has its name yet");
    let mut bob = start();
    let again = until_file(&mut bob, "moving", 1)["written"].as_u64().unwrap();
    assert!(again >= before, "from {before}, not from the beginning: {again}");
    until_file(&mut bob, "verified", bytes.len() as u64);
    until_file(&mut alice, "verified", bytes.len() as u64);
    assert_eq!(downloads(home.path()), ["report.bin"]);
    assert!(fs::read(home.path().join("keystore/bob/downloads/report.bin")).unwrap() == bytes);
}

#[test]
fn a_file_whose_receiver_is_killed_as_soon_as_it_is_taken_goes_on_and_is_not_asked_about_again() {
    let home = tempfile::tempdir().unwrap();
    let (bytes, path) = file_of(home.path(), 8);
    let (mut alice, to) = listening(home.path());
    let start = || receiver(home.path(), &to);
    let mut bob = takes(start(), &mut alice, &path);
    // The first that the sender hears of it: nothing of the file was sent before.
    until_file(&mut alice, "accepted", 0);
    bob.child.kill().unwrap();
    bob.child.wait().unwrap();
    let mut bob = start();
    until_file(&mut bob, "verified", bytes.len() as u64);
    assert!(!bob.seen.iter().any(|line| line.contains("\"state\":\"offered\"")), "{:#?}", bob.seen);
    assert!(fs::read(home.path().join("keystore/bob/downloads/report.bin")).unwrap() == bytes);
}
