//! The published session, played again with the randomness of the file, so that every secret of it is known.
//!
//! Its secrets are kept masked: whoever searches memory for them must not find what it searches with.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use peerscope::admission::Limits;
use peerscope::crypto::{Secret, SecureRandom, SigningKey};
use peerscope::net::{
    Clock, ConnectionDriver, Input, LogFrames, Notice, Orders, Pool, Shared, orders, packet_channel,
};
use peerscope::protocol::{Config, Connection, Event, Greeting, TrustDecision};
use peerscope::wire::{Message, Reason, Text};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tracing::Dispatch;
use tracing::instrument::WithSubscriber as _;

const KAT: &str = include_str!("../vectors/local/handshake-kat.json");
const DEADLINE: Duration = Duration::from_secs(30);
/// What both say.
pub(super) const PLAINTEXT: &str = "the password of the cellar is tallow-and-ash";

/// Fields of the file that nobody but the two ends may know. What is not here crosses the wire, or is a public
/// digest.
pub(super) const SECRETS: &[&str] = &[
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
    "salt1",
    "salt2",
    "chainKeyBefore",
    "messageKey",
    "encKey",
    "macKey",
];

/// A secret that is not itself in memory.
pub(super) struct Masked(pub(super) Vec<u8>);

impl Masked {
    /// What each byte is changed with.
    pub(super) const MASK: u8 = 0xa7;

    pub(super) fn of_hex(hex: &str) -> Self {
        let byte = |at| u8::from_str_radix(hex.get(at..at + 2).unwrap(), 16).unwrap() ^ Self::MASK;
        Self((0..hex.len()).step_by(2).map(byte).collect())
    }

    /// Writes the bytes from this place on.
    pub(super) fn reveal(&self, from: usize, out: &mut [u8]) {
        for (to, masked) in out.iter_mut().zip(&self.0[from..]) {
            *to = masked ^ Self::MASK;
        }
    }
}

/// The session with a gate.
pub(super) fn case() -> Value {
    let kat: Value = serde_json::from_str(KAT).unwrap();
    kat["cases"].as_array().unwrap().iter().find(|case| case["gateKnown"] == true).unwrap().clone()
}

/// Every secret of a case, wherever it stands in it, with its name.
pub(super) fn secrets(value: &Value, found: &mut Vec<(String, Masked)>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                match value {
                    Value::String(text) if SECRETS.contains(&name.as_str()) => {
                        found.push((name.clone(), Masked::of_hex(text)));
                    }
                    other => secrets(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| secrets(item, found)),
        _ => {}
    }
}

/// One side of the published session.
struct End {
    orders: Orders,
    notices: mpsc::Receiver<Notice>,
    driver: tokio::task::JoinHandle<()>,
}

/// The published bytes in their order, then an error.
struct Scripted {
    bytes: Masked,
    given: usize,
}

impl SecureRandom for Scripted {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), peerscope::crypto::Error> {
        self.bytes.reveal(self.given, out);
        self.given += out.len();
        Ok(())
    }
}

fn random_of(case: &Value, fields: &[&str]) -> Scripted {
    let part = |field: &&str| {
        Masked::of_hex(case[*field].as_str().or_else(|| case["rekey"][*field].as_str()).unwrap()).0
    };
    Scripted { bytes: Masked(fields.iter().flat_map(part).collect()), given: 0 }
}

fn identity_of(case: &Value, field: &str) -> Arc<SigningKey> {
    let mut seed = Secret::zeroed();
    Masked::of_hex(case[field].as_str().unwrap()).reveal(0, seed.expose_mut());
    Arc::new(SigningKey::from_seed(seed))
}

fn drive(connection: Connection, stream: TcpStream, clock: Clock, log: Dispatch) -> End {
    let (tap, _packets) = packet_channel(LogFrames::Whole);
    let (notices, received) = mpsc::channel(256);
    let (orders, inbox) = orders();
    let limits = Limits::default();
    let shared = Shared { clock, tap, pool: Pool::new(&limits), notices, limits };
    let driver = ConnectionDriver::new((1, "peer".to_owned()), connection, stream, inbox, shared);
    let driver = tokio::spawn(driver.run().with_subscriber(log));
    End { orders, notices: received, driver }
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
                Notice::Event { .. } | Notice::Disclosed(_) | Notice::Room { .. } => {}
                Notice::Closed { result, .. } => panic!("the session ended: {result:?}"),
            }
        }
    }

    /// Waits until nothing of it is there any more.
    async fn gone(mut self) {
        while timeout(DEADLINE, self.notices.recv()).await.unwrap().is_some() {}
        timeout(DEADLINE, self.driver).await.unwrap().unwrap();
    }
}

const fn is_text(event: &Event) -> bool {
    matches!(event, Event::Message { message: Message::Text(_), .. })
}

/// Plays it between two sockets, with `before_the_end` called while all of it still lives.
pub(super) async fn play(case: &Value, logs: [Dispatch; 2], before_the_end: impl FnOnce()) {
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
    before_the_end();
    i.orders.close(Reason::Goodbye);
    tokio::join!(i.gone(), r.gone());
}
