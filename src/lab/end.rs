//! One end of a link: a connection, and everything that came out of it.

use core::time::Duration;
use std::collections::VecDeque;

use crate::admission::Intake;
use crate::capture::Packet;
use crate::link::Direction;
use crate::protocol::{
    ApiMisuse, Connection, Disclosure, Error, Event, Greeting, Job, Now, Observation, Output, TrustDecision,
};
use crate::wire::{Message, Reason, Verdict};

/// What an end answers when its peer has proved an identity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Goes on at once.
    #[default]
    Accept,
    /// Refuses at once.
    Reject,
    /// Leaves the question open; a test answers with [`End::decide`].
    Wait,
}

/// When an end's computations are run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Jobs {
    /// On the spot.
    #[default]
    Inline,
    /// When [`End::run_job`] is called, as on a busy pool.
    Held,
}

/// A connection with its caller: drains it, keeps what it says, and holds back bytes it does not want yet.
#[derive(Debug)]
pub struct End {
    /// The connection itself, for inputs that have no helper here; drain afterwards.
    pub connection: Connection,
    /// What this end says in its READY.
    pub greeting: Greeting,
    /// What it answers to a proved identity.
    pub answer: Answer,
    /// When its computations are run.
    pub jobs: Jobs,
    /// Every event, oldest first.
    pub events: Vec<Event>,
    /// Secrets that its config asked for, oldest first.
    pub disclosed: Vec<Disclosure>,
    /// Every frame seen, oldest first.
    pub observed: Vec<Observation>,
    /// Written and not yet taken by the link, one entry a write.
    pub outgoing: VecDeque<Vec<u8>>,
    /// How it ended, once it has.
    pub closed: Option<Result<(), Error>>,
    /// When it wants to be woken.
    pub deadline: Option<Duration>,
    /// Computations run so far.
    pub jobs_run: usize,
    held: Option<Job>,
    arrived: Vec<u8>,
    intake: Option<Intake>,
    input: Input,
    write_side: Input,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Input {
    Open,
    Ended,
}

impl End {
    /// An end that accepts anybody and runs its computations on the spot.
    pub fn new(connection: Connection, greeting: Greeting) -> Self {
        Self {
            connection,
            greeting,
            answer: Answer::default(),
            jobs: Jobs::default(),
            events: Vec::new(),
            disclosed: Vec::new(),
            observed: Vec::new(),
            outgoing: VecDeque::new(),
            closed: None,
            deadline: None,
            jobs_run: 0,
            held: None,
            arrived: Vec::new(),
            intake: None,
            input: Input::Open,
            write_side: Input::Open,
        }
    }

    /// From now on it is read no faster than this lets, as a link is.
    pub(super) fn read_at(&mut self, intake: Intake) {
        self.intake = Some(intake);
    }

    /// When it may be read again, if it has to wait.
    fn resumes_at(&self, now: Now) -> Option<Duration> {
        self.intake.as_ref()?.resumes_at(now.monotonic)
    }

    /// Takes every output. Call after every input.
    pub fn drain(&mut self, now: Now) {
        loop {
            match self.connection.poll_output() {
                Output::Transmit(bytes) => self.outgoing.push_back(bytes),
                Output::Observed(observation) => {
                    if let Some(intake) =
                        self.intake.as_mut().filter(|_| observation.direction == Direction::Received)
                    {
                        intake.count(observation.at.monotonic);
                    }
                    self.observed.push(*observation);
                }
                Output::Event(event) => {
                    let proved = matches!(event, Event::PeerProved { .. });
                    self.events.push(event);
                    if proved {
                        self.answer_proof(now);
                    }
                }
                Output::Compute(job) if self.jobs == Jobs::Held => self.held = Some(job),
                Output::Compute(job) => self.finish_job(now, job),
                Output::Disclosed(secrets) => self.disclosed.push(secrets),
                Output::Finish => self.write_side = Input::Ended,
                Output::Wait(deadline) => {
                    self.deadline = deadline;
                    return;
                }
                Output::Closed(result) => {
                    self.deadline = None;
                    self.write_side = Input::Ended;
                    self.closed = Some(result);
                    return;
                }
            }
        }
    }

    fn answer_proof(&mut self, now: Now) {
        match self.answer {
            Answer::Accept => self.connection.trust(now, TrustDecision::Accept(self.greeting.clone())),
            Answer::Reject => self.connection.trust(now, TrustDecision::Reject),
            Answer::Wait => {}
        }
    }

    fn finish_job(&mut self, now: Now, job: Job) {
        self.jobs_run += 1;
        self.connection.computed(now, job.run());
    }

    /// Runs the computation that was held back; false when there is none.
    pub fn run_job(&mut self, now: Now) -> bool {
        let Some(job) = self.held.take() else { return false };
        self.finish_job(now, job);
        self.settle(now);
        true
    }

    /// Drops the computation that was held back, as a full pool does.
    pub fn turn_away(&mut self, now: Now) {
        self.held = None;
        self.connection.turned_away(now);
        self.settle(now);
    }

    /// Answers the question that [`Answer::Wait`] left open.
    pub fn decide(&mut self, now: Now, decision: TrustDecision) {
        self.connection.trust(now, decision);
        self.settle(now);
    }

    /// Bytes arrive from the link; those the connection does not want yet are kept for later.
    pub fn feed(&mut self, now: Now, bytes: &[u8]) {
        self.arrived.extend_from_slice(bytes);
        self.settle(now);
    }

    /// The link ends. The connection learns of it when it has read what arrived before.
    pub fn feed_end(&mut self, now: Now) {
        self.input = Input::Ended;
        self.settle(now);
    }

    /// The clock has moved.
    pub fn tick(&mut self, now: Now) {
        self.connection.handle_timeout(now);
        self.settle(now);
    }

    /// Sends one message.
    pub fn send(&mut self, now: Now, message: &Message) -> Result<(), ApiMisuse> {
        let sent = self.connection.send(now, message);
        self.settle(now);
        sent
    }

    /// Starts a new epoch, or asks for one.
    pub fn rekey(&mut self, now: Now) -> Result<(), ApiMisuse> {
        let asked = self.connection.rekey(now);
        self.settle(now);
        asked
    }

    /// Sends a PING.
    pub fn ping(&mut self, now: Now) -> Result<u64, ApiMisuse> {
        let id = self.connection.ping(now);
        self.settle(now);
        id
    }

    /// Says goodbye, or why not.
    pub fn close(&mut self, now: Now, reason: Reason) {
        self.connection.close(now, reason);
        self.settle(now);
    }

    /// Drains, and gives the connection what arrived as long as it wants to read.
    fn settle(&mut self, now: Now) {
        self.drain(now);
        while self.closed.is_none() && self.connection.wants_read() && self.resumes_at(now).is_none() {
            if !self.arrived.is_empty() {
                let bytes = core::mem::take(&mut self.arrived);
                self.connection.handle_bytes(now, &bytes);
            } else if self.input == Input::Ended {
                self.connection.handle_eof(now);
                self.drain(now);
                return;
            } else {
                return;
            }
            self.drain(now);
        }
    }

    /// Whether everything this end will ever write is in [`Self::outgoing`].
    pub fn has_finished_writing(&self) -> bool {
        self.write_side == Input::Ended
    }

    /// The next piece written, for a test that plays the other end.
    pub fn take(&mut self) -> Option<Vec<u8>> {
        self.outgoing.pop_front()
    }

    /// Number and body of every text delivered, in order.
    pub fn texts(&self) -> Vec<(u64, String)> {
        let text = |event: &Event| match event {
            Event::Message { message: Message::Text(text), .. } => {
                Some((text.number, text.body.text().as_sent().to_owned()))
            }
            _ => None,
        };
        self.events.iter().filter_map(text).collect()
    }

    /// How many texts it has sealed.
    pub fn texts_sent(&self) -> u64 {
        let sent =
            |seen: &&Observation| seen.direction == Direction::Sent && seen.kind_name() == Some("text");
        self.observed.iter().filter(sent).fold(0, |count, _| count + 1)
    }

    /// The identity that the peer has proved.
    pub fn proved(&self) -> Option<[u8; 32]> {
        self.events.iter().find_map(|event| match event {
            Event::PeerProved { identity } => Some(*identity.as_bytes()),
            _ => None,
        })
    }

    /// The public name of the session, once both sides have confirmed the keys.
    pub fn session_id(&self) -> Option<[u8; 32]> {
        self.events.iter().find_map(|event| match event {
            Event::Established { session_id, .. } => Some(*session_id),
            _ => None,
        })
    }

    /// The epoch of the last completed rekey; 1 before the first.
    pub fn epoch(&self) -> u16 {
        let rekeyed = self.events.iter().rev().find_map(|event| match event {
            Event::Rekeyed { epoch } => Some(*epoch),
            _ => None,
        });
        rekeyed.unwrap_or(1)
    }

    /// The reason it ended with; `None` while it is open and after a goodbye.
    pub fn reason(&self) -> Option<Reason> {
        self.closed.as_ref()?.as_ref().err()?.reason()
    }

    /// Every frame seen, as the driver of a link hands it to whoever shows packets.
    pub fn packets(&self) -> Vec<Packet> {
        (1..).zip(&self.observed).map(|(number, observation)| packet(number, observation)).collect()
    }

    /// The last frame that was refused, with its verdict and reason.
    pub fn refused(&self) -> Option<(Verdict, Reason)> {
        self.observed.iter().rev().find_map(|observation| Some((observation.verdict, observation.reason?)))
    }
}

fn packet(number: u64, observation: &Observation) -> Packet {
    let opened = observation.opened.as_ref();
    Packet {
        number,
        conn: 1,
        time: observation.at.wall,
        peer: "lab".to_owned(),
        endpoints: None,
        direction: observation.direction,
        frame: observation.frame.clone(),
        header: observation.header,
        type_name: observation.type_name(),
        kind: observation.kind_name(),
        expected: observation.expected,
        key_id: opened.map(|opened| opened.key_id),
        inner: opened.map(|opened| opened.inner.clone()),
        verdict: observation.verdict,
        reason: observation.reason,
        comment: None,
    }
}
