//! Two connections joined by nothing but function calls, with a clock that a test moves.

use core::time::Duration;
use std::sync::Arc;

use crate::crypto::{Secret, SeededRandom, SigningKey};
use crate::protocol::ledger::Ledger;
use crate::protocol::{
    Config, Connection, Disclose, Error, Event, Greeting, Now, Observation, Output, Role, TrustDecision,
};
use crate::wire::{Message, Text, UnixMillis};

/// One end, and everything that came out of it.
pub(super) struct End {
    pub(super) connection: Connection,
    pub(super) events: Vec<Event>,
    pub(super) observed: Vec<Observation>,
    /// Written, not yet delivered.
    pub(super) outgoing: Vec<u8>,
    pub(super) closed: Option<Result<(), Error>>,
    /// How long its person takes to decide.
    pub(super) thinks: Duration,
    greeting: Greeting,
}

/// Both ends and their clock.
pub(super) struct Pair {
    pub(super) initiator: End,
    pub(super) responder: End,
    pub(super) now: Now,
}

/// An account that nobody reads.
pub(super) const fn ledger() -> Ledger {
    Ledger::new(Role::Initiator, Disclose::Nothing)
}

pub(super) fn text(number: u64, body: &str) -> Message {
    Message::Text(Text { number, flags: 0, body: body.try_into().unwrap() })
}

impl End {
    fn new(connection: Connection, nick: &str, outbox: u8) -> Self {
        let greeting =
            Greeting { outbox_epoch: [outbox; 16], your_epoch: [0; 16], highest: 0, nick: nick.into() };
        let (events, observed, outgoing) = (Vec::new(), Vec::new(), Vec::new());
        Self { connection, events, observed, outgoing, closed: None, thinks: Duration::ZERO, greeting }
    }

    /// Takes every output, runs jobs on the spot and accepts whoever proves an identity.
    pub(super) fn drain(&mut self, now: Now) {
        loop {
            match self.connection.poll_output() {
                Output::Transmit(bytes) => self.outgoing.extend(bytes),
                Output::Observed(observation) => self.observed.push(*observation),
                Output::Event(event) => {
                    let proved = matches!(event, Event::PeerProved { .. });
                    self.events.push(event);
                    if proved {
                        let decided = Now { monotonic: now.monotonic + self.thinks, ..now };
                        self.connection.trust(decided, TrustDecision::Accept(self.greeting.clone()));
                    }
                }
                Output::Compute(job) => self.connection.computed(now, job.run()),
                Output::Disclosed(_) | Output::Finish => {}
                Output::Wait(_) => return,
                Output::Closed(result) => {
                    self.closed = Some(result);
                    return;
                }
            }
        }
    }

    pub(super) fn feed(&mut self, now: Now, bytes: &[u8]) {
        self.connection.handle_bytes(now, bytes);
        self.drain(now);
    }
}

impl Pair {
    /// Two ends that have not exchanged anything yet.
    pub(super) fn fresh() -> Self {
        Self::with(Config::default)
    }

    pub(super) fn with(config: impl Fn() -> Config) -> Self {
        let now = Now { monotonic: Duration::ZERO, wall: UnixMillis(1_795_000_000_000) };
        let key = |byte| Arc::new(SigningKey::from_seed(Secret::new([byte; 32])));
        let random = |seed| Box::new(SeededRandom::new(seed));
        let initiator = Connection::initiate(config(), key(1), random(1), now);
        let responder = Connection::respond(config(), key(2), random(2), now);
        Self {
            initiator: End::new(initiator, "alice", 0xaa),
            responder: End::new(responder, "bob", 0xbb),
            now,
        }
    }

    pub(super) fn established() -> Self {
        let mut pair = Self::fresh();
        pair.run();
        pair
    }

    /// Delivers until both ends are silent.
    pub(super) fn run(&mut self) {
        self.initiator.drain(self.now);
        self.responder.drain(self.now);
        while !(self.initiator.outgoing.is_empty() && self.responder.outgoing.is_empty()) {
            let forth = core::mem::take(&mut self.initiator.outgoing);
            self.responder.feed(self.now, &forth);
            let back = core::mem::take(&mut self.responder.outgoing);
            self.initiator.feed(self.now, &back);
        }
    }

    /// Moves both clocks and lets due timers run.
    pub(super) fn advance(&mut self, by: Duration) {
        self.now.monotonic += by;
        self.now.wall.0 += u64::try_from(by.as_millis()).unwrap();
        self.initiator.connection.handle_timeout(self.now);
        self.responder.connection.handle_timeout(self.now);
        self.run();
    }
}
