//! What every phase of a connection shares: settings, identity, randomness, timers and the outputs.

use core::time::Duration;
use std::collections::VecDeque;
use std::sync::Arc;

use crate::crypto::{EphemeralSecret, SecureRandom, SeededRandom, SigningKey};
use crate::defence::{Defence, Defences};
use crate::link::Direction;
use crate::wire::{FrameHeader, Verdict};

use super::config::Config;
use super::connection::Role;
use super::error::Error;
use super::ledger::{Ledger, Name};
use super::output::{Event, HandshakeStep, Job, Now, Observation, Opened, Output, Task};
use super::timers::TimerTable;

/// Shared by all phases; a phase gets it as an argument and owns nothing of it.
pub(super) struct Core {
    pub(super) role: Role,
    pub(super) config: Config,
    pub(super) identity: Arc<SigningKey>,
    pub(super) rng: Box<dyn SecureRandom>,
    pub(super) timers: TimerTable,
    /// A job is out; reading waits for its result.
    pub(super) computing: bool,
    pub(super) ledger: Ledger,
    outputs: VecDeque<Output>,
    last_step: Duration,
}

impl core::fmt::Debug for Core {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Core")
            .field("role", &self.role)
            .field("timers", &self.timers)
            .field("computing", &self.computing)
            .finish_non_exhaustive()
    }
}

impl Core {
    pub(super) fn new(
        role: Role,
        config: Config,
        identity: Arc<SigningKey>,
        rng: Box<dyn SecureRandom>,
        now: Now,
    ) -> Self {
        let ledger = Ledger::new(role, config.disclose);
        let rng = if config.defences.hold(Defence::Fresh) { rng } else { repeated(role) };
        Self {
            role,
            ledger,
            timers: TimerTable::new(config.defences),
            config,
            identity,
            rng,
            computing: false,
            outputs: VecDeque::new(),
            last_step: now.monotonic,
        }
    }

    /// What is to be done next; when all is done, the account of what the key schedule made meanwhile.
    pub(super) fn next_output(&mut self) -> Option<Output> {
        let output = self.outputs.pop_front();
        output
            .or_else(|| self.ledger.take().map(|made| Output::Event(Event::Derived(made))))
            .or_else(|| self.ledger.take_secrets().map(Output::Disclosed))
    }

    pub(super) fn output(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(super) fn event(&mut self, event: Event) {
        self.output(Output::Event(event));
    }

    /// Where the next output will stand, for an observation whose verdict is known only later.
    pub(super) fn mark(&self) -> usize {
        self.outputs.len()
    }

    pub(super) fn observe_at(&mut self, mark: usize, observation: Observation) {
        self.outputs.insert(mark.min(self.outputs.len()), Output::Observed(Box::new(observation)));
    }

    pub(super) fn observe(&mut self, observation: Observation) {
        self.output(Output::Observed(Box::new(observation)));
    }

    /// Sends a frame and shows it.
    pub(super) fn transmit(&mut self, now: Now, frame: Vec<u8>, opened: Option<Opened>) {
        let header = FrameHeader::from_slice(&frame);
        self.output(Output::Transmit(frame.clone()));
        self.observe(Observation {
            direction: Direction::Sent,
            frame,
            header,
            verdict: Verdict::Sent,
            reason: None,
            expected: None,
            opened,
            at: now,
        });
    }

    /// Reports a rung of the handshake ladder.
    pub(super) fn step(&mut self, now: Now, name: &'static str, direction: Direction, bytes: usize) {
        let took = now.monotonic.saturating_sub(self.last_step);
        self.last_step = now.monotonic;
        self.event(Event::HandshakeStep(HandshakeStep { name, direction, bytes, took }));
    }

    /// A person has decided: the next rung begins now, however long that took.
    pub(super) const fn decided(&mut self, now: Now) {
        self.last_step = now.monotonic;
    }

    pub(super) fn compute(&mut self, task: Task) {
        self.computing = true;
        self.output(Output::Compute(Job(task, self.defences())));
    }

    pub(super) const fn defences(&self) -> Defences {
        self.config.defences
    }

    /// A fresh exponent for the exchange that begins this epoch.
    pub(super) fn fresh_secret(&mut self, epoch: u16) -> Result<EphemeralSecret, Error> {
        let secret = EphemeralSecret::generate(self.rng.as_mut()).map_err(no_randomness)?;
        self.ledger.key(Name::Exponent, epoch, secret.secret());
        Ok(secret)
    }
}

/// The same bytes in every session.
fn repeated(role: Role) -> Box<dyn SecureRandom> {
    let seed = match role {
        Role::Initiator => 1,
        Role::Responder => 2,
    };
    Box::new(SeededRandom::new(seed))
}

/// Without randomness there is nothing to go on with; which call failed does not matter to anybody.
fn no_randomness(_opaque: crate::crypto::Error) -> Error {
    Error::Internal("the operating system gave no randomness")
}
