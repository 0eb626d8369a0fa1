//! The only loop that moves bytes: one task for each link, owning its connection and its socket.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::task::JoinSet;
use tokio::time::{sleep_until, timeout};

use crate::admission::Intake;
use crate::defence::Defences;
use crate::protocol::{self, Connection, Done, Event, Job, Output, Role};
use crate::wire::Reason;

use super::asked;
use super::listen::endpoints;
use super::notice::{Notice, Shared};
use super::orders::{INPUTS_MAX, Inbox, Input};
use super::pool::{Customer, Place};
use super::record::Phase;
use super::wake::{Drained, Ends, Progress, Wake};

/// Bytes read at once.
const READ_BYTES: usize = 16 * 1024;
/// Bytes that wait to be written at which no chunk of a file is taken.
const BULK_BYTES: usize = 64 * 1024;
/// How long the last bytes may take once a connection is over.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(2);

/// One link's task.
#[derive(Debug)]
pub struct ConnectionDriver {
    conn: u64,
    peer: String,
    connection: Connection,
    reader: OwnedReadHalf,
    writer: OwnedWriteHalf,
    inbox: Inbox,
    shared: Shared,
    pending: Vec<u8>,
    /// At most one; dropped with the link, so that nothing is computed for nobody.
    job: JoinSet<Option<Done>>,
    ends: Ends,
    write_deadline: Option<Duration>,
    intake: Intake,
    customer: Customer,
    phase: Phase,
    received: u64,
}

impl ConnectionDriver {
    /// A driver for `connection` over `stream`; `peer` names the other end until it has proved who it is.
    pub fn new(
        (conn, peer): (u64, String),
        connection: Connection,
        stream: TcpStream,
        inbox: Inbox,
        shared: Shared,
    ) -> Self {
        let shared = Shared { tap: shared.tap.clone().between(endpoints(&stream)), ..shared };
        let (reader, writer) = stream.into_split();
        let customer = match connection.role() {
            Role::Initiator => Customer::Known,
            Role::Responder => Customer::Stranger,
        };
        let intake = Intake::new(shared.limits.frames, shared.limits.asked, Defences::default());
        Self {
            conn,
            peer,
            connection,
            reader,
            writer,
            inbox,
            shared,
            pending: Vec::new(),
            job: JoinSet::new(),
            ends: Ends::default(),
            write_deadline: None,
            intake,
            customer,
            phase: Phase::Handshake,
            received: 0,
        }
    }

    /// Runs until the connection is over, then tells the node.
    pub async fn run(mut self) {
        let result = self.drive().await;
        let flush = async {
            let _ = self.writer.write_all(&self.pending).await;
            let _ = self.writer.shutdown().await;
        };
        let _ = timeout(FLUSH_TIMEOUT, flush).await;
        let notice = Notice::Closed { conn: self.conn, result, received: self.received };
        let _ = self.shared.notices.send(notice).await;
    }

    async fn drive(&mut self) -> Result<(), protocol::Error> {
        let mut buffer = vec![0; READ_BYTES];
        loop {
            let deadline = match self.drain().await {
                Drained::Until(deadline) => deadline,
                Drained::Closed(result) => return result,
            };
            match self.wait(&mut buffer, deadline).await {
                Wake::Read(Ok(count)) if count > 0 => {
                    self.handle_bytes(buffer.get(..count).unwrap_or_default());
                }
                Wake::Read(_) => {
                    self.ends.reading = Progress::Done;
                    self.connection.handle_eof(self.shared.clock.now());
                }
                Wake::Wrote(Ok(count)) => {
                    self.pending.drain(..count);
                    self.write_deadline = None;
                }
                Wake::Wrote(Err(_)) => self.cannot_write(),
                Wake::Input(input) => {
                    let taken = self.take(Some(input));
                    // Only a queue that was long can have refused anything.
                    if taken >= INPUTS_MAX / 2 {
                        let _ = self.shared.notices.send(Notice::Room { conn: self.conn }).await;
                    }
                }
                // Chunks that come too late for this session are asked for again in the next.
                Wake::Bulk(message) => drop(self.connection.send(self.shared.clock.now(), &message)),
                Wake::Close(reason) => {
                    self.ends.inbox = Progress::Done;
                    let waiting = self.inbox.inputs.try_recv().ok();
                    self.take(waiting);
                    self.connection.close(self.shared.clock.now(), reason);
                }
                Wake::Computed(Some(done)) => self.connection.computed(self.shared.clock.now(), done),
                Wake::Computed(None) => return Err(protocol::Error::Internal("a computation was lost")),
                Wake::Timer => {
                    let now = self.shared.clock.now();
                    if self.write_deadline.is_some_and(|deadline| deadline <= now.monotonic) {
                        self.pending.clear();
                        return Err(Reason::WriteTimeout.into());
                    }
                    self.read_first(&mut buffer);
                    if let Drained::Closed(result) = self.drain().await {
                        return result;
                    }
                    self.connection.handle_timeout(now);
                }
            }
        }
    }

    /// Waits for the next thing to happen; every branch may be dropped half-way without losing anything.
    ///
    /// The branches are tried in random order: neither a peer that never stops writing nor one that never
    /// stops reading keeps the clock, or the person at this end, from being heard.
    async fn wait(&mut self, buffer: &mut [u8], deadline: Option<Duration>) -> Wake {
        let room = self.has_room();
        let resumes_at = self.intake.resumes_at(self.shared.clock.now().monotonic);
        let may_read = resumes_at.is_none() && self.may_read();
        let may_write = !self.pending.is_empty() && self.ends.writing != Progress::Done;
        let open = self.ends.inbox == Progress::Open;
        // A text that comes now goes before the chunk that comes next.
        let has_bulk_room = self.pending.len() < BULK_BYTES && self.inbox.inputs.is_empty();
        let deadline = [deadline, self.write_deadline, resumes_at].into_iter().flatten().min();
        let wake_at = deadline.map(|monotonic| self.shared.clock.instant(monotonic));
        tokio::select! {
            count = self.writer.write(&self.pending), if may_write => Wake::Wrote(count),
            Some(done) = self.job.join_next(), if !self.job.is_empty() => Wake::Computed(done.ok().flatten()),
            count = self.reader.read(buffer), if may_read => Wake::Read(count),
            Some(input) = self.inbox.inputs.recv(), if open && room => Wake::Input(input),
            Some(message) = self.inbox.bulk.recv(), if open && has_bulk_room => Wake::Bulk(message),
            reason = &mut self.inbox.close, if open => Wake::Close(reason.unwrap_or(Reason::Goodbye)),
            () = async { match wake_at { Some(at) => sleep_until(at).await, None => std::future::pending().await } } => {
                Wake::Timer
            }
        }
    }

    /// Reads what is there before a deadline is judged: a machine that has slept, or was busy, has kept
    /// itself waiting, not its peer. Deadlines of the whole, such as the handshake's, hold all the same.
    fn read_first(&mut self, buffer: &mut [u8]) {
        if !self.may_read() {
            return;
        }
        if let Ok(count @ 1..) = self.reader.try_read(buffer) {
            self.handle_bytes(buffer.get(..count).unwrap_or_default());
        }
    }

    fn has_room(&self) -> bool {
        self.pending.len() < self.shared.limits.send_queue_bytes
    }

    fn may_read(&self) -> bool {
        self.has_room() && self.ends.reading == Progress::Open && self.connection.wants_read()
    }

    fn handle_bytes(&mut self, bytes: &[u8]) {
        self.received = self.received.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.connection.handle_bytes(self.shared.clock.now(), bytes);
    }

    /// Takes up what is queued in one go, so that it leaves in one write; says how much it was.
    fn take(&mut self, first: Option<Input>) -> usize {
        let mut taken = 0;
        let mut next = first;
        while let Some(input) = next {
            let now = self.shared.clock.now();
            match input {
                // A message that comes too late for this session stays in the outbox for the next.
                Input::Send(message) => drop(self.connection.send(now, &message)),
                Input::SendText(text, at) => drop(self.connection.send_text(now, text, at)),
                Input::Trust(decision) => self.connection.trust(now, decision),
                Input::Rekey => drop(self.connection.rekey(now)),
                Input::Ping => drop(self.connection.ping(now)),
                Input::SameWords => self.connection.same_words(),
                Input::TryRecorded(theft, frames) => self.connection.try_recorded(theft, &frames),
            }
            taken += 1;
            next = if taken < INPUTS_MAX { self.inbox.inputs.try_recv().ok() } else { None };
        }
        taken
    }

    /// The peer takes nothing more, but what it said last, such as why, may still be there to read.
    fn cannot_write(&mut self) {
        self.pending.clear();
        self.ends.writing = Progress::Done;
        if self.ends.reading != Progress::Open || !self.connection.wants_read() {
            self.connection.handle_eof(self.shared.clock.now());
        }
    }

    async fn drain(&mut self) -> Drained {
        loop {
            match self.connection.poll_output() {
                Output::Transmit(bytes) => self.pending.extend_from_slice(&bytes),
                Output::Observed(observation) => {
                    asked::note(&mut self.intake, &observation);
                    self.shared.tap.record((self.conn, &self.peer), self.phase, *observation);
                }
                Output::Event(event) => {
                    if let Event::PeerProved { identity } = &event {
                        self.peer = identity.fingerprint().short();
                        self.customer = Customer::Known;
                        self.phase = Phase::Data;
                    }
                    let notice = Notice::Event { conn: self.conn, event };
                    if self.shared.notices.send(notice).await.is_err() {
                        return Drained::Closed(Ok(()));
                    }
                }
                Output::Disclosed(secrets) => {
                    let notice = Notice::Disclosed(secrets);
                    if self.shared.notices.send(notice).await.is_err() {
                        return Drained::Closed(Ok(()));
                    }
                }
                Output::Compute(job) => match self.shared.pool.line_up(self.customer) {
                    Some(place) => self.compute(job, place),
                    None => self.connection.turned_away(self.shared.clock.now()),
                },
                Output::Finish => self.ends.writing = Progress::Finishing,
                Output::Closed(result) => return Drained::Closed(result),
                Output::Wait(deadline) => {
                    self.report_flood();
                    self.end_writing().await;
                    return Drained::Until(deadline);
                }
            }
        }
    }

    /// Ends our direction once all is written, and watches the clock while something is not.
    async fn end_writing(&mut self) {
        if self.pending.is_empty() {
            self.write_deadline = None;
            if self.ends.writing == Progress::Finishing {
                let _ = self.writer.shutdown().await;
                self.ends.writing = Progress::Done;
            }
        } else if self.write_deadline.is_none() {
            self.write_deadline = Some(self.shared.clock.now().monotonic + self.shared.limits.write_timeout);
        }
    }

    fn report_flood(&mut self) {
        if let Some(frames) = self.intake.report(self.shared.clock.now().monotonic) {
            let reason = Reason::Flood.name();
            tracing::warn!(conn = self.conn, peer = self.peer, reason, frames, "slowed");
        }
    }

    fn compute(&mut self, job: Job, place: Place) {
        let pool = self.shared.pool.clone();
        self.job.spawn(async move {
            let permit = pool.enter(place).await?;
            let computing = tokio::task::spawn_blocking(move || {
                let done = job.run();
                drop(permit);
                done
            });
            computing.await.ok()
        });
    }
}
