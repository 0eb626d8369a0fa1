//! The session phase: READY both ways, then messages, pings and rekeys, until one side says CLOSE.

use core::time::Duration;
use std::collections::VecDeque;

use crate::defence::Defence;
use crate::link::Direction;
use crate::wire::{
    Message, Ping, Pong, Ready, Reason, RekeyAsk, RekeyRequest, RekeyResponse, UnixMillis, Utf8Lp,
};

use super::connection::Role;
use super::core::Core;
use super::error::{ApiMisuse, Error};
use super::key_schedule::RekeyTranscript;
use super::ledger::Name;
use super::output::{Event, Greeting, Now, Outcome, Task, is_for_callers};
use super::rekey::{self, Account, Due, Rekey};
use super::same_words::SameWords;
use super::session::{Session, Unsealed};
use super::timers::Timer;

/// PINGs that may be unanswered at once; older ones are forgotten.
const PINGS_MAX: usize = 8;

/// An authenticated session in use.
#[derive(Debug)]
pub(super) struct Live {
    session: Session,
    readiness: Readiness,
    rekey: Rekey,
    account: Account,
    pings: VecDeque<SentPing>,
    next_ping: u64,
    pub(super) words: SameWords,
}

/// Whether the peer has confirmed the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Readiness {
    ExpectReady,
    Established,
}

#[derive(Clone, Copy, Debug)]
struct SentPing {
    id: u64,
    at: Now,
}

/// What a message means for the connection as a whole.
pub(super) enum Step {
    Stay,
    /// The peer said CLOSE with this reason.
    PeerClosed(u16),
    /// Nothing that follows can be opened: it is sealed in an epoch whose keys are not made any more.
    Deaf,
}

impl Live {
    /// Begins the session with our READY.
    pub(super) fn begin(
        core: &mut Core,
        now: Now,
        session: Session,
        greeting: Greeting,
    ) -> Result<Self, Error> {
        let words = SameWords::new(session.id);
        let mut live = Self {
            session,
            readiness: Readiness::ExpectReady,
            rekey: Rekey::Idle,
            account: Account::new(now.monotonic),
            pings: VecDeque::new(),
            next_ping: 1,
            words,
        };
        let Greeting { outbox_epoch, your_epoch, highest, nick } = greeting;
        let ready = Ready { outbox_epoch, your_epoch, highest, nick: Utf8Lp::cut(nick) };
        let bytes = live.seal(core, now, &Message::Ready(ready))?;
        core.step(now, "ready", Direction::Sent, bytes);
        let wait = match core.role {
            Role::Initiator => core.config.timeouts.ready,
            Role::Responder => core.config.timeouts.handshake,
        };
        core.timers.set(Timer::Ready, now, wait);
        Ok(live)
    }

    pub(super) const fn session(&self) -> &Session {
        &self.session
    }

    pub(super) const fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    pub(super) fn into_session(self) -> Session {
        self.session
    }

    /// Seals and transmits one message; gives the size of its frame in bytes.
    fn seal(&mut self, core: &mut Core, now: Now, message: &Message) -> Result<usize, Error> {
        self.seal_of(core, now, (message, now.wall))
    }

    /// The same, of a message that says itself when its author sent it.
    fn seal_of(
        &mut self,
        core: &mut Core,
        now: Now,
        (message, sent_at): (&Message, UnixMillis),
    ) -> Result<usize, Error> {
        let (frame, opened) = self.session.seal(message, sent_at, &mut core.ledger)?;
        let bytes = frame.len();
        self.account.count(message, bytes);
        self.words.sealed(message);
        core.ledger.signed(message);
        core.transmit(now, frame, Some(opened));
        Ok(bytes)
    }

    /// Sends what a caller may send, once the session is established.
    pub(super) fn send(
        &mut self,
        core: &mut Core,
        now: Now,
        (message, sent_at): (&Message, UnixMillis),
    ) -> Result<Result<(), Error>, ApiMisuse> {
        if self.readiness != Readiness::Established {
            return Err(ApiMisuse::NotEstablished);
        }
        if !is_for_callers(message) {
            return Err(ApiMisuse::NotForCallers);
        }
        let sent = self.seal_of(core, now, (message, sent_at)).map(|_bytes| ());
        Ok(sent.and_then(|()| self.maybe_rekey(core, now)))
    }

    pub(super) fn ping(&mut self, core: &mut Core, now: Now) -> Result<Result<u64, Error>, ApiMisuse> {
        if self.readiness != Readiness::Established {
            return Err(ApiMisuse::NotEstablished);
        }
        Ok(self.send_ping(core, now))
    }

    fn send_ping(&mut self, core: &mut Core, now: Now) -> Result<u64, Error> {
        let id = self.next_ping;
        self.next_ping += 1;
        if self.pings.len() == PINGS_MAX {
            self.pings.pop_front();
        }
        self.pings.push_back(SentPing { id, at: now });
        self.seal(core, now, &Message::Ping(Ping { id }))?;
        Ok(id)
    }

    /// The initiator begins a new epoch as soon as it may; the responder asks for one.
    pub(super) fn ask_rekey(&mut self, core: &mut Core, now: Now) -> Result<Result<(), Error>, ApiMisuse> {
        if self.readiness != Readiness::Established {
            return Err(ApiMisuse::NotEstablished);
        }
        match core.role {
            Role::Initiator => {
                self.account.request();
                Ok(self.maybe_rekey(core, now))
            }
            Role::Responder if self.account.may_ask(now.monotonic, &core.config.rekey) => {
                Ok(self.seal(core, now, &Message::RekeyAsk(RekeyAsk {})).map(|_bytes| ()))
            }
            Role::Responder => Err(ApiMisuse::TooOften),
        }
    }

    /// A timer of the session phase ran out.
    pub(super) fn timeout(&mut self, core: &mut Core, now: Now, timer: Timer) -> Result<(), Error> {
        match timer {
            Timer::Ping => {
                core.timers.set(Timer::Ping, now, core.config.timeouts.ping);
                self.send_ping(core, now).map(|_id| ())
            }
            Timer::RekeyDue => self.maybe_rekey(core, now),
            Timer::Frame if !core.defences().hold(Defence::FrameDeadline) => Ok(()),
            late => Err(Error::TimedOut(late)),
        }
    }

    /// Begins a rekey if we are the initiator, one is due, and none is running.
    fn maybe_rekey(&mut self, core: &mut Core, now: Now) -> Result<(), Error> {
        if core.role != Role::Initiator
            || self.readiness != Readiness::Established
            || !matches!(self.rekey, Rekey::Idle)
        {
            return Ok(());
        }
        match self.account.due(now.monotonic, &core.config.rekey) {
            Due::Now if self.session.send.epoch.0 == u16::MAX => Err(Reason::EpochExhausted.into()),
            Due::Now if core.computing => Ok(()),
            Due::Now => {
                let secret = core.fresh_secret(self.session.send.epoch.0.saturating_add(1))?;
                core.compute(Task::Generate(secret));
                self.rekey = Rekey::Generating;
                Ok(())
            }
            Due::At(at) => {
                core.timers.set(Timer::RekeyDue, now, at.saturating_sub(now.monotonic));
                Ok(())
            }
            Due::NotYet => Ok(()),
        }
    }

    /// Acts on a message that was opened.
    pub(super) fn act(
        &mut self,
        core: &mut Core,
        now: Now,
        unsealed: Unsealed,
        frame_bytes: usize,
    ) -> Result<Step, Error> {
        core.timers.set(Timer::Silence, now, core.config.timeouts.silence);
        self.account.count(&unsealed.message, frame_bytes);
        self.words.opened(&unsealed.message);
        let sent_at = unsealed.opened.sent_at;
        match (self.readiness, unsealed.message) {
            (_, Message::Close(close)) => return Ok(Step::PeerClosed(close.reason)),
            (Readiness::ExpectReady, Message::Ready(ready)) => {
                self.established(core, now, ready, frame_bytes);
            }
            (Readiness::ExpectReady, _) if core.defences().hold(Defence::Readiness) => {
                return Err(Reason::UnexpectedMessage.into());
            }
            (_, Message::Ready(_)) => return Err(Reason::UnexpectedMessage.into()),
            (_, Message::Ping(ping)) => {
                self.seal(core, now, &Message::Pong(Pong { id: ping.id }))?;
            }
            (_, Message::Pong(pong)) => self.pong(core, now, &pong, sent_at)?,
            (_, Message::RekeyRequest(request)) => self.rekey_request(core, now, &request)?,
            (_, Message::RekeyResponse(response)) => self.rekey_response(core, &response)?,
            (_, Message::RekeyFinish(finish)) => self.rekey_finish(core, now, finish.epoch)?,
            (_, Message::RekeyAsk(_)) => self.rekey_asked(core, now)?,
            (_, message) => {
                let seq = self.session.receive.next.0.saturating_sub(1);
                core.event(Event::Message { message, sent_at, seq });
            }
        }
        self.maybe_rekey(core, now)?;
        Ok(Step::Stay)
    }

    fn established(&mut self, core: &mut Core, now: Now, ready: Ready, frame_bytes: usize) {
        self.readiness = Readiness::Established;
        self.account = Account::new(now.monotonic);
        core.timers.clear(Timer::Ready);
        core.timers.set(Timer::Ping, now, core.config.timeouts.ping);
        core.step(now, "ready", Direction::Received, frame_bytes);
        let Ready { outbox_epoch, your_epoch, highest, nick } = ready;
        core.event(Event::Established {
            identity: self.session.peer,
            session_id: self.session.id,
            greeting: Greeting { outbox_epoch, your_epoch, highest, nick: nick.into_text() },
        });
    }

    fn pong(&mut self, core: &mut Core, now: Now, pong: &Pong, sent_at: UnixMillis) -> Result<(), Error> {
        let Some(index) = self.pings.iter().position(|ping| ping.id == pong.id) else {
            // An answer to a PING that was forgotten is late, not wrong; one to a PING never sent is.
            let late = (1..self.next_ping).contains(&pong.id);
            return if late { Ok(()) } else { Err(Reason::UnexpectedMessage.into()) };
        };
        let Some(sent) = self.pings.remove(index) else { return Ok(()) };
        let rtt = now.monotonic.saturating_sub(sent.at.monotonic);
        let skew_ms = skew(sent_at, sent.at.wall, rtt);
        core.event(Event::Pong { id: pong.id, rtt, skew_ms });
        Ok(())
    }

    fn rekey_asked(&mut self, core: &Core, now: Now) -> Result<(), Error> {
        if core.role != Role::Initiator {
            return Err(Reason::RekeyUnexpected.into());
        }
        if self.account.may_ask(now.monotonic, &core.config.rekey) {
            self.account.request();
        }
        Ok(())
    }

    fn rekey_request(&mut self, core: &mut Core, now: Now, request: &RekeyRequest) -> Result<(), Error> {
        let is_turn = core.role == Role::Responder && matches!(self.rekey, Rekey::Idle);
        if core.defences().hold(Defence::RekeyTurn) && !is_turn {
            return Err(Reason::RekeyUnexpected.into());
        }
        let policy = core.config.rekey;
        let peer = rekey::check_request(request, &self.session, &self.account, now.monotonic, &policy)?;
        core.ledger.public(Name::RekeySigI, request.epoch, &request.signature);
        let secret = core.fresh_secret(request.epoch)?;
        core.compute(Task::Answer(secret, peer.clone()));
        self.rekey = Rekey::Answering { peer };
        Ok(())
    }

    fn rekey_response(&mut self, core: &mut Core, response: &RekeyResponse) -> Result<(), Error> {
        let Rekey::ExpectResponse { secret, public } = core::mem::replace(&mut self.rekey, Rekey::Idle)
        else {
            return Err(Reason::RekeyUnexpected.into());
        };
        let peer = rekey::check_response(response, &self.session, &public)?;
        core.ledger.public(Name::RekeySigR, response.epoch, &response.signature);
        core.timers.clear(Timer::Rekey);
        core.compute(Task::Agree(secret, peer.clone()));
        self.rekey = Rekey::Agreeing { public, peer };
        Ok(())
    }

    /// The peer's last frame of the old epoch: its chain is wiped, and with it the last old key.
    fn rekey_finish(&mut self, core: &mut Core, now: Now, epoch: u16) -> Result<(), Error> {
        let Rekey::ExpectFinish { receive } = core::mem::replace(&mut self.rekey, Rekey::Idle) else {
            return Err(Reason::RekeyUnexpected.into());
        };
        if epoch != self.session.send.epoch.0 {
            return Err(Reason::RekeyUnexpected.into());
        }
        core.timers.clear(Timer::Rekey);
        self.session.receive.switch(receive, epoch, &mut core.ledger);
        self.account.restart(now.monotonic);
        core.event(Event::Rekeyed { epoch });
        Ok(())
    }

    /// The result of a job that a rekey waits for.
    pub(super) fn computed(&mut self, core: &mut Core, now: Now, outcome: Outcome) -> Result<(), Error> {
        let next_epoch = self.session.send.epoch.0.saturating_add(1);
        let within = core.config.timeouts.rekey;
        match (core::mem::replace(&mut self.rekey, Rekey::Idle), outcome) {
            (Rekey::Generating, Outcome::Generated { secret, public }) => {
                let identity = core.identity.clone();
                let request = rekey::request(&identity, &self.session, next_epoch, &public);
                self.rekey = Rekey::ExpectResponse { secret, public };
                core.timers.set(Timer::Rekey, now, within);
                self.seal(core, now, &request).map(|_bytes| ())
            }
            (Rekey::Answering { peer }, Outcome::Answered(answer)) => {
                let (public, shared) = answer.map_err(not_in_subgroup)?;
                let session_id = self.session.id;
                let transcript = transcript(&session_id, next_epoch, peer.as_bytes(), public.as_bytes());
                let identity = core.identity.clone();
                self.seal(core, now, &rekey::response(&identity, &transcript))?;
                let [send, receive] = self.session.next_chains(&shared, &transcript, &mut core.ledger);
                self.session.send.switch(send, next_epoch, &mut core.ledger);
                self.rekey = Rekey::ExpectFinish { receive };
                core.timers.set(Timer::Rekey, now, within);
                Ok(())
            }
            (Rekey::Agreeing { public, peer }, Outcome::Agreed(agreed)) => {
                let shared = agreed.map_err(not_in_subgroup)?;
                let session_id = self.session.id;
                let transcript = transcript(&session_id, next_epoch, public.as_bytes(), peer.as_bytes());
                let [send, receive] = self.session.next_chains(&shared, &transcript, &mut core.ledger);
                self.session.receive.switch(receive, next_epoch, &mut core.ledger);
                self.seal(core, now, &rekey::finish(next_epoch))?;
                self.session.send.switch(send, next_epoch, &mut core.ledger);
                self.account.restart(now.monotonic);
                core.event(Event::Rekeyed { epoch: next_epoch });
                self.maybe_rekey(core, now)
            }
            _ => Err(Error::Internal("a computation that nobody asked for")),
        }
    }
}

const fn transcript<'a>(
    session_id: &'a [u8; 32],
    epoch: u16,
    initiator_public: &'a [u8; 256],
    responder_public: &'a [u8; 256],
) -> RekeyTranscript<'a> {
    RekeyTranscript { session_id, epoch: epoch.to_be_bytes(), initiator_public, responder_public }
}

fn not_in_subgroup(_opaque: crate::crypto::Error) -> Error {
    Reason::DhNotInSubgroup.into()
}

/// The peer's clock less ours at the moment half way between PING and PONG, in milliseconds.
///
/// A peer may claim any time, so the difference saturates instead of wrapping.
fn skew(theirs: UnixMillis, sent: UnixMillis, rtt: Duration) -> i64 {
    let half = i128::try_from(rtt.as_millis() / 2).unwrap_or(i128::MAX);
    let ours = i128::from(sent.0).saturating_add(half);
    let difference = i128::from(theirs.0).saturating_sub(ours);
    i64::try_from(difference).unwrap_or(if difference < 0 { i64::MIN } else { i64::MAX })
}
