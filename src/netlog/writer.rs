//! The thread that writes: whoever logs never waits for a disk.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::time::Duration;

use tokio::sync::watch;

use crate::capture::FileHealth;
use crate::net::Clock;

use super::file::{LogFile, Rotation};
use super::seal::{LogKey, Seal};
use super::write::timestamp;

/// Lines that may wait for the disk.
const LINES_MAX: usize = 8_192;
/// How often the writer looks whether its file still has its name.
const LOOK_PERIOD: Duration = Duration::from_secs(1);
/// How long a program that ends waits for its last lines.
const END_TIMEOUT: Duration = Duration::from_secs(2);

enum Order {
    Line(String),
    End,
}

/// Where lines go.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    orders: SyncSender<Order>,
    /// Lines for which there was no room.
    dropped: Arc<AtomicU64>,
    /// No more lines come: the thread ends when none is left.
    is_over: Arc<AtomicBool>,
}

impl Lines {
    /// Hands a line over; one for which there is no room is counted.
    pub(super) fn put(&self, line: String) {
        if self.orders.try_send(Order::Line(line)).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// The running writer; dropping it writes what is left.
#[derive(Debug)]
pub(super) struct Writer {
    lines: Lines,
    ended: Receiver<()>,
    pub(super) state: watch::Receiver<FileHealth>,
}

impl Writer {
    /// Opens the file and starts the thread. A file that cannot be opened is tried again with each line, as one that
    /// cannot be written is.
    ///
    /// # Errors
    /// Another process writes it, or there is no thread.
    pub(super) fn start(path: &Path, rotation: Rotation, key: Option<LogKey>) -> io::Result<(Self, Lines)> {
        let file = match LogFile::open(path, rotation) {
            Err(error) if error.kind() == io::ErrorKind::ResourceBusy => return Err(error),
            opened => opened.ok(),
        };
        let bytes = file.as_ref().map_or(0, LogFile::length);
        let (orders, queue) = mpsc::sync_channel(LINES_MAX);
        let lines = Lines { orders, dropped: Arc::default(), is_over: Arc::default() };
        let (told, state) = watch::channel(FileHealth { bytes, ..FileHealth::default() });
        let (end, ended) = mpsc::channel();
        let (clock, dropped, is_over) = (Clock::start(), lines.dropped.clone(), lines.is_over.clone());
        if let (Some(file), None) = (&file, &key) {
            file.remove_the_oldest();
        }
        let (path, seal, looked) = (path.to_owned(), key.map(Seal::new), Duration::ZERO);
        let scribe = Scribe { path, rotation, file, seal, clock, looked, dropped, told, unnoted: 0 };
        std::thread::Builder::new().name("net.log".to_owned()).spawn(move || {
            scribe.run(&queue, &is_over);
            // Nobody may be waiting any more.
            let _ = end.send(());
        })?;
        Ok((Self { lines: lines.clone(), ended, state }, lines))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // A disk that hangs must not keep the program from ending, so that a full queue is not waited for.
        self.lines.is_over.store(true, Ordering::Release);
        let _ = self.lines.orders.try_send(Order::End);
        let _ = self.ended.recv_timeout(END_TIMEOUT);
    }
}

/// The thread's own.
struct Scribe {
    path: PathBuf,
    rotation: Rotation,
    /// None until it can be opened.
    file: Option<LogFile>,
    /// Chains the lines, if they are chained.
    seal: Option<Seal>,
    clock: Clock,
    looked: Duration,
    dropped: Arc<AtomicU64>,
    told: watch::Sender<FileHealth>,
    /// Lines that are missing and of which the log does not say so yet.
    unnoted: u64,
}

impl Scribe {
    fn run(mut self, orders: &Receiver<Order>, is_over: &AtomicBool) {
        loop {
            // Without room for the order to end, the queue runs dry instead.
            let order =
                if is_over.load(Ordering::Acquire) { orders.try_recv().ok() } else { orders.recv().ok() };
            let Some(Order::Line(line)) = order else { break };
            let result = self.write(&line);
            self.report(result);
        }
        // What is missing at the end is said if it can be.
        let _ = self.note_losses();
        if let Some(seal) = &mut self.seal {
            seal.checkpoint();
        }
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        let now = self.clock.now();
        let failing = self.told.borrow().fault.is_some();
        if failing || now.monotonic >= self.looked + LOOK_PERIOD {
            self.looked = now.monotonic;
            self.file()?.follow_path()?;
        }
        self.note_losses()?;
        self.append(line)
    }

    fn append(&mut self, line: &str) -> io::Result<()> {
        let mut seal = self.seal.take();
        let appended = self.file().and_then(|file| match &mut seal {
            Some(seal) => seal.append(file, line),
            None => file.append(format!("{line}\n").as_bytes()),
        });
        self.seal = seal;
        appended
    }

    fn file(&mut self) -> io::Result<&mut LogFile> {
        let file = match self.file.take() {
            Some(file) => file,
            None => LogFile::open(&self.path, self.rotation)?,
        };
        Ok(self.file.insert(file))
    }

    fn note_losses(&mut self) -> io::Result<()> {
        let dropped = self.dropped.swap(0, Ordering::Relaxed);
        if dropped > 0 {
            self.unnoted += dropped;
            self.told.send_modify(|state| state.lost += dropped);
        }
        if self.unnoted > 0 {
            let note =
                format!("{} WARN log_lines_lost count={}", timestamp(self.clock.now().wall), self.unnoted);
            self.append(&note)?;
            self.unnoted = 0;
        }
        Ok(())
    }

    fn report(&mut self, result: io::Result<()>) {
        let lost = u64::from(result.is_err());
        self.unnoted += lost;
        let fault = result.err().map(|error| error.to_string());
        let bytes = self.file.as_ref().map_or(0, LogFile::length);
        self.told.send_if_modified(|state| {
            let news = state.fault != fault;
            state.lost += lost;
            state.fault = fault;
            state.bytes = bytes;
            news
        });
    }
}
