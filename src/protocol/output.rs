//! What goes into a connection and what comes out of it, as plain data.

use core::time::Duration;

use crate::crypto::{self, EphemeralSecret, PublicKey, SharedSecret, VerifyingKey, sha256};
use crate::defence::{Defence, Defences};
use crate::link::Direction;
use crate::text::PeerText;
use crate::wire::{FrameHeader, FrameType, Message, Position, Reason, UnixMillis, Verdict};

use super::error::Error;
use super::exposure::{Exposed, Theft};
use super::ledger::{Derivations, Disclosure};
use super::same_words::History;

/// The two clocks, read by the caller: timers use the first, `sent_at` the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Time since any fixed origin, never going back.
    pub monotonic: Duration,
    /// The wall clock, which may jump.
    pub wall: UnixMillis,
}

/// One thing for the caller to do.
#[derive(Debug)]
pub enum Output {
    /// Write these bytes.
    Transmit(Vec<u8>),
    /// A frame crossed the link, with its verdict.
    Observed(Box<Observation>),
    /// Something the node should know.
    Event(Event),
    /// Secrets of this session, which the config asked for.
    Disclosed(Disclosure),
    /// An exponentiation: run it on the bounded pool and give the result to `Connection::computed`.
    Compute(Job),
    /// Nothing more is to be written: flush, then shut down the writing side.
    Finish,
    /// Drained: come back with input, or at this monotonic time.
    Wait(Option<Duration>),
    /// Drained, and over.
    Closed(Result<(), Error>),
}

/// What the node learns from a connection.
#[derive(Debug)]
pub enum Event {
    /// A flight of the handshake was sent or accepted.
    HandshakeStep(HandshakeStep),
    /// The peer has proved its identity; answer with `Connection::trust`.
    ///
    /// Reading is paused meanwhile. A listener may take up to `Timeouts::trust`; a dialler answers at once,
    /// by closing when a person has to be asked.
    PeerProved {
        /// Who the peer is.
        identity: VerifyingKey,
    },
    /// Both sides have confirmed the keys.
    Established {
        /// Who the peer is.
        identity: VerifyingKey,
        /// Public name of the session, equal on both sides.
        session_id: [u8; 32],
        /// What the peer said in its READY.
        greeting: Greeting,
    },
    /// Recorded frames were tried with what somebody could steal now, by the numbers that they were asked with.
    Tried {
        /// What is stolen.
        theft: Theft,
        /// With what each of them opens.
        tried: Vec<(u64, Option<Exposed>)>,
    },
    /// What both sides know of what was said.
    SameWords(History),
    /// A TEXT, RECEIPT, TYPING or NICK was opened.
    Message {
        /// The message.
        message: Message,
        /// When the sender says it was sent.
        sent_at: UnixMillis,
        /// Its sequence number.
        seq: u64,
    },
    /// A PING of ours was answered.
    Pong {
        /// The id that `Connection::ping` returned, or one of the keep-alive.
        id: u64,
        /// From PING to PONG.
        rtt: Duration,
        /// The peer's clock less ours, by the midpoint, in milliseconds.
        skew_ms: i64,
    },
    /// Both directions use the keys of this epoch.
    Rekeyed {
        /// The new epoch.
        epoch: u16,
    },
    /// The key schedule has made something; the first come with the session.
    Derived(Derivations),
    /// The session is over; [`Output::Closed`] follows once the link is drained.
    Closing {
        /// `None` after an orderly goodbye.
        error: Option<Error>,
    },
}

/// One flight of the handshake, as a rung of the ladder that people watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandshakeStep {
    /// `request`, `response`, `finish` or `ready`.
    pub name: &'static str,
    /// Who wrote it.
    pub direction: Direction,
    /// The whole frame, in bytes.
    pub bytes: usize,
    /// Time since the step before, computations and network included, and a decision of our person left out.
    pub took: Duration,
}

/// The contents of READY: which streams of text the two sides continue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    /// Name of the sender's own stream of texts.
    pub outbox_epoch: [u8; 16],
    /// The receiver's stream as the sender last knew it; zeros if it knows none.
    pub your_epoch: [u8; 16],
    /// Highest number received in that stream.
    pub highest: u64,
    /// What the sender calls itself: a claim, not a name to trust.
    pub nick: PeerText,
}

/// The answer to [`Event::PeerProved`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustDecision {
    /// Go on, with this READY.
    Accept(Greeting),
    /// A listener closes with `not_accepted`; a dialler closes without a word.
    Reject,
}

/// A computation too slow for the network thread. Holds secrets, and wipes them.
#[derive(Debug)]
pub struct Job(pub(super) Task, pub(super) Defences);

#[derive(Debug)]
pub(super) enum Task {
    /// Our public value.
    Generate(EphemeralSecret),
    /// The shared secret, from a public value whose range is already checked.
    Agree(EphemeralSecret, PublicKey),
    /// Both.
    Answer(EphemeralSecret, PublicKey),
}

/// The result of a [`Job`].
#[derive(Debug)]
pub struct Done(pub(super) Outcome);

#[derive(Debug)]
pub(super) enum Outcome {
    Generated { secret: EphemeralSecret, public: PublicKey },
    Agreed(Result<SharedSecret, crypto::Error>),
    Answered(Result<(PublicKey, SharedSecret), crypto::Error>),
}

impl Job {
    /// Runs the computation: about 0.6 ms for each exponentiation and 0.5 ms for a subgroup check.
    pub fn run(self) -> Done {
        let Self(task, defences) = self;
        Done(match task {
            Task::Generate(secret) => {
                let public = defences.group().public(&secret);
                Outcome::Generated { secret, public }
            }
            Task::Agree(secret, peer) => Outcome::Agreed(agree(secret, &peer, defences)),
            Task::Answer(secret, peer) => Outcome::Answered(answer(secret, &peer, defences)),
        })
    }
}

/// The peer's value is checked before any exponentiation, so that a bad one costs least.
fn answer(
    secret: EphemeralSecret,
    peer: &PublicKey,
    defences: Defences,
) -> Result<(PublicKey, SharedSecret), crypto::Error> {
    defences.enforce(Defence::DhSubgroup, defences.group().check_subgroup(peer))?;
    let public = defences.group().public(&secret);
    Ok((public, agree(secret, peer, defences)?))
}

fn agree(
    secret: EphemeralSecret,
    peer: &PublicKey,
    defences: Defences,
) -> Result<SharedSecret, crypto::Error> {
    if !defences.hold(Defence::DhSubgroup) {
        return Ok(secret.agree_unchecked(peer));
    }
    defences.group().agree(secret, peer)
}

/// A frame as it crossed the link, and what was decided about it.
#[derive(Clone, Debug)]
pub struct Observation {
    /// Which way it went.
    pub direction: Direction,
    /// The raw bytes; of a refused frame, those that had arrived.
    pub frame: Vec<u8>,
    /// The header, once 20 bytes are there. Not authenticated unless the frame was opened.
    pub header: Option<FrameHeader>,
    /// The verdict, from the closed list.
    pub verdict: Verdict,
    /// Why it was refused.
    pub reason: Option<Reason>,
    /// Where the peer's direction stood when a received frame was looked at; none when no frame was legal.
    pub expected: Option<Position>,
    /// What was inside, for the person at this end only.
    pub opened: Option<Opened>,
    /// When it was seen.
    pub at: Now,
}

/// The inside of a frame that this end sealed or opened.
#[derive(Clone)]
pub struct Opened {
    /// The kind of message.
    pub kind: u8,
    /// Its name.
    pub name: &'static str,
    /// When the sender says it was sent.
    pub sent_at: UnixMillis,
    /// The public name of the key it was sealed with.
    pub key_id: [u8; 4],
    /// The opened bytes, padding included.
    pub inner: Vec<u8>,
}

impl core::fmt::Debug for Opened {
    /// The plaintext stays out of every debug print.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Opened({}, {} bytes)", self.name, self.inner.len())
    }
}

impl Observation {
    /// SHA-256 of the raw bytes, which stands for long frames in net.log.
    pub fn digest(&self) -> [u8; 32] {
        sha256(&[&self.frame])
    }

    /// The name of the frame's type, if it has a known one.
    pub fn type_name(&self) -> &'static str {
        self.header
            .and_then(|header| FrameType::from_byte(header.frame_type))
            .map_or("unknown", FrameType::name)
    }

    /// The kind of message inside, if it was sealed or opened here.
    pub fn kind_name(&self) -> Option<&'static str> {
        self.opened.as_ref().map(|opened| opened.name)
    }
}

/// Whether a message is between those who talk, and means nothing to the session.
pub(super) const fn is_for_callers(message: &Message) -> bool {
    match message {
        Message::Text(_)
        | Message::Receipt(_)
        | Message::Typing(_)
        | Message::Nick(_)
        | Message::FileOffer(_)
        | Message::FileGet(_)
        | Message::FileChunk(_)
        | Message::FileProgress(_)
        | Message::FileStop(_) => true,
        Message::Ready(_)
        | Message::Ping(_)
        | Message::Pong(_)
        | Message::RekeyRequest(_)
        | Message::RekeyResponse(_)
        | Message::RekeyFinish(_)
        | Message::RekeyAsk(_)
        | Message::Close(_) => false,
    }
}
