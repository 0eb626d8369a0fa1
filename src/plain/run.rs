//! The loop of the line mode: stdin, events, packets, signals and one deadline.

use std::io;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::time::sleep_until;

use crate::capture::{FileHealth, Recorded};
use crate::net::Clock;
use crate::node::{Command, Event, NODE_LOST, Node, Packet};

use super::ending::Ending;
use super::line::Printer;
use super::render;
use super::session::{Quit, Session};
use super::stdin::Typed;

/// How long texts may take to be acked after stdin has ended.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long who is dialled may take to be there after stdin has ended.
const REACHING_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a person who typed `/quit` waits.
const QUIT_TIMEOUT: Duration = Duration::from_secs(2);

/// Who writes the lines that are typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typist {
    /// A person, who may type ahead and who wants to leave at once.
    Person,
    /// A program, which is read only as fast as its texts arrive.
    Program,
}

/// How far the run is from its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Running,
    /// No more lines: until everything is delivered, or until this monotonic time.
    Finishing(Duration),
    /// The node says goodbye.
    Leaving,
}

/// How the files do that are written meanwhile: net.log, and a capture if there is one.
pub type Files = (watch::Receiver<FileHealth>, Option<watch::Receiver<Recorded>>);

/// What woke the loop.
enum Wake {
    Signal,
    Event(Option<Event>),
    Packets(Vec<Packet>, u64),
    Taken,
    Typed(Option<Typed>),
    Log,
    Capture(Recorded),
    Deadline,
}

/// The signals that end a program which talks without a screen.
#[derive(Debug)]
pub struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

impl Signals {
    /// Takes them over, for as long as the program runs.
    ///
    /// # Errors
    /// The system does not allow it.
    pub fn catch() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for the next one.
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hangup.recv() => {}
        }
    }
}

struct Run {
    node: Node,
    log: watch::Receiver<FileHealth>,
    capture: Option<watch::Receiver<Recorded>>,
    lines: mpsc::Receiver<Typed>,
    typist: Typist,
    signals: Signals,
    session: Session,
    phase: Phase,
    clock: Clock,
    /// Decided before the end by a signal or a closed stdout.
    ending: Option<Ending>,
}

/// Runs until the lines end, `/quit`, or a signal; everybody was told goodbye when it returns.
///
/// `first` is done before any line is read: listening and dialling.
///
/// # Errors
/// Signals cannot be caught.
pub async fn run(
    node: Node,
    first: Vec<Command>,
    (lines, typist): (mpsc::Receiver<Typed>, Typist),
    (printer, (log, capture)): (Printer, Files),
) -> io::Result<Ending> {
    let session = Session::new(printer, first);
    let (signals, clock) = (Signals::catch()?, Clock::start());
    let run = Run {
        node,
        log,
        capture,
        lines,
        typist,
        signals,
        session,
        phase: Phase::Running,
        clock,
        ending: None,
    };
    Ok(run.until_the_end().await)
}

impl Run {
    async fn until_the_end(mut self) -> Ending {
        loop {
            let wake = self.wait().await;
            if matches!(wake, Wake::Event(_)) {
                self.packets_before().await;
            }
            if matches!(wake, Wake::Event(None)) {
                self.node_has_ended();
                break;
            }
            if matches!(wake, Wake::Signal) && self.phase == Phase::Leaving {
                // Asked twice: without a goodbye, then.
                break;
            }
            if self.step(wake).is_err() {
                // Nobody reads any more: what is left is the goodbye to the peers.
                self.leave(Some(Ending::Failed));
            }
            if matches!(self.phase, Phase::Finishing(_)) && self.session.is_settled() {
                self.leave(None);
            }
        }
        let ending = self.ending.unwrap_or_else(|| self.session.ending());
        let ending = self.session.at_last(ending);
        // A reader that has gone needs no last lines.
        let _ = self.session.name_losses();
        let _ = self.session.printer.print(&render::ended(ending));
        ending
    }

    /// Nothing more comes from the node: a failure, unless it was asked to end.
    fn node_has_ended(&mut self) {
        if self.phase != Phase::Leaving {
            self.session.tally.fail();
            // What cannot be said is in the exit code.
            let _ = self.session.printer.print(&render::error("node", NODE_LOST));
        }
    }

    async fn wait(&mut self) -> Wake {
        let may_read = self.phase == Phase::Running
            && match self.typist {
                Typist::Person => !self.session.is_asking(),
                Typist::Program => self.session.has_room(),
            };
        let deadline = match self.phase {
            Phase::Finishing(at) => Some(self.clock.instant(at)),
            Phase::Running | Phase::Leaving => None,
        };
        let (handle, next) = (&self.node.handle, self.session.queue.front().cloned());
        tokio::select! {
            () = self.signals.next() => Wake::Signal,
            event = self.node.events.recv() => Wake::Event(event),
            (packets, dropped) = self.node.packets.next() => Wake::Packets(packets, dropped),
            () = async { match next { Some(command) => handle.send(command).await, None => std::future::pending().await } } => {
                Wake::Taken
            }
            typed = self.lines.recv(), if may_read => Wake::Typed(typed),
            Ok(()) = self.log.changed() => Wake::Log,
            Some(recorded) = news(&mut self.capture) => Wake::Capture(recorded),
            () = async { match deadline { Some(at) => sleep_until(at).await, None => std::future::pending().await } } => {
                Wake::Deadline
            }
        }
    }

    /// Prints the frames that led to an event before the event.
    async fn packets_before(&mut self) {
        tokio::select! {
            biased;
            (packets, dropped) = self.node.packets.next() => {
                // A closed stdout shows at the event itself.
                let _ = self.session.seen(&packets, dropped);
            }
            () = std::future::ready(()) => {}
        }
    }

    fn step(&mut self, wake: Wake) -> io::Result<()> {
        match wake {
            Wake::Signal => {
                self.leave(Some(Ending::Interrupted));
                self.session.printer.print(&render::note("interrupted: saying goodbye"))
            }
            Wake::Event(event) => {
                let had_met = self.session.tally.has_met();
                let event = event.and_then(|event| self.session.account(event));
                let done = event.map_or(Ok(()), |event| self.session.happened(&event));
                if !had_met && self.session.tally.has_met() {
                    self.wait_for_delivery();
                }
                done
            }
            Wake::Packets(packets, dropped) => self.session.seen(&packets, dropped),
            Wake::Taken => {
                self.session.queue.pop_front();
                Ok(())
            }
            Wake::Typed(Some(Typed::Line(line))) => {
                if let Some(Quit) = self.session.typed(&line)? {
                    self.finish();
                }
                Ok(())
            }
            Wake::Typed(Some(Typed::Refused(why))) => self.session.refuse("line", why),
            Wake::Typed(None) => {
                self.finish();
                Ok(())
            }
            Wake::Log => {
                let state = self.log.borrow_and_update().clone();
                self.session.printer.print(&render::log(&state))
            }
            Wake::Capture(recorded) => self.session.printer.print(&render::capture(&recorded)),
            Wake::Deadline => {
                self.leave(None);
                Ok(())
            }
        }
    }

    /// No more lines come. A program gets its texts delivered; a person who wants to go does not wait for long.
    fn finish(&mut self) {
        let connected = self.session.is_connected();
        let patience = match self.typist {
            Typist::Person if connected => QUIT_TIMEOUT,
            Typist::Person => Duration::ZERO,
            Typist::Program if self.session.tally.has_met() => DELIVERY_TIMEOUT,
            Typist::Program => REACHING_TIMEOUT,
        };
        self.session.fence();
        self.phase = Phase::Finishing(self.clock.now().monotonic + patience);
    }

    /// Whoever was waited for is there only now: what goes there has its own time to arrive.
    fn wait_for_delivery(&mut self) {
        if let (Phase::Finishing(until), Typist::Program) = (&mut self.phase, self.typist) {
            *until = (*until).max(self.clock.now().monotonic + DELIVERY_TIMEOUT);
        }
    }

    fn leave(&mut self, ending: Option<Ending>) {
        self.ending = self.ending.or(ending).or_else(|| Some(self.session.ending()));
        if self.phase != Phase::Leaving {
            self.phase = Phase::Leaving;
            self.session.queue.clear();
            self.session.queue.push_back(Command::Shutdown);
        }
    }
}

/// Waits until a capture does otherwise than before; none where there is none, or its writer has ended.
async fn news(capture: &mut Option<watch::Receiver<Recorded>>) -> Option<Recorded> {
    let capture = capture.as_mut()?;
    capture.changed().await.ok()?;
    Some(capture.borrow_and_update().clone())
}
