//! Taking the terminal and giving it back, whatever happens.

use std::io::{self, BufWriter, Stdout, Write as _};
use std::sync::Once;

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute, style};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::app::Pointer;

/// The terminal, while it is ours. One frame is one write.
pub(super) struct Screen {
    /// What draws.
    pub(super) terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    pointer: Pointer,
}

static HOOK: Once = Once::new();

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// It is none, or has gone.
    pub(super) fn enter() -> io::Result<Self> {
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                // What is to be read about a panic belongs on the person's own screen.
                let _ = leave();
                before(info);
            }));
        });
        // Which colours there are is the theme's decision; crossterm's own would wipe bold and reverse too.
        style::force_color_output(true);
        take(Pointer::Taken)?;
        let terminal = Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout())))?;
        Ok(Self { terminal, pointer: Pointer::Taken })
    }

    /// Gives the terminal back, stops the process, and takes the terminal again when it goes on.
    ///
    /// # Errors
    /// The terminal has gone.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        leave()?;
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TSTP)?;
        take(self.pointer)?;
        self.terminal.clear()
    }

    /// Takes the mouse, or leaves it to the terminal.
    ///
    /// # Errors
    /// The terminal has gone.
    pub(super) fn mouse(&mut self, pointer: Pointer) -> io::Result<()> {
        self.pointer = pointer;
        if pointer == Pointer::Taken {
            execute!(io::stdout(), EnableMouseCapture)
        } else {
            execute!(io::stdout(), DisableMouseCapture)
        }
    }

    /// Gives text to the clipboard of the terminal.
    ///
    /// # Errors
    /// The terminal has gone.
    pub(super) fn copy(text: &str) -> io::Result<()> {
        let mut out = io::stdout();
        write!(out, "\x1b]52;c;{}\x07", base64(text.as_bytes()))?;
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // A terminal that has gone needs nothing back.
        let _ = leave();
    }
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Screen")
    }
}

fn take(pointer: Pointer) -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
    if pointer == Pointer::Taken { execute!(io::stdout(), EnableMouseCapture) } else { Ok(()) }
}

fn leave() -> io::Result<()> {
    let written = execute!(
        io::stdout(),
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    disable_raw_mode().and(written)
}

/// Text as OSC 52 carries it (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |value: u32| DIGITS.get(value as usize & 63).map_or('=', |digit| char::from(*digit));
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let value =
            chunk.iter().fold(0_u32, |value, byte| value << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            out.push(if place <= chunk.len() { digit(value >> (18 - 6 * place)) } else { '=' });
        }
    }
    out
}
