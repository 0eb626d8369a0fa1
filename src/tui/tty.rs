//! What a terminal is told first and last, and writing to it from a thread of its own.
//!
//! A write to a terminal may wait for as long as the terminal likes (Ctrl+S, a stopped `ssh`), so that only this
//! thread ever waits for it: the screen goes on without a frame, and a signal still ends the program.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::stdio::{stdin, stdout};
use tokio::sync::mpsc;

/// The title is put aside; the other screen, pastes as one piece, word of who has the focus, and what stands there
/// is cleared.
const TAKE: &[u8] = b"\x1b[22;2t\x1b[?1049h\x1b[?2004h\x1b[?1004h\x1b[2J";
/// Buttons, the wheel and dragging in SGR numbers; a mouse that only moves says nothing.
pub(super) const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
/// The mouse is the terminal's again, whichever way it was taken.
pub(super) const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1003l\x1b[?1002l\x1b[?1000l";
/// Everything back: a frame that was not ended, the focus, pastes, colours, the first screen, the cursor, the title.
const GIVE_BACK: &[u8] = b"\x1b[?2026l\x1b[?1004l\x1b[?2004l\x1b[0m\x1b[?1049l\x1b[?25h\x1b[23;2t";
/// A terminal that can shows all between the two at once; others ignore both.
pub(super) const FRAME_BEGIN: &[u8] = b"\x1b[?2026h";
/// The end of a frame.
pub(super) const FRAME_END: &[u8] = b"\x1b[?2026l";

/// Whether the terminal is ours at the moment.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether words on stderr would land in the middle of the screen.
pub fn is_drawn() -> bool {
    TAKEN.load(Ordering::Acquire)
}

/// Takes the terminal; gives what has to be written for it.
///
/// # Errors
/// It is none, or has gone.
pub(super) fn take() -> io::Result<Vec<u8>> {
    // Who stopped us may have set the terminal as it likes; raw mode is only set from what is not raw.
    disable_raw_mode()?;
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::Release);
    Ok(TAKE.to_vec())
}

/// Gives the terminal back, once: gives what has to be written for it, which is nothing the second time.
pub(super) fn give_back() -> io::Result<Vec<u8>> {
    if !TAKEN.swap(false, Ordering::AcqRel) {
        return Ok(Vec::new());
    }
    disable_raw_mode()?;
    Ok([MOUSE_OFF, GIVE_BACK].concat())
}

/// Gives the terminal back at once, from wherever we are.
pub(super) fn give_back_now() {
    // A terminal that has gone needs nothing back.
    let _ = give_back().and_then(|bytes| write_all(&bytes));
}

/// Writes past every buffer and lock: a thread that waits for the terminal holds up no other.
fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(stdout(), bytes) {
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => {
                poll(&mut [PollFd::new(&stdout(), PollFlags::OUT)], None)?;
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(())
}

/// The thread that writes, and how far it is.
#[derive(Debug)]
pub(super) struct Writer {
    work: SyncSender<Vec<u8>>,
    done: mpsc::Receiver<io::Result<()>>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Ready,
    Busy,
}

impl Writer {
    /// Starts the thread. It ends with its `Writer`, or with the process if the terminal never takes what it has.
    pub(super) fn start() -> Self {
        let (work, pieces) = sync_channel::<Vec<u8>>(1);
        let (sender, done) = mpsc::channel(1);
        std::thread::spawn(move || {
            for piece in pieces {
                if sender.blocking_send(write_all(&piece)).is_err() {
                    return;
                }
            }
        });
        Self { work, done, state: State::Ready }
    }

    /// Whether the last piece was written.
    pub(super) fn is_ready(&self) -> bool {
        self.state == State::Ready
    }

    /// Writes a piece; call it only when ready.
    ///
    /// # Errors
    /// The thread has ended.
    pub(super) fn write(&mut self, piece: Vec<u8>) -> io::Result<()> {
        if piece.is_empty() {
            return Ok(());
        }
        self.state = State::Busy;
        self.work.try_send(piece).map_err(|_full| io::ErrorKind::BrokenPipe.into())
    }

    /// Waits until the piece is written; for ever when there is none.
    ///
    /// # Errors
    /// The terminal has gone.
    pub(super) async fn written(&mut self) -> io::Result<()> {
        if self.is_ready() {
            return std::future::pending().await;
        }
        let result = self.done.recv().await.unwrap_or_else(|| Err(io::ErrorKind::BrokenPipe.into()));
        self.state = State::Ready;
        result
    }
}

/// Whether the terminal has gone by now.
pub(super) fn has_gone() -> bool {
    let terminal = stdin();
    let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
    let now = Timespec::default();
    poll(&mut watched, Some(&now)).is_ok() && watched.iter().any(is_gone)
}

fn is_gone(watched: &PollFd<'_>) -> bool {
    watched.revents().intersects(PollFlags::HUP | PollFlags::ERR)
}

/// Tells when the terminal has gone. A read would tell too, but not whoever waits for a key.
pub(super) fn gone() -> mpsc::Receiver<()> {
    let (sender, receiver) = mpsc::channel(1);
    std::thread::spawn(move || {
        let terminal = stdin();
        let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
        loop {
            match poll(&mut watched, None) {
                Err(rustix::io::Errno::INTR) => {}
                Ok(_) if watched.iter().any(is_gone) => {
                    // Nobody listens any more at the end of the program.
                    let _ = sender.blocking_send(());
                    return;
                }
                // A system that cannot watch terminals: writing tells, later.
                _ => return,
            }
        }
    });
    receiver
}
