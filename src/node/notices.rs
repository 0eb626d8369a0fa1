//! What links tell, and who is let in.

use std::time::Duration;

use crate::admission::Note;
use crate::crypto::{VerifyingKey, four_words};
use crate::keystore;
use crate::net::{Input, Notice};
use crate::protocol::{self, Disclosure, Greeting, History, Pin, TrustDecision, key_lines};

use super::actor::Actor;
use super::dialling::DialState;
use super::error::Error;
use super::event::Event;
use super::peer::{DialId, Origin, PeerId, PeerInfo};
use super::peers::Pending;
use super::rejects::Place;
use super::sessions::{Farewell, Standing};
use super::spawn::Teaching;
use super::texts::SEEN_STEP_MS;
use super::trust::{Pinned, Verdict, decide};

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    /// It waits for a person.
    Kept,
    /// There was no place for it.
    GivenBack,
}

impl Actor {
    pub(super) fn noticed(&mut self, notice: Notice) {
        match notice {
            Notice::Event { conn, event } => self.link_event(conn, event),
            Notice::Disclosed(secrets) => self.disclosed(secrets),
            Notice::Room { conn } => self.room(conn),
            Notice::Closed { conn, result, received } => {
                let error = result.err();
                self.handshake_ended(conn, error.as_ref(), received);
                self.link_closed(conn, error);
            }
        }
    }

    fn link_event(&mut self, conn: u64, event: protocol::Event) {
        match event {
            protocol::Event::HandshakeStep(step) => {
                if self.links.all.get(&conn).is_some_and(|link| link.note == Note::Counted) {
                    return;
                }
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
                let identity = self.links.all.get(&conn).and_then(|link| link.identity.as_ref());
                let identity = identity.map(PeerId::from);
                self.tell(Event::HandshakeStep { conn, peer, identity, step });
            }
            protocol::Event::PeerProved { identity } => self.proved(conn, identity),
            protocol::Event::Established { identity, session_id, greeting } => {
                self.established(conn, identity, session_id, &greeting);
            }
            protocol::Event::Message { message, sent_at, .. } => self.message(conn, message, sent_at),
            protocol::Event::Pong { rtt, skew_ms, .. } => self.pong(conn, rtt, skew_ms),
            protocol::Event::Rekeyed { epoch } => {
                let (name, peer) = (self.label(conn), self.digits(conn));
                tracing::info!(conn, peer, name = ?name, epoch, "rekey");
                self.tell(Event::Rekeyed { name, epoch });
            }
            protocol::Event::Derived(made) => {
                if let Some(identity) = self.links.all.get(&conn).and_then(|link| link.identity) {
                    let (peer, name) = (PeerId::from(&identity), self.peers.name(&identity));
                    self.tell(Event::Derived { peer, name, made });
                }
            }
            protocol::Event::SameWords(History { digest, sent, received }) => {
                let (name, words) = (self.label(conn), four_words(&digest).join(" "));
                self.tell(Event::SameWords { name, words, sent, received });
            }
            protocol::Event::Tried { theft, tried } => self.tell(Event::Tried { theft, tried }),
            protocol::Event::Closing { error } => self.session_over(conn, error),
        }
    }

    /// Secrets go to the key log and to the screen, as far as a person asked for either.
    fn disclosed(&mut self, secrets: Disclosure) {
        if let Some(log) = &mut self.config.key_log
            && let Err(error) = log.append(&key_lines(&secrets))
        {
            self.config.key_log = None;
            self.failed("keylog", Error::KeyLog(error.to_string()));
        }
        if self.config.teaching == Teaching::On {
            self.tell(Event::Disclosed(secrets));
        }
    }

    /// Who is at the other end, as the lines of its frames say it: first digits, or an address.
    pub(super) fn digits(&self, conn: u64) -> String {
        let Some(link) = self.links.all.get(&conn) else { return String::new() };
        let digits = link.identity.map(|identity| identity.fingerprint().short());
        digits.unwrap_or_else(|| link.address.to_string())
    }

    /// The petname, the short fingerprint, or the address of a link's other end.
    pub(super) fn label(&self, conn: u64) -> String {
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

    fn proved(&mut self, conn: u64, identity: VerifyingKey) {
        let Some(link) = self.links.all.get_mut(&conn) else { return };
        link.identity = Some(identity);
        link.is_noted();
        link.proved = Some(self.shared.clock.now().monotonic);
        if core::mem::replace(&mut link.standing, Standing::Counted) == Standing::HalfOpen {
            self.admission.proved(link.address.ip().into());
        }
        let (origin, address, dial_id) = (link.origin, link.address.to_string(), link.dial);
        let pinned = self.dial_answered(dial_id, identity);
        let standing = self.peers.book.standing(&identity);
        let verdict = self.judge(&identity, &standing, (origin, pinned));
        tracing::info!(
            conn,
            peer = identity.fingerprint().short(),
            standing = standing.word(),
            decision = verdict.word(),
            "identity"
        );
        let stays = origin == Origin::Accepted && verdict != Verdict::Refuse;
        if stays && self.give_place(conn, identity, &standing) == Place::None {
            return;
        }
        let decision = match verdict {
            Verdict::Accept => Some(TrustDecision::Accept(self.greeting(identity))),
            Verdict::Refuse => {
                if standing == keystore::Standing::Unknown {
                    let address = address.clone();
                    self.tell(Event::StrangerRefused { peer: (&identity).into(), origin, address });
                }
                Some(TrustDecision::Reject)
            }
            Verdict::Hold => {
                let question = Pending { link: Some(conn), dial: None, address: address.clone() };
                if self.hold(identity, question) == Held::GivenBack {
                    return;
                }
                None
            }
            Verdict::Ignore => {
                self.leave_one_waiting(conn, identity);
                None
            }
            Verdict::AskAndRedial => {
                self.hold(identity, Pending { link: None, dial: dial_id, address: address.clone() });
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
            self.ask_person(identity, (origin, dial_id), address);
        }
    }

    /// Notes who has answered a dial, if it was one; says whether nobody else would have done.
    fn dial_answered(&mut self, dial_id: Option<u64>, identity: VerifyingKey) -> Pinned {
        let Some(dial) = dial_id.and_then(|id| self.dials.get_mut(&id)) else { return Pinned::No };
        dial.identity = Some(identity);
        let pinned = if dial.pin.is_some() { Pinned::Yes } else { Pinned::No };
        // Where there is a session already, the other side may end this link before it is one, too.
        self.tell_reached(&identity);
        pinned
    }

    fn ask_person(&mut self, identity: VerifyingKey, (origin, dial): (Origin, Option<u64>), address: String) {
        let there = self.peers.book.iter().find(|known| known.address.as_ref() == Some(&address));
        let formerly = there.map(|known| known.petname.clone());
        self.enter_asked(identity);
        let dial = dial.map(DialId);
        self.tell(Event::TrustNeeded { peer: (&identity).into(), origin, address, formerly, dial });
    }

    pub(super) fn greeting(&mut self, identity: VerifyingKey) -> Greeting {
        self.peers.entry(identity).outbox.greeting(&self.config.nick)
    }

    /// What becomes of it. Who is not known, but was chosen by a person to be dialled, is let in when it calls us
    /// before that comes about.
    fn judge(
        &self,
        identity: &VerifyingKey,
        standing: &keystore::Standing,
        (origin, pinned): (Origin, Pinned),
    ) -> Verdict {
        let is_wanted = || {
            *standing == keystore::Standing::Unknown
                && self.dials.values().any(|dial| dial.pin == Some(Pin::Identity(*identity)))
        };
        match decide(standing, origin, pinned, self.config.accept) {
            Verdict::Hold | Verdict::AskAndRedial if is_wanted() => Verdict::Accept,
            other => other,
        }
    }

    /// Keeps a question for a person. One that has no place left is answered with no, as a person would.
    fn hold(&mut self, identity: VerifyingKey, pending: Pending) -> Held {
        let conn = pending.link;
        let Some(dropped) = self.peers.hold(identity, pending) else { return Held::Kept };
        if let Some(link) = dropped.link.and_then(|conn| self.links.all.get_mut(&conn)) {
            if link.identity == Some(identity) && dropped.link != conn {
                // The question goes on with the newer call; told, the end of the older would take it away.
                link.farewell = Farewell::Silent;
            }
            link.give(Input::Trust(TrustDecision::Reject));
        }
        if conn.is_some() && dropped.link == conn { Held::GivenBack } else { Held::Kept }
    }

    /// Of several calls that nobody answers the newest waits, as of several that a person is asked about.
    fn leave_one_waiting(&self, newest: u64, identity: VerifyingKey) {
        let undecided =
            self.links.all.iter().filter(|(conn, link)| **conn != newest && link.waits_for(identity));
        for (_, link) in undecided {
            link.give(Input::Trust(TrustDecision::Reject));
        }
    }

    /// A PONG shows that the older of two sessions is alive, or answers a person, or a script, or just the keep-alive.
    fn pong(&mut self, conn: u64, rtt: Duration, skew_ms: i64) {
        self.older_is_alive(conn);
        let event = Event::Pong { name: self.label(conn), rtt, skew_ms };
        if let Some(identity) = self.links.all.get(&conn).and_then(|link| link.identity) {
            // A program that is killed has no other word of how long its silent peer was there.
            self.saw(identity, SEEN_STEP_MS);
        }
        let Some(link) = self.links.all.get_mut(&conn) else { return };
        if link.pings > 0 {
            link.pings -= 1;
            self.tell(event);
        } else {
            self.scripts.show(&event);
        }
    }
}
