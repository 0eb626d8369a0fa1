//! The built program as people and scripts use it: processes, pipes, signals, exit codes.
//!
//! Ports are 0 and read from the listening line; nothing sleeps: a test reads lines until the one it waits for,
//! or until a deadline that only a fault reaches.

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

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use process::Process as Peer;
use program::peerscope;

impl Peer {
    fn start(home: &Path, arguments: &[&str]) -> Self {
        Self::spawn(peerscope(home, arguments).stderr(Stdio::piped()))
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }
}

fn run(home: &Path, arguments: &[&str], stdin: &str) -> Output {
    let mut command = peerscope(home, arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that refuses at once does not read.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn the_demo_shows_two_peers_and_where_the_log_is() {
    let home = home();
    let output = run(home.path(), &["demo", "--plain"], "");
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{text}{}", stderr(&output));
    for word in
        ["dialling", "handshake", "packet", "connected", "receipt", "message", "rekeyed", "pong", "closed"]
    {
        assert!(text.lines().any(|line| line.starts_with(&format!("{word} "))), "no {word} in {text}");
    }
    assert!(text.contains("verdict=opened") && text.contains("epoch=2"), "{text}");
    let log = home.path().join("logs/demo/net.log");
    assert!(text.contains(log.to_str().unwrap()), "{text}");
    assert!(std::fs::read_to_string(log).unwrap().contains(" INFO established "));
    assert!(!home.path().join("keystore").exists(), "the demo keeps no identity");
}

#[test]
fn two_people_talk_and_say_goodbye() {
    let home = home();
    let mut alice = Peer::chat(home.path(), "alice", &["--listen", "127.0.0.1:0"]);
    let port = alice.port();
    let mut bob = Peer::chat(home.path(), "bob", &["--connect", &format!("127.0.0.1:{port}")]);
    // Typed before there is a session: it waits.
    bob.say("hello alice");
    alice.until("message bob: hello alice");
    bob.until("receipt alice: text 1 is acked");

    alice.say("/me waves");
    bob.until("message * alice waves");
    alice.say("//not a command");
    bob.until("message alice: /not a command");
    alice.say("/rekey");
    alice.until("rekeyed bob");
    bob.until("rekeyed alice");
    bob.say("/ping");
    bob.until("pong alice");
    bob.say("/packets on");
    bob.say("/all to everybody");
    alice.until("message bob: to everybody");
    assert!(bob.until("packet ").contains("verdict="));
    bob.say("/peers");
    assert!(bob.until("peer alice").contains("connected, known"));
    bob.say("/whois alice");
    bob.until("peer alice");
    bob.say("/verify alice");
    let number = bob.until("verify ");
    alice.say("/verify bob");
    let digits = |line: &str| line.chars().filter(char::is_ascii_digit).collect::<String>();
    assert_eq!(digits(&number), digits(&alice.until("verify ")), "both see the same number");
    bob.say("/verify alice same");
    bob.until("trust alice is verified");

    bob.say("/nick robert");
    alice.until("nick bob now calls itself");
    bob.say("/quit");
    let (status, lines) = bob.end();
    assert_eq!(status.code(), Some(0), "{lines:#?}");
    assert!(alice.until("closed bob").contains("goodbye"));
    let (status, lines) = alice.end();
    assert_eq!((status.code(), lines.last().unwrap().as_str()), (Some(0), "ended all went as asked (0)"));
}

#[test]
fn lines_for_whoever_is_dialled_are_not_given_to_somebody_who_comes_first() {
    let home = home();
    // It takes the call and never answers, so that the dial goes on.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let dialled = silent.local_addr().unwrap().to_string();
    let mut alice = Peer::chat(home.path(), "alice", &["--listen", "127.0.0.1:0", "--connect", &dialled]);
    let to = format!("127.0.0.1:{}", alice.port());
    alice.say("a secret");
    let mut carol = Peer::chat(home.path(), "carol", &["--connect", &to]);
    alice.until("connected carol");
    carol.until("connected alice");
    alice.say("another secret");
    alice.say("/msg carol");
    alice.until("note lines go to carol now");
    alice.say("hello carol");
    assert_eq!(carol.until("message alice: "), "message alice: hello carol");
    assert!(!carol.seen.iter().any(|line| line.contains("secret")), "{:#?}", carol.seen);
}

#[test]
fn an_unknown_command_is_an_error_and_is_not_sent() {
    let home = home();
    let mut alice = Peer::chat(home.path(), "alice", &["--listen", "127.0.0.1:0"]);
    let to = format!("127.0.0.1:{}", alice.port());
    let mut bob = Peer::chat(home.path(), "bob", &["--connect", &to]);
    bob.until("connected alice");
    bob.say("/mgs alice secret");
    assert!(bob.until("error mgs").contains("did you mean /msg?"));
    bob.say("  /quit");
    bob.until("error line: there is a blank before the slash");
    bob.say(&"x".repeat(20_000));
    bob.until("error line: a text has at most 16,384 bytes");
    bob.say("after");
    alice.until("message bob: after");
    assert!(
        !alice.seen.iter().any(|line| line.contains("secret") || line.contains("xxx")),
        "{:#?}",
        alice.seen
    );
}

#[test]
fn json_is_one_object_a_line_with_the_event_first() {
    let home = home();
    let mut alice = Peer::chat(home.path(), "alice", &["--listen", "127.0.0.1:0", "--json"]);
    let line = alice.until("{\"event\":\"listening\"");
    let listening: serde_json::Value = serde_json::from_str(&line).unwrap();
    let to = format!("127.0.0.1:{}", listening["port"]);
    let mut bob = Peer::chat(home.path(), "bob", &["--connect", &to, "--json"]);
    bob.say("/packets on");
    bob.say("tab\there \u{202e} and \"quotes\"");
    bob.until("{\"event\":\"connected\"");
    let line = alice.until("{\"event\":\"message\"");
    let message: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(message["text"], "tab\there \u{202e} and \"quotes\"");
    assert!(!line.contains(['\t', '\u{202e}']), "nothing of it acts on a terminal: {line}");
    let (_, bob_lines) = bob.end();
    let (_, alice_lines) = alice.end();
    for line in bob_lines.iter().chain(&alice_lines) {
        let object: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        assert!(line.starts_with(&format!("{{\"event\":{}", object["event"])), "{line}");
    }
    let packet =
        bob_lines.iter().find(|line| line.contains("\"packet\"") && line.contains("\"text\"")).unwrap();
    let packet: serde_json::Value = serde_json::from_str(packet).unwrap();
    assert_eq!(
        (&packet["dir"], &packet["verdict"], &packet["epoch"]),
        (&"sent".into(), &"sent".into(), &1.into())
    );
}

#[test]
fn the_end_of_stdin_delivers_everything_first() {
    let home = home();
    let mut alice = Peer::chat(home.path(), "alice", &["--listen", "127.0.0.1:0"]);
    let to = format!("127.0.0.1:{}", alice.port());
    let arguments = ["--plain", "--name", "bot", "--no-passphrase", "--accept", "any", "--connect", &to];
    // Fewer than may be under way at once end before the session is there; more are read as they arrive.
    for count in [1, 64, 600] {
        let lines: String = (1..=count).map(|number| format!("line {number}\n")).collect::<Vec<_>>().concat();
        let output = run(home.path(), &arguments, &lines);
        assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
        alice.until("closed bot");
        let came: Vec<&String> = alice.seen.iter().filter(|line| line.starts_with("message bot: ")).collect();
        assert_eq!(came.len(), count);
        assert!(came.iter().enumerate().all(|(index, line)| line.ends_with(&format!(" {}", index + 1))));
        let acked = stdout(&output).lines().filter(|line| line.ends_with(" is acked")).count();
        assert_eq!(acked, count, "each of them was seen to arrive");
        alice.seen.clear();
    }
}

#[test]
fn a_killed_peer_comes_back_and_gets_what_was_said_meanwhile() {
    let home = home();
    let mut alice = Peer::chat(home.path(), "alice", &["--listen", "127.0.0.1:0"]);
    let to = format!("127.0.0.1:{}", alice.port());
    let arguments = ["--connect", &to];
    let mut bob = Peer::chat(home.path(), "bob", &arguments);
    bob.until("connected alice");
    alice.until("connected bob");
    bob.signal("KILL");
    // The lock of the profile is free once the process is gone for good.
    bob.child.wait().unwrap();
    assert!(alice.until("closed bob").contains("did not say goodbye (truncated)"));
    alice.say("are you there?");
    alice.until("receipt bob: text 1 is held");
    let mut bob = Peer::chat(home.path(), "bob", &arguments);
    bob.until("message alice: are you there?");
    alice.until("receipt bob: text 1 is acked");
}

#[test]
fn a_full_disk_loses_neither_texts_nor_the_conversation() {
    let home = home();
    Peer::chat(home.path(), "alice", &[]).end();
    // No file of this process may grow at all, as if there were no room left.
    let chat =
        ["--plain", "--name", "alice", "--no-passphrase", "--accept", "any", "--listen", "127.0.0.1:0"];
    let mut program = peerscope(home.path(), &chat);
    let mut command = Command::new("sh");
    program.arg("--no-history");
    command.args(["-c", "ulimit -f 0; exec \"$0\" \"$@\""]).env("PEERSCOPE_HOME", home.path());
    command.arg(program.get_program()).args(program.get_args()).stderr(Stdio::piped());
    let mut alice = Peer::spawn(&mut command);
    let to = format!("127.0.0.1:{}", alice.port());
    let mut bob = Peer::chat(home.path(), "bob", &["--connect", &to]);
    bob.until("connected alice");
    bob.say("is there room?");
    alice.until("message bob: is there room?");
    bob.until("receipt alice: text 1 is acked");
    alice.say("no");
    bob.until("message alice: no");
    bob.say("/quit");
    bob.end();
    let (status, lines) = alice.end();
    assert_eq!(status.code(), Some(1), "whom it has met is lost, and that is no success");
    for wanted in [
        "log net.log cannot be written: ",
        "error save: not saved, tried again until it can be: ",
        "error save: not saved, and what was decided since is lost with this program: ",
    ] {
        assert!(lines.iter().any(|line| line.starts_with(wanted)), "{wanted:?} in {lines:#?}");
    }
}

#[test]
fn whatever_a_kill_interrupts_the_list_of_peers_can_be_read() {
    let home = home();
    let mut alice = Peer::chat(home.path(), "alice", &["--listen", "127.0.0.1:0"]);
    let to = format!("127.0.0.1:{}", alice.port());
    let trust = || {
        let output = run(home.path(), &["id", "--name", "bob", "peers"], "");
        assert!(output.status.success(), "{}", stderr(&output));
        let rows: Vec<_> = stdout(&output).lines().skip(1).map(str::to_owned).collect();
        let [row] = &rows[..] else { panic!("whoever was known still is, once: {rows:?}") };
        let fields: Vec<_> = row.split('\t').collect();
        assert_eq!((fields[0], fields.len()), ("alice", 5), "{row}");
        fields[1].to_owned()
    };
    let mut first = Peer::chat(home.path(), "bob", &["--connect", &to]);
    first.until("connected alice");
    assert_eq!(first.end().0.code(), Some(0));
    let mut kept = trust();
    assert_eq!(kept, "known");
    for round in 0..12 {
        let mut bob = Peer::chat(home.path(), "bob", &[]);
        if kept == "blocked" {
            bob.say("/trust alice");
            bob.until("trust alice is known");
        }
        // Each decision writes the file anew. The kill comes after the last one was told, or in the middle of it.
        for _ in 0..round / 2 {
            bob.say("/block alice");
            bob.until("trust alice is blocked");
            bob.say("/trust alice");
            bob.until("trust alice is known");
        }
        bob.say("/block alice");
        if round % 2 == 0 {
            bob.until("trust alice is blocked");
        }
        bob.signal("KILL");
        drop(bob);
        kept = trust();
        assert!(
            ["known", "blocked"].contains(&kept.as_str()),
            "the state before a decision or after it: {kept}"
        );
    }
    // Whoever is not killed has written the last one.
    let mut bob = Peer::chat(home.path(), "bob", &[]);
    if kept == "blocked" {
        bob.say("/trust alice");
    }
    bob.say("/block alice");
    bob.until("trust alice is blocked");
    assert_eq!(bob.end().0.code(), Some(0));
    assert_eq!(trust(), "blocked");
}

#[test]
fn a_passphrase_that_no_file_needs_is_refused_and_never_sent() {
    let home = home();
    Peer::chat(home.path(), "bob", &[]).end();
    let arguments = ["--plain", "--name", "bob", "--passphrase-fd", "0", "--listen", "127.0.0.1:0"];
    let output = run(home.path(), &arguments, "my-secret-passphrase\n");
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(!stdout(&output).contains("my-secret"), "{}", stdout(&output));
}

#[test]
fn one_profile_is_for_one_process() {
    let home = home();
    let mut alice = Peer::chat(home.path(), "alice", &["--listen", "127.0.0.1:0"]);
    alice.port();
    let second = run(home.path(), &["--name", "alice", "--no-passphrase"], "");
    assert_eq!(second.status.code(), Some(1));
    assert!(stderr(&second).contains("--name"), "{}", stderr(&second));
    let shown = run(home.path(), &["id", "show", "--name", "alice"], "");
    assert_eq!(shown.status.code(), Some(0), "reading needs no lock: {}", stderr(&shown));
    assert!(alice.seen.iter().any(|line| line.contains(stdout(&shown).split(['\t', '\n']).nth(3).unwrap())));
}

#[test]
fn nobody_is_asked_for_a_passphrase_without_a_terminal() {
    let home = home();
    let refused = run(home.path(), &["--plain", "--name", "alice"], "hello\n");
    assert_eq!(refused.status.code(), Some(2));
    let said = stderr(&refused);
    assert!(said.contains("--passphrase-fd") && said.contains("--no-passphrase"), "{said}");
    assert!(!home.path().join("keystore/alice/identity.key").exists(), "nothing was made");
    let empty = run(home.path(), &["--name", "alice", "--passphrase-command", "echo"], "");
    assert!(stderr(&empty).contains("the passphrase is empty"), "{}", stderr(&empty));
}

#[test]
fn a_passphrase_opens_the_identity_that_it_sealed_and_no_other_does() {
    let home = home();
    let with = |command: &str| run(home.path(), &["--name", "alice", "--passphrase-command", command], "");
    let made = with("echo correct horse");
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let opened = with("echo correct horse");
    let who =
        |output: &Output| stdout(output).lines().find(|line| line.contains("you are")).unwrap().to_owned();
    assert_eq!(who(&made), who(&opened));
    let wrong = with("echo battery staple");
    assert_eq!(wrong.status.code(), Some(1));
    assert!(stderr(&wrong).contains("wrong passphrase"), "{}", stderr(&wrong));
    let from_stdin =
        run(home.path(), &["--name", "alice", "--passphrase-fd", "0"], "correct horse\n/help quit\n");
    assert!(stdout(&from_stdin).contains("help /quit"), "the lines after it are the conversation");
    assert!(!stdout(&from_stdin).contains("horse"));
}

#[test]
fn a_descriptor_is_read_from_where_it_stands_and_no_further_than_the_line() {
    let home = home();
    let with = |script: &str| {
        let mut command = peerscope(home.path(), &["--plain", "--name", "alice", "--passphrase-fd"]);
        command = {
            let mut shell = Command::new("sh");
            shell.args(["-c", script]).arg(command.get_program()).args(command.get_args());
            shell.env("PEERSCOPE_HOME", home.path()).current_dir(home.path()).stdin(Stdio::null());
            shell
        };
        command.output().unwrap()
    };
    std::fs::write(home.path().join("secrets"), "another line\ncorrect horse\n/help quit\n").unwrap();
    let made = with("exec 3<secrets; read -r first <&3; exec \"$0\" \"$@\" 3");
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    for script in [
        "exec \"$0\" \"$@\" 3 3<<END\ncorrect horse\nEND\n",
        "echo correct horse | (exec 4<&0; exec \"$0\" \"$@\" 4 </dev/null)",
    ] {
        let opened = with(script);
        assert_eq!(opened.status.code(), Some(0), "{}", stderr(&opened));
    }
    let wrong = with("exec \"$0\" \"$@\" 3 3<secrets");
    assert!(stderr(&wrong).contains("wrong passphrase"), "{}", stderr(&wrong));
    let on_stdin = with("exec \"$0\" \"$@\" 0 <secrets");
    assert!(stderr(&on_stdin).contains("wrong passphrase"), "{}", stderr(&on_stdin));
    let chatted = with("(read -r first; exec \"$0\" \"$@\" 0) <secrets");
    assert!(stdout(&chatted).contains("help /quit"), "{} {}", stdout(&chatted), stderr(&chatted));
}

#[test]
fn a_demo_of_a_profile_that_is_in_use_is_refused() {
    let home = home();
    let mut alice = Peer::chat(home.path(), "alice", &["--listen", "127.0.0.1:0"]);
    alice.port();
    let refused = run(home.path(), &["demo", "--plain", "--name", "alice"], "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("in use by process "), "{}", stderr(&refused));
    alice.end();
    let shown = run(home.path(), &["demo", "--plain", "--name", "alice"], "");
    assert_eq!(shown.status.code(), Some(0), "{}", stderr(&shown));
    assert!(!home.path().join("keystore/demo").exists(), "a demo of nobody keeps nothing");
}

#[test]
fn exit_codes_say_how_it_went() {
    let home = home();
    let vacant = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let chat = |arguments: &[&str], stdin: &str| {
        let all = [&["--plain", "--name", "bob", "--no-passphrase"], arguments].concat();
        run(home.path(), &all, stdin).status.code()
    };
    assert_eq!(chat(&[], ""), Some(0));
    assert_eq!(chat(&["--connect", &vacant], "hello\n"), Some(3), "nobody there");
    assert_eq!(chat(&["--no-such-option"], ""), Some(2));
    assert_eq!(chat(&["--connect", "a b"], ""), Some(2));

    let mut alice = Peer::chat(home.path(), "alice", &["--listen", "127.0.0.1:0"]);
    let to = format!("127.0.0.1:{}", alice.port());
    assert_eq!(chat(&["--connect", &to], "hello\n"), Some(4), "an unknown key, and nobody to ask");
    let pinned = format!("{to}#0000-0000-0000-0000-0000-0000-0000-0000");
    assert_eq!(
        chat(&["--connect", &pinned], "hello\n"),
        Some(4),
        "another key than the one that was asked for"
    );
    assert_eq!(chat(&["--connect", &to, "--accept", "any"], "hello\n"), Some(0));
    assert_eq!(chat(&["--connect", &to], "hello again\n"), Some(0), "now it is known");

    let mut strict =
        Peer::start(home.path(), &["--name", "eve", "--no-passphrase", "--listen", "127.0.0.1:0"]);
    let to = format!("127.0.0.1:{}", strict.port());
    assert_eq!(chat(&["--connect", &to, "--accept", "any"], "hello\n"), Some(3), "it refuses strangers");
    strict.until("closed ");
}

#[test]
fn somebody_who_speaks_another_protocol_is_rejected() {
    let home = home();
    let mut alice = Peer::chat(home.path(), "alice", &["--listen", "127.0.0.1:0"]);
    let to = format!("127.0.0.1:{}", alice.port());
    let mut stranger = std::net::TcpStream::connect(&to).unwrap();
    stranger.write_all(b"GET / HTTP/1.1\r\nHost: \x1b[2J\r\n\r\n").unwrap();
    assert!(alice.until("rejected ").contains("(bad_protocol_id)"));
    alice.until("closed ");
    let (status, _) = alice.end();
    assert_eq!(status.code(), Some(0), "what a stranger sends is no failure of the one who listens");
}

#[cfg(feature = "lab")]
#[test]
fn a_peer_of_the_sandbox_is_rejected_by_a_real_one() {
    use std::io::Read as _;

    use peerscope::defence::Defence;
    use peerscope::lab::sandbox_request;

    let home = home();
    let mut alice = Peer::chat(home.path(), "alice", &["--listen", "127.0.0.1:0"]);
    let to = format!("127.0.0.1:{}", alice.port());
    for (missing, id) in [(Defence::Tag, b"PSLB"), (Defence::Group, b"PSTY")] {
        let request = sandbox_request(missing, 7).unwrap();
        assert!(request.starts_with(id));
        let mut dialler = std::net::TcpStream::connect(&to).unwrap();
        dialler.write_all(&request).unwrap();
        assert!(alice.until("rejected ").contains("(bad_protocol_id)"));
        let mut answer = Vec::new();
        assert!(dialler.read_to_end(&mut answer).is_err() || answer.is_empty(), "nothing is sent back");
    }
}

#[test]
fn signals_say_goodbye() {
    for name in ["TERM", "INT"] {
        let home = home();
        let (mut alice, bob) = Peer::two(home.path());
        bob.signal(name);
        assert!(alice.until("closed bob").contains("goodbye"));
        let (status, lines) = bob.end();
        assert_eq!(status.code(), Some(130), "{lines:#?}");
    }
}

#[test]
fn the_log_knows_peers_by_their_names() {
    let home = home();
    let (alice, bob) = Peer::two(home.path());
    bob.end();
    alice.end();
    for filter in ["event == established && peer == bob", "event == established && name == bob"] {
        let output = run(home.path(), &["log", "--name", "alice", "--filter", filter], "");
        assert_eq!(stdout(&output).lines().count(), 1, "{filter}: {}{}", stdout(&output), stderr(&output));
    }
}

#[test]
fn a_line_of_the_log_leads_to_its_packet_in_a_capture() {
    let home = home();
    for _ in 0..2 {
        // Each run counts its links from 1: the capture is of the second.
        let capture = home.path().join("talk.pcapng");
        let _ = std::fs::remove_file(&capture);
        run(home.path(), &["demo", "--capture", capture.to_str().unwrap()], "");
    }
    let log = |arguments: &[&str]| {
        let capture = home.path().join("talk.pcapng");
        let all = ["log", "--name", "demo", "--capture", capture.to_str().unwrap()];
        let output = run(home.path(), &[&all[..], arguments].concat(), "");
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    let filter = "event == frame && dir == sent && type == handshake_request";
    let said = log(&["--filter", filter]);
    let [earlier, line, packet] = said.lines().collect::<Vec<_>>()[..] else { panic!("{said}") };
    assert!(earlier.contains(" DEBUG frame conn=1 ") && line.contains(" DEBUG frame conn=1 "), "{said}");
    assert!(packet.starts_with("    packet 1 ") && packet.contains(" type=handshake_request "), "{packet}");
    let lines = log(&["--filter", "event == frame"]);
    let lines: Vec<&str> = lines.lines().collect();
    let first = lines.iter().position(|line| line.starts_with("    packet ")).unwrap() - 1;
    let pairs = lines[first..].chunks(2);
    let is_pair = |pair: &[&str]| pair[0].contains(" frame conn=") && pair[1].starts_with("    packet ");
    assert!(first > 0 && pairs.len() > 10 && pairs.into_iter().all(is_pair), "{lines:#?}");
    let said = log(&["--json", "--filter", filter]);
    let packet: serde_json::Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    assert!(packet["packet"] == 1 && packet["fields"].is_array(), "{packet}");
}

#[test]
fn the_log_is_printed_by_level_and_as_json() {
    let home = home();
    run(home.path(), &["demo"], "");
    let log = |arguments: &[&str]| {
        let output = run(home.path(), &[&["log", "--name", "demo"], arguments].concat(), "");
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    assert!(log(&[]).contains(" DEBUG frame "));
    assert!(!log(&["--level", "info"]).contains(" DEBUG "));
    let frames = log(&["--filter", "event == frame && seq == 0"]);
    assert!(
        !frames.is_empty() && frames.lines().all(|line| line.contains(" frame ") && line.contains(" seq=0 "))
    );
    let wrong = run(home.path(), &["log", "--name", "demo", "--filter", "sq == 0"], "");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        stderr(&wrong).contains("did you mean seq?, at column 1\n    sq == 0\n    ^^\n"),
        "{}",
        stderr(&wrong)
    );
    for line in log(&["--json"]).lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(object["time"].is_string() && object["event"].is_string(), "{line}");
    }
    let mut follower = Peer::start(home.path(), &["log", "--name", "demo", "--follow", "--level", "info"]);
    while !follower.until("20").contains(" shutdown") {}
    run(home.path(), &["demo"], "");
    while !follower.until("20").contains(" shutdown") {}
    let none = run(home.path(), &["log", "--name", "nobody"], "");
    assert_eq!(none.status.code(), Some(1));
}

#[test]
fn peers_are_listed_verified_blocked_and_forgotten() {
    let home = home();
    let (_alice, bob) = Peer::two(home.path());
    let id = |arguments: &[&str]| run(home.path(), &[&["id"], arguments, &["--name", "bob"]].concat(), "");
    assert_eq!(id(&["block", "alice"]).status.code(), Some(1), "not while the profile is in use");
    assert_eq!(bob.end().0.code(), Some(0));

    let listed = |id: &Output| {
        let text = stdout(id);
        let (header, rows) = text.split_once('\n').unwrap();
        assert_eq!(header, "name\ttrust\tfingerprint\tlast seen\taddress");
        rows.to_owned()
    };
    assert!(listed(&id(&["peers"])).starts_with("alice\tknown\t"));
    let number = id(&["verify", "alice"]);
    assert_eq!(number.status.code(), Some(4), "nobody compared it");
    assert_eq!(stdout(&number).split_whitespace().map(str::len).collect::<Vec<_>>(), [5; 12]);
    let said = stderr(&number);
    assert!(
        said.contains("compare all of it with what alice sees") && said.contains("in a terminal"),
        "{said}"
    );
    assert_eq!(id(&["block", "alice"]).status.code(), Some(0));
    assert!(listed(&id(&["peers"])).starts_with("alice\tblocked\t"));
    assert_eq!(id(&["forget", "alice"]).status.code(), Some(0));
    assert_eq!(listed(&id(&["peers"])), "");
    assert_eq!(id(&["forget", "alice"]).status.code(), Some(2), "nobody is called that any more");
}

#[test]
fn a_port_that_is_taken_ends_the_program_at_once_and_says_what_to_do() {
    let home = home();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let place = format!("127.0.0.1:{port}");
    for more in [&[][..], &["--json"], &["--connect", "5000"]] {
        let start = ["--plain", "--name", "alice", "--no-passphrase", "--listen", &place];
        let output = run(home.path(), &[&start, more].concat(), "");
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let said = stderr(&output);
        assert!(said.contains(&format!("cannot listen on {place}: ")), "{said}");
        assert!(said.contains("give another one or 0 for any"), "{said}");
        assert!(!stdout(&output).contains("dialling"), "nothing else was begun");
    }
}

#[test]
fn a_name_that_nobody_has_is_a_mistake_of_the_command_line() {
    let home = home();
    for to in ["nosuch", "7f3a91c2", "::", "host:", "host:99999", "a b"] {
        let output = run(home.path(), &["--plain", "--no-passphrase", "--connect", to], "");
        assert_eq!(output.status.code(), Some(2), "{to:?}: {}{}", stdout(&output), stderr(&output));
        assert!(stderr(&output).contains("host:5000"), "it says what to write: {}", stderr(&output));
    }
    // A peer that has only called is known, and nobody knows where it listens.
    let (alice, bob) = Peer::two(home.path());
    bob.end();
    alice.end();
    let output = run(home.path(), &["--plain", "--name", "alice", "--connect", "bob"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no address of bob is known"), "{}", stderr(&output));
}

#[test]
fn a_nick_outlives_the_program_and_a_damaged_one_is_named_and_not_used() {
    let home = home();
    let start = ["--plain", "--name", "alice", "--no-passphrase"];
    assert!(stdout(&run(home.path(), &start, "/nick Queen of Hearts\n")).contains("you are alice, "));
    assert!(stdout(&run(home.path(), &start, "")).contains("you are Queen of Hearts, "));
    let file = home.path().join("keystore/alice/nick");
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() - 3]).unwrap();
    let output = run(home.path(), &start, "");
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(0));
    let told = said.lines().find(|line| line.starts_with("error nick: "));
    assert!(
        told.is_some_and(|line| line.contains(file.to_str().unwrap()) && line.contains("damaged")),
        "{said}"
    );
    assert!(said.contains("you are alice, "), "{said}");
    assert!(stdout(&run(home.path(), &start, "/nick Alice\n")).contains("error nick: "));
    assert!(stdout(&run(home.path(), &start, "")).contains("you are Alice, "), "a new one mends it");
}

#[test]
fn a_peer_is_called_what_its_person_says_here_and_outside() {
    let home = home();
    let (mut alice, mut bob) = Peer::two(home.path());
    bob.say("/rename alice queen");
    assert!(bob.until("renamed ").starts_with("renamed alice is called queen here now, fingerprint "));
    bob.say("/rename queen 4000");
    assert!(bob.until("error rename: ").contains("cannot stand in"));
    bob.say("/rename nobody king");
    assert!(bob.until("error rename: ").contains("no peer is called"));
    alice.say("who am I?");
    bob.until("message queen: who am I?");
    bob.end();
    alice.end();
    let id = |arguments: &[&str]| run(home.path(), &[&["id"], arguments, &["--name", "bob"]].concat(), "");
    assert_eq!(stdout(&id(&["rename", "queen", "Alice L."])), "");
    assert_eq!(stdout(&id(&["rename", "queen", "hearts"])), "queen is called hearts now\n");
    assert!(stdout(&id(&["peers"])).lines().any(|line| line.starts_with("hearts\tknown\t")));
    let refused = id(&["rename", "hearts", "7f3a"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("cannot stand in"), "{}", stderr(&refused));
}

#[cfg(feature = "lab")]
#[test]
fn the_lab_says_how_it_went_and_how_to_repeat_it() {
    let home = home();
    let lab = |arguments: &[&str]| run(home.path(), &[&["lab"], arguments].concat(), "");
    let (list, one) = (lab(&["list"]), lab(&["run", "bit-flip-tag", "--seed", "7"]));
    assert!(stdout(&list).contains("\n  bit-flip-tag "), "{}", stdout(&list));
    assert!(one.status.success(), "{}", stdout(&one));
    for words in ["stopped at bob by tag: bad_tag", "succeeds", "peerscope lab run bit-flip-tag --seed 7"] {
        assert!(stdout(&one).contains(words), "{words}\n{}", stdout(&one));
    }
    let lacking = lab(&["run", "bit-flip-tag", "downgrade-suite", "--lacking", "tag"]);
    assert_eq!(lacking.status.code(), Some(1), "{}", stdout(&lacking));
    assert!(stdout(&lacking).contains("1 as expected, 1 wrong"), "{}", stdout(&lacking));
    let off = lab(&["run", "bit-flip-tag", "drop", "--peer-off"]);
    assert_eq!(off.status.code(), Some(2), "{}", stdout(&off));
    assert!(stdout(&off).contains("PEER NOT RUNNING"), "{}", stdout(&off));
    let nobody = lab(&["run", "no-such-attack"]);
    assert_eq!(nobody.status.code(), Some(2));
    assert!(stderr(&nobody).contains("there is no attack \"no-such-attack\""), "{}", stderr(&nobody));
    let json = || stdout(&lab(&["run", "drop", "dh-degenerate", "--seed", "9", "--json"]));
    assert_eq!(json(), json(), "the same seed, the same words");
    assert!(json().lines().all(|line| line.starts_with('{')));
}

#[test]
fn the_selftest_passes_and_notices_a_changed_vector() {
    let home = home();
    let output = run(home.path(), &["selftest"], "");
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(stdout(&output).lines().filter(|line| line.starts_with("PASS ")).count() > 5);
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let copy = home.path().join("vectors");
    copy_with_a_flipped_byte_in_each_file(&vectors, &copy);
    let flipped = run(home.path(), &["selftest", "--vectors", copy.to_str().unwrap()], "");
    assert_eq!(flipped.status.code(), Some(1));
    assert!(!stdout(&flipped).contains("PASS"), "{}", stdout(&flipped));
    let missing = run(home.path(), &["selftest", "--vectors", home.path().to_str().unwrap()], "");
    assert_eq!(missing.status.code(), Some(1));
}

fn copy_with_a_flipped_byte_in_each_file(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, target) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy_with_a_flipped_byte_in_each_file(&path, &target);
            continue;
        }
        let mut bytes = std::fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(target, bytes).unwrap();
    }
}

#[test]
fn a_peer_that_breaks_the_protocol_gives_an_exit_code_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = listener.local_addr().unwrap().to_string();
    let answers = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(&b"HTTP/1.1 200 OK\r\n".repeat(20)).unwrap();
        // Until the other end has had enough.
        let _ = io::copy(&mut stream, &mut io::sink());
    });
    let arguments = ["--plain", "--name", "alice", "--no-passphrase", "--connect", &to];
    let (code, said) = run_until(home.path(), &arguments, "closed ");
    answers.join().unwrap();
    assert!(said.contains("the bytes are not of this protocol"), "{said}");
    assert_eq!(code, Some(6), "{said}");
}

/// Runs the program until it prints a line that begins so; gives its exit code, and all that it printed.
fn run_until(home: &Path, arguments: &[&str], beginning: &str) -> (Option<i32>, String) {
    let mut command = peerscope(home, arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap) {
        if line.starts_with(beginning) {
            // Nothing more is asked of it.
            drop(child.stdin.take());
        }
        said.push_str(&line);
        said.push('\n');
    }
    (child.wait().unwrap().code(), said)
}
