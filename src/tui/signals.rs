//! What the system tells a program that holds a terminal.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wake {
    /// To end: SIGTERM, SIGHUP, SIGINT, SIGQUIT.
    End,
    /// To stop until SIGCONT: SIGTSTP.
    Stop,
    /// To go on: SIGCONT.
    Continue,
}

/// The signals that a screen has to answer, since the terminal would be left as it is otherwise.
#[derive(Debug)]
pub(super) struct Signals {
    terminate: Signal,
    hangup: Signal,
    interrupt: Signal,
    quit: Signal,
    stop: Signal,
    go_on: Signal,
}

/// SIGTSTP and SIGCONT have numbers of their own on every system.
fn number(of: rustix::process::Signal) -> io::Result<Signal> {
    signal(SignalKind::from_raw(of.as_raw()))
}

impl Signals {
    /// Takes them over, for as long as the program runs.
    ///
    /// # Errors
    /// The system does not allow it.
    pub(super) fn catch() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            stop: number(rustix::process::Signal::TSTP)?,
            go_on: number(rustix::process::Signal::CONT)?,
        })
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) -> Wake {
        tokio::select! {
            _ = self.terminate.recv() => Wake::End,
            _ = self.hangup.recv() => Wake::End,
            _ = self.interrupt.recv() => Wake::End,
            _ = self.quit.recv() => Wake::End,
            _ = self.stop.recv() => Wake::Stop,
            _ = self.go_on.recv() => Wake::Continue,
        }
    }
}
