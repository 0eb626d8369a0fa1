//! The three sessions of `tests/vectors/local/handshake-kat.json`, byte for byte, from both ends.
//!
//! They were made by an independent implementation of the design, so they check the spec and not only us.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a damaged vector file has to fail loudly"
)]

use std::sync::Arc;
use std::time::Duration;

use peerscope::crypto::{ScriptedRandom, Secret, SigningKey, VerifyingKey, safety_number};
use peerscope::protocol::{Config, Connection, Event, Greeting, Now, Output, RekeyPolicy, TrustDecision};
use peerscope::wire::{Message, Reader, Reason, UnixMillis};
use serde_json::Value;

fn cases() -> Vec<Value> {
    let file = include_str!("vectors/local/handshake-kat.json");
    let root: Value = serde_json::from_str(file).unwrap();
    root["cases"].as_array().unwrap().clone()
}

fn hex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    hex(value).try_into().unwrap()
}

/// One end of a session, and the other end's bytes as the file has them.
struct Replay {
    connection: Connection,
    now: Now,
    written: Vec<u8>,
    events: Vec<Event>,
    greeting: Greeting,
}

impl Replay {
    fn drain(&mut self) {
        loop {
            match self.connection.poll_output() {
                Output::Transmit(bytes) => self.written.extend(bytes),
                Output::Event(event) => {
                    let proved = matches!(event, Event::PeerProved { .. });
                    self.events.push(event);
                    if proved {
                        self.connection.trust(self.now, TrustDecision::Accept(self.greeting.clone()));
                    }
                }
                Output::Compute(job) => self.connection.computed(self.now, job.run()),
                Output::Observed(_) | Output::Finish => {}
                Output::Wait(_) | Output::Closed(_) => return,
            }
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.connection.handle_bytes(self.now, bytes);
        self.drain();
    }

    /// Takes what was written, which has to be exactly `expected`.
    fn wrote(&mut self, what: &str, expected: &[u8]) {
        let written: Vec<u8> = self.written.drain(..expected.len().min(self.written.len())).collect();
        assert_eq!(written, expected, "{what}");
    }

    fn at(&mut self, wall: u64) {
        self.now.wall = UnixMillis(wall);
    }
}

fn greeting(case: &Value, direction: &str) -> Greeting {
    let ready =
        case["frames"].as_array().unwrap().iter().find(|frame| frame["direction"] == direction).unwrap();
    let payload = hex(&ready["payload"]);
    let Message::Ready(ready) = Message::decode(1, &mut Reader::new(&payload)).unwrap() else {
        panic!("no READY")
    };
    Greeting {
        outbox_epoch: ready.outbox_epoch,
        your_epoch: ready.your_epoch,
        highest: ready.highest,
        nick: ready.nick.as_str().to_owned(),
    }
}

fn replay(case: &Value, own: &str) -> Replay {
    let initiator = own == "i2r";
    let side = |i: &str, r: &str| case[if initiator { i } else { r }].clone();
    let mut random = hex(&side("x", "y"));
    random.extend(hex(&side("randomI", "randomR")));
    if initiator && case["gateKnown"] == false {
        let request = hex(&case["msg1"]);
        random.extend(&request[request.len() - 32..]);
    }
    if !case["rekey"].is_null() {
        random.extend(hex(&case["rekey"][if initiator { "x2" } else { "y2" }]));
    }
    let identity = Arc::new(SigningKey::from_seed(Secret::new(array(&side("skI", "skR")))));
    let known = case["gateKnown"] == true;
    let config = Config {
        gate_for: known.then(|| VerifyingKey::from_bytes(&array(&case["idR"])).unwrap()),
        rekey: RekeyPolicy::default(),
        ..Config::default()
    };
    let first = case["frames"][0]["sentAt"].as_u64().unwrap();
    let now = Now { monotonic: Duration::ZERO, wall: UnixMillis(first) };
    let random = Box::new(ScriptedRandom::new(random));
    let connection = if initiator {
        Connection::initiate(config, identity, random, now)
    } else {
        Connection::respond(config, identity, random, now)
    };
    let greeting = greeting(case, own);
    let mut replay = Replay { connection, now, written: Vec::new(), events: Vec::new(), greeting };
    replay.drain();
    replay
}

/// Makes the end do what the frame in the file shows that it did.
fn act(replay: &mut Replay, frame: &Value) {
    let kind = u8::try_from(frame["kind"].as_u64().unwrap()).unwrap();
    let payload = hex(&frame["payload"]);
    let message = Message::decode(kind, &mut Reader::new(&payload)).unwrap();
    match message {
        Message::Text(_) | Message::Receipt(_) => replay.connection.send(replay.now, &message).unwrap(),
        Message::RekeyRequest(_) => replay.connection.rekey(replay.now).unwrap(),
        Message::Close(_) => replay.connection.close(replay.now, Reason::Goodbye),
        // Answers come by themselves.
        _ => {}
    }
    replay.drain();
}

fn check(own: &str) {
    for case in cases() {
        let name = case["name"].as_str().unwrap();
        let mut end = replay(&case, own);
        if own == "i2r" {
            end.wrote(&format!("{name}: request"), &hex(&case["msg1"]));
            end.feed(&hex(&case["msg2"]));
            end.wrote(&format!("{name}: finish"), &hex(&case["msg3"]));
        } else {
            end.feed(&hex(&case["msg1"]));
            end.wrote(&format!("{name}: response"), &hex(&case["msg2"]));
            end.feed(&hex(&case["msg3"]));
        }
        for (index, frame) in case["frames"].as_array().unwrap().iter().enumerate() {
            end.at(frame["sentAt"].as_u64().unwrap());
            let wire = hex(&frame["wire"]);
            if frame["direction"] == own {
                if end.written.is_empty() {
                    act(&mut end, frame);
                }
                end.wrote(&format!("{name}: frame {index}"), &wire);
            } else {
                let next = case["frames"].get(index + 1);
                if let Some(answer) = next.filter(|next| next["direction"] == own) {
                    end.at(answer["sentAt"].as_u64().unwrap());
                }
                end.feed(&wire);
            }
        }
        assert!(end.written.is_empty(), "{name}: nothing else is written");
        let session_id = end.events.iter().find_map(|event| match event {
            Event::Established { session_id, .. } => Some(session_id.to_vec()),
            _ => None,
        });
        assert_eq!(session_id, Some(hex(&case["sessionId"])), "{name}: session id");
    }
}

#[test]
fn the_initiator_writes_the_recorded_sessions_byte_for_byte() {
    check("i2r");
}

#[test]
fn the_responder_writes_the_recorded_sessions_byte_for_byte() {
    check("r2i");
}

#[test]
fn the_safety_number_is_the_recorded_one_from_both_sides() {
    for case in cases() {
        let Some(recorded) = case["safetyNumber"].as_str() else { continue };
        let [initiator, responder] =
            ["idI", "idR"].map(|name| VerifyingKey::from_bytes(&array(&case[name])).unwrap());
        for number in [safety_number(&initiator, &responder), safety_number(&responder, &initiator)] {
            assert_eq!(number.to_string().replace(' ', ""), recorded);
        }
    }
}
