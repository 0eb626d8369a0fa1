//! The two switches with which secrets leave the program, as people use them.

#![cfg(feature = "net")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot start a process has to fail loudly"
)]

#[path = "support/process.rs"]
mod process;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use peerscope::protocol::parse_key_log;
use process::Process as Peer;

fn peerscope(home: &Path, name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peerscope"));
    command.args(["--plain", "--name", name, "--no-passphrase", "--accept", "any"]).args(arguments);
    command.env("PEERSCOPE_HOME", home).env_remove("PEERSCOPE_KEYLOG").stdin(Stdio::piped());
    command
}

/// Lets alice, who was started so, talk with bob, who discloses nothing; each writes what `/explain` says.
fn talk(home: &Path, mut alice: Command, said: &str) -> [String; 2] {
    let file = |name: &str| home.join(format!("{name}.md")).display().to_string();
    let mut alice = Peer::spawn(&mut alice);
    alice.until(said);
    let line = alice.until("listening on port ");
    let port = line.strip_prefix("listening on port ").unwrap().split(',').next().unwrap().to_owned();
    let mut bob = Peer::spawn(&mut peerscope(home, "bob", &["--connect", &format!("127.0.0.1:{port}")]));
    for (peer, name) in [(&mut alice, "alice"), (&mut bob, "bob")] {
        peer.until("connected ");
        peer.say(&format!("/explain {}", file(name)));
        assert!(peer.until(&format!("note {}", file(name))).contains("is written; only you can read it"));
    }
    for mut peer in [bob, alice] {
        peer.say("/quit");
        assert!(peer.end().0.success());
    }
    ["alice", "bob"].map(|name| fs::read_to_string(file(name)).unwrap())
}

/// What a program that does not start says.
fn refusal(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

fn log_of(home: &Path, name: &str) -> String {
    fs::read_to_string(home.join(format!("logs/{name}/net.log"))).unwrap()
}

#[test]
fn a_key_log_needs_its_flag_and_its_variable() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("keys.log");
    let flag = ["--keylog", file.to_str().unwrap()];
    let said = refusal(peerscope(home.path(), "alice", &flag));
    assert!(said.contains("--keylog needs the environment variable PEERSCOPE_KEYLOG as well"), "{said}");
    let mut variable = peerscope(home.path(), "alice", &[]);
    variable.env("PEERSCOPE_KEYLOG", "1");
    let said = refusal(variable);
    assert!(said.contains("PEERSCOPE_KEYLOG is set, and --keylog FILE is not given"), "{said}");
    assert!(!file.exists(), "nothing was written");
}

#[cfg(unix)]
#[test]
fn a_key_log_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("keys.log");
    fs::write(&file, "").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let mut both = peerscope(home.path(), "alice", &["--keylog", file.to_str().unwrap()]);
    both.env("PEERSCOPE_KEYLOG", "1");
    let said = refusal(both);
    assert!(said.contains("keys.log holds secrets") && said.contains("chmod 600 it"), "{said}");
}

#[test]
fn with_both_the_chains_of_each_session_are_appended_and_that_is_said() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("keys.log");
    for sessions in 1..=2 {
        let arguments = ["--listen", "127.0.0.1:0", "--keylog", file.to_str().unwrap()];
        let mut alice = peerscope(home.path(), "alice", &arguments);
        alice.env("PEERSCOPE_KEYLOG", "1");
        let [page, _] = talk(home.path(), alice, "note KEY LOG: ");
        assert!(!page.contains("openssl"), "a key log does not teach");
        let lines = parse_key_log(&fs::read(&file).unwrap()).unwrap();
        assert_eq!(lines.len(), 2 * sessions, "one for each direction");
        for name in ["alice.md", "bob.md"] {
            fs::remove_file(home.path().join(name)).unwrap();
        }
    }
    assert!(log_of(home.path(), "alice").contains("key_log"));
    assert!(!log_of(home.path(), "bob").contains("key_log"));
}

#[test]
fn teaching_is_said_and_shows_secrets_at_this_end_alone() {
    let home = tempfile::tempdir().unwrap();
    let alice = peerscope(home.path(), "alice", &["--listen", "127.0.0.1:0", "--teach"]);
    let [taught, other] = talk(home.path(), alice, "note TEACHING: ");
    assert!(taught.contains("holds the secrets of this session") && taught.contains("openssl"));
    assert!(!other.contains("holds the secrets") && !other.contains("openssl"));
    assert!(log_of(home.path(), "alice").contains("teaching"));
    assert!(!log_of(home.path(), "bob").contains("teaching"));
}
