//! Replays `protocol-spec/vectors`: one side of the protocol, every byte in and every byte out.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

#[path = "support/words.rs"]
mod words;

use std::{fs, path::Path, sync::Arc, time::Duration};

use peerscope::{
    crypto::{ScriptedRandom, Secret, SigningKey, VerifyingKey},
    link::Direction,
    protocol::{
        ApiMisuse, Config, Connection, Error, Event, Gate, Greeting, Now, Observation, Output, Pin, Timer,
        TrustDecision,
    },
    wire::{Reason, UnixMillis},
};
use words::{array, describe, message, unhex};

/// The head of a file: keys in order, and the lines of `random:`.
struct Head {
    keys: Vec<(String, String)>,
    random: Vec<u8>,
}

impl Head {
    fn parse(text: &str) -> Self {
        let mut head = Self { keys: Vec::new(), random: Vec::new() };
        for line in text.lines() {
            if let Some(hex) = line.strip_prefix("  ") {
                head.random.extend(unhex(hex));
            } else if let Some((key, value)) = line.split_once(':') {
                head.keys.push((key.to_owned(), value.trim_start().to_owned()));
            }
        }
        head
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.keys.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    fn identity(&self, key: &str) -> Option<VerifyingKey> {
        self.get(key).map(|hex| VerifyingKey::from_bytes(&array(hex)).unwrap())
    }

    fn greeting(&self) -> Greeting {
        Greeting {
            outbox_epoch: array(self.get("outbox_epoch").unwrap()),
            your_epoch: self.get("your_epoch").map_or([0; 16], array),
            highest: self.get("highest").map_or(0, |number| number.parse().unwrap()),
            nick: self.get("nick").unwrap().into(),
        }
    }

    fn connection(&self, now: Now) -> Connection {
        let config = Config {
            pin: self.identity("pin").map(Pin::Identity),
            gate_for: self.identity("gate_for"),
            gate: if self.get("gate") == Some("required") { Gate::Required } else { Gate::Open },
            ..Config::default()
        };
        let key = Arc::new(SigningKey::from_seed(Secret::new(array(self.get("sk").unwrap()))));
        let random = Box::new(ScriptedRandom::new(self.random.clone()));
        match self.get("role").unwrap() {
            "initiator" => Connection::initiate(config, key, random, now),
            role => {
                assert_eq!(role, "responder");
                Connection::respond(config, key, random, now)
            }
        }
    }
}

/// The side under test, and what it has done.
struct Side {
    connection: Connection,
    decision: TrustDecision,
    now: Now,
    wall: u64,
    sent: Vec<u8>,
    events: Vec<String>,
    refused: Vec<Reason>,
    ends: Vec<Option<Error>>,
    closed: bool,
}

impl Side {
    fn new(head: &Head) -> Self {
        let wall = head.get("wall").unwrap().parse().unwrap();
        let now = Now { monotonic: Duration::ZERO, wall: UnixMillis(wall) };
        let decision = match head.get("trust") {
            None => TrustDecision::Accept(head.greeting()),
            Some(word) => {
                assert_eq!(word, "reject");
                TrustDecision::Reject
            }
        };
        let mut side = Self {
            connection: head.connection(now),
            decision,
            now,
            wall,
            sent: Vec::new(),
            events: Vec::new(),
            refused: Vec::new(),
            ends: Vec::new(),
            closed: false,
        };
        side.drain();
        side
    }

    fn drain(&mut self) {
        loop {
            match self.connection.poll_output() {
                Output::Transmit(bytes) => self.sent.extend(bytes),
                Output::Observed(observation) => self.observe(&observation),
                Output::Event(event) => self.event(event),
                Output::Compute(job) => self.connection.computed(self.now, job.run()),
                Output::Disclosed(_) | Output::Finish => {}
                Output::Wait(_) => return,
                Output::Closed(_) => {
                    self.closed = true;
                    return;
                }
            }
        }
    }

    fn observe(&mut self, observation: &Observation) {
        if observation.direction == Direction::Received {
            self.refused.extend(observation.reason);
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::PeerProved { .. } => self.connection.trust(self.now, self.decision.clone()),
            Event::Established { greeting, .. } => {
                self.events.push(format!("established {}", greeting.nick.as_sent()));
            }
            Event::Message { message, .. } => self.events.push(describe(&message)),
            Event::Pong { id, .. } => self.events.push(format!("pong {id}")),
            Event::Rekeyed { epoch } => self.events.push(format!("rekeyed {epoch}")),
            Event::Closing { error } => self.ends.push(error),
            Event::HandshakeStep(_) | Event::Derived(_) | Event::Tried { .. } | Event::SameWords(_) => {}
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        if !self.closed {
            assert!(self.connection.wants_read(), "it does not read now");
            self.connection.handle_bytes(self.now, bytes);
        }
    }

    fn set_clock(&mut self, ms: u64) {
        self.now = Now { monotonic: Duration::from_millis(ms), wall: UnixMillis(self.wall + ms) };
        if let Output::Wait(Some(deadline)) = self.connection.poll_output()
            && deadline <= self.now.monotonic
        {
            self.connection.handle_timeout(self.now);
        }
    }

    fn act(&mut self, action: &str) {
        let (verb, rest) = action.split_once(' ').unwrap_or((action, ""));
        match verb {
            "send" => self.connection.send(self.now, &message(rest)).unwrap(),
            "ping" => assert_ne!(self.connection.ping(self.now).unwrap(), 0),
            "rekey" => {
                let asked = self.connection.rekey(self.now);
                assert!(matches!(asked, Ok(()) | Err(ApiMisuse::TooOften)), "{asked:?}");
            }
            "close" => {
                let reason = Reason::ALL.iter().find(|reason| reason.name() == rest).unwrap();
                self.connection.close(self.now, *reason);
            }
            "eof" => self.connection.handle_eof(self.now),
            other => panic!("no such action: {other}"),
        }
    }

    /// What the first line of a file promised.
    fn end(&self) -> String {
        let established = self.events.iter().any(|event| event.starts_with("established"));
        let delivered = self.events.iter().any(|event| event.starts_with("text"));
        let [end] = self.ends.as_slice() else { panic!("it has to end once, not {} times", self.ends.len()) };
        match end {
            None => match self.refused.as_slice() {
                [] if delivered => "delivered".to_owned(),
                [] if established => "established".to_owned(),
                [] => "nothing".to_owned(),
                [reason, ..] => format!("ignored {reason}"),
            },
            Some(Error::ClosedByPeer(number)) => format!("closed {number}"),
            Some(Error::TimedOut(timer)) => format!("timeout {}", timer_name(*timer)),
            Some(error) => format!("reject {}", error.reason().unwrap()),
        }
    }
}

const fn timer_name(timer: Timer) -> &'static str {
    match timer {
        Timer::Handshake => "handshake",
        Timer::Trust => "trust",
        Timer::Ready => "ready",
        Timer::Frame => "frame",
        Timer::Ping => "ping",
        Timer::Silence => "silence",
        Timer::Rekey => "rekey",
        Timer::RekeyDue => "rekey_due",
        Timer::Linger => "linger",
    }
}

/// Lines with the same mark that follow each other without an empty line: one chunk.
fn chunks(body: &str) -> Vec<(char, String)> {
    let mut chunks: Vec<(char, String)> = Vec::new();
    let mut fresh = true;
    for line in body.lines() {
        let Some(mark) = line.chars().next() else {
            fresh = true;
            continue;
        };
        let rest = line.get(2..).unwrap();
        match chunks.last_mut() {
            Some((last, text)) if !fresh && *last == mark && matches!(mark, '<' | '>') => text.push_str(rest),
            _ => chunks.push((mark, rest.to_owned())),
        }
        fresh = false;
    }
    chunks
}

fn replay(file: &str) {
    let (head, body) = file.split_once("\n\n").unwrap();
    let head = Head::parse(head);
    let mut side = Side::new(&head);
    let mut seen = 0;
    for (index, (mark, text)) in chunks(body).into_iter().enumerate() {
        if matches!(mark, '>' | '!' | '@') {
            assert!(side.sent.is_empty(), "chunk {index}: {} bytes that nobody expected", side.sent.len());
        }
        match mark {
            '>' => side.feed(&unhex(&text)),
            '<' => {
                let expected = unhex(&text);
                let sent: Vec<u8> = side.sent.drain(..expected.len().min(side.sent.len())).collect();
                assert_eq!(sent, expected, "chunk {index}");
            }
            '!' => side.act(&text),
            '@' => side.set_clock(text.parse().unwrap()),
            '=' => {
                assert_eq!(side.events.get(seen), Some(&text), "chunk {index}");
                seen += 1;
            }
            other => panic!("no such line: {other}"),
        }
        side.drain();
    }
    assert!(side.sent.is_empty(), "{} bytes too many", side.sent.len());
    assert_eq!(side.events.len(), seen, "events that nobody expected: {:?}", side.events);
    assert_eq!(side.end(), head.get("expect").unwrap());
}

#[test]
fn every_scenario_of_the_spec_goes_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol-spec/vectors");
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    names.sort();
    assert!(names.len() >= 100, "only {} vectors", names.len());
    let failed: Vec<_> = names
        .iter()
        .filter(|path| {
            let file = fs::read_to_string(path).unwrap();
            std::panic::catch_unwind(|| replay(&file)).is_err()
        })
        .map(|path| path.file_name().unwrap().to_owned())
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
}
