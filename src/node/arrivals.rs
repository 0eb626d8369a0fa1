//! Links that begin: sockets that were accepted, dials that were asked for, and the handshake over both.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::sleep_until;
use tracing::instrument::WithSubscriber as _;

use crate::admission::Note;
use crate::crypto::{OsRandom, Pin, VerifyingKey};
use crate::net::{
    self, ConnectionDriver, ListenAddr, Listener, PeerAddr, PeerHost, Shared, orders, reachable,
};
use crate::protocol::{Config, Connection};

use super::actor::Actor;
use super::dialling::{Dial, DialState, Wish, under_way};
use super::error::Error;
use super::event::Event;
use super::peer::{DialId, Origin};
use super::sessions::Link;

/// Pause after the system could not accept, so that a lack of descriptors is no busy loop.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How long dials that nobody asked for wait after the start for those that somebody asks for.
const AFTER_START: Duration = Duration::from_millis(250);

/// A socket that came, one way or the other.
#[derive(Debug)]
pub(super) enum Arrival {
    /// Somebody dialled us.
    Accepted { stream: TcpStream, address: SocketAddr },
    /// A dial of ours was answered, or not.
    Dialled { dial: u64, result: Result<(TcpStream, SocketAddr), net::Error> },
}

impl Actor {
    /// Binds and accepts from now on; the socket before is given up.
    pub(super) fn listen(&mut self, address: ListenAddr) -> Result<(), Error> {
        self.listen_at(Listener::bind(address)?, address)
    }

    /// Accepts from now on what comes to this socket, which was bound to the address.
    pub(super) fn listen_at(&mut self, listener: Listener, address: ListenAddr) -> Result<(), Error> {
        let bound = listener
            .local_addr()
            .map_err(|source| net::Error::Bind { address: address.to_string(), source })?;
        if let Some(before) = self.listening.take() {
            before.abort();
        }
        let reachable = reachable(bound);
        tracing::info!(host = ?bound.ip().to_string(), port = bound.port(), "listening");
        let accepting = accept_links(listener, self.arrivals.0.clone(), self.shared.clone());
        self.listening = Some(self.tasks.spawn(accepting.with_current_subscriber()));
        self.tell(Event::Listening { bound, reachable });
        Ok(())
    }

    /// Adds a dial that lasts, or wakes the one there is.
    pub(super) fn add_dial(&mut self, to: PeerAddr, pin: Option<Pin>) -> Result<(), Error> {
        let existing = self.dials.iter().find(|(_, dial)| dial.to == to).map(|(id, _)| *id);
        let id = existing.unwrap_or_else(|| {
            self.last_dial += 1;
            self.last_dial
        });
        let running = self.dials.get(&id).is_some_and(|dial| {
            matches!(dial.state, DialState::Connecting | DialState::Linked(_)) && dial.pin == pin
        });
        if running {
            return self.is_wished_now(id);
        }
        let met = self.dials.get(&id).and_then(|dial| dial.identity);
        let is_meant = |identity: &VerifyingKey| pin.is_none_or(|pin| pin.matches(identity));
        if let Some(there) = met.filter(|identity| is_meant(identity) && self.session(identity).is_some()) {
            return Err(Error::AlreadyConnected(self.peers.name(&there)));
        }
        self.dials.insert(id, Dial::new(to, pin));
        self.tell(Event::DialTaken { dial: DialId(id) });
        self.dial(id);
        Ok(())
    }

    /// A person asks for what is done already, for another reason than that.
    fn is_wished_now(&mut self, id: u64) -> Result<(), Error> {
        let Some(dial) = self.dials.get_mut(&id) else { return Ok(()) };
        let (to, attempt) = (dial.to.clone(), dial.attempt());
        let before = core::mem::replace(&mut dial.wish, Wish::Asked);
        if before == Wish::Asked {
            return Err(Error::AlreadyDialled(to.to_string(), DialId(id)));
        }
        let dial = DialId(id);
        self.tell(Event::DialTaken { dial });
        if before == Wish::Checked {
            self.tell(Event::Dialling { dial, to, attempt });
        }
        Ok(())
    }

    /// Dials a known peer though no person asked for it. One that is dialled already is not dialled twice, only sooner.
    pub(super) fn dial_by_itself(&mut self, identity: VerifyingKey, wish: Wish) {
        match under_way(&self.dials, identity) {
            Some((id, DialState::Waiting(_))) => return self.dial(id),
            Some(_) => return,
            None => {}
        }
        let id = self.add_dial_by_itself(identity, wish);
        self.dial(id);
    }

    /// Dials a known peer at the start, since texts wait for it; whoever asks for it at the start, too, comes first.
    pub(super) fn dial_soon(&mut self, identity: VerifyingKey) {
        let at = self.shared.clock.now().monotonic + AFTER_START;
        let id = self.add_dial_by_itself(identity, Wish::TextsWait);
        if let Some(dial) = self.dials.get_mut(&id) {
            dial.state = DialState::Waiting(at);
        }
    }

    fn add_dial_by_itself(&mut self, identity: VerifyingKey, wish: Wish) -> u64 {
        let to = PeerAddr { host: PeerHost::Petname(self.peers.name(&identity)), pin: None };
        self.last_dial += 1;
        self.dials.insert(self.last_dial, Dial::by_itself(to, identity, wish));
        self.last_dial
    }

    /// Tells what becomes of a dial, or only the script that wished it.
    pub(super) fn tell_of_dial(&mut self, id: u64, event: Event) {
        match self.dials.get(&id).map(|dial| dial.wish) {
            Some(Wish::Checked) => self.scripts.show(&event),
            Some(Wish::Asked | Wish::TextsWait) | None => self.tell(event),
        }
    }

    /// Tells of dials that were asked for and are to this peer that there is a session with it, if there is one.
    pub(super) fn tell_reached(&mut self, identity: &VerifyingKey) {
        if self.session(identity).is_none() {
            return;
        }
        let asked_for = |dial: &Dial| dial.wish == Wish::Asked && dial.is_to(identity);
        let reached = self.dials.iter().filter(|(_, dial)| asked_for(dial));
        let reached: Vec<DialId> = reached.map(|(id, _)| DialId(*id)).collect();
        for dial in reached {
            let info = self.info(identity);
            self.tell(Event::DialReached { dial, info });
        }
    }

    /// Gives dials up for good, since somebody here decides so.
    pub(super) fn end_dials(&mut self, given_up: impl Fn(u64, &Dial) -> bool) -> Vec<(u64, Dial)> {
        let ended: Vec<_> = self.dials.extract_if(.., |id, dial| given_up(*id, dial)).collect();
        for (id, dial) in &ended {
            if dial.wish == Wish::Asked {
                self.tell(Event::DialEnded { dial: DialId(*id) });
            }
        }
        ended
    }

    /// Whether nobody waits any more for what this dial was made for.
    pub(super) fn is_unwanted(&self, dial: &Dial) -> bool {
        let awaits = |identity: &VerifyingKey| self.scripts.await_peer(identity.into());
        dial.wish == Wish::Checked && !dial.identity.as_ref().is_some_and(awaits)
    }

    /// Connects TCP for a dial, unless its peer is connected by another link.
    pub(super) fn dial(&mut self, id: u64) {
        if self.dials.get(&id).is_some_and(|dial| self.is_unwanted(dial)) {
            self.dials.remove(&id);
        }
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
        self.tell_of_dial(id, Event::Dialling { dial: DialId(id), to, attempt });
        let arrivals = self.arrivals.0.clone();
        let task = self.tasks.spawn(async move {
            let result = net::dial(&place).await;
            let _ = arrivals.send(Arrival::Dialled { dial: id, result }).await;
        });
        if let Some(dial) = self.dials.get_mut(&id) {
            dial.task = Some(task.id());
        }
    }

    /// A petname's last address, or the place itself.
    fn place(&self, to: &PeerAddr) -> PeerAddr {
        let PeerHost::Petname(name) = &to.host else { return to.clone() };
        let known = self.peers.book.by_petname(name).and_then(|known| known.address.as_ref());
        known.and_then(|address| address.parse().ok()).unwrap_or_else(|| to.clone())
    }

    pub(super) fn arrived(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Accepted { stream, address } => {
                if self.admit(address) {
                    let note = self.callers.note(self.shared.clock.now().monotonic);
                    if note == Note::Write {
                        tracing::info!(peer = ?address.to_string(), "accept");
                    }
                    self.link((stream, address), None, note);
                }
            }
            Arrival::Dialled { dial, result: Ok((stream, address)) } => {
                self.link((stream, address), Some(dial), Note::Write);
            }
            Arrival::Dialled { dial, result: Err(error) } => self.dial_failed(dial, error.to_string()),
        }
    }

    /// Plans the next try.
    pub(super) fn dial_failed(&mut self, id: u64, error: String) {
        let now = self.shared.clock.now().monotonic;
        let Some(dial) = self.dials.get_mut(&id) else { return };
        let retry_in = dial.back_off();
        dial.state = DialState::Waiting(now + retry_in);
        let to = dial.to.clone();
        tracing::warn!(to = ?to.to_string(), error = ?error, "dial_failed");
        self.tell_of_dial(id, Event::DialFailed { dial: DialId(id), to, error, retry_in: Some(retry_in) });
    }

    /// Begins a handshake over a fresh socket, as a task of its own.
    fn link(&mut self, (stream, address): (TcpStream, SocketAddr), dial_id: Option<u64>, note: Note) {
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
        let (orders, inbox) = orders();
        let driver = ConnectionDriver::new(
            (conn, address.to_string()),
            connection,
            stream,
            inbox,
            Shared { tap: self.shared.tap.clone().noting(note), ..self.shared.clone() },
        );
        let task = self.tasks.spawn(driver.run().with_current_subscriber()).id();
        let link = Link::new(origin, (address, dial_id), (now.monotonic, note), orders, task);
        self.links.all.insert(conn, link);
    }
}

/// Accepts until it is aborted.
async fn accept_links(listener: Listener, arrivals: mpsc::Sender<Arrival>, shared: Shared) {
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
