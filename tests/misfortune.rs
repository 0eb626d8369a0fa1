//! The built program where its files cannot be written, or somebody else writes them.

#![cfg(all(unix, feature = "net"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

#[path = "support/process.rs"]
mod process;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use peerscope::netlog::{NetLog, Rotation};
use process::Process;
use tracing::level_filters::LevelFilter;

fn peerscope(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peerscope"));
    command.args(arguments).env("PEERSCOPE_HOME", home);
    command
}

#[test]
fn what_could_not_be_saved_is_said_last_and_the_exit_code_tells_it_from_success() {
    for json in [false, true] {
        let home = tempfile::tempdir().unwrap();
        let chat = ["--plain", "--name", "alice", "--no-passphrase", "--json"];
        let chat = if json { &chat[..] } else { &chat[..4] };
        let mut alice = Process::spawn(&mut peerscope(home.path(), chat));
        let event = |word: &str, rest: &str| {
            if json { format!("{{\"event\":\"{word}\",") } else { format!("{word} {rest}") }
        };
        alice.until(&event("note", "you are alice"));
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
        NetLog::open(&path, LevelFilter::INFO, Rotation::default()).unwrap()
    };
    let busy = [open("demo"), open("alice")];
    // A profile of somebody is no place for a demo.
    let made = peerscope(home.path(), &["--plain", "--name", "demo-2", "--no-passphrase"]);
    let made = { made }.stdin(std::process::Stdio::null()).output().unwrap();
    assert!(made.status.success());
    let before = fs::read(home.path().join("logs/demo-2/net.log")).unwrap();
    let demo = peerscope(home.path(), &["demo", "--plain"]).output().unwrap();
    let said = String::from_utf8(demo.stdout).unwrap();
    assert!(demo.status.success(), "{said}");
    let own = home.path().join("logs/demo-3/net.log");
    assert!(said.contains(own.to_str().unwrap()), "{said}");
    assert!(fs::read_to_string(own).unwrap().contains(" INFO shutdown"));
    assert_eq!(fs::read(home.path().join("logs/demo-2/net.log")).unwrap(), before);

    let mut chat = peerscope(home.path(), &["--plain", "--name", "alice", "--no-passphrase"]);
    let refused = chat.stdin(std::process::Stdio::null()).output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said.contains("logs/alice/net.log: another process writes it: end that one"), "{said}");
    drop(busy);
    for name in ["demo", "alice"] {
        assert_eq!(fs::read(home.path().join("logs").join(name).join("net.log")).unwrap(), b"", "{name}");
    }
}
