//! What a connection does with received bytes: whole frames, header checks, and the step each frame makes.

use core::mem;

use crate::defence::{Defence, Defences};
use crate::link::Direction;
use crate::wire::{
    Codec, Epoch, FRAME_BYTES_MAX, FrameHeader, FrameType, HEADER_BYTES, HandshakeFinish, HandshakeRequest,
    HandshakeResponse, Message, Position, Reader, Reason, Sequence, Verdict,
};

use super::connection::{Connection, Phase};
use super::core::Core;
use super::error::Error;
use super::handshake::Handshake;
use super::handshake::proof::{Expected, refused};
use super::ledger::{Ledger, Name};
use super::live::{Live, Step};
use super::output::{Event, Now, Observation, Outcome, Task};
use super::session::Session;
use super::timers::Timer;

impl Connection {
    /// Takes whole frames from the buffer while there are any and nothing is pending.
    pub(super) fn process(&mut self, now: Now) {
        while self.wants_read() {
            if matches!(self.phase, Phase::Silent(_) | Phase::Closing { session: None, .. }) {
                self.deframer.take_rest();
                break;
            }
            let Some(header) = self.deframer.header() else { break };
            if let Err(reason) = self.check_header(&header) {
                let mut frame = self.deframer.take_rest();
                frame.truncate(FRAME_BYTES_MAX);
                self.observe_refused(now, frame, reason);
                self.fail(now, reason.into());
                break;
            }
            let length = usize::try_from(header.length).unwrap_or(usize::MAX);
            let Some(frame) = self.deframer.take(HEADER_BYTES.saturating_add(length)) else { break };
            self.core.timers.clear(Timer::Frame);
            self.handle_frame(now, header, frame);
        }
        if matches!(self.phase, Phase::Live(_)) && self.deframer.buffered() > 0 && self.wants_read() {
            self.core.timers.start(Timer::Frame, now, self.core.config.timeouts.frame);
        }
    }

    /// The checks on a header, in the order of the spec; the first failure is the reason.
    fn check_header(&self, header: &FrameHeader) -> Result<(), Reason> {
        let defences = self.core.defences();
        let frame_type = header.check_protocol_as(defences.protocol_id())?;
        let session = match &self.phase {
            Phase::Live(live) => live.session(),
            Phase::Closing { session: Some(session), .. } => session,
            Phase::Handshake(handshake) => {
                return match handshake.expects() {
                    Some(expected) if expected == frame_type || !defences.hold(Defence::State) => {
                        check_handshake_header(header, expected, defences)
                    }
                    _ => Err(Reason::UnexpectedFrame),
                };
            }
            Phase::Silent(_) | Phase::Closing { .. } | Phase::Closed { .. } => {
                return Err(Reason::UnexpectedFrame);
            }
        };
        session.check_header(header)?;
        defences.enforce(Defence::Length, header.check_message_length())
    }

    /// Where the peer's direction stands; none while no frame is legal.
    pub(super) fn expected(&self) -> Option<Position> {
        match &self.phase {
            Phase::Handshake(handshake) => handshake.expects().map(handshake_position),
            Phase::Live(live) => Some(live.session().receive.position()),
            Phase::Closing { session: Some(session), .. } => Some(session.receive.position()),
            Phase::Silent(_) | Phase::Closing { .. } | Phase::Closed { .. } => None,
        }
    }

    fn handle_frame(&mut self, now: Now, header: FrameHeader, frame: Vec<u8>) {
        let expected = self.expected();
        let mut observation = Observation {
            direction: Direction::Received,
            frame,
            header: Some(header),
            verdict: Verdict::Parsed,
            reason: None,
            expected,
            opened: None,
            at: now,
        };
        let mark = self.core.mark();
        let result = match &mut self.phase {
            Phase::Handshake(_) => {
                self.handle_handshake(now, &header, &observation.frame).map(|()| Step::Stay)
            }
            Phase::Live(live) => receive(live, &mut self.core, now, &mut observation),
            Phase::Closing { session: Some(session), .. } => {
                drain(session, &mut observation, &mut self.core.ledger)
            }
            Phase::Silent(_) | Phase::Closing { .. } | Phase::Closed { .. } => return,
        };
        if let Err(error) = &result {
            refuse(&mut observation, error);
        }
        if result.is_ok() && self.core.computing {
            self.undecided = Some(observation);
        } else {
            self.core.observe_at(mark, observation);
        }
        match result {
            Ok(Step::Stay) => {}
            Ok(Step::PeerClosed(number)) => self.peer_closed(now, number),
            Ok(Step::Deaf) => self.forget_session(),
            Err(error) => self.fail(now, error),
        }
    }

    fn handle_handshake(&mut self, now: Now, header: &FrameHeader, frame: &[u8]) -> Result<(), Error> {
        let placeholder = Phase::Closed { result: Err(Error::Cut) };
        let Phase::Handshake(handshake) = mem::replace(&mut self.phase, placeholder) else { return Ok(()) };
        let body = (frame.get(HEADER_BYTES..).unwrap_or_default(), self.core.defences());
        let next = match handshake {
            Handshake::ExpectRequest(state) => {
                let request: HandshakeRequest = decode("handshake request", body)?;
                self.core.step(now, "request", Direction::Received, frame.len());
                let (peer, next) = state.handle(frame, &request, &self.core.config, &self.own)?;
                self.core.ledger.public(Name::Frame1, 0, frame);
                let secret = self.core.fresh_secret(0)?;
                self.core.compute(Task::Answer(secret, peer));
                Handshake::Answering(next)
            }
            Handshake::ExpectResponse(state) => {
                let response: HandshakeResponse = decode("handshake response", body)?;
                self.core.step(now, "response", Direction::Received, frame.len());
                let (secret, peer, next) = state.handle(frame, &response, &mut self.core.ledger)?;
                self.core.ledger.public(Name::Frame2, 0, frame);
                self.core.compute(Task::Agree(secret, peer));
                Handshake::Agreeing(next)
            }
            Handshake::ExpectFinish(state) => {
                let finish: HandshakeFinish = decode("handshake finish", body)?;
                self.core.step(now, "finish", Direction::Received, frame.len());
                let expected = Expected { own: self.own, pin: None, defences: self.core.defences() };
                self.core.ledger.public(Name::Frame3, 0, frame);
                let undecided = state.handle(header, finish, &expected, &mut self.core.ledger)?;
                self.core.timers.clear(Timer::Handshake);
                self.core.timers.set(Timer::Trust, now, self.core.config.timeouts.trust);
                self.core.event(Event::PeerProved { identity: undecided.identity() });
                Handshake::ResponderUndecided(undecided)
            }
            Handshake::Generating(_)
            | Handshake::Agreeing(_)
            | Handshake::InitiatorUndecided(_)
            | Handshake::Answering(_)
            | Handshake::ResponderUndecided(_) => return Err(Reason::UnexpectedFrame.into()),
        };
        self.phase = Phase::Handshake(next);
        Ok(())
    }

    pub(super) fn handshake_computed(&mut self, now: Now, outcome: Outcome) -> Result<(), Error> {
        let placeholder = Phase::Closed { result: Err(Error::Cut) };
        let Phase::Handshake(handshake) = mem::replace(&mut self.phase, placeholder) else { return Ok(()) };
        let next = match (handshake, outcome) {
            (Handshake::Generating(state), Outcome::Generated { secret, public }) => {
                let Core { config, rng, .. } = &mut self.core;
                let (frame, next) = state.generated(secret, public, config, rng.as_mut())?;
                let bytes = frame.len();
                self.core.ledger.public(Name::Frame1, 0, &frame);
                self.core.transmit(now, frame, None);
                self.core.step(now, "request", Direction::Sent, bytes);
                Handshake::ExpectResponse(next)
            }
            (Handshake::Answering(state), Outcome::Answered(answer)) => {
                let (public, shared) = answer.map_err(|error| refused(error, Reason::DhNotInSubgroup))?;
                let Core { identity, rng, ledger, .. } = &mut self.core;
                let (frame, next) = state.answered((&public, &shared), identity, rng.as_mut(), ledger)?;
                ledger.public(Name::Frame2, 0, &frame);
                let bytes = frame.len();
                self.core.transmit(now, frame, None);
                self.core.step(now, "response", Direction::Sent, bytes);
                Handshake::ExpectFinish(next)
            }
            (Handshake::Agreeing(state), Outcome::Agreed(agreed)) => {
                let shared = agreed.map_err(|error| refused(error, Reason::DhNotInSubgroup))?;
                let pin = self.core.config.pin.as_ref();
                let expected = Expected { own: self.own, pin, defences: self.core.defences() };
                let undecided = state.agreed(&shared, &expected, &mut self.core.ledger)?;
                self.core.event(Event::PeerProved { identity: undecided.identity() });
                Handshake::InitiatorUndecided(undecided)
            }
            _ => return Err(Error::Internal("a computation that nobody asked for")),
        };
        self.phase = Phase::Handshake(next);
        Ok(())
    }
}

/// Opens a frame in the session phase and acts on it.
fn receive(live: &mut Live, core: &mut Core, now: Now, observation: &mut Observation) -> Result<Step, Error> {
    let Some(header) = observation.header else { return Ok(Step::Stay) };
    let unsealed = live.session_mut().open(&header, &observation.frame, &mut core.ledger)?;
    observation.verdict = Verdict::Opened;
    observation.opened = Some(unsealed.opened.clone());
    live.act(core, now, unsealed, observation.frame.len())
}

/// Opens a frame after our own CLOSE: it is verified and shown, but only the peer's CLOSE has an effect, and
/// the end of the peer's epoch, past which nothing can be read.
fn drain(session: &mut Session, observation: &mut Observation, ledger: &mut Ledger) -> Result<Step, Error> {
    let Some(header) = observation.header else { return Ok(Step::Stay) };
    let unsealed = session.open(&header, &observation.frame, ledger)?;
    observation.verdict = Verdict::Opened;
    observation.opened = Some(unsealed.opened);
    match unsealed.message {
        Message::Close(close) => Ok(Step::PeerClosed(close.reason)),
        Message::RekeyResponse(_) | Message::RekeyFinish(_) => Ok(Step::Deaf),
        _ => Ok(Step::Stay),
    }
}

pub(super) fn refuse(observation: &mut Observation, error: &Error) {
    observation.reason = error.reason();
    observation.verdict = error.reason().map_or(Verdict::Refused, Reason::verdict);
}

/// Epoch 0, sequence 0, 0, 1 for the three flights, and the one legal length.
fn check_handshake_header(
    header: &FrameHeader,
    frame_type: FrameType,
    defences: Defences,
) -> Result<(), Reason> {
    let expected = handshake_position(frame_type);
    if header.epoch != expected.epoch {
        return Err(Reason::BadEpoch);
    }
    if header.seq < expected.seq {
        return Err(Reason::Replay);
    }
    if header.seq > expected.seq {
        return Err(Reason::Gap);
    }
    defences.enforce(Defence::FlightLength, header.check_handshake_length(frame_type))
}

const fn handshake_position(frame_type: FrameType) -> Position {
    let seq = match frame_type {
        FrameType::HandshakeFinish => Sequence(1),
        FrameType::Message | FrameType::HandshakeRequest | FrameType::HandshakeResponse => Sequence(0),
    };
    Position { epoch: Epoch(0), seq }
}

/// As [`crate::wire::decode_all`], but for what one defence says of bytes that are left over.
fn decode<T: Codec>(what: &'static str, (body, defences): (&[u8], Defences)) -> Result<T, Error> {
    let mut reader = Reader::new(body);
    let decoded = T::decode(&mut reader)
        .and_then(|value| defences.enforce(Defence::FlightLength, reader.finish()).map(|()| value));
    decoded.map_err(|source| Error::Malformed { what, reason: Reason::BadLength, source })
}
