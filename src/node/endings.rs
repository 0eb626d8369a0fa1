//! Links that end: who is told, and what is dialled again.

use std::time::Duration;

use tokio::task::Id;

use crate::admission::{Note, Source};
use crate::crypto::VerifyingKey;
use crate::keystore::{KnownPeer, Trust};
use crate::protocol;
use crate::wire::Reason;

use super::actor::Actor;
use super::dialling::{Dial, DialState, Wish, worth_repeating};
use super::error::Error;
use super::event::Event;
use super::peer::{DialId, Origin};
use super::sessions::Farewell;

impl Actor {
    /// A session or handshake has ended for the person, though its link may linger.
    pub(super) fn session_over(&mut self, conn: u64, error: Option<protocol::Error>) {
        let Some(link) = self.links.all.get_mut(&conn) else { return };
        let farewell = core::mem::replace(&mut link.farewell, Farewell::Silent);
        let (identity, dial_id, established) = (link.identity, link.dial, link.session_id.is_some());
        let ours = link.parting.unwrap_or(Reason::Goodbye);
        let (note, origin, source) = (link.note, link.origin, Source::from(link.address.ip()));
        if established && origin == Origin::Accepted {
            // The time for which it is known begins when it leaves, so that it is let in when it comes back.
            self.admission.established(self.shared.clock.now().monotonic, source);
        }
        let (name, peer) = (self.label(conn), self.digits(conn));
        self.peers.drop_held_link(conn);
        if let Some(protocol::Error::IdentityMismatch { claimed }) = &error {
            self.mismatch(dial_id, **claimed);
        }
        if let Some(identity) = identity.filter(|_| established) {
            self.saw(identity, 0);
        }
        let stays_connected = self.leave(conn, identity);
        let dial = dial_id.and_then(|id| self.dials.get(&id));
        let is_check = !established && dial.is_some_and(|dial| dial.wish == Wish::Checked);
        let retry_in = self.redial_later(conn, dial_id, identity, error.as_ref());
        let reason = error.as_ref().map_or(Some(ours), protocol::Error::reason);
        let cause = error.as_ref().map(ToString::to_string);
        if note == Note::Write {
            let will_retry = retry_in.is_some();
            tracing::info!(conn, peer, name = ?name, reason = reason.map(Reason::name), cause = cause.as_deref(), will_retry, "disconnect");
        }
        if farewell == Farewell::Due && !stays_connected {
            let peer = identity.as_ref().map(Into::into);
            let event = Event::Closed {
                name,
                peer,
                origin,
                reason,
                error,
                established,
                retry_in,
                dial: dial_id.map(DialId),
            };
            if is_check {
                self.scripts.show(&event);
            } else {
                self.tell(event);
            }
        }
    }

    /// A peer was there until now: what is known of it says so after a restart, too, if what is kept is off by
    /// more than so many milliseconds.
    pub(super) fn saw(&mut self, identity: VerifyingKey, off_by: u64) {
        let now = self.shared.clock.now().wall.0;
        let stale = |known: &KnownPeer| now.saturating_sub(known.last_seen) > off_by;
        if self.peers.book.get(&identity).is_some_and(stale) {
            self.peers.book.update(&identity, |known| known.last_seen = now);
            self.savers.book.save(&self.peers.book);
        }
    }

    /// Another key than the pinned one answered: a petname's dial stops, and sending to it waits.
    fn mismatch(&mut self, dial_id: Option<u64>, claimed: VerifyingKey) {
        let known = dial_id.and_then(|id| self.dials.get(&id)?.identity);
        let Some(known) = known.and_then(|identity| self.peers.book.get(&identity).cloned()) else { return };
        self.peers.book.note_change(&known.petname, claimed);
        self.savers.book.save(&self.peers.book);
        self.enter_claim(claimed, known.identity);
        tracing::warn!(name = ?known.petname, claimed = claimed.fingerprint().short(), "key_changed");
        self.tell_change(&known.identity, dial_id.map(DialId));
    }

    /// Tells that a person has to decide about another key, if one answered for this peer.
    pub(super) fn tell_change(&mut self, identity: &VerifyingKey, dial: Option<DialId>) {
        let Some(known) = self.peers.book.get(identity).cloned() else { return };
        let Some(claimed) = known.changed else { return };
        let verified_at = match known.trust {
            Trust::Verified { at } => Some(at),
            Trust::Known | Trust::Blocked => None,
        };
        let claimed_by = self.peers.book.get(&claimed).map(|other| other.petname.clone());
        let (known_print, claimed) = (known.identity.fingerprint(), claimed.fingerprint());
        let petname = known.petname;
        self.tell(Event::KeyChanged { petname, known: known_print, claimed, claimed_by, verified_at, dial });
    }

    /// Plans the next try of a dial whose link has ended, and of those that relied on this session.
    fn redial_later(
        &mut self,
        conn: u64,
        dial_id: Option<u64>,
        identity: Option<VerifyingKey>,
        error: Option<&protocol::Error>,
    ) -> Option<Duration> {
        let now = self.shared.clock.now().monotonic;
        let connected = identity.is_some_and(|identity| self.session(&identity).is_some());
        self.drop_checks(dial_id, identity);
        let mut retry_in: Option<Duration> = None;
        for (id, dial) in &mut self.dials {
            let own = dial_id == Some(*id) && dial.state == DialState::Linked(conn);
            let relied =
                dial.state == DialState::Satisfied && identity.is_some() && dial.identity == identity;
            if own && !connected && !worth_repeating(error) {
                dial.state = DialState::Undecided;
            } else if own || relied {
                if connected {
                    dial.state = DialState::Satisfied;
                    continue;
                }
                let wait = if error.is_none() { dial.back_off_in_peace() } else { dial.back_off() };
                dial.state = DialState::Waiting(now + wait);
                retry_in = Some(retry_in.map_or(wait, |sooner| sooner.min(wait)));
            }
        }
        retry_in
    }

    /// Forgets dials to a peer that were made for scripts which have gone.
    fn drop_checks(&mut self, own: Option<u64>, identity: Option<VerifyingKey>) {
        let over = |(id, dial): &(&u64, &Dial)| {
            let concerns = own == Some(**id) || identity.is_some() && dial.identity == identity;
            concerns && self.is_unwanted(dial)
        };
        let over: Vec<u64> = self.dials.iter().filter(over).map(|(id, _)| *id).collect();
        self.dials.retain(|id, _| !over.contains(id));
    }

    /// Most links tell their end before they close; one that could not write, or was dropped, does not.
    pub(super) fn link_closed(&mut self, conn: u64, error: Option<protocol::Error>) {
        let current = self.peers.active.values().any(|peer| peer.current == Some(conn));
        let linked = self.dials.values().any(|dial| dial.state == DialState::Linked(conn));
        let due = self.links.all.get(&conn).is_some_and(|link| link.farewell == Farewell::Due);
        if current || linked || due {
            self.session_over(conn, error);
        }
        self.links.all.remove(&conn);
    }

    /// A task ended without a word, which only a fault of ours can cause: what it did is over.
    pub(super) fn task_lost(&mut self, task: Id) {
        let connecting = |dial: &Dial| dial.state == DialState::Connecting && dial.task == Some(task);
        let dial = self.dials.iter().find(|(_, dial)| connecting(dial)).map(|(id, _)| *id);
        if let Some(dial) = dial {
            self.dial_failed(dial, "an internal failure: the task that dials was lost".to_owned());
        }
        if self.listening.take_if(|listening| listening.id() == task).is_some() {
            self.failed("listen", Error::ListeningLost);
        }
        let conn = self.links.all.iter().find(|(_, link)| link.task == task).map(|(conn, _)| *conn);
        if let Some(conn) = conn {
            tracing::error!(conn, "task_lost");
            self.handshake_ended(conn, Some(&protocol::Error::Internal("a link's task was lost")), 0);
            self.link_closed(conn, Some(protocol::Error::Internal("a link's task was lost")));
        }
    }
}

impl Event {
    /// What an end without a word means where there was no session yet. Nobody can say goodbye before there are
    /// keys: a caller leaves like this to ask its person first, whoever is called has no such reason.
    pub const fn cut_before_session(&self) -> Option<&'static str> {
        match self {
            Self::Closed {
                origin: Origin::Accepted,
                peer: None,
                established: false,
                error: Some(protocol::Error::Cut),
                ..
            } => Some("the other side left within the handshake, as it does to ask its person first"),
            Self::Closed { established: false, error: Some(protocol::Error::Cut), .. } => Some(
                "the connection was lost before there was a session; the other side may be taking no calls now",
            ),
            _ => None,
        }
    }
}
