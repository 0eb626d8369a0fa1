//! The handshake from outside: whole published sessions byte for byte, and what each side learns.

#![cfg(feature = "lab")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

use std::{fs, path::Path, sync::Arc, time::Duration};

use peerscope::{
    crypto::{Fingerprint, Pin, ScriptedRandom, Secret, SigningKey, VerifyingKey, safety_number},
    lab::{Answer, Arena, End, Setup},
    protocol::{Config, Connection, Event, Gate, Greeting, Now, Role, TrustDecision},
    wire::{Message, Reader, Reason, UnixMillis},
};
use serde_json::Value;

/// One session of `handshake-kat.json`, made by an independent implementation.
struct Case(Value);

/// One data frame of a session.
struct Frame<'a>(&'a Value);

const READY: u8 = 0x01;
const REKEY_REQUEST: u8 = 0x20;
const CLOSE: u8 = 0x7f;

impl Case {
    fn all() -> Vec<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/local/handshake-kat.json");
        let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let cases: Vec<_> = file["cases"].as_array().unwrap().iter().cloned().map(Self).collect();
        assert_eq!(cases.len(), 3);
        cases
    }

    fn bytes(&self, field: &str) -> Vec<u8> {
        unhex(self.0[field].as_str().unwrap())
    }

    fn array(&self, field: &str) -> [u8; 32] {
        self.bytes(field).try_into().unwrap()
    }

    fn key(&self, role: Role) -> Arc<SigningKey> {
        let seed = self.array(if role == Role::Initiator { "skI" } else { "skR" });
        Arc::new(SigningKey::from_seed(Secret::new(seed)))
    }

    fn frames(&self) -> Vec<Frame<'_>> {
        self.0["frames"].as_array().unwrap().iter().map(Frame).collect()
    }

    /// The randomness a side uses, in the order in which it draws it.
    fn random(&self, role: Role) -> ScriptedRandom {
        let rekey = |field: &str| unhex(self.0["rekey"][field].as_str().unwrap());
        let script = match role {
            Role::Initiator => {
                let gate = self.bytes("msg1")[312..].to_vec();
                let gate = if self.gate_known() { Vec::new() } else { gate };
                [self.bytes("x"), self.bytes("randomI"), gate, rekey("x2")].concat()
            }
            Role::Responder => [self.bytes("y"), self.bytes("randomR"), rekey("y2")].concat(),
        };
        ScriptedRandom::new(script)
    }

    fn gate_known(&self) -> bool {
        self.0["gateKnown"].as_bool().unwrap()
    }

    fn end(&self, role: Role) -> End {
        let (key, random, now) = (self.key(role), Box::new(self.random(role)), at(0));
        let responder = self.key(Role::Responder).verifying_key();
        let connection = match role {
            Role::Initiator => {
                let gate_for = self.gate_known().then_some(responder);
                Connection::initiate(Config { gate_for, ..Config::default() }, key, random, now)
            }
            Role::Responder => {
                let gate = if self.gate_known() { Gate::Required } else { Gate::Open };
                Connection::respond(Config { gate, ..Config::default() }, key, random, now)
            }
        };
        let ready = self.frames().into_iter().find(|frame| frame.kind() == READY && frame.writer() == role);
        End::new(connection, ready.unwrap().greeting())
    }
}

impl Frame<'_> {
    fn writer(&self) -> Role {
        if self.0["direction"] == "i2r" { Role::Initiator } else { Role::Responder }
    }

    fn kind(&self) -> u8 {
        u8::try_from(self.0["kind"].as_u64().unwrap()).unwrap()
    }

    fn sent_at(&self) -> u64 {
        self.0["sentAt"].as_u64().unwrap()
    }

    fn payload(&self) -> Vec<u8> {
        unhex(self.0["payload"].as_str().unwrap())
    }

    fn message(&self) -> Message {
        Message::decode(self.kind(), &mut Reader::new(&self.payload())).unwrap()
    }

    fn wire(&self) -> Vec<u8> {
        unhex(self.0["wire"].as_str().unwrap())
    }

    fn greeting(&self) -> Greeting {
        let payload = self.payload();
        Greeting {
            outbox_epoch: payload[..16].try_into().unwrap(),
            your_epoch: payload[16..32].try_into().unwrap(),
            highest: u64::from_be_bytes(payload[32..40].try_into().unwrap()),
            nick: String::from_utf8(payload[42..].to_vec()).unwrap().into(),
        }
    }
}

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

const fn at(wall: u64) -> Now {
    Now { monotonic: Duration::from_secs(1), wall: UnixMillis(wall) }
}

/// Plays one side of a published session and compares every byte it writes.
fn replay(case: &Case, role: Role) {
    let mut end = case.end(role);
    let frames = case.frames();
    let first = at(frames[0].sent_at());
    end.drain(first);
    for (field, writer) in [("msg1", Role::Initiator), ("msg2", Role::Responder), ("msg3", Role::Initiator)] {
        if writer == role {
            assert_eq!(end.take(), Some(case.bytes(field)), "{field} of {role:?} in {}", case.0["name"]);
        } else {
            end.feed(first, &case.bytes(field));
        }
    }
    for (index, frame) in frames.iter().enumerate() {
        if frame.writer() != role {
            // What this makes us write carries the time of our own next frame.
            let next = frames[index..].iter().find(|next| next.writer() == role);
            end.feed(at(next.map_or(0, Frame::sent_at)), &frame.wire());
            continue;
        }
        let now = at(frame.sent_at());
        match frame.kind() {
            0x02 | 0x03 => end.send(now, &frame.message()).unwrap(),
            REKEY_REQUEST => end.rekey(now).unwrap(),
            CLOSE if role == Role::Initiator => end.close(now, Reason::Goodbye),
            _ => {}
        }
        assert_eq!(end.take(), Some(frame.wire()), "frame {index} of {role:?} in {}", case.0["name"]);
    }
    assert_eq!((end.take(), end.refused()), (None, None));
    assert_eq!(end.session_id(), Some(case.array("sessionId")));
    assert_eq!(end.epoch(), 2);
    assert_eq!(end.closed, Some(Ok(())));
}

#[test]
fn the_dialler_writes_the_published_sessions() {
    for case in Case::all() {
        replay(&case, Role::Initiator);
    }
}

#[test]
fn the_listener_writes_the_published_sessions() {
    for case in Case::all() {
        replay(&case, Role::Responder);
    }
}

#[test]
fn the_published_identities_and_safety_numbers_are_ours() {
    for case in Case::all() {
        let (initiator, responder) = (case.key(Role::Initiator), case.key(Role::Responder));
        let (initiator, responder) = (initiator.verifying_key(), responder.verifying_key());
        assert_eq!(*initiator.as_bytes(), case.array("idI"));
        assert_eq!(*responder.as_bytes(), case.array("idR"));
        for (a, b) in [(&initiator, &responder), (&responder, &initiator)] {
            let digits: String =
                safety_number(a, b).to_string().chars().filter(char::is_ascii_digit).collect();
            assert_eq!(digits, case.0["safetyNumber"].as_str().unwrap());
        }
    }
}

#[test]
fn both_sides_name_the_session_and_each_other() {
    let arena = Arena::established(1);
    assert!(arena.initiator.session_id().is_some());
    assert_eq!(arena.initiator.session_id(), arena.responder.session_id());
    let peer = |end: &End| {
        end.events.iter().find_map(|event| match event {
            Event::Established { identity, greeting, .. } => Some((*identity, greeting.nick.clone())),
            _ => None,
        })
    };
    let (bob, alice) = (peer(&arena.initiator).unwrap(), peer(&arena.responder).unwrap());
    assert_ne!(bob.0, alice.0);
    assert_eq!((bob.1.as_sent(), alice.1.as_sent()), ("bob", "alice"));
}

#[test]
fn two_sessions_of_the_same_two_share_no_name() {
    let key = |byte| Arc::new(SigningKey::from_seed(Secret::new([byte; 32])));
    let dial = |seed| {
        let random = |seed| Box::new(peerscope::crypto::SeededRandom::new(seed));
        let initiator = Connection::initiate(Config::default(), key(1), random(seed), at(0));
        let responder = Connection::respond(Config::default(), key(2), random(seed + 100), at(0));
        let mut arena = Arena::from_connections(initiator, responder, peerscope::lab::Chance::new(seed));
        arena.run();
        arena.initiator.session_id().unwrap()
    };
    assert_ne!(dial(1), dial(2));
}

#[test]
fn the_flights_have_their_published_sizes() {
    let arena = Arena::established(1);
    let sizes: Vec<_> = arena.delivered.iter().map(|(_, bytes)| bytes.len()).take(3).collect();
    assert_eq!(sizes, [344, 472, 180]);
}

#[test]
fn a_pinned_dial_reaches_the_pinned_peer() {
    let listener = listener_identity(5);
    let shown: Pin = Fingerprint::of(&listener).to_string().parse().unwrap();
    for pin in [Pin::Identity(listener), shown] {
        let setup =
            Setup { seed: 5, initiator: Config { pin: Some(pin), ..Config::default() }, ..Setup::default() };
        let mut arena = Arena::new(setup);
        arena.run();
        assert!(arena.initiator.session_id().is_some());
    }
}

#[test]
fn a_pinned_dial_to_another_peer_reveals_nothing() {
    let stranger =
        VerifyingKey::from_bytes(SigningKey::from_seed(Secret::new([9; 32])).verifying_key().as_bytes());
    let pin = Some(Pin::Identity(stranger.unwrap()));
    let setup = Setup { seed: 5, initiator: Config { pin, ..Config::default() }, ..Setup::default() };
    let mut arena = Arena::new(setup);
    arena.run();
    assert_eq!(arena.initiator.reason(), Some(Reason::IdMismatch));
    assert_eq!(arena.delivered.len(), 2, "nothing after the request and its response");
    assert_eq!(arena.responder.reason(), Some(Reason::Truncated));
}

/// The identity that the listener of this seed has.
fn listener_identity(seed: u64) -> VerifyingKey {
    let arena = Arena::established(seed);
    let found = arena.initiator.events.iter().find_map(|event| match event {
        Event::PeerProved { identity } => Some(*identity),
        _ => None,
    });
    found.unwrap()
}

#[test]
fn a_dialler_who_says_no_is_never_known() {
    let mut arena = Arena::new(Setup::default());
    arena.initiator.answer = Answer::Reject;
    arena.run();
    assert_eq!(arena.delivered.len(), 2);
    assert!(!arena.responder.events.iter().any(|event| matches!(event, Event::PeerProved { .. })));
}

#[test]
fn a_listener_may_take_two_minutes_to_decide() {
    let mut arena = Arena::new(Setup::default());
    arena.responder.answer = Answer::Wait;
    arena.run();
    arena.advance(Duration::from_secs(119));
    assert_eq!((&arena.initiator.closed, &arena.responder.closed), (&None, &None));
    assert!(!arena.responder.connection.wants_read(), "reading is paused while a person decides");
    let (now, greeting) = (arena.now(), arena.responder.greeting.clone());
    arena.responder.decide(now, TrustDecision::Accept(greeting));
    arena.run();
    assert_eq!(arena.initiator.session_id(), arena.responder.session_id());
    assert!(arena.initiator.session_id().is_some());
}

#[test]
fn a_listener_who_never_decides_declines() {
    let mut arena = Arena::new(Setup::default());
    arena.responder.answer = Answer::Wait;
    arena.run();
    arena.advance(Duration::from_secs(121));
    assert_eq!(arena.responder.reason(), Some(Reason::NotAccepted));
    assert_eq!(arena.initiator.reason(), Some(Reason::NotAccepted));
}

#[test]
fn a_gate_lets_those_in_who_know_the_listener() {
    let gate_for = Some(listener_identity(6));
    let listener = || Config { gate: Gate::Required, ..Config::default() };
    let dial = |gate_for| {
        let initiator = Config { gate_for, ..Config::default() };
        let mut arena = Arena::new(Setup { seed: 6, initiator, responder: listener(), session: 0 });
        arena.run();
        arena
    };
    assert!(dial(gate_for).initiator.session_id().is_some());
    let mut stranger = dial(None);
    assert_eq!(stranger.delivered.len(), 1, "no answer at all");
    stranger.advance(Duration::from_secs(10));
    assert_eq!(stranger.responder.reason(), Some(Reason::GateRefused));
}
