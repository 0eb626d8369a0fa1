//! No key, passphrase or plaintext reaches net.log, at any level, and no key or passphrase reaches stdout.
//!
//! The first session is the published one: its randomness is that of the file, so that every secret down to the
//! last message key is known and can be searched for. The second is a whole chat.

#![cfg(feature = "net")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

#[path = "support/published.rs"]
mod published;

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use peerscope::crypto;
use peerscope::crypto::{Argon2Params, OsRandom, SigningKey};
use peerscope::keystore::{Keyfile, Passphrase};
use peerscope::net::{PeerAddr, PeerHost};
use peerscope::netlog::{Entry, NetLog, Rotation};
use peerscope::node::{AcceptPolicy, Command, ListenAddr, Node, NodeConfig};
use peerscope::plain::{self, Ending, Format, Printer, Typed, Typist};
use published::{Masked, PLAINTEXT, SECRETS};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tracing::instrument::WithSubscriber as _;
use tracing::level_filters::LevelFilter;

const DEADLINE: Duration = Duration::from_secs(30);
/// Bytes of a secret that betray it: any run of so many.
const WINDOW: usize = 8;

/// The other fields: they cross the wire, are shown to people, count or name, or are the words of that session,
/// which are others here.
const OPEN: &[&str] = &[
    "direction",
    "epoch",
    "gateKnown",
    "idI",
    "idR",
    "inner",
    "iv",
    "kind",
    "msg1",
    "msg2",
    "msg3",
    "name",
    "payload",
    "randomI",
    "randomR",
    "safetyNumber",
    "sentAt",
    "seq",
    "sessionId",
    "th_0",
    "th_2",
    "th_e",
    "th_f",
    "wire",
];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// The names of all fields that hold a value.
fn fields<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                match value {
                    Value::Object(_) | Value::Array(_) => fields(value, found),
                    _ => found.push(name),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, found)),
        _ => {}
    }
}

#[test]
fn every_field_of_the_published_session_is_known_to_be_secret_or_not() {
    let case = published::case();
    let mut found = Vec::new();
    fields(&case, &mut found);
    for name in &found {
        assert!(SECRETS.contains(name) != OPEN.contains(name), "{name} is in one of the lists");
    }
    for name in SECRETS.iter().chain(OPEN) {
        assert!(found.contains(name), "{name} is in the file");
    }
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// Every run of so many bytes of the secrets, and whose it is.
fn windows(secrets: &[(String, Vec<u8>)]) -> HashMap<[u8; WINDOW], &str> {
    let mut found = HashMap::new();
    for (name, secret) in secrets {
        assert!(secret.len() >= WINDOW, "{name} is too short to be searched for");
        let own = secret.windows(WINDOW).map(|window| (window.try_into().unwrap(), name.as_str()));
        found.extend(own);
    }
    found
}

/// What a text holds in any of the ways in which a program writes bytes by accident: as they are, in hexadecimal,
/// in base 64, as `Debug` lists them. Where a run of digits begins within a byte, it is read from each place.
fn readings(text: &[u8]) -> Vec<Vec<u8>> {
    let hex = |digit: u8| char::from(digit).to_digit(16);
    let base64 = |letter: u8| match letter {
        b'A'..=b'Z' => Some(u32::from(letter - b'A')),
        b'a'..=b'z' => Some(u32::from(letter - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(letter - b'0') + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let mut found = vec![text.to_vec()];
    for (bits, phases, value) in [(4, 2, &hex as &dyn Fn(u8) -> Option<u32>), (6, 4, &base64)] {
        for run in text.split(|byte| value(*byte).is_none()) {
            let digits: Vec<u32> = run.iter().filter_map(|byte| value(*byte)).collect();
            found.extend((0..phases).filter_map(|phase| Some(packed(digits.get(phase..)?, bits))));
        }
    }
    found.extend(decimal_lists(text));
    found
}

/// Digits of so many bits as bytes; what is left over is none.
fn packed(digits: &[u32], bits: u32) -> Vec<u8> {
    let (mut bytes, mut held, mut count) = (Vec::new(), 0_u32, 0);
    for digit in digits {
        held = held << bits | digit;
        count += bits;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(held >> count & 0xff).unwrap());
            held &= (1 << count) - 1;
        }
    }
    bytes
}

/// Every list of numbers below 256 with a comma between them.
fn decimal_lists(text: &[u8]) -> Vec<Vec<u8>> {
    let (mut lists, mut list) = (Vec::new(), Vec::new());
    let is_part = |byte: &u8| byte.is_ascii_digit() || b", \n".contains(byte);
    for run in text.split(|byte| !is_part(byte)) {
        let parts = str::from_utf8(run).unwrap().split(',');
        for number in parts.map(|part| part.trim().parse::<u8>()) {
            match number {
                Ok(byte) => list.push(byte),
                Err(_) => lists.push(std::mem::take(&mut list)),
            }
        }
        lists.push(std::mem::take(&mut list));
    }
    lists
}

/// Whose bytes are in the text.
fn betrayed<'a>(text: &[u8], windows: &HashMap<[u8; WINDOW], &'a str>) -> BTreeSet<&'a str> {
    let readings = readings(text);
    let runs = readings.iter().flat_map(|bytes| bytes.windows(WINDOW));
    runs.filter_map(|run| windows.get(run).copied()).collect()
}

fn assert_without(text: &[u8], secrets: &[(String, Vec<u8>)]) {
    assert_eq!(betrayed(text, &windows(secrets)), BTreeSet::new());
}

#[test]
fn eight_bytes_of_a_secret_are_found_from_wherever_they_begin_and_however_they_are_written() {
    let secret: Vec<u8> = (0..40_u8).map(|byte| byte.wrapping_mul(89).wrapping_add(23)).collect();
    let secrets = [("it".to_owned(), secret.clone())];
    let windows = windows(&secrets);
    let base64 = |bytes: &[u8], plus: char, slash: char| {
        let bits = bytes.iter().map(|byte| format!("{byte:08b}")).collect::<Vec<_>>().concat();
        let letters: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain([plus, slash]).collect();
        let sextets = bits.as_bytes().chunks(6).map(|six| format!("{:0<6}", str::from_utf8(six).unwrap()));
        sextets.map(|six| letters[usize::from_str_radix(&six, 2).unwrap()]).collect::<String>()
    };
    for at in 0..=secret.len() - WINDOW {
        let window = &secret[at..at + WINDOW];
        let list: Vec<String> = window.iter().map(ToString::to_string).collect();
        let mut written = vec![
            window.to_vec(),
            hex(window).into_bytes(),
            hex(window).to_uppercase().into_bytes(),
            format!("{window:?}").into_bytes(),
            format!("{window:#?}").into_bytes(),
            list.join(",").into_bytes(),
        ];
        // In the middle of other bytes, so that their letters begin within a byte of it.
        for before in 0..3 {
            let inside = [&[0x5a; 3][..before], window, &[0x5a; 3]].concat();
            written.extend(
                [('+', '/'), ('-', '_')].map(|(plus, slash)| base64(&inside, plus, slash).into_bytes()),
            );
        }
        for shape in written {
            let text = [b"key=", &shape[..], b" end=1"].concat();
            let shown = String::from_utf8_lossy(&text).into_owned();
            assert_eq!(betrayed(&text, &windows), BTreeSet::from(["it"]), "from byte {at}: {shown}");
        }
        let seven = hex(&window[1..]);
        assert_eq!(betrayed(seven.as_bytes(), &windows), BTreeSet::new());
    }
}

fn log_at(path: &Path) -> NetLog {
    NetLog::open(path, LevelFilter::TRACE, Rotation::default(), None).unwrap()
}

#[tokio::test]
async fn no_secret_of_the_published_session_is_logged() {
    let case = published::case();
    let folder = tempfile::tempdir().unwrap();
    let paths = ["i", "r"].map(|side| folder.path().join(side).join("net.log"));
    let logs = paths.each_ref().map(|path| log_at(path));
    published::play(&case, logs.each_ref().map(NetLog::dispatch), || ()).await;
    drop(logs);

    let mut masked = Vec::new();
    published::secrets(&case, &mut masked);
    assert!(masked.len() > SECRETS.len(), "the file has them: {}", masked.len());
    let plain = |(name, masked): (String, Masked)| {
        let mut bytes = vec![0; masked.0.len()];
        masked.reveal(0, &mut bytes);
        (name, bytes)
    };
    let mut known: Vec<_> = masked.into_iter().map(plain).collect();
    known.push(("plaintext".to_owned(), PLAINTEXT.as_bytes().to_vec()));
    for path in paths {
        let log = std::fs::read(path).unwrap();
        for flight in ["msg1", "msg2", "msg3"] {
            // That it is this very session shows that the search can find something.
            assert!(holds(&log, case[flight].as_str().unwrap().as_bytes()), "{flight} is logged");
        }
        assert!(String::from_utf8_lossy(&log).contains("kind=close"), "the session came to its end");
        assert_without(&log, &known);
    }
}

/// What is printed, to be searched afterwards.
#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl io::Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Screen {
    fn text(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }

    /// Waits until something is printed.
    async fn until(&self, part: &str) -> String {
        let mut look = tokio::time::interval(Duration::from_millis(5));
        let found = async {
            loop {
                let text = String::from_utf8(self.text()).unwrap();
                if text.contains(part) {
                    return text;
                }
                look.tick().await;
            }
        };
        timeout(DEADLINE, found).await.unwrap_or_else(|_| panic!("no {part:?} on the screen"))
    }
}

struct Chat {
    lines: mpsc::Sender<Typed>,
    screen: Screen,
    end: tokio::task::JoinHandle<io::Result<Ending>>,
}

fn chat(name: &str, identity: SigningKey, log: &NetLog, first: Vec<Command>) -> Chat {
    let config = NodeConfig { accept: AcceptPolicy::Any, ..NodeConfig::new(Arc::new(identity), name) };
    let node = tracing::dispatcher::with_default(&log.dispatch(), || Node::spawn(config)).unwrap();
    let (lines, typed) = mpsc::channel(16);
    let screen = Screen::default();
    let printer = Printer::new(Format::Json, screen.clone());
    let run = plain::run(node, first, (typed, Typist::Program), (printer, (log.state(), None)))
        .with_subscriber(log.dispatch());
    Chat { lines, screen, end: tokio::spawn(run) }
}

impl Chat {
    async fn say(&self, line: &str) {
        self.lines.send(Typed::Line(line.to_owned())).await.unwrap();
    }
}

/// An identity under a passphrase, with everything about it that is secret.
fn identity_at(path: &Path, passphrase: &str) -> (SigningKey, Vec<(String, Vec<u8>)>) {
    let secret = Passphrase::Text(passphrase.to_owned().into());
    let params = Argon2Params { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    let made = Keyfile::create(path, &secret, params, &mut OsRandom).unwrap();
    let seed = made.identity.seed().expose().to_vec();
    let store = made.derive(crypto::Label::KeystoreLog).expose().to_vec();
    let known = vec![
        ("passphrase".to_owned(), passphrase.as_bytes().to_vec()),
        ("seed".to_owned(), seed),
        ("key of the keystore".to_owned(), store),
    ];
    (made.identity, known)
}

#[tokio::test]
async fn no_secret_of_a_chat_is_logged_or_printed() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let (alice_id, mut known) =
        identity_at(&file("keystore/alice/identity.key"), "correct horse battery staple");
    let (bob_id, more) = identity_at(&file("keystore/bob/identity.key"), "einbahnstrassenschild 7");
    known.extend(more);
    let paths = ["alice", "bob"].map(|name| file(name).join("net.log"));
    let logs = paths.each_ref().map(|path| log_at(path));

    let any_port = ListenAddr::At((Ipv4Addr::LOCALHOST, 0).into());
    let alice = chat("alice", alice_id, &logs[0], vec![Command::Listen(any_port)]);
    let listening = alice.screen.until("\"listening\"").await;
    let listening: Value = serde_json::from_str(listening.lines().next().unwrap()).unwrap();
    let port = u16::try_from(listening["port"].as_u64().unwrap()).unwrap();
    let host = PeerHost::Place { host: Ipv4Addr::LOCALHOST.to_string(), port };
    let bob = chat("bob", bob_id, &logs[1], vec![Command::Dial(PeerAddr { host, pin: None })]);

    bob.say("/packets on").await;
    bob.say(PLAINTEXT).await;
    alice.screen.until(PLAINTEXT).await;
    alice.say(PLAINTEXT).await;
    bob.screen.until("\"message\"").await;
    bob.say("/nick nickname-of-the-cellar").await;
    alice.screen.until("nickname-of-the-cellar").await;
    bob.say("/rekey").await;
    alice.screen.until("\"rekeyed\"").await;
    bob.say("/verify").await;
    bob.screen.until("\"safety_number\"").await;
    bob.say(&format!("/me {PLAINTEXT}")).await;
    bob.say("/quit").await;
    assert_eq!(bob.end.await.unwrap().unwrap(), Ending::Done);
    alice.screen.until("\"closed\"").await;
    drop(alice.lines);
    assert_eq!(alice.end.await.unwrap().unwrap(), Ending::Done);

    drop(logs);
    for screen in [&alice.screen, &bob.screen] {
        assert_without(&screen.text(), &known);
    }
    known.push(("plaintext".to_owned(), PLAINTEXT.as_bytes().to_vec()));
    for path in paths {
        let log = std::fs::read(path).unwrap();
        let text = String::from_utf8(log.clone()).unwrap();
        assert!(text.contains("kind=text") && text.contains(" standing=unknown "), "the session is in it");
        for line in text.lines() {
            let entry = Entry::parse(line).unwrap_or_else(|| panic!("not names and values: {line}"));
            let debugged = |value: &str| value.contains(" { ") || value.ends_with(')');
            assert!(!entry.fields.iter().any(|(_, value)| debugged(value)), "a value is a word: {line}");
        }
        assert_without(&log, &known);
    }
}
