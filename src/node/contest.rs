//! Which of two sessions with one identity stays (spec section "Two sessions with one peer").

use std::time::Duration;

use crate::crypto::{Pin, VerifyingKey};
use crate::net::Input;
use crate::protocol::Greeting;
use crate::text::hex;
use crate::wire::Reason;

use super::actor::Actor;
use super::dialling::DialState;
use super::event::Event;
use super::peer::Origin;
use super::peers::Rival;
use super::sessions::Farewell;

/// How long the older of two sessions has to show that it is alive.
const CONTEST_TIMEOUT: Duration = Duration::from_secs(3);

/// What to do when a second session with a peer is established.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contest {
    /// The older one is closed: the same side dialled again.
    Superseded,
    /// The older one is closed: the newer one was dialled by the lower identity key.
    NewerStays,
    /// The older one stays if it answers a PING in time.
    OlderIfAlive,
}

/// Whose identity key is lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lower {
    Ours,
    Theirs,
}

pub(super) const fn settle(older: Origin, newer: Origin, lower: Lower) -> Contest {
    match (older, newer, lower) {
        (Origin::Dialled, Origin::Dialled, _) | (Origin::Accepted, Origin::Accepted, _) => {
            Contest::Superseded
        }
        (_, Origin::Dialled, Lower::Ours) | (_, Origin::Accepted, Lower::Theirs) => Contest::NewerStays,
        (Origin::Dialled, _, Lower::Ours) | (Origin::Accepted, _, Lower::Theirs) => Contest::OlderIfAlive,
    }
}

impl Actor {
    /// Both sides have confirmed the keys: remembers the peer, and settles which session is used.
    pub(super) fn established(
        &mut self,
        conn: u64,
        identity: VerifyingKey,
        session_id: [u8; 32],
        greeting: &Greeting,
    ) {
        let now = self.shared.clock.now();
        let Some(link) = self.links.all.get_mut(&conn) else { return };
        link.session_id = Some(session_id);
        link.stream = greeting.outbox_epoch;
        self.admission.established(now.monotonic, link.address.ip().into());
        let (origin, address, dial_id) = (link.origin, link.address.to_string(), link.dial);
        let took = link.proved.unwrap_or_default().saturating_sub(link.began);
        self.peers.drop_held_link(conn);
        let nick = self.peers.call_itself(identity, &greeting.nick);
        let is_new = self.peers.book.get(&identity).is_none();
        self.peers.book.remember(identity, &nick, now.wall.0);
        if is_new && self.peers.book.get(&identity).is_some() {
            let pin = dial_id.and_then(|id| self.dials.get(&id)?.pin);
            self.enter_met(identity, pin.as_ref());
        }
        self.peers.book.update(&identity, |known| {
            known.last_seen = now.wall.0;
            if origin == Origin::Dialled {
                known.address = Some(address);
            }
        });
        self.savers.book.save(&self.peers.book);
        if let Some(dial) = dial_id.and_then(|id| self.dials.get_mut(&id)) {
            dial.pin = Some(Pin::Identity(identity));
            dial.succeeded();
        }
        let (peer, name) = (identity.fingerprint().short(), self.peers.name(&identity));
        tracing::info!(conn, peer, name = ?name, sid = sid8(&session_id), "established");
        let peer = self.peers.entry(identity);
        peer.outbox.meet(greeting.outbox_epoch);
        let older = peer.current;
        if self.wins(older, (conn, greeting), identity) {
            self.make_current(conn, identity, greeting);
            let info = self.info(&identity);
            self.tell(match older {
                None => Event::Established { info, origin, took },
                Some(_) => Event::SessionReplaced { info },
            });
        }
        self.tell_reached(&identity);
    }

    /// Whether the newer session is used from now on; the loser is closed, or the older one is asked first.
    fn wins(
        &mut self,
        older: Option<u64>,
        (newer, greeting): (u64, &Greeting),
        identity: VerifyingKey,
    ) -> bool {
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
                let rival = Rival { newer, deadline, greeting: greeting.clone() };
                let before = self.peers.entry(identity).contest.replace(rival);
                if let Some(rival) = before {
                    // Both were dialled by the same side, or the older one would not have to answer.
                    self.close_silently(rival.newer, Reason::Superseded);
                }
                if let Some(link) = self.links.all.get(&older) {
                    link.give(Input::Ping);
                }
                return false;
            }
        };
        self.close_silently(older, reason);
        true
    }

    fn make_current(&mut self, conn: u64, identity: VerifyingKey, greeting: &Greeting) {
        let peer = self.peers.entry(identity);
        peer.current = Some(conn);
        let rival = peer.contest.take().filter(|rival| rival.newer != conn);
        if let Some(rival) = rival {
            self.close_silently(rival.newer, Reason::DuplicateSession);
        }
        let peer = self.peers.entry(identity);
        let states = peer.outbox.begin_session(greeting);
        if !states.is_empty() {
            self.keep_progress(identity);
        }
        self.deliveries(identity, states);
        for dial in self.dials.values_mut().filter(|dial| dial.identity == Some(identity)) {
            if matches!(dial.state, DialState::Waiting(_)) {
                dial.state = DialState::Satisfied;
            }
        }
        self.say_shown(identity);
        self.pump(identity);
        self.files_begin(identity, conn);
    }

    /// The older session did not answer in time: the newer one takes its place.
    pub(super) fn older_is_dead(&mut self, identity: VerifyingKey) {
        let peer = self.peers.entry(identity);
        let Some(rival) = peer.contest.take() else { return };
        if let Some(older) = peer.current.take() {
            self.close_silently(older, Reason::DuplicateSession);
        }
        self.take_over(&rival, identity);
    }

    /// A session that waited behind another one is used from now on.
    fn take_over(&mut self, rival: &Rival, identity: VerifyingKey) {
        self.make_current(rival.newer, identity, &rival.greeting);
        let info = self.info(&identity);
        self.tell(Event::SessionReplaced { info });
    }

    /// The older session has answered: it stays, and its rival goes.
    pub(super) fn older_is_alive(&mut self, conn: u64) {
        let identity = self.links.all.get(&conn).and_then(|link| link.identity);
        let peer = identity.and_then(|identity| self.peers.active.get_mut(&identity));
        let rival = peer.filter(|peer| peer.current == Some(conn)).and_then(|peer| peer.contest.take());
        if let Some(rival) = rival {
            self.close_silently(rival.newer, Reason::DuplicateSession);
        }
    }

    /// Takes a link out of its peer's session; a rival steps in. Says whether the peer stays connected.
    pub(super) fn leave(&mut self, conn: u64, identity: Option<VerifyingKey>) -> bool {
        let Some(identity) = identity else { return false };
        let Some(peer) = self.peers.active.get_mut(&identity) else { return false };
        if peer.contest.as_ref().is_some_and(|rival| rival.newer == conn) {
            peer.contest = None;
        }
        if peer.current != Some(conn) {
            return peer.current.is_some();
        }
        peer.current = None;
        let Some(rival) = peer.contest.take() else {
            self.files_over(identity);
            return false;
        };
        self.take_over(&rival, identity);
        true
    }

    fn close_silently(&mut self, conn: u64, reason: Reason) {
        if let Some(link) = self.links.all.get_mut(&conn) {
            tracing::info!(conn, reason = reason.name(), "session_replaced");
            link.farewell = Farewell::Silent;
            link.close(reason);
        }
    }
}

/// First 8 digits of a session's name.
fn sid8(session_id: &[u8; 32]) -> String {
    hex(&session_id[..4]).to_string()
}
