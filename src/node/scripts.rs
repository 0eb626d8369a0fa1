//! What scripts ask of a running node. Each is told what it asked about, and nothing else.

use core::fmt;
use std::collections::BTreeMap;

use crate::net::{Input, PeerHost};
use crate::wire::Text;

use super::actor::Actor;
use super::command::{Author, PeerRef, Target};
use super::delivery::MessageId;
use super::dialling::Wish;
use super::error::Error;
use super::event::Event;
use super::peer::PeerId;
use super::query::Query;

/// Scripts that may wait for something at once.
pub(super) const SCRIPTS_MAX: usize = 32;

/// What a script asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Send a text, and tell how far it comes. A peer who is not there is dialled as long as the script waits.
    Send {
        /// To whom.
        to: PeerRef,
        /// What.
        body: String,
        /// Whether it is an action (`/me`).
        action: bool,
    },
    /// Tell about one peer, or all.
    Describe(Option<PeerRef>),
    /// Tell what was said with a peer: the last page below a place.
    Recall(PeerRef, u64),
    /// Reach a peer: measure the way to one who is connected, dial one who is not.
    Reach(PeerRef),
    /// Tell who is there, and every text that comes from then on.
    Follow,
}

impl Ask {
    /// Its name in errors.
    const fn name(&self) -> &'static str {
        match self {
            Self::Send { .. } => "send",
            Self::Describe(_) => "list",
            Self::Recall(..) => "get",
            Self::Reach(_) => "check",
            Self::Follow => "tail",
        }
    }
}

/// Whether a script is to be told more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watching {
    /// Yes.
    On,
    /// It has what it wanted, or has gone.
    Over,
}

/// The end of a script within the node: it is lent each event about what was asked. It must not wait.
pub struct Watcher {
    look: Box<dyn FnMut(&Event) -> Watching + Send>,
    is_gone: Box<dyn Fn() -> bool + Send>,
}

impl Watcher {
    /// A watcher that does this with each event, and tells whether nobody is there any more.
    pub fn new(
        look: impl FnMut(&Event) -> Watching + Send + 'static,
        is_gone: impl Fn() -> bool + Send + 'static,
    ) -> Self {
        Self { look: Box::new(look), is_gone: Box::new(is_gone) }
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watcher")
    }
}

/// What a script waits for.
#[derive(Debug)]
enum About {
    /// How far a text comes, and its peer: its petname too, under which it is dialled.
    Text(MessageId, PeerId, String),
    /// The answer to a question, which it is told itself.
    Answer,
    Arrivals,
    /// Whether a peer is reached: its petname, and where it was dialled last.
    Peer(PeerId, String, Option<String>),
}

impl About {
    fn concerns(&self, event: &Event) -> bool {
        match (self, event) {
            (Self::Text(id, ..), Event::Delivery { message, .. }) => id == message,
            (Self::Arrivals, Event::Text { .. }) => true,
            (Self::Peer(id, ..), Event::Established { info, .. }) => *id == info.peer,
            (Self::Peer(_, called, _), Event::Pong { name, .. }) => called == name,
            (Self::Peer(_, called, _), Event::KeyChanged { petname, .. }) => called == petname,
            (Self::Peer(_, called, _) | Self::Text(_, _, called), Event::DialFailed { to, .. }) => {
                matches!(&to.host, PeerHost::Petname(name) if name == called)
            }
            // Before the identity was proved only the address tells whose end it is.
            (Self::Peer(id, _, address), Event::Closed { peer, name, .. }) => match peer {
                Some(peer) => id == peer,
                None => address.as_ref() == Some(name),
            },
            _ => false,
        }
    }
}

/// The scripts that wait for something, each with a number of its own.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    waiting: BTreeMap<u64, (About, Watcher)>,
    last: u64,
}

impl Scripts {
    /// Lends an event to those whom it concerns.
    pub(super) fn show(&mut self, event: &Event) {
        self.waiting
            .retain(|_, (about, watcher)| !about.concerns(event) || (watcher.look)(event) == Watching::On);
    }

    fn add(&mut self, about: About, watcher: Watcher) -> u64 {
        self.last += 1;
        self.waiting.insert(self.last, (about, watcher));
        self.last
    }

    fn turn_to(&mut self, script: u64, about: About) {
        if let Some((waits_for, _)) = self.waiting.get_mut(&script) {
            *waits_for = about;
        }
    }

    /// Whether a script waits for this peer to be reached, or for what it is to be told then.
    pub(super) fn await_peer(&self, peer: PeerId) -> bool {
        let awaits = |(about, watcher): &(About, Watcher)| {
            let is_meant = matches!(about, About::Peer(id, ..) | About::Text(_, id, _) if *id == peer);
            is_meant && !(watcher.is_gone)()
        };
        self.waiting.values().any(awaits)
    }

    /// Shows a script the first that it is told.
    fn begin(&mut self, script: u64, first: &Event) {
        if let Some((_, watcher)) = self.waiting.get_mut(&script)
            && (watcher.look)(first) == Watching::Over
        {
            self.waiting.remove(&script);
        }
    }

    /// Shows the script that waits for this text the last that it is told.
    pub(super) fn end_text(&mut self, text: MessageId, last: &Event) {
        let mut waiting = self.waiting.iter();
        let script = waiting.find(|(_, (about, _))| matches!(about, About::Text(id, ..) if *id == text));
        if let Some(script) = script.map(|(script, _)| *script) {
            self.end(script, last);
        }
    }

    /// Shows a script the last that it is told.
    pub(super) fn end(&mut self, script: u64, last: &Event) {
        if let Some((_, mut watcher)) = self.waiting.remove(&script) {
            (watcher.look)(last);
        }
    }
}

impl Actor {
    /// Does what a script asks, and tells it what comes of it, or why nothing does.
    pub(super) fn ask_by_script(&mut self, ask: Ask, watcher: Watcher) {
        let command = ask.name();
        self.scripts.waiting.retain(|_, (_, watcher)| !(watcher.is_gone)());
        let begun = match self.scripts.waiting.len() {
            ..SCRIPTS_MAX => Ok(()),
            _ => Err(Error::TooManyScripts(SCRIPTS_MAX)),
        };
        // What is told on the way has to find it waiting already.
        let script = self.scripts.add(About::Answer, watcher);
        if let Err(error) = begun.and_then(|()| self.begin(script, ask)) {
            self.scripts.end(script, &Event::CommandFailed { command, error });
        }
    }

    fn begin(&mut self, script: u64, ask: Ask) -> Result<(), Error> {
        match ask {
            Ask::Send { to, body, action } => {
                let identity = self.peers.resolve(&to)?;
                let flags = if action { Text::ACTION } else { 0 };
                let (text, name) = (MessageId(self.last_message + 1), self.peers.name(&identity));
                self.scripts.turn_to(script, About::Text(text, (&identity).into(), name));
                self.send_text(&Target::One(to), (&body, flags), Author::Script)?;
                if self.may_dial(&identity).is_ok() {
                    self.dial_by_itself(identity, Wish::Checked);
                }
                Ok(())
            }
            Ask::Describe(peer) => {
                let infos = self.infos(peer)?;
                self.scripts.end(script, &Event::Peers(infos));
                Ok(())
            }
            Ask::Recall(peer, below) => {
                let identity = self.peers.resolve(&peer)?;
                self.scripts.turn_to(script, About::Answer);
                self.query(Query::Page { script, identity, below })
            }
            Ask::Reach(peer) => {
                let identity = self.peers.resolve(&peer)?;
                let name = self.peers.name(&identity);
                let address = self.peers.book.get(&identity).and_then(|known| known.address.clone());
                self.scripts.turn_to(script, About::Peer((&identity).into(), name, address));
                if self.session(&identity).is_some() {
                    return self.ask(&peer, Input::Ping);
                }
                self.may_dial(&identity)?;
                // Whoever is dialled already is reached by that.
                self.dial_by_itself(identity, Wish::Checked);
                Ok(())
            }
            Ask::Follow => {
                let infos = self.infos(None)?;
                self.scripts.turn_to(script, About::Arrivals);
                self.scripts.begin(script, &Event::Peers(infos));
                Ok(())
            }
        }
    }
}
