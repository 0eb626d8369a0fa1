//! The thread that appends to a capture: no link waits for a disk.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use tokio::sync::watch;

use crate::capture::{Bodies, Encoder, Packet, Recorded};
use crate::net::{Copies, CopiesReader, copies};

/// How long a program that ends waits for the last packets.
const END_TIMEOUT: Duration = Duration::from_secs(2);

/// A capture that is being written. One that holds no packet when this is dropped is removed, so that a program
/// that could not start leaves nothing in the way of its next try.
#[derive(Debug)]
pub struct Live {
    path: PathBuf,
    ended: Receiver<()>,
    state: watch::Receiver<Recorded>,
}

impl Live {
    /// Begins a new file, which only its owner can read, and gives the end into which packets are put.
    ///
    /// # Errors
    /// The system's: [`io::ErrorKind::AlreadyExists`] for a name that is taken.
    pub fn start(path: &Path, bodies: Bodies) -> io::Result<(Self, Copies)> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        let (end, ended) = mpsc::channel();
        let (told, state) =
            watch::channel(Recorded { file: path.display().to_string(), ..Recorded::default() });
        let live = Self { path: path.to_owned(), ended, state };
        let scribe = Scribe::begin(file, bodies, told)?;
        let (copies, packets) = copies();
        std::thread::Builder::new().name("capture".to_owned()).spawn(move || {
            scribe.run(&packets);
            // Nobody may be waiting any more.
            let _ = end.send(());
        })?;
        Ok((live, copies))
    }

    /// How it does.
    pub fn state(&self) -> watch::Receiver<Recorded> {
        self.state.clone()
    }

    /// Waits until what was put in is written. Whoever puts in has to be gone by then.
    pub fn finish(self) -> Recorded {
        let _ = self.ended.recv_timeout(END_TIMEOUT);
        self.state.borrow().clone()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        if self.state.borrow().packets == 0 {
            // A header alone stays where it cannot be removed, and is a capture that can be read.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The thread's own.
pub(super) struct Scribe {
    pub(super) file: File,
    /// Bytes up to where the next block begins.
    length: u64,
    encoder: Encoder<Vec<u8>>,
    pub(super) told: watch::Sender<Recorded>,
}

impl Scribe {
    pub(super) fn begin(file: File, bodies: Bodies, told: watch::Sender<Recorded>) -> io::Result<Self> {
        let encoder = Encoder::begin(Vec::new(), bodies)?;
        let mut scribe = Self { file, length: 0, encoder, told };
        scribe.append()?;
        Ok(scribe)
    }

    fn run(mut self, packets: &CopiesReader) {
        while let Some((packet, dropped)) = packets.next() {
            let written = self.write(&packet);
            self.report(written, dropped);
        }
    }

    pub(super) fn write(&mut self, packet: &Packet) -> io::Result<()> {
        self.encoder.packet(packet)?;
        self.append()
    }

    /// Appends what the encoder has made; of what cannot be written whole nothing is left.
    fn append(&mut self) -> io::Result<()> {
        let blocks = std::mem::take(self.encoder.out());
        let written = self.file.write_all(&blocks);
        if written.is_ok() {
            self.length += u64::try_from(blocks.len()).unwrap_or(u64::MAX);
        } else {
            // A system that does not even shorten the file leaves a torn block, and readers say where.
            let _ = self.file.set_len(self.length);
            let _ = self.file.seek(SeekFrom::Start(self.length));
        }
        written
    }

    /// Tells of it. A change of the counts alone is no news: it would be one with each packet.
    pub(super) fn report(&self, written: io::Result<()>, dropped: u64) {
        let bytes = self.length;
        let fault = written.err().map(|error| error.to_string());
        self.told.send_if_modified(|state| {
            let Recorded { file: _, packets, health } = state;
            let news = health.fault != fault || dropped > 0;
            *packets += u64::from(fault.is_none());
            health.lost += dropped + u64::from(fault.is_some());
            (health.bytes, health.fault) = (bytes, fault);
            news
        });
    }
}
