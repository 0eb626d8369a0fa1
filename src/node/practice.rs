//! Somebody to talk to when nobody is there: a second node in this process, behind a real TCP socket.
//!
//! It is a peer like any other, with an identity of its own in memory. It greets, shows a rekey and a ping by
//! itself, and answers each text with something to look for in the packets. It takes files, into a folder that goes
//! when it does, and offers one to whoever says `file`.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio::time::sleep_until;
use tracing::Dispatch;
use tracing::subscriber::NoSubscriber;

use crate::crypto::{OsRandom, SigningKey, VerifyingKey};
use crate::export;
use crate::keystore::Transfers;
use crate::net::{Clock, ListenAddr, PeerAddr, PeerHost};
use crate::protocol::Pin;
use crate::text::Place;

use super::command::{Command, PeerRef, Target};
use super::error::Error;
use super::event::Event;
use super::files::{FileInfo, FileSide, FileState, FileStep, FilesConfig};
use super::peer::PeerId;
use super::spawn::{Node, NodeConfig};
use super::trust::AcceptPolicy;

/// What it calls itself.
pub const PRACTICE_NICK: &str = "practice";

/// What it shows by itself, so that whoever only watches sees everything at work.
const TOUR: [Line; 5] = [
    HELLO,
    Line {
        says: "each line of mine is one frame: F4 lists them, and F5 and F6 show what is in one",
        then: Then::Nothing,
    },
    Line { says: "now I ask for fresh keys: look for the rekey frames and the new epoch", then: Then::Rekey },
    Line { says: "now I measure the way there and back: look for ping and pong", then: Then::Ping },
    Line { says: "type anything, and watch your line become a frame", then: Then::Nothing },
];

const HELLO: Line = Line {
    says: "hello! I am a practice peer: a program in this very process, behind a real TCP socket",
    then: Then::Nothing,
};

/// What it answers, in turns.
const ANSWERS: [&str; 6] = [
    "that arrived as one frame, and my receipt went back as another",
    "every text has a key of its own; the one for yours is wiped already, here and there",
    "say file, and I offer you one; /send PATH offers me one of yours, and I take it",
    "short texts look alike from outside: what is sealed is filled up to a multiple of 64 bytes",
    "/rekey makes fresh keys, /ping measures the way there and back, /handshake shows how we met",
    "F8 shows 60 digits: with a person you would read them to each other over the phone",
];

/// What somebody says who wants a file.
const FILE_WORD: &str = "file";
/// What that is called, and what is in it.
const FILE_NAME: &str = "practice.txt";
const FILE_TEXT: &str = "This came in frames of its own, each chunk under a key of its own.\n\
                         It got its name when its SHA-256 was the one that had been offered.\n";
/// Bytes of the largest file that is taken.
const TAKEN_MAX: u64 = 64 * 1024 * 1024;

#[derive(Clone, Copy, Debug)]
struct Line {
    says: &'static str,
    then: Then,
}

#[derive(Clone, Copy, Debug)]
enum Then {
    Nothing,
    Rekey,
    Ping,
}

/// A running practice peer; it says goodbye and ends when this is dropped.
#[derive(Debug)]
pub struct Practice {
    address: SocketAddr,
    identity: VerifyingKey,
    /// Dropping it ends the loop, and with the loop the node's last handle.
    task: JoinHandle<()>,
}

impl Practice {
    /// Starts one in the current runtime, on a free port of 127.0.0.1, that shows around. `pace` is how long it
    /// thinks before a line.
    ///
    /// Its own net.log would mix with that of the person, so it has none.
    ///
    /// # Errors
    /// [`Error::NoPractice`] when there is no randomness or no port to be had.
    pub async fn start(pace: Duration) -> Result<Self, Error> {
        Self::open(pace, &TOUR).await
    }

    /// Starts one that says hello and answers at once, for whoever shows the rest.
    ///
    /// # Errors
    /// Those of [`Self::start`].
    pub async fn answering() -> Result<Self, Error> {
        Self::open(Duration::ZERO, &[HELLO]).await
    }

    async fn open(pace: Duration, tour: &'static [Line]) -> Result<Self, Error> {
        let key = SigningKey::generate(&mut OsRandom).map_err(|_no_randomness| Error::NoPractice)?;
        let identity = key.verifying_key();
        let folder = tempfile::tempdir().map_err(|_no_folder| Error::NoPractice)?;
        export::write_new(&folder.path().join(FILE_NAME), FILE_TEXT.as_bytes())
            .map_err(|_full| Error::NoPractice)?;
        let files = FilesConfig { downloads: folder.path().join("downloads"), kept: Transfers::default() };
        let config = NodeConfig {
            accept: AcceptPolicy::Any,
            files: Some(files),
            ..NodeConfig::new(Arc::new(key), PRACTICE_NICK)
        };
        // Registered, unlike `Dispatch::none()`: what this peer would log first could not be logged by others then.
        let silent = Dispatch::new(NoSubscriber::default());
        let mut node = tracing::dispatcher::with_default(&silent, || Node::spawn(config))?;
        let any_port = ListenAddr::At((Ipv4Addr::LOCALHOST, 0).into());
        node.handle.send(Command::Listen(any_port)).await;
        let Some(Event::Listening { bound, .. }) = node.events.recv().await else {
            return Err(Error::NoPractice);
        };
        let host = Host { node, clock: Clock::start(), pace, tour: tour.iter(), answered: 0, folder };
        let task = tokio::spawn(host.talk());
        Ok(Self { address: bound, identity, task })
    }

    /// Where to dial it, pinned to its identity: nobody has to be asked whether it is the right one.
    pub fn address(&self) -> PeerAddr {
        let host = PeerHost::Place { host: self.address.ip().to_string(), port: self.address.port() };
        PeerAddr { host, pin: Some(Pin::Identity(self.identity)) }
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Host {
    node: Node,
    clock: Clock,
    pace: Duration,
    /// What is left of it: a link that comes back is not shown around again.
    tour: std::slice::Iter<'static, Line>,
    answered: usize,
    /// What it takes and what it offers.
    folder: TempDir,
}

impl Host {
    async fn talk(mut self) {
        while let Some(event) = self.node.events.recv().await {
            match event {
                Event::Established { info, .. } => {
                    while let Some(line) = self.tour.next() {
                        self.say(info.peer, line.says).await;
                        self.do_then(info.peer, line.then).await;
                    }
                }
                Event::Text { peer, number, body, .. } => {
                    self.node.handle.send(Command::Shown { peer, number }).await;
                    if body.shown(Place::Message).to_string().trim() == FILE_WORD {
                        self.offer(peer).await;
                    } else {
                        self.answer(peer).await;
                    }
                }
                Event::File(info) if info.side == FileSide::Receiving => self.take(&info).await,
                _ => {}
            }
        }
    }

    async fn answer(&mut self, peer: PeerId) {
        let Some(says) = ANSWERS.get(self.answered % ANSWERS.len()) else { return };
        self.answered += 1;
        self.say(peer, says).await;
    }

    async fn offer(&self, peer: PeerId) {
        let path = self.folder.path().join(FILE_NAME);
        self.say(peer, "here is one: /receive takes it, and each chunk of it is a frame").await;
        self.node.handle.send(Command::SendFile { to: PeerRef::Id(peer), path }).await;
    }

    /// Takes a file that is offered, and says when it is whole.
    async fn take(&self, info: &FileInfo) {
        let step = |step| self.node.handle.send(Command::File(Some(info.id), step));
        match info.state {
            FileState::Offered if info.size <= TAKEN_MAX => step(FileStep::Receive).await,
            FileState::Offered => {
                step(FileStep::Cancel).await;
                self.say(info.peer, "that is more than I take: up to 64 MiB").await;
            }
            FileState::Verified => {
                self.say(info.peer, "your file is whole here, with the SHA-256 that you offered").await;
            }
            _ => {}
        }
    }

    async fn do_then(&self, peer: PeerId, then: Then) {
        match then {
            Then::Nothing => {}
            Then::Rekey => self.node.handle.send(Command::Rekey(PeerRef::Id(peer))).await,
            Then::Ping => self.node.handle.send(Command::Ping(PeerRef::Id(peer))).await,
        }
    }

    async fn say(&self, peer: PeerId, body: &str) {
        sleep_until(self.clock.instant(self.clock.now().monotonic + self.pace)).await;
        let to = Target::One(PeerRef::Id(peer));
        self.node.handle.send(Command::SendText { to, body: body.to_owned(), action: false }).await;
    }
}
