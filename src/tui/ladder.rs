//! The handshakes of the links: their flights, how long each took, and what came of them.

use std::collections::VecDeque;
use std::time::Duration;

use crate::inspector::{Direction, Tone};
use crate::node::{Packet, PeerId, PeerInfo, UnixMillis};

use super::action::Step;

/// Handshakes that are remembered.
const LADDERS_MAX: usize = 16;
/// Frames of one handshake that are remembered: five, and one that was refused.
const FRAMES_MAX: usize = 8;

/// Milliseconds after which an answer that does not come is waited for in words: a person may be thinking.
const PATIENCE_MS: u64 = 1_000;

/// One flight, sent or accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flight {
    /// `request`, `response`, `finish` or `ready`.
    pub(super) name: &'static str,
    /// Who wrote it.
    pub(super) direction: Direction,
    /// Bytes of the frame.
    pub(super) bytes: usize,
    /// Time since the flight before.
    pub(super) took: Duration,
}

/// What came of a handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It goes on.
    Open,
    /// A session.
    Session {
        /// Its public name.
        id: Option<[u8; 32]>,
        /// The whole fingerprint of the peer.
        fingerprint: String,
        /// From the first byte to READY.
        took: Duration,
    },
    /// Nothing, and this is why.
    Failed(String),
}

/// One handshake.
#[derive(Clone, Debug)]
pub(super) struct Ladder {
    /// Which link.
    pub(super) conn: u64,
    /// With whom: an address until the identity was proved.
    pub(super) name: String,
    /// When it began.
    pub(super) begun: UnixMillis,
    /// Its flights in order.
    pub(super) flights: Vec<Flight>,
    /// Numbers of the packets that are its frames.
    pub(super) frames: Vec<u64>,
    /// What came of it.
    pub(super) outcome: Outcome,
}

impl Flight {
    /// Whether it is an answer that took longer than machines take.
    pub(super) fn was_awaited(&self) -> bool {
        let patience = Duration::from_millis(PATIENCE_MS);
        self.name == "ready" && self.direction == Direction::Received && self.took >= patience
    }
}

impl Ladder {
    /// Whether all that we have to say was said, and the other side has not answered.
    fn has_finished(&self) -> bool {
        let is = |flight: &Flight, name, direction| (flight.name, flight.direction) == (name, direction);
        self.outcome == Outcome::Open
            && self.flights.iter().any(|flight| is(flight, "finish", Direction::Sent))
            && !self.flights.iter().any(|flight| is(flight, "ready", Direction::Received))
    }

    /// Whether that is so for longer than machines take.
    pub(super) fn is_awaited_at(&self, now: UnixMillis) -> bool {
        self.has_finished() && now.0.saturating_sub(self.begun.0) >= PATIENCE_MS
    }
}

/// The newest handshakes, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Ladders {
    all: VecDeque<Ladder>,
}

impl Ladders {
    /// The same with other names, and with `hidden` for whatever else was said of somebody.
    pub(super) fn with(&self, name: impl Fn(&str) -> String, hidden: &str) -> Self {
        let outcome = |outcome: &Outcome| match outcome {
            Outcome::Open => Outcome::Open,
            Outcome::Session { id, fingerprint: _, took } => {
                Outcome::Session { id: *id, fingerprint: hidden.to_owned(), took: *took }
            }
            Outcome::Failed(_) => Outcome::Failed(hidden.to_owned()),
        };
        let ladder = |ladder: &Ladder| Ladder {
            name: name(&ladder.name),
            outcome: outcome(&ladder.outcome),
            ..ladder.clone()
        };
        Self { all: self.all.iter().map(ladder).collect() }
    }

    /// A flight was sent or accepted.
    pub(super) fn flew(&mut self, conn: u64, name: String, flight: Flight, now: UnixMillis) {
        for ladder in self.all.iter_mut().filter(|ladder| ladder.conn < conn && ladder.name == name) {
            if ladder.outcome == Outcome::Open {
                ladder.outcome = Outcome::Failed("it was closed, and dialled again".to_owned());
            }
        }
        let ladder = self.of(conn, now);
        ladder.name = name;
        if ladder.flights.len() < FRAMES_MAX {
            ladder.flights.push(flight);
        }
    }

    /// A handshake that has done all we can do, and whose other side has not answered for longer than machines
    /// take: a person there may be asked.
    pub(super) fn awaited(&self, now: UnixMillis) -> Option<&Ladder> {
        self.all.iter().rev().find(|ladder| ladder.is_awaited_at(now))
    }

    /// When a handshake that goes on will have taken so long.
    pub(super) fn patience(&self) -> Option<UnixMillis> {
        let ladder = self.all.iter().rev().find(|ladder| ladder.has_finished())?;
        Some(UnixMillis(ladder.begun.0.saturating_add(PATIENCE_MS)))
    }

    /// A frame was seen.
    pub(super) fn saw(&mut self, packet: &Packet) {
        let is_rung = packet.type_name != "message" || packet.kind == Some("ready");
        let known = self.all.iter().any(|ladder| ladder.conn == packet.conn);
        if !is_rung || (Tone::of(packet.verdict) == Tone::Bad && !known) {
            return;
        }
        let ladder = self.of(packet.conn, packet.time);
        if ladder.frames.len() < FRAMES_MAX {
            ladder.frames.push(packet.number);
        }
    }

    /// A session came about.
    pub(super) fn established(&mut self, name: &str, info: &PeerInfo, took: Duration) {
        // A peer is called by its fingerprint until it has been given a name.
        let short = info.peer.0.short();
        let found = if self.open(name).is_some() { name } else { short.as_str() };
        if let Some(ladder) = self.open(found) {
            name.clone_into(&mut ladder.name);
            let fingerprint = info.peer.0.to_string();
            ladder.outcome = Outcome::Session { id: info.session_id, fingerprint, took };
        }
    }

    /// A link is over before there was a session.
    pub(super) fn failed(&mut self, name: &str, peer: Option<PeerId>, why: &str) {
        let short = peer.map(|peer| peer.0.short());
        let found = if self.open(name).is_some() { name } else { short.as_deref().unwrap_or(name) };
        if let Some(ladder) = self.open(found) {
            ladder.outcome = Outcome::Failed(why.to_owned());
        }
    }

    fn open(&mut self, name: &str) -> Option<&mut Ladder> {
        self.all.iter_mut().rev().find(|ladder| ladder.name == name && ladder.outcome == Outcome::Open)
    }

    fn of(&mut self, conn: u64, now: UnixMillis) -> &mut Ladder {
        let at = self.all.iter().position(|ladder| ladder.conn == conn).unwrap_or_else(|| {
            if self.all.len() == LADDERS_MAX {
                // A flood of strangers is not to push out the handshake of a session.
                let failed = |ladder: &Ladder| !matches!(ladder.outcome, Outcome::Session { .. });
                let oldest = self.all.iter().position(failed).unwrap_or_default();
                self.all.remove(oldest);
            }
            self.all.push_back(Ladder {
                conn,
                name: String::new(),
                begun: now,
                flights: Vec::new(),
                frames: Vec::new(),
                outcome: Outcome::Open,
            });
            self.all.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the ladder was found or pushed just now")]
        &mut self.all[at]
    }

    /// The ladder of a link.
    pub(super) fn find(&self, conn: u64) -> Option<&Ladder> {
        self.all.iter().find(|ladder| ladder.conn == conn)
    }

    /// The newest one, with this peer if it has a name.
    pub(super) fn newest(&self, name: Option<&str>) -> Option<&Ladder> {
        self.all.iter().rev().find(|ladder| name.is_none_or(|name| ladder.name == name))
    }

    /// The one before or after that of a link, as far as there is one.
    pub(super) fn beside(&self, conn: u64, way: Step) -> Option<u64> {
        let at = self.all.iter().position(|ladder| ladder.conn == conn)?;
        let to = if way == Step::Ahead { at + 1 } else { at.checked_sub(1)? };
        self.all.get(to).map(|ladder| ladder.conn)
    }

    /// The newest one, while it goes on.
    pub(super) fn going_on(&self) -> Option<&Ladder> {
        self.all.back().filter(|ladder| ladder.outcome == Outcome::Open && !ladder.flights.is_empty())
    }
}
