//! The built program under hostile nicks and texts: what reaches stdout, stderr and net.log.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use peerscope::netlog::Entry;

use super::stranger::Stranger;
use super::table::inputs;
use super::{is_allowed, is_allowed_in_message};

const NICK: &str = "alice\u{1b}]0;x\u{7}\r\nended all went as asked (0)\u{202e}\u{200b}] verified [";

/// A chat that accepts anybody.
pub(crate) struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
    pub(crate) address: String,
}

impl Program {
    pub(crate) fn start(home: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_peerscope"))
            .args([
                "--plain",
                "--name",
                "alice",
                "--no-passphrase",
                "--accept",
                "any",
                "--listen",
                "127.0.0.1:0",
            ])
            .args(more)
            .env("PEERSCOPE_HOME", home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut program = Self { child, stdout, address: String::new() };
        let line = program.until(|line| line.contains("127.0.0.1:"));
        let port: String =
            line.split("127.0.0.1:").nth(1).unwrap().chars().take_while(char::is_ascii_digit).collect();
        program.address = format!("127.0.0.1:{port}");
        program
    }

    /// The next line that is wanted.
    pub(crate) fn until(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        loop {
            let line = self.line().unwrap_or_else(|| panic!("stdout ended"));
            if wanted(&line) {
                return line;
            }
        }
    }

    /// Types a line.
    pub(crate) fn tell(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let length = self.stdout.read_line(&mut line).unwrap();
        (length > 0).then(|| line.trim_end_matches('\n').to_owned())
    }

    /// Ends it, and gives what else it said on stdout, and on stderr.
    pub(crate) fn end(mut self) -> (Vec<String>, String) {
        drop(self.child.stdin.take());
        let rest = std::iter::from_fn(|| self.line()).collect();
        let mut stderr = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        self.child.wait().unwrap();
        (rest, stderr)
    }
}

/// Leaves no process behind when a test fails.
impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_hostile_message_is_one_line_on_stdout_and_in_the_log() {
    let home = tempfile::tempdir().unwrap();
    let mut program = Program::start(home.path(), &[]);
    let mut stranger = Stranger::dial(&program.address, 7, NICK);
    program.until(|line| line.starts_with("note lines go to "));
    for body in inputs() {
        stranger.say(body);
        let line = program.line().unwrap();
        assert!(line.starts_with("message "), "{body:?} gave {line:?}");
        assert!(line.chars().all(is_allowed_in_message), "{body:?} gave {line:?}");
    }
    // What calls itself the same again is no news, and neither is a second name of which nothing can be seen.
    for nick in inputs().iter().flat_map(|nick| ["calm", nick]) {
        stranger.call_itself(nick);
        let line = program.line().unwrap();
        assert!(line.starts_with("nick ") && line.chars().all(is_allowed), "{nick:?} gave {line:?}");
    }
    stranger.leave();
    let (rest, stderr) = program.end();
    assert_eq!(stderr, "");
    assert!(rest.iter().all(|line| line.starts_with("closed ") || line.starts_with("ended ")), "{rest:#?}");
    check_log(home.path());
}

fn check_log(home: &Path) {
    let log = std::fs::read_to_string(home.join("logs/alice/net.log")).unwrap();
    let entries: Vec<Entry<'_>> = log
        .lines()
        .map(|line| {
            assert!(line.chars().all(is_allowed), "{line:?}");
            Entry::parse(line).unwrap_or_else(|| panic!("forged or torn: {line:?}"))
        })
        .collect();
    let received = |kind: &str| {
        let has = |entry: &Entry<'_>, name: &str, value: &str| {
            entry.fields.iter().any(|(field, found)| *field == name && found == value)
        };
        let is_it = |entry: &&Entry<'_>| has(entry, "dir", "received") && has(entry, "kind", kind);
        entries.iter().filter(|entry| entry.event == "frame").filter(is_it).count()
    };
    assert_eq!(
        (received("text"), received("nick")),
        (inputs().len(), 2 * inputs().len()),
        "one line a message"
    );
    let known = [
        "chain",
        "identity",
        "listening",
        "accept",
        "handshake",
        "frame",
        "established",
        "disconnect",
        "shutdown",
    ];
    let others: Vec<&str> =
        entries.iter().map(|entry| entry.event).filter(|event| !known.contains(event)).collect();
    assert!(others.is_empty(), "no text became an event: {others:?}");
}

#[test]
fn a_program_gets_every_byte_and_no_character_that_acts() {
    let home = tempfile::tempdir().unwrap();
    let mut program = Program::start(home.path(), &["--json"]);
    let mut stranger = Stranger::dial(&program.address, 7, NICK);
    let connected = program.until(|line| line.starts_with("{\"event\":\"connected\""));
    assert!(connected.chars().all(is_allowed), "{connected:?}");
    program.until(|line| line.contains("lines go to "));
    for body in inputs() {
        stranger.say(body);
        let line = program.line().unwrap();
        assert!(line.chars().all(is_allowed), "{line:?}");
        let object: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&object["event"], &object["text"]), (&"message".into(), &body.into()));
    }
    stranger.leave();
    assert_eq!(program.end().1, "");
}

#[test]
fn a_name_that_looks_like_another_is_warned_of_and_gets_its_own() {
    let home = tempfile::tempdir().unwrap();
    let mut program = Program::start(home.path(), &[]);
    let honest = Stranger::dial(&program.address, 1, "bob");
    let connected = program.until(|line| line.starts_with("connected "));
    assert!(connected.starts_with("connected bob at ") && !connected.contains("TAKEN"), "{connected}");

    let mut eve = Stranger::dial(&program.address, 2, "b\u{43e}b");
    let connected = program.until(|line| line.starts_with("connected "));
    let warned = connected.starts_with("connected b\u{43e}b-2 [b\u{43e}b], NOT TO BE TAKEN FOR bob");
    assert!(warned && connected.contains("fingerprint "), "{connected}");
    eve.call_itself("eve");
    let line = program.until(|line| line.starts_with("nick "));
    assert!(line.starts_with("nick b\u{43e}b-2 now calls itself [eve], fingerprint "), "{line}");
    eve.call_itself("BOB");
    let line = program.until(|line| line.starts_with("nick "));
    assert!(line.contains(" [BOB], NOT TO BE TAKEN FOR bob, fingerprint "), "{line}");
    honest.leave();
    eve.leave();
}

#[test]
fn an_error_is_one_line_whatever_it_names() {
    let home = tempfile::tempdir().unwrap();
    let place = home.path().join("a\u{1b}]0;x\u{7}\n\u{202e}b");
    let said = Command::new(env!("CARGO_BIN_EXE_peerscope"))
        .args(["log", "--name", "alice", "--home"])
        .arg(&place)
        .output()
        .unwrap();
    let stderr = String::from_utf8(said.stderr).unwrap();
    assert!(stderr.starts_with("peerscope: ") && stderr.trim_end().chars().all(is_allowed), "{stderr:?}");
    assert!(stderr.contains("a\\u{1b}]0;x\\u{7}\\u{a}\\u{202e}b"), "{stderr:?}");
}
