//! Taking the terminal and giving it back, whatever happens.

use std::cell::RefCell;
use std::io;
use std::mem;
use std::rc::Rc;
use std::sync::Once;
use std::thread::{self, ThreadId};
use std::time::Duration;

use crossterm::style;
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};
use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use tokio::time::timeout;

use super::app::Pointer;
use super::tty::{self, Writer};

/// How long a terminal may take for what it is told last.
const PATIENCE: Duration = Duration::from_secs(1);

/// The terminal, while it is ours. One frame is one write.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Pending>>,
    pending: Pending,
    writer: Writer,
    pointer: Pointer,
    title: String,
}

/// What is drawn, until it is given to the writer. Flushing does nothing: crossterm flushes several times a frame.
#[derive(Clone, Debug, Default)]
struct Pending(Rc<RefCell<Vec<u8>>>);

impl io::Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Pending {
    fn add(&self, bytes: &[u8]) {
        self.0.borrow_mut().extend_from_slice(bytes);
    }

    fn take(&self) -> Vec<u8> {
        mem::take(&mut *self.0.borrow_mut())
    }
}

/// What came of a wish to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// We stopped, and go on.
    Done,
    /// There is no shell that could let us go on.
    NoShell,
}

static HOOK: Once = Once::new();

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// It is none, or has gone.
    pub(super) fn enter(pointer: Pointer) -> io::Result<Self> {
        let here = thread::current().id();
        HOOK.call_once(|| guard_panics(here));
        // Which colours there are is the theme's decision; crossterm's own would wipe bold and reverse too.
        style::force_color_output(true);
        let pending = Pending::default();
        let terminal = Terminal::new(CrosstermBackend::new(pending.clone()))?;
        let mut screen = Self { terminal, pending, writer: Writer::start(), pointer, title: String::new() };
        screen.take()?;
        Ok(screen)
    }

    /// Whether a frame can be written now.
    pub(super) fn is_ready(&self) -> bool {
        self.writer.is_ready()
    }

    /// Waits until the last frame is written.
    ///
    /// # Errors
    /// The terminal has gone.
    pub(super) async fn written(&mut self) -> io::Result<()> {
        self.writer.written().await
    }

    /// Draws a frame, with what else there is to tell the terminal, in one write.
    ///
    /// # Errors
    /// The terminal has gone.
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        let before = self.pending.take();
        self.terminal.draw(draw)?;
        let frame = self.pending.take();
        let frame =
            if frame.is_empty() { frame } else { [tty::FRAME_BEGIN, &frame, tty::FRAME_END].concat() };
        self.writer.write([before, frame].concat())
    }

    /// Every cell is written anew with the next frame.
    ///
    /// # Errors
    /// The terminal has gone.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        // Terminal::clear would ask the terminal for the cursor, and the answer would go to whoever reads keys.
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    /// Gives the terminal back, stops the process, and takes the terminal again when it goes on.
    ///
    /// # Errors
    /// The terminal has gone.
    pub(super) async fn suspend(&mut self) -> io::Result<Stop> {
        // The first process of a terminal has nobody behind it who could say `fg`.
        if getsid(None)? == getpgrp() {
            return Ok(Stop::NoShell);
        }
        self.leave().await?;
        // The whole group, as for a key: a script around us has to stop too. No other signal stops for certain.
        kill_current_process_group(Signal::STOP)?;
        self.take()?;
        Ok(Stop::Done)
    }

    /// Takes the terminal as if anew, after somebody else stopped us and used it.
    ///
    /// # Errors
    /// The terminal has gone.
    pub(super) fn take(&mut self) -> io::Result<()> {
        self.pending.add(&tty::take()?);
        self.title.clear();
        self.mouse(self.pointer);
        self.clear()
    }

    /// Gives the terminal back once it has taken what was drawn.
    ///
    /// # Errors
    /// The terminal has gone, or takes nothing any more.
    pub(super) async fn leave(&mut self) -> io::Result<()> {
        let taken = self.settled().await;
        // Also a terminal that takes nothing any more may get its modes back.
        let last = [self.pending.take(), tty::give_back()?].concat();
        taken?;
        self.writer.write(last)?;
        self.settled().await
    }

    async fn settled(&mut self) -> io::Result<()> {
        if self.is_ready() {
            return Ok(());
        }
        timeout(PATIENCE, self.writer.written()).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    /// Takes the mouse with the next frame, or leaves it to the terminal.
    pub(super) fn mouse(&mut self, pointer: Pointer) {
        self.pointer = pointer;
        self.pending.add(if pointer == Pointer::Taken { tty::MOUSE_ON } else { tty::MOUSE_OFF });
    }

    /// Titles the window with the next frame, if it is titled otherwise; whether it was. An empty title leaves it as it is.
    pub(super) fn title(&mut self, title: &str) -> bool {
        let is_other = !title.is_empty() && title != self.title;
        if is_other {
            // Nothing that a terminal would take for the end of the title.
            let plain: String = title.chars().filter(|c| !c.is_control()).collect();
            self.pending.add(format!("\x1b]2;{plain}\x07").as_bytes());
            title.clone_into(&mut self.title);
        }
        is_other
    }

    /// Tells the terminal something with the next frame.
    pub(super) fn tell(&self, sequence: &[u8]) {
        self.pending.add(sequence);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if self.is_ready() {
            tty::give_back_now();
        } else {
            // It takes nothing at the moment, but its modes can be set.
            let _ = tty::give_back();
        }
    }
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Screen")
    }
}

/// What is to be read about a panic belongs on the person's own screen.
///
/// A panic of another thread ends a task of the node, which the screen shows as what it means; the screen stays.
fn guard_panics(screen: ThreadId) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if thread::current().id() == screen {
            tty::give_back_now();
        }
        before(info);
    }));
}
