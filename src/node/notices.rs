//! What links tell, and what follows from it.

use std::time::Duration;

use crate::crypto::{Pin, VerifyingKey};
use crate::keystore::Trust;
use crate::net::{Input, Notice};
use crate::protocol::{self, Greeting, TrustDecision};
use crate::wire::{Message, Reason, Receipt, Text, UnixMillis};

use super::actor::Actor;
use super::contest::{Contest, Lower, settle};
use super::dialling::{DialState, worth_repeating};
use super::event::{Delivery, Event, Origin, PeerInfo};
use super::outbox::Arrival;
use super::peers::{Pending, Rival};
use super::sessions::Farewell;
use super::trust::{Pinned, Verdict, decide};

/// How long the older of two sessions has to show that it is alive.
const CONTEST_TIMEOUT: Duration = Duration::from_secs(3);

impl Actor {
    pub(super) async fn noticed(&mut self, notice: Notice) {
        match notice {
            Notice::Event { conn, event } => self.link_event(conn, event).await,
            Notice::Closed { conn, result } => self.link_closed(conn, result.err()).await,
        }
    }

    async fn link_event(&mut self, conn: u64, event: protocol::Event) {
        match event {
            protocol::Event::HandshakeStep(step) => {
                let peer = self.label(conn);
                let took_us = u64::try_from(step.took.as_micros()).unwrap_or(u64::MAX);
                tracing::info!(
                    conn,
                    peer,
                    step = step.name,
                    dir = step.direction.name(),
                    bytes = step.bytes,
                    took_us,
                    "handshake"
                );
                self.tell(Event::HandshakeStep { peer, step }).await;
            }
            protocol::Event::PeerProved { identity } => self.proved(conn, identity).await,
            protocol::Event::Established { identity, session_id, greeting } => {
                self.established(conn, identity, session_id, &greeting).await;
            }
            protocol::Event::Message { message, sent_at, .. } => self.message(conn, message, sent_at).await,
            protocol::Event::Pong { rtt, skew_ms, .. } => self.pong(conn, rtt, skew_ms).await,
            protocol::Event::Rekeyed { epoch } => {
                let name = self.label(conn);
                tracing::info!(conn, peer = name, epoch, "rekey");
                self.tell(Event::Rekeyed { name, epoch }).await;
            }
            protocol::Event::Closing { error } => self.session_over(conn, error).await,
        }
    }

    /// The petname, the short fingerprint, or the address of a link's other end.
    fn label(&self, conn: u64) -> String {
        let Some(link) = self.links.all.get(&conn) else { return String::new() };
        link.identity.map_or_else(|| link.address.to_string(), |identity| self.peers.name(&identity))
    }

    pub(super) fn info(&self, identity: &VerifyingKey) -> PeerInfo {
        let mut info = self.peers.info(identity);
        if let Some(link) = self.session(identity) {
            info.session_id = link.session_id;
            info.address = Some(link.address.to_string());
        }
        info
    }

    async fn proved(&mut self, conn: u64, identity: VerifyingKey) {
        let Some(link) = self.links.all.get_mut(&conn) else { return };
        link.identity = Some(identity);
        let (origin, address, dial_id) = (link.origin, link.address.to_string(), link.dial);
        let pinned = match dial_id.and_then(|id| self.dials.get_mut(&id)) {
            Some(dial) => {
                dial.identity = Some(identity);
                if dial.pin.is_some() { Pinned::Yes } else { Pinned::No }
            }
            None => Pinned::No,
        };
        let trust = self.peers.book.get(&identity).map(|known| known.trust);
        let verdict = decide(trust, origin, pinned, self.config.accept);
        tracing::info!(conn, peer = identity.fingerprint().short(), trust = ?trust, verdict = ?verdict, "identity");
        let nick = self.config.nick.clone();
        let decision = match verdict {
            Verdict::Accept => Some(TrustDecision::Accept(self.peers.entry(identity).outbox.greeting(&nick))),
            Verdict::Refuse => Some(TrustDecision::Reject),
            Verdict::Hold => {
                self.peers.hold(identity, Pending { link: Some(conn), dial: None, address: address.clone() });
                None
            }
            Verdict::AskAndRedial => {
                self.peers.hold(identity, Pending { link: None, dial: dial_id, address: address.clone() });
                if let Some(dial) = dial_id.and_then(|id| self.dials.get_mut(&id)) {
                    dial.state = DialState::Undecided;
                }
                Some(TrustDecision::Reject)
            }
        };
        if let Some(link) = self.links.all.get_mut(&conn) {
            if verdict == Verdict::AskAndRedial {
                link.farewell = Farewell::Silent;
            }
            if let Some(decision) = decision {
                link.give(Input::Trust(decision));
            }
        }
        if matches!(verdict, Verdict::Hold | Verdict::AskAndRedial) {
            let formerly = self
                .peers
                .book
                .iter()
                .find(|known| known.address.as_ref() == Some(&address))
                .map(|known| known.petname.clone());
            self.tell(Event::TrustNeeded { peer: (&identity).into(), origin, address, formerly }).await;
        }
    }

    async fn established(
        &mut self,
        conn: u64,
        identity: VerifyingKey,
        session_id: [u8; 32],
        greeting: &Greeting,
    ) {
        let now = self.shared.clock.now();
        let Some(link) = self.links.all.get_mut(&conn) else { return };
        link.session_id = Some(session_id);
        let (origin, address, dial_id) = (link.origin, link.address.to_string(), link.dial);
        let took = now.monotonic.saturating_sub(link.began);
        self.peers.drop_held_link(conn);
        self.peers.book.remember(identity, &greeting.nick, now.wall.0);
        self.peers.book.update(&identity, |known| {
            known.last_seen = now.wall.0;
            if origin == Origin::Dialled {
                known.address = Some(address);
            }
        });
        self.saver.save(&self.peers.book);
        if let Some(dial) = dial_id.and_then(|id| self.dials.get_mut(&id)) {
            dial.pin = Some(Pin::Identity(identity));
            dial.succeeded();
        }
        tracing::info!(conn, peer = identity.fingerprint().short(), sid = sid8(&session_id), "established");
        let older = self.peers.entry(identity).current;
        self.peers.entry(identity).nick = Some(greeting.nick.clone());
        if self.wins(older, conn, identity) {
            self.make_current(conn, identity, greeting).await;
            if older.is_none() {
                let info = self.info(&identity);
                self.tell(Event::Established { info, origin, took }).await;
            }
        }
    }

    /// Whether the newer session is used from now on; the loser is closed, or the older one is asked first.
    fn wins(&mut self, older: Option<u64>, newer: u64, identity: VerifyingKey) -> bool {
        let Some((older, older_origin)) =
            older.and_then(|conn| Some((conn, self.links.all.get(&conn)?.origin)))
        else {
            return true;
        };
        let Some(newer_origin) = self.links.all.get(&newer).map(|link| link.origin) else { return false };
        let lower = if self.config.identity.verifying_key() < identity { Lower::Ours } else { Lower::Theirs };
        let reason = match settle(older_origin, newer_origin, lower) {
            Contest::Superseded => Reason::Superseded,
            Contest::NewerStays => Reason::DuplicateSession,
            Contest::OlderIfAlive => {
                let deadline = self.shared.clock.now().monotonic + CONTEST_TIMEOUT;
                self.peers.entry(identity).contest = Some(Rival { newer, deadline });
                if let Some(link) = self.links.all.get(&older) {
                    link.give(Input::Ping);
                }
                return false;
            }
        };
        self.close_silently(older, reason);
        true
    }

    fn close_silently(&mut self, conn: u64, reason: Reason) {
        if let Some(link) = self.links.all.get_mut(&conn) {
            tracing::info!(conn, reason = reason.name(), "session_replaced");
            link.farewell = Farewell::Silent;
            link.close(reason);
        }
    }

    async fn make_current(&mut self, conn: u64, identity: VerifyingKey, greeting: &Greeting) {
        let peer = self.peers.entry(identity);
        peer.current = Some(conn);
        peer.contest = None;
        let states = peer.outbox.begin_session(greeting);
        self.deliveries(identity, states).await;
        for dial in self.dials.values_mut().filter(|dial| dial.identity == Some(identity)) {
            if matches!(dial.state, DialState::Waiting(_)) {
                dial.state = DialState::Satisfied;
            }
        }
        self.pump(identity).await;
    }

    /// The older session did not answer in time: the newer one takes its place.
    pub(super) async fn older_is_dead(&mut self, identity: VerifyingKey) {
        let peer = self.peers.entry(identity);
        let Some(rival) = peer.contest.take() else { return };
        if let Some(older) = peer.current.take() {
            self.close_silently(older, Reason::DuplicateSession);
        }
        let again = self.peers.entry(identity).outbox.resume();
        self.make_current(rival.newer, identity, &again).await;
    }

    async fn pong(&mut self, conn: u64, rtt: Duration, skew_ms: i64) {
        let name = self.label(conn);
        let identity = self.links.all.get(&conn).and_then(|link| link.identity);
        let peer = identity.and_then(|identity| self.peers.active.get_mut(&identity));
        let rival = peer.filter(|peer| peer.current == Some(conn)).and_then(|peer| peer.contest.take());
        if let Some(rival) = rival {
            self.close_silently(rival.newer, Reason::DuplicateSession);
            return;
        }
        self.tell(Event::Pong { name, rtt, skew_ms }).await;
    }

    async fn message(&mut self, conn: u64, message: Message, sent_at: UnixMillis) {
        let Some(identity) = self.links.all.get(&conn).and_then(|link| link.identity) else { return };
        let name = self.peers.name(&identity);
        match message {
            Message::Text(text) => self.text(conn, identity, text, sent_at).await,
            Message::Receipt(Receipt { state, number }) => {
                let outbox = &mut self.peers.entry(identity).outbox;
                let states =
                    if state == Receipt::SHOWN { outbox.shown(number) } else { outbox.acked(number) };
                self.deliveries(identity, states).await;
                self.pump(identity).await;
            }
            Message::Typing(typing) => self.tell(Event::Typing { name, on: typing.on == 1 }).await,
            Message::Nick(nick) => {
                let nick = nick.nick.as_str().to_owned();
                self.peers.entry(identity).nick = Some(nick.clone());
                self.tell(Event::NickChanged { name, nick }).await;
            }
            // The protocol acts on all others itself.
            _ => {}
        }
    }

    async fn text(&mut self, conn: u64, identity: VerifyingKey, text: Text, sent_at: UnixMillis) {
        let outbox = &mut self.peers.entry(identity).outbox;
        let arrival = outbox.arrived(text.number);
        let receipt = Receipt { state: Receipt::ACKED, number: outbox.highest() };
        if let Some(link) = self.links.all.get(&conn) {
            link.give(Input::Send(Message::Receipt(receipt)));
        }
        if arrival == Arrival::New {
            let name = self.peers.name(&identity);
            self.tell(Event::Text {
                peer: (&identity).into(),
                name,
                number: text.number,
                body: text.body.as_str().to_owned(),
                action: text.flags & Text::ACTION != 0,
                sent_at,
            })
            .await;
        }
    }

    /// Gives the current session as many waiting texts as it takes.
    pub(super) async fn pump(&mut self, identity: VerifyingKey) {
        let Some(conn) = self.peers.active.get(&identity).and_then(|peer| peer.current) else { return };
        let Some(room) = self.links.all.get(&conn).map(super::sessions::Link::room) else { return };
        let due = self.peers.entry(identity).outbox.due(room);
        let mut states = Vec::with_capacity(due.len());
        for (id, message) in due {
            if self.links.all.get(&conn).is_some_and(|link| link.give(Input::Send(message))) {
                states.push((id, Delivery::Written));
            }
        }
        self.deliveries(identity, states).await;
    }

    async fn deliveries(&self, identity: VerifyingKey, states: Vec<(super::event::MessageId, Delivery)>) {
        let name = self.peers.name(&identity);
        for (message, state) in states {
            self.tell(Event::Delivery { peer: (&identity).into(), name: name.clone(), message, state }).await;
        }
    }

    /// A session or handshake has ended for the person, though its link may linger.
    async fn session_over(&mut self, conn: u64, error: Option<protocol::Error>) {
        let Some(link) = self.links.all.get_mut(&conn) else { return };
        let farewell = core::mem::replace(&mut link.farewell, Farewell::Silent);
        let (identity, dial_id, established) = (link.identity, link.dial, link.session_id.is_some());
        let name = self.label(conn);
        self.peers.drop_held_link(conn);
        if let Some(protocol::Error::IdentityMismatch { claimed }) = &error {
            self.mismatch(dial_id, **claimed).await;
        }
        let stays_connected = self.leave(conn, identity).await;
        let will_retry = self.redial_later(conn, dial_id, identity, error.as_ref());
        let reason = error.as_ref().map_or(Some(Reason::Goodbye), protocol::Error::reason);
        let cause = error.as_ref().map(ToString::to_string);
        tracing::info!(conn, peer = ?name, reason = reason.map(Reason::name), cause = ?cause, will_retry, "disconnect");
        if farewell == Farewell::Due && !stays_connected {
            let peer = identity.as_ref().map(Into::into);
            self.tell(Event::Closed { name, peer, reason, error, established, will_retry }).await;
        }
    }

    /// Takes a link out of its peer's session; a rival steps in. Says whether the peer stays connected.
    async fn leave(&mut self, conn: u64, identity: Option<VerifyingKey>) -> bool {
        let Some(identity) = identity else { return false };
        let Some(peer) = self.peers.active.get_mut(&identity) else { return false };
        if peer.contest.is_some_and(|rival| rival.newer == conn) {
            peer.contest = None;
        }
        if peer.current != Some(conn) {
            return peer.current.is_some();
        }
        peer.current = None;
        let Some(rival) = peer.contest.take() else { return false };
        let again = peer.outbox.resume();
        self.make_current(rival.newer, identity, &again).await;
        true
    }

    /// Another key than the pinned one answered: a petname's dial stops, and sending to it waits.
    async fn mismatch(&mut self, dial_id: Option<u64>, claimed: VerifyingKey) {
        let known = dial_id.and_then(|id| self.dials.get(&id)?.identity);
        let Some(known) = known.and_then(|identity| self.peers.book.get(&identity).cloned()) else { return };
        self.peers.book.note_change(&known.petname, claimed);
        self.saver.save(&self.peers.book);
        let verified_at = match known.trust {
            Trust::Verified { at } => Some(at),
            Trust::Known | Trust::Blocked => None,
        };
        tracing::warn!(name = ?known.petname, claimed = claimed.fingerprint().short(), "key_changed");
        let (known_print, claimed) = (known.identity.fingerprint(), claimed.fingerprint());
        self.tell(Event::KeyChanged { petname: known.petname, known: known_print, claimed, verified_at })
            .await;
    }

    /// Plans the next try of a dial whose link has ended, and of those that relied on this session.
    fn redial_later(
        &mut self,
        conn: u64,
        dial_id: Option<u64>,
        identity: Option<VerifyingKey>,
        error: Option<&protocol::Error>,
    ) -> bool {
        let now = self.shared.clock.now().monotonic;
        let connected = identity.is_some_and(|identity| self.session(&identity).is_some());
        let mut will_retry = false;
        for (id, dial) in &mut self.dials {
            let own = dial_id == Some(*id) && dial.state == DialState::Linked(conn);
            let relied =
                dial.state == DialState::Satisfied && identity.is_some() && dial.identity == identity;
            if own && !worth_repeating(error) {
                dial.state = DialState::Undecided;
            } else if own || relied {
                dial.state =
                    if connected { DialState::Satisfied } else { DialState::Waiting(now + dial.back_off()) };
                will_retry |= !connected;
            }
        }
        will_retry
    }

    /// Most links tell their end before they close; one that could not write, or was dropped, does not.
    async fn link_closed(&mut self, conn: u64, error: Option<protocol::Error>) {
        let current = self.peers.active.values().any(|peer| peer.current == Some(conn));
        let linked = self.dials.values().any(|dial| dial.state == DialState::Linked(conn));
        let due = self.links.all.get(&conn).is_some_and(|link| link.farewell == Farewell::Due);
        if current || linked || due {
            self.session_over(conn, error).await;
        }
        self.links.all.remove(&conn);
    }
}

/// First 8 digits of a session's name.
fn sid8(session_id: &[u8; 32]) -> String {
    use std::fmt::Write as _;
    session_id.iter().take(4).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
