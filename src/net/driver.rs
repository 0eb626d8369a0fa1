//! The only loop that moves bytes: one task for each link, owning its connection and its socket.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{sleep_until, timeout};

use crate::protocol::{self, Connection, Event, Job, Output, TrustDecision};
use crate::wire::{Message, Reason};

use super::clock::Clock;
use super::record::PacketTap;

/// Bytes read at once.
const READ_BYTES: usize = 16 * 1024;
/// Bytes that may wait to be written before this link takes no more work.
const PENDING_BYTES_MAX: usize = 256 * 1024;
/// A link on which nothing could be written for so long is given up.
const WRITE_TIMEOUT: Duration = Duration::from_mins(1);
/// How long the last bytes may take once a connection is over.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(2);

/// The result of a computation, as the pool gives it back.
pub type Done = protocol::Done;

/// What the node asks of a link.
#[derive(Debug)]
pub enum Input {
    /// Seal and send this.
    Send(Message),
    /// The answer to [`Event::PeerProved`].
    Trust(TrustDecision),
    /// Begin a new epoch, or ask for one.
    Rekey,
    /// Measure round trip and skew.
    Ping,
    /// Say goodbye, or why not.
    Close(Reason),
}

/// What a link tells the node.
#[derive(Debug)]
pub enum Notice {
    /// Something happened in the protocol.
    Event {
        /// Which link.
        conn: u64,
        /// What.
        event: Event,
    },
    /// The link is gone.
    Closed {
        /// Which link.
        conn: u64,
        /// How it ended.
        result: Result<(), protocol::Error>,
    },
}

/// What all links share.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The clocks.
    pub clock: Clock,
    /// Where packets go.
    pub tap: PacketTap,
    /// Permits for exponentiations, so that they never take the network's threads.
    pub pool: Arc<Semaphore>,
    /// Where notices go.
    pub notices: mpsc::Sender<Notice>,
}

/// One link's task.
#[derive(Debug)]
pub struct ConnectionDriver {
    conn: u64,
    peer: String,
    connection: Connection,
    reader: OwnedReadHalf,
    writer: OwnedWriteHalf,
    inputs: mpsc::Receiver<Input>,
    shared: Shared,
    pending: Vec<u8>,
    job: Option<JoinHandle<Option<Done>>>,
    ends: Ends,
    write_deadline: Option<Duration>,
}

/// How far the two directions of the socket have come to their end.
#[derive(Clone, Copy, Debug, Default)]
struct Ends {
    reading: Progress,
    writing: Progress,
    inputs: Progress,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Progress {
    #[default]
    Open,
    /// Nothing more is to be written once the buffer is empty.
    Finishing,
    Done,
}

/// What woke the loop.
enum Wake {
    Read(std::io::Result<usize>),
    Wrote(std::io::Result<usize>),
    Input(Option<Input>),
    Computed(Option<Done>),
    Timer,
}

impl ConnectionDriver {
    /// A driver for `connection` over `stream`; `peer` names the other end until it has proved who it is.
    pub fn new(
        (conn, peer): (u64, String),
        connection: Connection,
        stream: TcpStream,
        inputs: mpsc::Receiver<Input>,
        shared: Shared,
    ) -> Self {
        let (reader, writer) = stream.into_split();
        Self {
            conn,
            peer,
            connection,
            reader,
            writer,
            inputs,
            shared,
            pending: Vec::new(),
            job: None,
            ends: Ends::default(),
            write_deadline: None,
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
        let _ = self.shared.notices.send(Notice::Closed { conn: self.conn, result }).await;
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
                    let now = self.shared.clock.now();
                    self.connection.handle_bytes(now, buffer.get(..count).unwrap_or_default());
                }
                Wake::Read(_) => {
                    self.ends.reading = Progress::Done;
                    self.connection.handle_eof(self.shared.clock.now());
                }
                Wake::Wrote(Ok(count)) => {
                    self.pending.drain(..count);
                    self.write_deadline = None;
                }
                Wake::Wrote(Err(_)) => {
                    self.pending.clear();
                    self.ends.writing = Progress::Done;
                    self.connection.handle_eof(self.shared.clock.now());
                }
                Wake::Input(Some(input)) => self.take(input),
                Wake::Input(None) => {
                    self.ends.inputs = Progress::Done;
                    self.connection.close(self.shared.clock.now(), Reason::Goodbye);
                }
                Wake::Computed(done) => {
                    self.job = None;
                    match done {
                        Some(done) => self.connection.computed(self.shared.clock.now(), done),
                        None => return Err(protocol::Error::Internal("a computation was lost")),
                    }
                }
                Wake::Timer => {
                    let now = self.shared.clock.now();
                    if self.write_deadline.is_some_and(|deadline| deadline <= now.monotonic) {
                        self.pending.clear();
                        return Err(Reason::WriteTimeout.into());
                    }
                    self.connection.handle_timeout(now);
                }
            }
        }
    }

    /// Waits for the next thing to happen; every branch may be dropped half-way without losing anything.
    async fn wait(&mut self, buffer: &mut [u8], deadline: Option<Duration>) -> Wake {
        let room = self.pending.len() < PENDING_BYTES_MAX;
        let may_read = room && self.ends.reading == Progress::Open && self.connection.wants_read();
        let may_write = !self.pending.is_empty() && self.ends.writing != Progress::Done;
        let may_take = room && self.ends.inputs == Progress::Open;
        let deadline = [deadline, self.write_deadline].into_iter().flatten().min();
        let wake_at = deadline.map(|monotonic| self.shared.clock.instant(monotonic));
        let job = &mut self.job;
        tokio::select! {
            biased;
            count = self.writer.write(&self.pending), if may_write => Wake::Wrote(count),
            done = async { match job { Some(job) => job.await.ok().flatten(), None => None } }, if job.is_some() => {
                Wake::Computed(done)
            }
            count = self.reader.read(buffer), if may_read => Wake::Read(count),
            input = self.inputs.recv(), if may_take => Wake::Input(input),
            () = async { match wake_at { Some(at) => sleep_until(at).await, None => std::future::pending().await } } => {
                Wake::Timer
            }
        }
    }

    fn take(&mut self, input: Input) {
        let mut next = Some(input);
        // What is queued is sealed in one go, so that it leaves in one write.
        while let Some(input) = next {
            let now = self.shared.clock.now();
            match input {
                // A message that comes too late for this session stays in the outbox for the next.
                Input::Send(message) => drop(self.connection.send(now, &message)),
                Input::Trust(decision) => self.connection.trust(now, decision),
                Input::Rekey => drop(self.connection.rekey(now)),
                Input::Ping => drop(self.connection.ping(now)),
                Input::Close(reason) => self.connection.close(now, reason),
            }
            next = self.inputs.try_recv().ok();
        }
    }

    async fn drain(&mut self) -> Drained {
        loop {
            match self.connection.poll_output() {
                Output::Transmit(bytes) => self.pending.extend_from_slice(&bytes),
                Output::Observed(observation) => self.shared.tap.record(self.conn, &self.peer, *observation),
                Output::Event(event) => {
                    if let Event::PeerProved { identity } = &event {
                        self.peer = identity.fingerprint().short();
                    }
                    let notice = Notice::Event { conn: self.conn, event };
                    if self.shared.notices.send(notice).await.is_err() {
                        return Drained::Closed(Ok(()));
                    }
                }
                Output::Compute(job) => self.job = Some(self.compute(job)),
                Output::Finish => self.ends.writing = Progress::Finishing,
                Output::Closed(result) => return Drained::Closed(result),
                Output::Wait(deadline) => {
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
            self.write_deadline = Some(self.shared.clock.now().monotonic + WRITE_TIMEOUT);
        }
    }

    fn compute(&self, job: Job) -> JoinHandle<Option<Done>> {
        let pool = self.shared.pool.clone();
        tokio::spawn(async move {
            let _permit = pool.acquire_owned().await.ok()?;
            tokio::task::spawn_blocking(move || job.run()).await.ok()
        })
    }
}

/// What is left when there is no output to take.
enum Drained {
    Until(Option<Duration>),
    Closed(Result<(), protocol::Error>),
}
