//! No key, passphrase or plaintext reaches net.log, at any level, and no key or passphrase reaches stdout.
//!
//! The first session is the published one: its randomness is that of the file, so that every secret down to the
//! last message key is known and can be searched for. The second is a whole chat.

#![cfg(feature = "net")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

use std::fmt::Write as _;
use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use peerscope::crypto;
use peerscope::crypto::{Argon2Params, OsRandom, ScriptedRandom, Secret, SigningKey};
use peerscope::keystore::{Keyfile, Passphrase};
use peerscope::net::{
    Clock, ConnectionDriver, Input, Limits, LogFrames, Notice, Orders, PeerAddr, PeerHost, Pool, Shared,
    orders, packet_channel,
};
use peerscope::netlog::{NetLog, Rotation};
use peerscope::node::{AcceptPolicy, Command, ListenAddr, Node, NodeConfig};
use peerscope::plain::{self, Ending, Format, Printer, Typed, Typist};
use peerscope::protocol::{Config, Connection, Event, Greeting, TrustDecision};
use peerscope::wire::{Message, Reason, Text};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tracing::Dispatch;
use tracing::instrument::WithSubscriber as _;
use tracing::level_filters::LevelFilter;

const KAT: &str = include_str!("vectors/local/handshake-kat.json");
const DEADLINE: Duration = Duration::from_secs(30);
const PLAINTEXT: &str = "the password of the cellar is tallow-and-ash";
/// Bytes of a secret that betray it: any run of so many.
const WINDOW: usize = 8;

/// Fields of the file that nobody but the two ends may know. What is not here crosses the wire, or is a public
/// digest.
const SECRETS: &[&str] = &[
    "skI",
    "skR",
    "x",
    "y",
    "x2",
    "y2",
    "Z",
    "Z2",
    "hs",
    "k_r2i",
    "k_i2r",
    "fin_key_r",
    "fin_key_i",
    "sigR",
    "finR",
    "sigI",
    "finI",
    "root1",
    "root2",
    "chainKeyBefore",
    "messageKey",
    "encKey",
    "macKey",
];

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

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hex.get(at..at + 2).unwrap(), 16).unwrap())
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// Every secret of a case, wherever it stands in it, with its name.
fn secrets(value: &Value, found: &mut Vec<(String, Vec<u8>)>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                match value {
                    Value::String(text) if SECRETS.contains(&name.as_str()) => {
                        found.push((name.clone(), bytes(text)));
                    }
                    other => secrets(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| secrets(item, found)),
        _ => {}
    }
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
    let kat: Value = serde_json::from_str(KAT).unwrap();
    let mut found = Vec::new();
    fields(&kat["cases"], &mut found);
    for name in &found {
        assert!(SECRETS.contains(name) != OPEN.contains(name), "{name} is in one of the lists");
    }
    for name in SECRETS.iter().chain(OPEN) {
        assert!(found.contains(name), "{name} is in the file");
    }
}

/// The ways in which a program writes bytes by accident: raw, in hexadecimal, as `Debug` lists them.
fn shapes(window: &[u8]) -> [Vec<u8>; 4] {
    let decimal: Vec<String> = window.iter().map(ToString::to_string).collect();
    let lower = hex(window);
    [window.to_vec(), lower.to_uppercase().into_bytes(), lower.into_bytes(), decimal.join(", ").into_bytes()]
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

fn assert_without(text: &[u8], secrets: &[(String, Vec<u8>)]) {
    for (name, secret) in secrets {
        let last = secret.len().saturating_sub(WINDOW);
        for at in [0, last / 2, last] {
            let window = &secret[at..secret.len().min(at + WINDOW)];
            for shape in shapes(window) {
                assert!(!holds(text, &shape), "{name} is in it, from byte {at}");
            }
        }
    }
}

fn log_at(path: &Path) -> NetLog {
    NetLog::open(path, LevelFilter::TRACE, Rotation::default()).unwrap()
}

/// One side of the published session.
struct End {
    orders: Orders,
    notices: mpsc::Receiver<Notice>,
}

fn random_of(case: &Value, fields: &[&str]) -> ScriptedRandom {
    let part =
        |field: &&str| bytes(case[*field].as_str().or_else(|| case["rekey"][*field].as_str()).unwrap());
    ScriptedRandom::new(fields.iter().flat_map(part).collect())
}

fn identity_of(case: &Value, field: &str) -> Arc<SigningKey> {
    let seed: [u8; 32] = bytes(case[field].as_str().unwrap()).try_into().unwrap();
    Arc::new(SigningKey::from_seed(Secret::new(seed)))
}

fn drive(connection: Connection, stream: TcpStream, clock: Clock, log: Dispatch) -> End {
    let (tap, _packets) = packet_channel(LogFrames::Whole);
    let (notices, received) = mpsc::channel(256);
    let (orders, inbox) = orders();
    let limits = Limits::default();
    let shared = Shared { clock, tap, pool: Pool::new(&limits), notices, limits };
    let driver = ConnectionDriver::new((1, "peer".to_owned()), connection, stream, inbox, shared);
    tokio::spawn(driver.run().with_subscriber(log));
    End { orders, notices: received }
}

impl End {
    fn give(&self, input: Input) {
        assert!(self.orders.give(input), "there is room");
    }

    fn say(&self, number: u64) {
        let body = PLAINTEXT.try_into().unwrap();
        self.give(Input::Send(Message::Text(Text { number, flags: 0, body })));
    }

    async fn until(&mut self, done: impl Fn(&Event) -> bool) {
        loop {
            match timeout(DEADLINE, self.notices.recv()).await.unwrap().unwrap() {
                Notice::Event { event, .. } if done(&event) => return,
                Notice::Event { event: Event::PeerProved { .. }, .. } => {
                    let greeting = Greeting {
                        outbox_epoch: [1; 16],
                        your_epoch: [0; 16],
                        highest: 0,
                        nick: PLAINTEXT.into(),
                    };
                    self.give(Input::Trust(TrustDecision::Accept(greeting)));
                }
                Notice::Event { .. } | Notice::Room { .. } => {}
                Notice::Closed { result, .. } => panic!("the session ended: {result:?}"),
            }
        }
    }

    async fn closed(&mut self) {
        while let Some(notice) = timeout(DEADLINE, self.notices.recv()).await.unwrap() {
            if matches!(notice, Notice::Closed { .. }) {
                return;
            }
        }
    }
}

const fn is_text(event: &Event) -> bool {
    matches!(event, Event::Message { message: Message::Text(_), .. })
}

async fn published_session(case: &Value, logs: [Dispatch; 2]) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (dialled, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
    let (clock, [log_i, log_r]) = (Clock::start(), logs);
    let (id_i, id_r) = (identity_of(case, "skI"), identity_of(case, "skR"));
    let config = Config { gate_for: Some(id_r.verifying_key()), ..Config::default() };
    let random = Box::new(random_of(case, &["x", "randomI", "x2"]));
    let initiator = Connection::initiate(config, id_i, random, clock.now());
    let random = Box::new(random_of(case, &["y", "randomR", "y2"]));
    let responder = Connection::respond(Config::default(), id_r, random, clock.now());
    let mut i = drive(initiator, dialled.unwrap(), clock, log_i);
    let mut r = drive(responder, accepted.unwrap().0, clock, log_r);

    let established = |event: &Event| matches!(event, Event::Established { .. });
    tokio::join!(i.until(established), r.until(established));
    i.say(1);
    r.until(is_text).await;
    r.say(1);
    i.until(is_text).await;
    i.give(Input::Ping);
    i.until(|event| matches!(event, Event::Pong { .. })).await;
    i.give(Input::Rekey);
    let rekeyed = |event: &Event| matches!(event, Event::Rekeyed { .. });
    tokio::join!(i.until(rekeyed), r.until(rekeyed));
    i.say(2);
    r.until(is_text).await;
    i.orders.close(Reason::Goodbye);
    tokio::join!(i.closed(), r.closed());
}

#[tokio::test]
async fn no_secret_of_the_published_session_is_logged() {
    let kat: Value = serde_json::from_str(KAT).unwrap();
    let case = kat["cases"].as_array().unwrap().iter().find(|case| case["gateKnown"] == true).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let paths = ["i", "r"].map(|side| folder.path().join(side).join("net.log"));
    let logs = paths.each_ref().map(|path| log_at(path));
    published_session(case, logs.each_ref().map(NetLog::dispatch)).await;
    drop(logs);

    let mut known = Vec::new();
    secrets(case, &mut known);
    assert!(known.len() > SECRETS.len(), "the file has them: {}", known.len());
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
    let run = plain::run(node, first, (typed, Typist::Program), (printer, log.state()))
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
        assert!(String::from_utf8_lossy(&log).contains("kind=text"), "the session is in it");
        assert_without(&log, &known);
    }
}
