//! A recorded session through the state machine: it has to write every byte that the file says was written.

use core::time::Duration;
use std::sync::Arc;

use crate::crypto::vectors::{Case, Fault};
use crate::crypto::{ScriptedRandom, Secret, SigningKey};
use crate::protocol::{Config, Connection, Event, Gate, Greeting, Now, Output, Role, TrustDecision};
use crate::wire::{Message, Reader, Reason, UnixMillis};

const REKEY_REQUEST: u8 = 0x20;

/// Plays both sides, one after the other.
pub(super) fn check(case: &Case<'_>) -> Result<(), Fault> {
    for role in [Role::Initiator, Role::Responder] {
        play(case, role)?;
    }
    Ok(())
}

/// One data frame as recorded.
struct Frame<'a> {
    case: Case<'a>,
    writer: Role,
    now: Now,
    kind: u8,
    message: Message,
    wire: Vec<u8>,
}

impl<'a> Frame<'a> {
    fn read(case: Case<'a>) -> Result<Self, Fault> {
        let writer = if case.text("direction")? == "i2r" { Role::Initiator } else { Role::Responder };
        let now = Now { monotonic: Duration::from_secs(1), wall: UnixMillis(case.number("sentAt")?) };
        let kind = u8::try_from(case.number("kind")?).unwrap_or_default();
        let payload = case.hex("payload")?;
        let message = Message::decode(kind, &mut Reader::new(&payload));
        let message = case.require(message.ok(), "the payload does not decode")?;
        let wire = case.hex("wire")?;
        Ok(Self { case, writer, now, kind, message, wire })
    }
}

/// A connection, what it wrote, and how far it came.
struct End {
    connection: Connection,
    greeting: Greeting,
    written: Vec<u8>,
    session_id: Option<[u8; 32]>,
    closed: bool,
}

impl End {
    fn drain(&mut self, now: Now) {
        loop {
            match self.connection.poll_output() {
                Output::Transmit(bytes) => self.written.extend(bytes),
                Output::Compute(job) => self.connection.computed(now, job.run()),
                Output::Event(Event::PeerProved { .. }) => {
                    self.connection.trust(now, TrustDecision::Accept(self.greeting.clone()));
                }
                Output::Event(Event::Established { session_id, .. }) => self.session_id = Some(session_id),
                Output::Event(_) | Output::Observed(_) | Output::Disclosed(_) | Output::Finish => {}
                Output::Wait(_) => return,
                Output::Closed(result) => {
                    self.closed = result.is_ok();
                    return;
                }
            }
        }
    }

    fn feed(&mut self, now: Now, bytes: &[u8]) {
        self.connection.handle_bytes(now, bytes);
        self.drain(now);
    }

    /// Takes the next bytes written, which have to be exactly these. More may follow: the initiator is READY
    /// right after its FINISH.
    fn wrote(&mut self, case: &Case<'_>, expected: &[u8], what: &'static str) -> Result<(), Fault> {
        case.ensure(self.written.starts_with(expected), what)?;
        self.written.drain(..expected.len());
        Ok(())
    }
}

fn play(case: &Case<'_>, role: Role) -> Result<(), Fault> {
    let frames = case.list("frames")?.into_iter().map(Frame::read).collect::<Result<Vec<_>, _>>()?;
    let Some(start) = frames.first().map(|frame| frame.now) else { return Ok(()) };
    let mut end = begin(case, role, &frames, start)?;
    end.drain(start);
    for (field, writer) in [("msg1", Role::Initiator), ("msg2", Role::Responder), ("msg3", Role::Initiator)] {
        if writer == role {
            end.wrote(case, &case.hex(field)?, "the handshake is written otherwise")?;
        } else {
            end.feed(start, &case.hex(field)?);
        }
    }
    for (index, frame) in frames.iter().enumerate() {
        if frame.writer == role {
            act(&mut end, frame, role)?;
            end.wrote(&frame.case, &frame.wire, "the frame is written otherwise")?;
        } else {
            // What this makes us write carries the time of our own next frame.
            let next = frames.iter().skip(index).find(|next| next.writer == role);
            end.feed(next.map_or(frame.now, |next| next.now), &frame.wire);
        }
    }
    case.ensure(end.session_id == Some(case.array("sessionId")?), "another session id")?;
    case.ensure(end.closed && end.written.is_empty(), "the session does not end there")
}

/// Makes the end do what the file shows that it did of its own accord; answers come by themselves.
fn act(end: &mut End, frame: &Frame<'_>, role: Role) -> Result<(), Fault> {
    let done = match &frame.message {
        message @ (Message::Text(_) | Message::Receipt(_)) => end.connection.send(frame.now, message),
        _ if frame.kind == REKEY_REQUEST => end.connection.rekey(frame.now),
        Message::Close(_) if role == Role::Initiator => {
            end.connection.close(frame.now, Reason::Goodbye);
            Ok(())
        }
        _ => Ok(()),
    };
    frame.case.ensure(done.is_ok(), "the session does not allow it")?;
    end.drain(frame.now);
    Ok(())
}

fn begin(case: &Case<'_>, role: Role, frames: &[Frame<'_>], now: Now) -> Result<End, Fault> {
    let initiator = role == Role::Initiator;
    let key = |field: &str| Ok(Arc::new(SigningKey::from_seed(Secret::new(case.array(field)?))));
    let (own, responder) = (key(if initiator { "skI" } else { "skR" })?, key("skR")?);
    let known = case.flag("gateKnown")?;
    let random = Box::new(ScriptedRandom::new(script(case, role)?));
    let connection = if initiator {
        let gate_for = known.then(|| responder.verifying_key());
        Connection::initiate(Config { gate_for, ..Config::default() }, own, random, now)
    } else {
        let gate = if known { Gate::Required } else { Gate::Open };
        Connection::respond(Config { gate, ..Config::default() }, own, random, now)
    };
    let ready = frames.iter().filter(|frame| frame.writer == role).find_map(|frame| match &frame.message {
        Message::Ready(ready) => Some(Greeting {
            outbox_epoch: ready.outbox_epoch,
            your_epoch: ready.your_epoch,
            highest: ready.highest,
            nick: ready.nick.text().clone(),
        }),
        _ => None,
    });
    let greeting = case.require(ready, "a side that never is ready")?;
    Ok(End { connection, greeting, written: Vec::new(), session_id: None, closed: false })
}

/// The randomness of a side, in the order in which it is drawn.
fn script(case: &Case<'_>, role: Role) -> Result<Vec<u8>, Fault> {
    let rekey = case.inner("rekey")?;
    if role == Role::Responder {
        return Ok([case.hex("y")?, case.hex("randomR")?, rekey.hex("y2")?].concat());
    }
    let mut script = [case.hex("x")?, case.hex("randomI")?].concat();
    if !case.flag("gateKnown")? {
        script.extend(case.hex("msg1")?.split_off(312));
    }
    script.extend(rekey.hex("x2")?);
    Ok(script)
}
