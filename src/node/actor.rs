//! The node's one loop: commands, new links, what links tell, and the clock.
//!
//! Nothing that the loop does between two waits is asynchronous: what a command or a notice changes is
//! changed at once, and what it has to tell is put in line for whoever takes the events.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{AbortHandle, Id, JoinSet};
use tokio::time::{sleep_until, timeout};

use crate::admission::{Admission, CallerLog, RejectLog};
use crate::crypto::VerifyingKey;
use crate::defence::Defences;
use crate::keystore::{KnownPeers, OwnNick, Transfers, TrustLedger};
use crate::net::{Notice, Shared};
use crate::wire::Reason;

use super::arrivals::Arrival;
use super::command::Command;
use super::dialling::Dial;
use super::error::Error;
use super::event::Event;
use super::files::{Files, Report as FileReport};
use super::keeper::{Keeper, Report};
use super::peers::Peers;
use super::saver::Saver;
use super::scripts::{Ask, Scripts, Watcher};
use super::sessions::Links;
use super::spawn::{NodeConfig, SHUTDOWN_TIMEOUT};
use super::sweeping::Sweeping;

/// Sockets that may wait to be taken up.
const ARRIVALS_MAX: usize = 32;
/// Events that may stand in line before commands, too, have to wait.
const BACKLOG_MAX: usize = 1_024;

/// The node itself; it runs as one task.
#[derive(Debug)]
pub(super) struct Actor {
    pub(super) config: NodeConfig,
    pub(super) shared: Shared,
    pub(super) peers: Peers,
    pub(super) links: Links,
    pub(super) dials: BTreeMap<u64, Dial>,
    pub(super) last_dial: u64,
    pub(super) last_message: u64,
    /// Strangers who are in the trust ledger because a person was asked in this run.
    pub(super) asked: usize,
    pub(super) savers: Savers,
    pub(super) keeper: Keeper,
    /// The number of the newest search for a word that is being typed.
    pub(super) sought: u64,
    /// When what is too old is looked for next.
    pub(super) cleaned_next: Duration,
    pub(super) sweeping: Sweeping,
    /// What is told of how long texts are kept, once those are gone that are kept no longer.
    pub(super) kept_for: HashMap<VerifyingKey, Vec<Event>>,
    pub(super) files: Files,
    /// Everything that runs for this node and ends with it.
    pub(super) tasks: JoinSet<()>,
    pub(super) arrivals: (mpsc::Sender<Arrival>, mpsc::Receiver<Arrival>),
    pub(super) listening: Option<AbortHandle>,
    pub(super) admission: Admission,
    pub(super) rejects: RejectLog,
    pub(super) callers: CallerLog,
    pub(super) scripts: Scripts,
    queues: Queues,
    /// Events for which the queue had no room.
    backlog: VecDeque<Event>,
}

/// What writes the profile's files.
#[derive(Debug)]
pub(super) struct Savers {
    pub(super) book: Saver<KnownPeers>,
    pub(super) ledger: Saver<TrustLedger>,
    pub(super) nick: Saver<Option<OwnNick>>,
    pub(super) transfers: Saver<Transfers>,
}

/// What goes in and comes out.
#[derive(Debug)]
pub(super) struct Queues {
    /// `None` once the node ends.
    pub(super) commands: Option<mpsc::Receiver<Command>>,
    pub(super) events: mpsc::Sender<Event>,
    pub(super) notices: mpsc::Receiver<Notice>,
    pub(super) asks: mpsc::Receiver<(Ask, Watcher)>,
    pub(super) failures: mpsc::Receiver<String>,
    pub(super) reports: mpsc::Receiver<Report>,
}

/// What woke the loop.
enum Wake {
    Command(Option<Command>),
    Notice(Notice),
    Arrival(Arrival),
    NotSaved(String),
    Script(Ask, Watcher),
    /// What was said is on the disk, or is not.
    Report(Report),
    /// A task of a transfer has news.
    File(FileReport),
    /// An event was taken.
    Told,
    /// A task has come to its end, or to grief.
    Ended(Option<Id>),
    Timer,
}

impl Actor {
    pub(super) fn new(
        mut config: NodeConfig,
        shared: Shared,
        (savers, keeper): (Savers, Keeper),
        queues: Queues,
    ) -> Self {
        let files = Files::new(config.files.take());
        let peers = Peers::new(config.known_peers.clone());
        let admission = Admission::new(shared.limits, Defences::default());
        Self {
            config,
            shared,
            peers,
            links: Links::default(),
            dials: BTreeMap::new(),
            last_dial: 0,
            last_message: 0,
            asked: 0,
            savers,
            keeper,
            sought: 0,
            cleaned_next: Duration::ZERO,
            sweeping: Sweeping::default(),
            kept_for: HashMap::new(),
            files,
            tasks: JoinSet::new(),
            arrivals: mpsc::channel(ARRIVALS_MAX),
            listening: None,
            admission,
            rejects: RejectLog::default(),
            callers: CallerLog::default(),
            scripts: Scripts::default(),
            queues,
            backlog: VecDeque::new(),
        }
    }

    pub(super) async fn run(mut self) {
        loop {
            match self.wait().await {
                Wake::Command(None | Some(Command::Shutdown)) => break,
                Wake::Command(Some(command)) => {
                    let (name, is_dial) = (command.name(), matches!(command, Command::Dial(_)));
                    if let Err(error) = self.carry_out(command) {
                        tracing::warn!(command = name, error = ?error.to_string(), "command_failed");
                        let failed = Event::CommandFailed { command: name, error };
                        // What becomes of dials is told at once, so that answers to them come in their order.
                        if is_dial { self.tell(failed) } else { self.tell_in_turn(failed) }
                    }
                }
                other => self.woken(other),
            }
        }
        self.shut_down().await;
    }

    fn woken(&mut self, wake: Wake) {
        match wake {
            Wake::Command(_) | Wake::Told | Wake::Ended(None) => {}
            Wake::Notice(notice) => self.noticed(notice),
            Wake::Arrival(arrival) => self.arrived(arrival),
            Wake::NotSaved(why) => {
                tracing::error!(error = ?why, "not_saved");
                self.tell(Event::CommandFailed { command: "save", error: Error::NotSaved(why) });
            }
            Wake::Script(ask, watcher) => self.ask_by_script(ask, watcher),
            Wake::Report(report) => self.reported(report),
            Wake::File(report) => self.file_report(report),
            Wake::Ended(Some(task)) => self.task_lost(task),
            Wake::Timer => self.tick(),
        }
    }

    /// Waits for the next thing to do.
    ///
    /// While events stand in line, only commands are taken besides: whoever takes the events may be waiting
    /// for room in the queue of commands, and two that wait for each other wait for ever.
    async fn wait(&mut self) -> Wake {
        self.keeper.flush();
        let deadline = self.next_deadline().map(|at| self.shared.clock.instant(at));
        let calm = self.backlog.is_empty();
        let has_room = !self.keeper.is_full();
        let Queues { commands, events, notices, asks, failures, reports } = &mut self.queues;
        let backlog = &mut self.backlog;
        tokio::select! {
            permit = events.reserve(), if !calm => {
                match permit {
                    Ok(permit) => if let Some(event) = backlog.pop_front() { permit.send(event) },
                    // Nobody listens any more.
                    Err(_closed) => backlog.clear(),
                }
                Wake::Told
            }
            command = next_command(commands), if backlog.len() < BACKLOG_MAX => Wake::Command(command),
            Some(notice) = notices.recv(), if calm && has_room => Wake::Notice(notice),
            Some(report) = reports.recv(), if calm => Wake::Report(report),
            Some(arrival) = self.arrivals.1.recv(), if calm => Wake::Arrival(arrival),
            Some(report) = self.files.news.recv(), if calm => Wake::File(report),
            Some(why) = failures.recv(), if calm => Wake::NotSaved(why),
            Some((ask, watcher)) = asks.recv(), if calm => Wake::Script(ask, watcher),
            Some(ended) = self.tasks.join_next_with_id() => Wake::Ended(ended.err().map(|error| error.id())),
            () = async { match deadline { Some(at) => sleep_until(at).await, None => std::future::pending().await } }, if calm => {
                Wake::Timer
            }
        }
    }

    /// Tells the screen; an event may have to wait, but is never lost.
    pub(super) fn tell(&mut self, event: Event) {
        self.scripts.show(&event);
        if !self.backlog.is_empty() {
            self.backlog.push_back(event);
        } else if let Err(mpsc::error::TrySendError::Full(event)) = self.queues.events.try_send(event) {
            self.backlog.push_back(event);
        }
    }

    /// Tells that a command was not done.
    pub(super) fn failed(&mut self, command: &'static str, error: Error) {
        tracing::warn!(command, error = ?error.to_string(), "command_failed");
        self.tell(Event::CommandFailed { command, error });
    }

    /// Says goodbye to everybody, waits for the links to end, and leaves nothing running and nothing unwritten.
    async fn shut_down(mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
        }
        self.queues.commands = None;
        self.queues.asks.close();
        self.dials.clear();
        self.seek_no_more();
        for link in self.links.all.values_mut() {
            link.close(Reason::Goodbye);
        }
        let goodbye = async {
            while !(self.links.all.is_empty() && self.backlog.is_empty() && self.keeper.is_done()) {
                match self.wait().await {
                    Wake::Arrival(_too_late) => {}
                    wake => self.woken(wake),
                }
            }
        };
        if timeout(SHUTDOWN_TIMEOUT, goodbye).await.is_err() {
            tracing::warn!(links = self.links.all.len(), "shutdown_without_goodbye");
        }
        self.tasks.shutdown().await;
        self.count_rejects(Duration::MAX);
        let Savers { book, ledger, nick, transfers } = self.savers;
        let ends = [
            book.finish().await,
            ledger.finish().await,
            nick.finish().await,
            transfers.finish().await,
            self.keeper.finish().await,
        ];
        let lost = ends.into_iter().filter_map(Result::err);
        let lost = lost.map(|why| Event::CommandFailed { command: "save", error: Error::Lost(why) });
        let told = async {
            for event in self.backlog.into_iter().chain(lost) {
                // Who does not listen any more is not told.
                let _ = self.queues.events.send(event).await;
            }
        };
        let _ = timeout(SHUTDOWN_TIMEOUT, told).await;
        tracing::info!("shutdown");
    }
}

async fn next_command(commands: &mut Option<mpsc::Receiver<Command>>) -> Option<Command> {
    match commands {
        Some(commands) => commands.recv().await,
        None => std::future::pending().await,
    }
}
