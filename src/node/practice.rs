//! Somebody to talk to when nobody is there: a second node in this process, behind a real TCP socket.
//!
//! It is a peer like any other, with an identity of its own in memory. It greets, answers each text with
//! something to look for in the packets, and asks for fresh keys now and then.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep_until;
use tracing::Dispatch;
use tracing::subscriber::NoSubscriber;

use crate::crypto::{OsRandom, SigningKey, VerifyingKey};
use crate::net::{Clock, ListenAddr, PeerAddr, PeerHost};
use crate::protocol::Pin;

use super::command::{Command, PeerRef, Target};
use super::error::Error;
use super::event::{Event, PeerId};
use super::spawn::{Node, NodeConfig};
use super::trust::AcceptPolicy;

/// What it calls itself.
pub const PRACTICE_NICK: &str = "practice";

/// What it says first.
const GREETING: [&str; 2] = [
    "hello! I am a practice peer: a program in this very process, behind a real TCP socket",
    "type anything, and watch your line become a frame",
];

/// What it answers, in turns.
const ANSWERS: [Answer; 5] = [
    Answer { says: "that arrived as one frame, and my receipt went back as another", then: Then::Nothing },
    Answer {
        says: "every text has a key of its own; the one for yours is wiped already, here and there",
        then: Then::Nothing,
    },
    Answer {
        says: "now I ask for fresh keys: look for the rekey frames and the new epoch",
        then: Then::Rekey,
    },
    Answer {
        says: "short texts look alike from outside: what is sealed is filled up to a multiple of 64 bytes",
        then: Then::Nothing,
    },
    Answer { says: "I measure the way there and back: look for ping and pong", then: Then::Ping },
];

#[derive(Clone, Copy, Debug)]
struct Answer {
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
    /// Starts it in the current runtime, on a free port of 127.0.0.1. `pace` is how long it thinks before a
    /// line.
    ///
    /// Its own net.log would mix with that of the person, so it has none.
    ///
    /// # Errors
    /// [`Error::NoPractice`] when there is no randomness or no port to be had.
    pub async fn start(pace: Duration) -> Result<Self, Error> {
        let key = SigningKey::generate(&mut OsRandom).map_err(|_no_randomness| Error::NoPractice)?;
        let identity = key.verifying_key();
        let config =
            NodeConfig { accept: AcceptPolicy::Any, ..NodeConfig::new(Arc::new(key), PRACTICE_NICK) };
        // Registered, unlike `Dispatch::none()`: what this peer would log first could not be logged by others then.
        let silent = Dispatch::new(NoSubscriber::default());
        let mut node = tracing::dispatcher::with_default(&silent, || Node::spawn(config))?;
        let any_port = ListenAddr::At((Ipv4Addr::LOCALHOST, 0).into());
        node.handle.send(Command::Listen(any_port)).await;
        let Some(Event::Listening { bound, .. }) = node.events.recv().await else {
            return Err(Error::NoPractice);
        };
        let task = tokio::spawn(Host { node, clock: Clock::start(), pace, answered: 0 }.talk());
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
    answered: usize,
}

impl Host {
    async fn talk(mut self) {
        while let Some(event) = self.node.events.recv().await {
            match event {
                Event::Established { info, .. } => {
                    for line in GREETING {
                        self.say(info.peer, line).await;
                    }
                }
                Event::Text { peer, number, .. } => {
                    self.node.handle.send(Command::Shown { peer, number }).await;
                    self.answer(peer).await;
                }
                _ => {}
            }
        }
    }

    async fn answer(&mut self, peer: PeerId) {
        let Some(answer) = ANSWERS.get(self.answered % ANSWERS.len()) else { return };
        self.answered += 1;
        self.say(peer, answer.says).await;
        match answer.then {
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
