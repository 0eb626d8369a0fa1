//! The node's one loop: commands, new links, what links tell, and the clock.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{sleep_until, timeout};
use tracing::instrument::WithSubscriber as _;

use crate::crypto::{OsRandom, Pin};
use crate::net::{
    self, ConnectionDriver, ListenAddr, Listener, Notice, PeerAddr, PeerHost, Shared, reachable,
};
use crate::protocol::{Config, Connection};
use crate::wire::Reason;

use super::command::Command;
use super::dialling::{Dial, DialState};
use super::error::Error;
use super::event::{Event, Origin};
use super::peers::Peers;
use super::saver::Saver;
use super::sessions::{INPUTS_MAX, Link, Links};
use super::spawn::{NodeConfig, SHUTDOWN_TIMEOUT};

/// Links that may be without a session at once; more are refused before any computation.
const HALF_OPEN_MAX: usize = 32;
/// Sockets that may wait to be taken up.
const ARRIVALS_MAX: usize = 32;
/// Pause after the system could not accept, so that a lack of descriptors is no busy loop.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A socket that came, one way or the other.
#[derive(Debug)]
pub(super) enum Arrival {
    Accepted { stream: TcpStream, address: SocketAddr },
    Dialled { dial: u64, result: Result<(TcpStream, SocketAddr), net::Error> },
}

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
    pub(super) saver: Saver,
    commands: mpsc::Receiver<Command>,
    events: mpsc::Sender<Event>,
    notices: mpsc::Receiver<Notice>,
    arrivals: (mpsc::Sender<Arrival>, mpsc::Receiver<Arrival>),
    failures: mpsc::Receiver<String>,
    listening: Option<JoinHandle<()>>,
}

/// What woke the loop.
enum Wake {
    Command(Option<Command>),
    Notice(Notice),
    Arrival(Arrival),
    NotSaved(String),
    Timer,
}

impl Actor {
    pub(super) fn new(
        config: NodeConfig,
        shared: Shared,
        commands: mpsc::Receiver<Command>,
        events: mpsc::Sender<Event>,
        notices: mpsc::Receiver<Notice>,
    ) -> Self {
        let (failed, failures) = mpsc::channel(8);
        let saver = Saver::spawn(config.known_peers.clone(), failed);
        let peers = Peers::new(config.known_peers.clone());
        Self {
            config,
            shared,
            peers,
            links: Links::default(),
            dials: BTreeMap::new(),
            last_dial: 0,
            last_message: 0,
            saver,
            commands,
            events,
            notices,
            arrivals: mpsc::channel(ARRIVALS_MAX),
            failures,
            listening: None,
        }
    }

    pub(super) async fn run(mut self) {
        loop {
            match self.wait().await {
                Wake::Command(None | Some(Command::Shutdown)) => break,
                Wake::Command(Some(command)) => {
                    let name = command.name();
                    if let Err(error) = self.carry_out(command).await {
                        tracing::warn!(command = name, error = ?error.to_string(), "command_failed");
                        self.tell(Event::CommandFailed { command: name, error }).await;
                    }
                }
                Wake::Notice(notice) => self.noticed(notice).await,
                Wake::Arrival(arrival) => self.arrived(arrival).await,
                Wake::NotSaved(why) => {
                    tracing::error!(error = ?why, "known_peers_not_saved");
                    self.tell(Event::CommandFailed { command: "save", error: Error::NotSaved(why) }).await;
                }
                Wake::Timer => self.tick().await,
            }
        }
        self.shut_down().await;
    }

    async fn wait(&mut self) -> Wake {
        let deadline = self.next_deadline().map(|at| self.shared.clock.instant(at));
        tokio::select! {
            command = self.commands.recv() => Wake::Command(command),
            Some(notice) = self.notices.recv() => Wake::Notice(notice),
            Some(arrival) = self.arrivals.1.recv() => Wake::Arrival(arrival),
            Some(why) = self.failures.recv() => Wake::NotSaved(why),
            () = async { match deadline { Some(at) => sleep_until(at).await, None => std::future::pending().await } } => {
                Wake::Timer
            }
        }
    }

    /// Tells the screen; waits while it is behind, since events may not be lost.
    pub(super) async fn tell(&self, event: Event) {
        let _ = self.events.send(event).await;
    }

    fn next_deadline(&self) -> Option<Duration> {
        let waiting = self.dials.values().filter_map(|dial| match dial.state {
            DialState::Waiting(until) => Some(until),
            _ => None,
        });
        let rivals = self.peers.active.values().filter_map(|peer| peer.contest.map(|rival| rival.deadline));
        waiting.chain(rivals).min()
    }

    async fn tick(&mut self) {
        let now = self.shared.clock.now().monotonic;
        let due = |state| matches!(state, DialState::Waiting(until) if until <= now);
        let dials: Vec<u64> =
            self.dials.iter().filter(|(_, dial)| due(dial.state)).map(|(id, _)| *id).collect();
        for dial in dials {
            self.dial(dial).await;
        }
        let late = |deadline: Duration| deadline <= now;
        let contests: Vec<_> = self
            .peers
            .active
            .iter()
            .filter(|(_, peer)| peer.contest.is_some_and(|rival| late(rival.deadline)))
            .map(|(identity, _)| *identity)
            .collect();
        for identity in contests {
            self.older_is_dead(identity).await;
        }
    }

    /// Binds and accepts from now on; the socket before is given up.
    pub(super) async fn listen(&mut self, address: ListenAddr) -> Result<(), Error> {
        let listener = Listener::bind(address)?;
        let bound = listener
            .local_addr()
            .map_err(|source| net::Error::Bind { address: address.to_string(), source })?;
        if let Some(before) = self.listening.take() {
            before.abort();
        }
        let reachable = reachable(bound);
        tracing::info!(host = ?bound.ip().to_string(), port = bound.port(), "listening");
        self.listening = Some(tokio::spawn(
            accept(listener, self.arrivals.0.clone(), self.shared.clone()).with_current_subscriber(),
        ));
        self.tell(Event::Listening { bound, reachable }).await;
        Ok(())
    }

    /// Adds a dial that lasts, or wakes the one there is.
    pub(super) async fn add_dial(&mut self, to: PeerAddr, pin: Option<Pin>) {
        let existing = self.dials.iter().find(|(_, dial)| dial.to == to).map(|(id, _)| *id);
        let id = existing.unwrap_or_else(|| {
            self.last_dial += 1;
            self.last_dial
        });
        let running = self.dials.get(&id).is_some_and(|dial| {
            matches!(dial.state, DialState::Connecting | DialState::Linked(_)) && dial.pin == pin
        });
        if !running {
            self.dials.insert(id, Dial::new(to, pin));
            self.dial(id).await;
        }
    }

    /// Connects TCP for a dial, unless its peer is connected by another link.
    pub(super) async fn dial(&mut self, id: u64) {
        let Some(dial) = self.dials.get_mut(&id) else { return };
        let current = dial.identity.and_then(|identity| self.peers.active.get(&identity)?.current);
        if current.is_some() {
            dial.state = DialState::Satisfied;
            return;
        }
        dial.state = DialState::Connecting;
        let (to, attempt) = (dial.to.clone(), dial.attempt());
        let place = self.place(&to);
        tracing::info!(to = ?to.to_string(), attempt, "dial");
        self.tell(Event::Dialling { to, attempt }).await;
        let arrivals = self.arrivals.0.clone();
        tokio::spawn(async move {
            let result = net::dial(&place).await;
            let _ = arrivals.send(Arrival::Dialled { dial: id, result }).await;
        });
    }

    /// A petname's last address, or the place itself.
    fn place(&self, to: &PeerAddr) -> PeerAddr {
        let PeerHost::Petname(name) = &to.host else { return to.clone() };
        let known = self.peers.book.by_petname(name).and_then(|known| known.address.as_ref());
        known.and_then(|address| address.parse().ok()).unwrap_or_else(|| to.clone())
    }

    async fn arrived(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Accepted { stream, address } => {
                if self.links.half_open() >= HALF_OPEN_MAX {
                    tracing::warn!(peer = ?address.to_string(), phase = "hs", reason = Reason::RateLimited.name(), "reject");
                    return;
                }
                tracing::info!(peer = ?address.to_string(), "accept");
                self.link(stream, address, None);
            }
            Arrival::Dialled { dial, result: Ok((stream, address)) } => {
                self.link(stream, address, Some(dial));
            }
            Arrival::Dialled { dial: id, result: Err(error) } => {
                let now = self.shared.clock.now().monotonic;
                let Some(dial) = self.dials.get_mut(&id) else { return };
                let retry_in = dial.back_off();
                dial.state = DialState::Waiting(now + retry_in);
                let to = dial.to.clone();
                tracing::warn!(to = ?to.to_string(), error = ?error.to_string(), "dial_failed");
                self.tell(Event::DialFailed { to, error: error.to_string(), retry_in: Some(retry_in) }).await;
            }
        }
    }

    /// Begins a handshake over a fresh socket, as a task of its own.
    fn link(&mut self, stream: TcpStream, address: SocketAddr, dial_id: Option<u64>) {
        let conn = self.links.next_number();
        let now = self.shared.clock.now();
        let identity = self.config.identity.clone();
        let base = self.config.connection();
        let connection = match dial_id {
            None => Connection::respond(base, identity, Box::new(OsRandom), now),
            Some(id) => {
                let Some(dial) = self.dials.get_mut(&id) else { return };
                dial.state = DialState::Linked(conn);
                let gate_for = match dial.pin {
                    Some(Pin::Identity(known)) => Some(known),
                    _ => dial.identity,
                };
                let config = Config { pin: dial.pin, gate_for, ..base };
                Connection::initiate(config, identity, Box::new(OsRandom), now)
            }
        };
        let origin = if dial_id.is_some() { Origin::Dialled } else { Origin::Accepted };
        let (inputs, queue) = mpsc::channel(INPUTS_MAX);
        self.links.all.insert(conn, Link::new(origin, address, dial_id, now.monotonic, inputs));
        let driver = ConnectionDriver::new(
            (conn, address.to_string()),
            connection,
            stream,
            queue,
            self.shared.clone(),
        );
        tokio::spawn(driver.run().with_current_subscriber());
    }

    /// Says goodbye to everybody, waits for the links to end, and leaves everything written.
    async fn shut_down(mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
        }
        self.commands.close();
        self.dials.clear();
        for link in self.links.all.values() {
            link.close(Reason::Goodbye);
        }
        let goodbye = async {
            while !self.links.all.is_empty() {
                let Some(notice) = self.notices.recv().await else { break };
                self.noticed(notice).await;
            }
        };
        let _ = timeout(SHUTDOWN_TIMEOUT, goodbye).await;
        self.saver.finish().await;
        tracing::info!("shutdown");
    }
}

/// Accepts until it is aborted.
async fn accept(listener: Listener, arrivals: mpsc::Sender<Arrival>, shared: Shared) {
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                if arrivals.send(Arrival::Accepted { stream, address }).await.is_err() {
                    return;
                }
            }
            Err(error) => {
                tracing::warn!(error = ?error.to_string(), "accept_failed");
                let pause = shared.clock.now().monotonic + ACCEPT_PAUSE;
                sleep_until(shared.clock.instant(pause)).await;
            }
        }
    }
}
