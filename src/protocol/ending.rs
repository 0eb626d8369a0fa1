//! How a connection ends: a refusal, the peer's CLOSE, our own, or the end of the stream.

use core::mem;

use crate::link::Direction;
use crate::wire::{Close, FrameHeader, Message, Reason, Verdict};

use super::connection::{Connection, Phase};
use super::error::Error;
use super::output::{Event, Now, Observation, Output};
use super::receive::refuse;
use super::session::Session;
use super::timers::Timer;

impl Connection {
    /// The job that [`Output::Compute`] gave out is not done: too many strangers wait for theirs.
    pub fn turned_away(&mut self, now: Now) {
        self.core.computing = false;
        let error = Error::from(Reason::RateLimited);
        if let Some(mut observation) = self.undecided.take() {
            refuse(&mut observation, &error);
            self.core.observe(observation);
        }
        self.fail(now, error);
    }

    pub(super) fn peer_closed(&mut self, now: Now, number: u16) {
        let result =
            if number == Reason::Goodbye.number() { Ok(()) } else { Err(Error::ClosedByPeer(number)) };
        let remainder = self.deframer.take_rest();
        if !remainder.is_empty() {
            self.observe_refused(now, remainder, Reason::DataAfterClose);
        }
        match mem::replace(&mut self.phase, Phase::Closed { result: Ok(()) }) {
            Phase::Closing { result: ours, .. } => self.finish(ours),
            Phase::Live(live) => {
                let mut session = live.into_session();
                self.transmit_close(now, &mut session, Reason::Goodbye);
                self.core.event(Event::Closing { error: result.clone().err() });
                self.core.output(Output::Finish);
                self.finish(result);
            }
            Phase::Handshake(_) | Phase::Silent(_) | Phase::Closed { .. } => self.finish(result),
        }
    }

    /// Ends a connection on which something was refused: with an authenticated CLOSE once there are keys,
    /// without a word before.
    pub(super) fn fail(&mut self, now: Now, error: Error) {
        self.show_undecided();
        let is_session = matches!(self.phase, Phase::Live(_) | Phase::Closing { .. });
        let error = if is_session { error.in_session() } else { error };
        match mem::replace(&mut self.phase, Phase::Closed { result: Err(error.clone()) }) {
            Phase::Live(live) => {
                let reason = error.reason().unwrap_or(Reason::Internal);
                self.shut(now, live.into_session(), reason, Err(error));
                // What follows a refused frame is not looked at, so its keys are wiped at once.
                self.forget_session();
            }
            Phase::Closing { .. } => self.finish(Err(error)),
            // A state that refuses is consumed, so that the placeholder may be found here.
            Phase::Handshake(_) | Phase::Closed { .. } if error.reason() == Some(Reason::GateRefused) => {
                self.phase = Phase::Silent(error);
            }
            Phase::Handshake(_) | Phase::Silent(_) | Phase::Closed { .. } => self.over(error),
        }
    }

    /// Shows a frame whose computation nobody waits for any more: nothing was found against it, and it was
    /// never accepted.
    pub(super) fn show_undecided(&mut self) {
        if let Some(mut observation) = self.undecided.take() {
            observation.verdict = Verdict::CutOff;
            self.core.observe(observation);
        }
    }

    /// Reads nothing more of a connection that is closing, and waits for the end of the stream.
    pub(super) fn forget_session(&mut self) {
        if let Phase::Closing { session, .. } = &mut self.phase {
            *session = None;
        }
    }

    /// Sends CLOSE and waits a moment for the peer's.
    pub(super) fn shut(&mut self, now: Now, mut session: Session, reason: Reason, result: Result<(), Error>) {
        self.transmit_close(now, &mut session, reason);
        self.core.event(Event::Closing { error: result.clone().err() });
        self.core.output(Output::Finish);
        self.core.timers.clear_all();
        self.core.timers.set(Timer::Linger, now, self.core.config.timeouts.linger);
        self.phase = Phase::Closing { session: Some(Box::new(session)), result };
    }

    pub(super) fn transmit_close(&mut self, now: Now, session: &mut Session, reason: Reason) {
        let close = Message::Close(Close { reason: reason.number(), last_seq: session.last_received() });
        // A session whose counter is used up to the last number ends without CLOSE: nothing can be sealed.
        if let Ok((frame, opened)) = session.seal(&close, now.wall, &mut self.core.ledger) {
            self.core.transmit(now, frame, Some(opened));
        }
    }

    pub(super) fn over(&mut self, error: Error) {
        self.core.event(Event::Closing { error: Some(error.clone()) });
        self.finish(Err(error));
    }

    pub(super) fn finish(&mut self, result: Result<(), Error>) {
        self.core.timers.clear_all();
        self.phase = Phase::Closed { result };
    }

    pub(super) fn observe_refused(&mut self, now: Now, frame: Vec<u8>, reason: Reason) {
        let header = FrameHeader::from_slice(&frame);
        let expected = self.expected();
        self.core.observe(Observation {
            direction: Direction::Received,
            frame,
            header,
            verdict: reason.verdict(),
            reason: Some(reason),
            expected,
            opened: None,
            at: now,
        });
    }
}

#[cfg(test)]
impl Connection {
    /// The session of an established connection, for tests that reach inside.
    pub(super) fn test_session(&mut self) -> &mut Session {
        match &mut self.phase {
            Phase::Live(live) => live.session_mut(),
            _ => panic!("no session"),
        }
    }
}
