//! Starting a node, and the handle that is left in the caller's hand.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tracing::instrument::WithSubscriber as _;

use crate::admission::Limits;
use crate::crypto::SigningKey;
use crate::keystore::{KeyLogFile, KnownPeers, TrustLedger};
use crate::net::{Clock, Copies, ListenAddr, Listener, LogFrames, PacketWatch, Pool, Shared, packet_channel};
use crate::protocol::{Config, Disclose, Gate, RekeyPolicy, Timeouts};
use crate::store::{Left, Opened};

use super::actor::{Actor, Queues, Savers};
use super::command::Command;
use super::error::Error;
use super::event::Event;
use super::files::FilesConfig;
use super::keeper::Keeper;
use super::restoring::kept;
use super::saver::Saver;
use super::scripts::{Ask, SCRIPTS_MAX, Watcher};
use super::trust::AcceptPolicy;

/// Commands that may wait.
const COMMANDS_MAX: usize = 64;
/// Events that may wait; the node waits when there are more, since events are never lost.
const EVENTS_MAX: usize = 256;
/// Notices of links that may wait.
const NOTICES_MAX: usize = 256;
/// Failures to save that may wait to be told; of more the first ones say enough.
const FAILURES_MAX: usize = 8;

/// How long texts wait for a peer, unless told otherwise.
const HELD_FOR: Duration = Duration::from_hours(30 * 24);

/// Whether the secrets of sessions are told to the person at this end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Teaching {
    /// No: they never leave their connections.
    #[default]
    Off,
    /// All but the identity, to be explained.
    On,
}

/// What a node is told when it starts.
#[derive(Debug)]
pub struct NodeConfig {
    /// Who we are.
    pub identity: Arc<SigningKey>,
    /// What we call ourselves.
    pub nick: String,
    /// Where another nick is kept once one was chosen; nowhere without a path.
    pub nick_file: Option<PathBuf>,
    /// Where to wait for calls from the start.
    pub listen: Option<ListenAddr>,
    /// What happens to identities we do not know.
    pub accept: AcceptPolicy,
    /// Whether dialers have to know our identity.
    pub gate: Gate,
    /// Who is known.
    pub known_peers: KnownPeers,
    /// Every identity key that was seen, and what became of it.
    pub ledger: TrustLedger,
    /// How much of long frames goes to net.log.
    pub log_frames: LogFrames,
    /// Who else gets each packet.
    pub copies: Option<Copies>,
    /// When sessions make new epochs.
    pub rekey: RekeyPolicy,
    /// How long sessions wait.
    pub timeouts: Timeouts,
    /// Whether the secrets of its sessions are told to who holds this node.
    pub teaching: Teaching,
    /// Where the chain keys of its sessions are written.
    pub key_log: Option<KeyLogFile>,
    /// Where what is said is kept; without it texts are forgotten when this node ends.
    pub store: Option<Opened>,
    /// How long texts wait for a peer before they are given up.
    pub held_for: Duration,
    /// Where files go that peers send; without it every one is declined.
    pub files: Option<FilesConfig>,
    /// What strangers and peers may cost.
    pub limits: Limits,
}

impl NodeConfig {
    /// Defaults for everything but the identity and the nick.
    pub fn new(identity: Arc<SigningKey>, nick: &str) -> Self {
        Self {
            identity,
            nick: nick.to_owned(),
            nick_file: None,
            listen: None,
            accept: AcceptPolicy::default(),
            gate: Gate::default(),
            known_peers: KnownPeers::default(),
            ledger: TrustLedger::default(),
            log_frames: LogFrames::default(),
            copies: None,
            rekey: RekeyPolicy::default(),
            timeouts: Timeouts::default(),
            teaching: Teaching::default(),
            key_log: None,
            store: None,
            held_for: HELD_FOR,
            files: None,
            limits: Limits::default(),
        }
    }

    pub(super) fn connection(&self) -> Config {
        let disclose = match (self.teaching, &self.key_log) {
            (Teaching::On, _) => Disclose::Everything,
            (Teaching::Off, Some(_)) => Disclose::Traffic,
            (Teaching::Off, None) => Disclose::Nothing,
        };
        let (gate, rekey, timeouts) = (self.gate, self.rekey, self.timeouts);
        Config { gate, rekey, timeouts, disclose, ..Config::default() }
    }
}

/// A running node.
#[derive(Debug)]
pub struct Node {
    /// Where commands go.
    pub handle: NodeHandle,
    /// What happens.
    pub events: mpsc::Receiver<Event>,
    /// What crosses the links.
    pub packets: PacketWatch,
}

/// The sending end for commands. A node whose handles are all gone says goodbye and ends.
#[derive(Clone, Debug)]
pub struct NodeHandle {
    commands: mpsc::Sender<Command>,
    asks: mpsc::Sender<(Ask, Watcher)>,
    task: Arc<JoinHandle<()>>,
}

impl NodeHandle {
    /// Gives a command, waiting while 64 are waiting already.
    ///
    /// Commands to a node that has ended are dropped, as its events have ended too.
    pub async fn send(&self, command: Command) {
        let _ = self.commands.send(command).await;
    }

    /// Gives a command unless too many wait: the caller keeps it then.
    ///
    /// # Errors
    /// The command, when the queue is full.
    pub fn try_send(&self, command: Command) -> Result<(), Box<Command>> {
        match self.commands.try_send(command) {
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
            Err(mpsc::error::TrySendError::Full(command)) => Err(Box::new(command)),
        }
    }

    /// Asks for a script, waiting while others wait. The watcher is dropped when there is nothing more to tell it.
    pub async fn ask(&self, ask: Ask, watcher: Watcher) {
        // A node that has ended drops it at once.
        let _ = self.asks.send((ask, watcher)).await;
    }

    /// Waits until the node takes no more questions of scripts: it says goodbye, or has ended.
    pub async fn leaving(&self) {
        self.asks.closed().await;
    }

    /// Whether the node has ended and left no task behind.
    pub fn is_finished(&self) -> bool {
        self.task.is_finished()
    }
}

impl Node {
    /// Starts a node in the current runtime. Its tasks write to the caller's tracing subscriber.
    ///
    /// # Errors
    /// [`Error::Net`] when nobody can be listened to at [`NodeConfig::listen`], [`Error::Store`] when what was kept
    /// cannot be read.
    pub fn spawn(mut config: NodeConfig) -> Result<Self, Error> {
        if config.teaching == Teaching::On {
            tracing::warn!("teaching");
        }
        if config.key_log.is_some() {
            tracing::warn!("key_log");
        }
        let listener = config.listen.map(|address| Listener::bind(address).map(|bound| (bound, address)));
        let listener = listener.transpose()?;
        let (commands, command_queue) = mpsc::channel(COMMANDS_MAX);
        let (event_queue, events) = mpsc::channel(EVENTS_MAX);
        let (notices, notice_queue) = mpsc::channel(NOTICES_MAX);
        let (tap, packets) = packet_channel(config.log_frames);
        let tap = tap.copied_to(config.copies.clone());
        let limits = config.limits;
        let shared = Shared { clock: Clock::start(), tap, pool: Pool::new(&limits), notices, limits };
        let (asks, ask_queue) = mpsc::channel(SCRIPTS_MAX);
        let (failed, failures) = mpsc::channel(FAILURES_MAX);
        let savers = Savers {
            book: Saver::spawn(config.known_peers.clone(), failed.clone()),
            ledger: Saver::spawn(config.ledger.clone(), failed.clone()),
            nick: Saver::spawn(None, failed.clone()),
            transfers: Saver::spawn(
                config.files.as_ref().map(|files| files.kept.clone()).unwrap_or_default(),
                failed,
            ),
        };
        let (report_queue, reports) = mpsc::channel(1);
        let (mut store, left) = config.store.take().map(|Opened { store, left }| (store, left)).unzip();
        let kept = store.as_mut().map(kept).transpose()?;
        let keeper = Keeper::spawn(store, report_queue);
        let queues = Queues {
            commands: Some(command_queue),
            events: event_queue,
            notices: notice_queue,
            asks: ask_queue,
            failures,
            reports,
        };
        let mut actor = Actor::new(config, shared, (savers, keeper), queues);
        if left == Some(Left::Open) {
            actor.failed("store", Error::NotClosed);
        }
        actor.take_up_ledger();
        actor.restore(kept.unwrap_or_default());
        actor.tell_kept_files();
        if let Some((listener, address)) = listener {
            actor.listen_at(listener, address)?;
        }
        let task = Arc::new(tokio::spawn(actor.run().with_current_subscriber()));
        Ok(Self { handle: NodeHandle { commands, asks, task }, events, packets })
    }
}

/// How long a node that ends waits for its peers' goodbyes.
pub(super) const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(3);
