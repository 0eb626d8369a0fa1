//! One play of an attack: who is there, what they are without, and what was seen.

use std::ops::Range;
use std::sync::Arc;

use crate::crypto::{Secret, SeededRandom, SigningKey};
use crate::defence::{Defence, Defences};
use crate::link::Origin;
use crate::protocol::{Config, Connection, Error, Observation};
use crate::wire::{Message, Reason, Text};

use super::arena::{Arena, Setup};
use super::attack::Victim;
use super::chance::Chance;
use super::course::in_order;
use super::end::End;

/// What alice says when an attack needs her to say something.
pub(super) const BODY: &str = "bring the blue folder at 18:30";

/// Where the words of a text stand in its frame: behind header, kind, time, length, number and flags.
pub(super) const BODY_AT: usize = 20 + 13 + 9;

/// Whether the attacker does what the attack is about. Without it a play has to end well for the honest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acting {
    /// The control: the same play, and nobody changes anything.
    Nobody,
    /// The attack.
    Attacker,
}

/// Whether the peer that is attacked runs at all, and from which build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It runs.
    There,
    /// It does not: no attack says anything then.
    Gone,
    /// It runs, built without this check; whoever judges the play does not know of it, and has to find out.
    Lacking(Defence),
}

impl Presence {
    /// A build without the check of this name.
    pub fn lacking(name: &str) -> Option<Self> {
        Defence::find(name).map(Self::Lacking)
    }
}

/// Nobody was there to be attacked, so that nothing was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the peer is not running: nothing was shown")]
pub struct NoPeer;

/// One play.
#[derive(Debug)]
pub struct Play {
    /// Whether the attacker acts.
    pub acting: Acting,
    /// What the attacker changed: what was written, and what arrived instead.
    pub change: Option<Change>,
    /// What the attacker read, where he got at what was said.
    pub read: Option<String>,
    pub(super) seed: u64,
    pub(super) presence: Presence,
    pub(super) defences: Defences,
    chance: Chance,
}

/// Bytes on their way, before and after the attacker had them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What the attacker does, in a few words.
    pub what: &'static str,
    /// As they were written; empty where the attacker speaks first.
    pub written: Vec<u8>,
    /// As they arrived; empty where nothing did.
    pub arrived: Vec<u8>,
}

/// What came of a play.
#[derive(Debug)]
pub struct Seen {
    /// The first refusal, and where.
    pub refused: Option<(Victim, Reason)>,
    /// Whether the honest got what they wanted.
    pub honest: Success,
    /// Whether the attacker got what it wanted.
    pub attack: Success,
    /// Every frame, as each end saw it, in the order in which that can have been.
    pub frames: Vec<(Victim, Observation)>,
}

/// Whether somebody got what they wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Success {
    /// They did.
    Yes,
    /// They did not.
    No,
}

impl From<bool> for Success {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

impl Play {
    /// A play of this seed, of peers that are without some defences.
    pub(super) fn new(seed: u64, removed: &[Defence], acting: Acting, presence: Presence) -> Self {
        let deleted = if let Presence::Lacking(deleted) = presence { Some(deleted) } else { None };
        let removed: Vec<Defence> = removed.iter().copied().chain(deleted).collect();
        let defences = Defences::without(&removed);
        Self { acting, change: None, read: None, seed, presence, defences, chance: Chance::new(!seed) }
    }

    /// What decides where the attacker strikes.
    pub(super) const fn chance(&mut self) -> &mut Chance {
        &mut self.chance
    }

    /// Whether the attacker acts.
    pub(super) fn acts(&self) -> bool {
        self.acting == Acting::Attacker
    }

    /// The settings of both peers.
    pub(super) fn config(&self) -> Config {
        Config { defences: self.defences, ..Config::default() }
    }

    /// The one place where a play and its control differ: what the attacker does to bytes on their way.
    pub(super) fn attack(
        &mut self,
        what: &'static str,
        written: Vec<u8>,
        change: impl FnOnce(Vec<u8>, &mut Chance) -> Vec<u8>,
    ) -> Vec<u8> {
        if !self.acts() {
            return written;
        }
        let arrived = change(written.clone(), &mut self.chance);
        self.note(what, &written, &arrived);
        arrived
    }

    /// Writes down what the attacker did.
    pub(super) fn note(&mut self, what: &'static str, written: &[u8], arrived: &[u8]) {
        self.change = Some(Change { what, written: written.to_vec(), arrived: arrived.to_vec() });
    }

    /// Two peers that have not exchanged anything yet.
    pub(super) fn arena(&self) -> Arena {
        self.open(self.setup())
    }

    /// The same two peers in another session.
    pub(super) fn another(&self) -> Arena {
        self.open(Setup { session: 1, ..self.setup() })
    }

    /// Two peers of this play.
    pub(super) fn setup(&self) -> Setup {
        Setup { seed: self.seed, initiator: self.config(), responder: self.config(), session: 0 }
    }

    /// Two peers made in some other way.
    pub(super) fn open(&self, setup: Setup) -> Arena {
        let mut arena = Arena::new(setup);
        if self.presence == Presence::Gone {
            let now = arena.now();
            arena.responder.feed_end(now);
        }
        arena
    }

    /// One peer, twice.
    pub(super) fn alone(&self) -> Arena {
        let now = self.arena().now();
        let key = || Arc::new(SigningKey::from_seed(Secret::new([1; 32])));
        let random = |seed| Box::new(SeededRandom::new(seed));
        let alice = Connection::initiate(self.config(), key(), random(self.seed), now);
        let herself = Connection::respond(self.config(), key(), random(!self.seed), now);
        Arena::from_connections(alice, herself, Chance::new(self.seed))
    }

    /// Two peers in a session, both READYs exchanged.
    pub(super) fn session(&self) -> Result<Arena, NoPeer> {
        established(self.arena())
    }
}

/// Seals a text of `from` and takes it off the wire before it arrives.
pub(super) fn say(arena: &mut Arena, from: Origin, body: &str) -> Result<Vec<u8>, NoPeer> {
    let now = arena.now();
    let number = 1 + arena.end(from).texts_sent();
    let body = body.try_into().map_err(|_too_long| NoPeer)?;
    let text = Message::Text(Text { number, flags: 0, body });
    arena.end(from).send(now, &text).map_err(|_not_established| NoPeer)?;
    arena.end(from).take().ok_or(NoPeer)
}

/// Plays the handshake to its end.
pub(super) fn established(mut arena: Arena) -> Result<Arena, NoPeer> {
    arena.run();
    if is_established(&arena) { Ok(arena) } else { Err(NoPeer) }
}

/// Whether both ends are in the same session.
pub(super) fn is_established(arena: &Arena) -> bool {
    let (alice, bob) = (arena.initiator.session_id(), arena.responder.session_id());
    alice.is_some() && alice == bob
}

/// A handshake in which somebody in between fills these bytes of the request with zeros.
pub(super) fn offered_otherwise(
    play: &mut Play,
    what: &'static str,
    bytes: Range<usize>,
) -> Result<Seen, NoPeer> {
    let mut arena = play.arena();
    let now = arena.now();
    arena.initiator.drain(now);
    let request = arena.initiator.take().ok_or(NoPeer)?;
    let request = play.attack(what, request, |mut frame, _| {
        frame[bytes].fill(0);
        frame
    });
    arena.deliver(Origin::Initiator, &request);
    arena.run();
    let agreed = is_established(&arena);
    if !play.acts() && !agreed {
        return Err(NoPeer);
    }
    Ok(Seen::by_both(arena, agreed, play.acts() && agreed))
}

impl Seen {
    /// Whether it is how a play ends in which nobody attacks.
    pub fn ended_well(&self) -> bool {
        self.honest == Success::Yes && self.attack == Success::No && self.refused.is_none()
    }

    /// What both ends of an arena saw.
    pub(super) fn by_both(arena: Arena, honest: impl Into<Success>, attack: impl Into<Success>) -> Self {
        Self::by([(Victim::Alice, arena.initiator), (Victim::Bob, arena.responder)], honest, attack)
    }

    /// What alice saw.
    pub(super) fn by_alice(alice: End, honest: impl Into<Success>, attack: impl Into<Success>) -> Self {
        Self::by([(Victim::Alice, alice)], honest, attack)
    }

    /// What bob saw.
    pub(super) fn by_bob(bob: End, honest: impl Into<Success>, attack: impl Into<Success>) -> Self {
        Self::by([(Victim::Bob, bob)], honest, attack)
    }

    /// What these ends saw.
    pub(super) fn by(
        ends: impl IntoIterator<Item = (Victim, End)>,
        honest: impl Into<Success>,
        attack: impl Into<Success>,
    ) -> Self {
        let (mut seen, mut refused, mut ended, mut cut) = (Vec::new(), None, None, None);
        for (victim, end) in ends {
            refused = refused.or_else(|| refusal(&end).map(|reason| (victim, reason)));
            ended = ended.or_else(|| ending(&end).map(|reason| (victim, reason)));
            cut =
                cut.or_else(|| (end.closed == Some(Err(Error::Cut))).then_some((victim, Reason::Truncated)));
            seen.push((victim, end.observed));
        }
        let frames = in_order(seen);
        Self { refused: refused.or(ended).or(cut), honest: honest.into(), attack: attack.into(), frames }
    }
}

/// The first frame that an end refused for what it is.
fn refusal(end: &End) -> Option<Reason> {
    let cut = Reason::Truncated;
    end.observed.iter().filter_map(|seen| seen.reason).find(|reason| *reason != cut)
}

/// Why an end gave up by itself; what its peer says, or does not say any more, is the peer's reason.
fn ending(end: &End) -> Option<Reason> {
    match end.closed.as_ref()? {
        Ok(()) | Err(Error::ClosedByPeer(_) | Error::Cut) => None,
        Err(error) => error.reason(),
    }
}
