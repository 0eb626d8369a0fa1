//! One link's protocol state, from the first byte to the last (see the module docs for the order of calls).

use core::mem;
use std::sync::Arc;

use crate::crypto::{SecureRandom, SigningKey, VerifyingKey};
use crate::defence::Defence;
use crate::link::Direction;
use crate::wire::{Deframer, Message, Reason, Text, UnixMillis};

use super::config::Config;
use super::core::Core;
use super::error::{ApiMisuse, Error};
use super::handshake::{Handshake, initiator, responder};
use super::ledger::Name;
use super::live::Live;
use super::output::{Done, Event, Greeting, Now, Observation, Output, Task, TrustDecision};
use super::receive::refuse;
use super::session::Session;
use super::timers::Timer;

/// Who dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The side that dialled.
    Initiator,
    /// The side that listened.
    Responder,
}

/// One link's protocol state.
#[derive(Debug)]
pub struct Connection {
    pub(super) core: Core,
    pub(super) deframer: Deframer,
    pub(super) phase: Phase,
    /// A received frame whose verdict waits for a computation.
    pub(super) undecided: Option<Observation>,
    pub(super) own: VerifyingKey,
}

#[derive(Debug)]
pub(super) enum Phase {
    Handshake(Handshake),
    /// A dial without the gate: silence, so that it learns nothing from the timing.
    Silent(Error),
    Live(Box<Live>),
    /// CLOSE is sent; the session is kept only to read the peer's.
    Closing {
        session: Option<Box<Session>>,
        result: Result<(), Error>,
    },
    Closed {
        result: Result<(), Error>,
    },
}

impl Connection {
    /// Dials: HANDSHAKE_REQUEST is the first thing to come out, after one computation.
    pub fn initiate(config: Config, identity: Arc<SigningKey>, rng: Box<dyn SecureRandom>, now: Now) -> Self {
        let generating = Handshake::Generating(initiator::Generating);
        let mut connection = Self::new(config, identity, rng, generating, now);
        match connection.core.fresh_secret(0) {
            Ok(secret) => connection.core.compute(Task::Generate(secret)),
            Err(error) => connection.fail(now, error),
        }
        connection
    }

    /// Listens: nothing comes out before a whole HANDSHAKE_REQUEST has gone in.
    pub fn respond(config: Config, identity: Arc<SigningKey>, rng: Box<dyn SecureRandom>, now: Now) -> Self {
        let expecting = Handshake::ExpectRequest(responder::ExpectRequest);
        Self::new(config, identity, rng, expecting, now)
    }

    fn new(
        config: Config,
        identity: Arc<SigningKey>,
        rng: Box<dyn SecureRandom>,
        handshake: Handshake,
        now: Now,
    ) -> Self {
        let own = identity.verifying_key();
        let role = match handshake {
            Handshake::Generating(_) => Role::Initiator,
            _ => Role::Responder,
        };
        let within = config.timeouts.handshake;
        let mut core = Core::new(role, config, identity, rng, now);
        core.timers.set(Timer::Handshake, now, within);
        Self { core, deframer: Deframer::default(), phase: Phase::Handshake(handshake), undecided: None, own }
    }

    /// Bytes from the link. Give them only while [`Self::wants_read`].
    pub fn handle_bytes(&mut self, now: Now, bytes: &[u8]) {
        self.deframer.push(bytes);
        self.process(now);
        if !self.core.defences().hold(Defence::Reassembly) {
            self.deframer.take_rest();
        }
    }

    /// The peer will write no more.
    pub fn handle_eof(&mut self, now: Now) {
        self.show_undecided();
        match mem::replace(&mut self.phase, Phase::Closed { result: Err(Error::Cut) }) {
            Phase::Closing { session, result } => {
                let remainder = self.deframer.take_rest();
                if session.is_some() && !remainder.is_empty() {
                    self.observe_refused(now, remainder, Reason::Truncated);
                }
                self.finish(result);
            }
            Phase::Closed { result } => self.phase = Phase::Closed { result },
            Phase::Silent(error) => self.over(error),
            before @ (Phase::Handshake(_) | Phase::Live(_)) => {
                let remainder = self.deframer.take_rest();
                if !remainder.is_empty() {
                    self.observe_refused(now, remainder, Reason::Truncated);
                }
                drop(before);
                if self.core.defences().hold(Defence::Goodbye) {
                    self.over(Error::Cut);
                } else {
                    self.finish(Ok(()));
                }
            }
        }
    }

    /// The time that [`Output::Wait`] named has come.
    pub fn handle_timeout(&mut self, now: Now) {
        while let Some(timer) = self.core.timers.take_expired(now) {
            match &mut self.phase {
                Phase::Closed { .. } => return,
                Phase::Closing { result, .. } => {
                    let result = mem::replace(result, Ok(()));
                    self.finish(result);
                }
                Phase::Silent(error) => {
                    let error = error.clone();
                    self.over(error);
                }
                Phase::Handshake(Handshake::ResponderUndecided(_)) if timer == Timer::Trust => {
                    self.trust(now, TrustDecision::Reject);
                }
                Phase::Handshake(_) if self.core.defences().hold(Defence::HandshakeDeadline) => {
                    self.fail(now, Error::TimedOut(timer));
                }
                Phase::Handshake(_) => {}
                Phase::Live(live) => {
                    if let Err(error) = live.timeout(&mut self.core, now, timer) {
                        if timer == Timer::Frame {
                            let remainder = self.deframer.take_rest();
                            self.observe_refused(now, remainder, Reason::FrameTimeout);
                        }
                        self.fail(now, error);
                    }
                }
            }
        }
    }

    /// The result of a job that [`Output::Compute`] gave out.
    pub fn computed(&mut self, now: Now, done: Done) {
        self.core.computing = false;
        let mark = self.core.mark();
        let result = match &mut self.phase {
            Phase::Live(live) => live.computed(&mut self.core, now, done.0),
            Phase::Handshake(_) => self.handshake_computed(now, done.0),
            Phase::Silent(_) | Phase::Closing { .. } | Phase::Closed { .. } => return,
        };
        if let Some(mut observation) = self.undecided.take() {
            if let Err(error) = &result {
                refuse(&mut observation, error);
            }
            self.core.observe_at(mark, observation);
        }
        match result {
            Ok(()) => self.process(now),
            Err(error) => self.fail(now, error),
        }
    }

    /// The answer to [`Event::PeerProved`]. Without an open question it does nothing.
    pub fn trust(&mut self, now: Now, decision: TrustDecision) {
        let Phase::Handshake(handshake) = &mut self.phase else { return };
        if !handshake.awaits_trust() {
            return;
        }
        let placeholder = Phase::Closed { result: Err(Error::Cut) };
        let Phase::Handshake(handshake) = mem::replace(&mut self.phase, placeholder) else { return };
        self.core.timers.clear_all();
        self.core.decided(now);
        match (handshake, decision) {
            (Handshake::InitiatorUndecided(undecided), TrustDecision::Accept(greeting)) => {
                let (frame, session) = undecided.accept(&self.core.identity.clone(), &mut self.core.ledger);
                let bytes = frame.len();
                self.core.ledger.public(Name::Frame3, 0, &frame);
                self.core.transmit(now, frame, None);
                self.core.step(now, "finish", Direction::Sent, bytes);
                self.begin(now, session, greeting);
            }
            (Handshake::ResponderUndecided(undecided), TrustDecision::Accept(greeting)) => {
                self.begin(now, undecided.into_session(), greeting);
            }
            (Handshake::ResponderUndecided(undecided), TrustDecision::Reject) => {
                self.shut(
                    now,
                    undecided.into_session(),
                    Reason::NotAccepted,
                    Err(Reason::NotAccepted.into()),
                );
            }
            (_, _) => self.over(Reason::NotAccepted.into()),
        }
        self.process(now);
    }

    fn begin(&mut self, now: Now, session: Session, greeting: Greeting) {
        self.core.timers.set(Timer::Silence, now, self.core.config.timeouts.ready);
        match Live::begin(&mut self.core, now, session, greeting) {
            Ok(live) => self.phase = Phase::Live(Box::new(live)),
            Err(error) => self.over(error),
        }
    }

    /// Sends a TEXT, RECEIPT, TYPING or NICK; only after [`Event::Established`].
    pub fn send(&mut self, now: Now, message: &Message) -> Result<(), ApiMisuse> {
        self.send_of(now, message, now.wall)
    }

    /// Sends a text that was written at this time, by its author's clock: it may have waited, or is sent again.
    pub fn send_text(&mut self, now: Now, text: Text, written_at: UnixMillis) -> Result<(), ApiMisuse> {
        self.send_of(now, &Message::Text(text), written_at)
    }

    fn send_of(&mut self, now: Now, message: &Message, sent_at: UnixMillis) -> Result<(), ApiMisuse> {
        let Phase::Live(live) = &mut self.phase else { return Err(self.misuse()) };
        let outcome = live.send(&mut self.core, now, (message, sent_at))?;
        self.settle(now, outcome);
        Ok(())
    }

    /// Begins a new epoch as soon as the rules allow (initiator), or asks the initiator to (responder).
    pub fn rekey(&mut self, now: Now) -> Result<(), ApiMisuse> {
        let Phase::Live(live) = &mut self.phase else { return Err(self.misuse()) };
        let outcome = live.ask_rekey(&mut self.core, now)?;
        self.settle(now, outcome);
        Ok(())
    }

    /// Sends a PING; gives the id that [`Event::Pong`] will carry.
    pub fn ping(&mut self, now: Now) -> Result<u64, ApiMisuse> {
        let Phase::Live(live) = &mut self.phase else { return Err(self.misuse()) };
        match live.ping(&mut self.core, now)? {
            Ok(id) => Ok(id),
            Err(error) => {
                self.fail(now, error);
                Err(ApiMisuse::Over)
            }
        }
    }

    /// Says goodbye, or why not. Before there are keys the link just ends.
    pub fn close(&mut self, now: Now, reason: Reason) {
        match mem::replace(&mut self.phase, Phase::Closed { result: Ok(()) }) {
            Phase::Live(live) => self.shut(now, live.into_session(), reason, Ok(())),
            Phase::Handshake(Handshake::ResponderUndecided(undecided)) => {
                self.shut(now, undecided.into_session(), reason, Ok(()));
            }
            Phase::Handshake(_) | Phase::Silent(_) => {
                self.core.event(Event::Closing { error: None });
                self.finish(Ok(()));
            }
            over @ (Phase::Closing { .. } | Phase::Closed { .. }) => self.phase = over,
        }
    }

    /// Who dialled.
    pub const fn role(&self) -> Role {
        self.core.role
    }

    /// Whether the caller may read the link now: not while a computation or a decision is pending.
    pub fn wants_read(&self) -> bool {
        match &self.phase {
            Phase::Handshake(handshake) => !self.core.computing && !handshake.awaits_trust(),
            Phase::Live(_) => !self.core.computing,
            Phase::Silent(_) | Phase::Closing { .. } => true,
            Phase::Closed { .. } => false,
        }
    }

    /// The next thing to do; after [`Output::Wait`] or [`Output::Closed`] there is none until the next input.
    pub fn poll_output(&mut self) -> Output {
        if let Some(output) = self.core.next_output() {
            return output;
        }
        match &self.phase {
            Phase::Closed { result } => Output::Closed(result.clone()),
            _ => Output::Wait(self.core.timers.next()),
        }
    }

    const fn misuse(&self) -> ApiMisuse {
        match &self.phase {
            Phase::Handshake(_) | Phase::Silent(_) => ApiMisuse::NotEstablished,
            Phase::Live(_) | Phase::Closing { .. } | Phase::Closed { .. } => ApiMisuse::Over,
        }
    }

    fn settle(&mut self, now: Now, outcome: Result<(), Error>) {
        if let Err(error) = outcome {
            self.fail(now, error);
        }
    }
}
