//! The two switches with which secrets leave the program, as people use them.

#![cfg(feature = "net")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot start a process has to fail loudly"
)]

#[path = "support/process.rs"]
mod process;
#[path = "support/program.rs"]
mod program;

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use peerscope::protocol::parse_key_log;
use process::Process as Peer;
use program::{chat, peerscope};

/// What bob says.
const SAID: &str = "the key is under the third flower pot";

/// Lets alice, who was started so, talk with bob, who discloses nothing; each writes what `/explain` says.
fn talk(home: &Path, mut alice: Command, said: &str) -> [String; 2] {
    let file = |name: &str| home.join(format!("{name}.md")).display().to_string();
    let mut alice = Peer::spawn(&mut alice);
    alice.until(said);
    let line = alice.until("listening on port ");
    let port = line.strip_prefix("listening on port ").unwrap().split(',').next().unwrap().to_owned();
    let mut bob = Peer::spawn(&mut chat(home, "bob", &["--connect", &format!("127.0.0.1:{port}")]));
    for (peer, name) in [(&mut alice, "alice"), (&mut bob, "bob")] {
        peer.until("connected ");
        peer.say(&format!("/explain {}", file(name)));
        assert!(peer.until(&format!("note {}", file(name))).contains("is written; only you can read it"));
    }
    bob.say(SAID);
    alice.until("message ");
    for mut peer in [bob, alice] {
        peer.say("/quit");
        assert!(peer.end().0.success());
    }
    ["alice", "bob"].map(|name| fs::read_to_string(file(name)).unwrap())
}

/// What a program that does not start says.
fn refusal(mut command: Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
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
    let said = refusal(chat(home.path(), "alice", &flag));
    assert!(said.contains("--keylog needs the environment variable PEERSCOPE_KEYLOG as well"), "{said}");
    let mut variable = chat(home.path(), "alice", &[]);
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
    let mut both = chat(home.path(), "alice", &["--keylog", file.to_str().unwrap()]);
    both.env("PEERSCOPE_KEYLOG", "1");
    let said = refusal(both);
    assert!(said.contains("others have access to") && said.contains("run chmod 600"), "{said}");
}

#[test]
fn with_both_the_chains_of_each_session_are_appended_and_that_is_said() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("keys.log");
    for sessions in 1..=2 {
        let arguments = ["--listen", "127.0.0.1:0", "--keylog", file.to_str().unwrap()];
        let mut alice = chat(home.path(), "alice", &arguments);
        alice.env("PEERSCOPE_KEYLOG", "1");
        let [page, _] = talk(home.path(), alice, "note KEY LOG: ");
        assert!(!page.contains("openssl"), "a key log does not teach");
        let log = parse_key_log(&fs::read(&file).unwrap()).unwrap();
        assert_eq!((log.lines.len(), log.torn), (2 * sessions, None), "one for each direction");
        // As a process leaves it that dies while it writes.
        File::options().append(true).open(&file).unwrap().write_all(b"CHAIN_R2I 0011").unwrap();
        for name in ["alice.md", "bob.md"] {
            fs::remove_file(home.path().join(name)).unwrap();
        }
    }
    assert!(log_of(home.path(), "alice").contains("key_log"));
    assert!(!log_of(home.path(), "bob").contains("key_log"));
}

/// What `inspect` prints of a capture, what it complains about, and whether it was content.
fn inspect(capture: &Path, keys: &Path, how: &str) -> (String, String, bool) {
    let [capture, keys] = [capture, keys].map(|path| path.to_str().unwrap());
    let inspect = &mut peerscope(Path::new("."), &["inspect", capture, "--keylog", keys, how]);
    let output = inspect.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.success())
}

#[test]
fn a_capture_opens_with_the_keys_that_were_logged_and_with_no_others() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for folder in [&home, &other] {
        let [keys, capture] = ["keys.log", "talk.pcapng"].map(|name| folder.path().join(name));
        let [keys, capture] = [&keys, &capture].map(|path| path.to_str().unwrap());
        let arguments = ["--listen", "127.0.0.1:0", "--keylog", keys, "--capture", capture];
        let mut alice = chat(folder.path(), "alice", &arguments);
        alice.env("PEERSCOPE_KEYLOG", "1");
        talk(folder.path(), alice, "note KEY LOG: ");
    }
    let (capture, keys) = (home.path().join("talk.pcapng"), home.path().join("keys.log"));
    let (shown, complaint, content) = inspect(&capture, &keys, "--json");
    assert!(content && complaint.is_empty(), "{complaint}");
    assert!(shown.contains(SAID), "{shown}");
    let (shown, _, _) = inspect(&capture, &keys, "--print");
    assert!(shown.contains("text") && shown.contains("close"), "{shown}");

    let torn = home.path().join("torn.log");
    fs::write(&torn, format!("{}CHAIN_I2R 00", fs::read_to_string(&keys).unwrap())).unwrap();
    let (shown, complaint, content) = inspect(&capture, &torn, "--json");
    assert!(content && shown.contains(SAID));
    assert!(complaint.contains("line 3 of the key log has no end, and is left out"), "{complaint}");

    let (_, complaint, content) = inspect(&capture, &home.path().join("nowhere.log"), "--json");
    assert!(!content && complaint.contains("cannot read the key log"), "{complaint}");

    let foreign = other.path().join("keys.log");
    let (shown, complaint, content) = inspect(&capture, &foreign, "--json");
    assert!(!content && !shown.contains(SAID));
    assert!(
        complaint.contains("no line of it opens a frame of this capture: from line 1 on, 2 lines"),
        "{complaint}"
    );

    let both = format!("{}{}", fs::read_to_string(&foreign).unwrap(), fs::read_to_string(&keys).unwrap());
    fs::write(&foreign, both).unwrap();
    let (shown, complaint, content) = inspect(&capture, &foreign, "--json");
    assert!(content && shown.contains(SAID));
    assert!(complaint.contains("line 1 of the key log opens nothing of it, and 1 line more"), "{complaint}");

    fs::write(&keys, "# keys\nCLIENT_RANDOM 00 11\n").unwrap();
    let (shown, complaint, content) = inspect(&capture, &keys, "--json");
    assert!(!content && shown.is_empty());
    assert!(
        complaint.contains("line 2 of the key log: CLIENT_RANDOM is no label of peerscope"),
        "{complaint}"
    );
}

#[test]
fn teaching_is_said_and_shows_secrets_at_this_end_alone() {
    let home = tempfile::tempdir().unwrap();
    let alice = chat(home.path(), "alice", &["--listen", "127.0.0.1:0", "--teach"]);
    let [taught, other] = talk(home.path(), alice, "note TEACHING: ");
    assert!(taught.contains("holds the secrets of this session") && taught.contains("openssl"));
    assert!(!other.contains("holds the secrets") && !other.contains("openssl"));
    assert!(log_of(home.path(), "alice").contains("teaching"));
    assert!(!log_of(home.path(), "bob").contains("teaching"));
}
