//! Two ends, a link with somebody on it, one clock and one seed.

use core::{fmt, time::Duration};
use std::collections::VecDeque;
use std::sync::Arc;

use crate::crypto::{Secret, SeededRandom, SigningKey};
use crate::link::{Fate, Middlebox, Origin, Transparent};
use crate::protocol::{Config, Connection, Greeting, Now};
use crate::wire::UnixMillis;

use super::chance::Chance;
use super::end::End;

/// How an arena is made.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// Keys, randomness and chance follow from it.
    pub seed: u64,
    /// The dialling side.
    pub initiator: Config,
    /// The listening side.
    pub responder: Config,
    /// Which session of these two it is: another one has other randomness.
    pub session: u64,
}

/// How the bytes of one write arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Split {
    /// As they were written.
    #[default]
    Whole,
    /// In pieces of this many bytes.
    Every(usize),
    /// In pieces of any size, by the arena's chance.
    Seeded,
}

/// One direction of the link.
#[derive(Debug, Default)]
struct Lane {
    pieces: VecDeque<Vec<u8>>,
    delayed: Option<Vec<u8>>,
    flow: Flow,
}

/// Whether the reader of a direction has been told that nothing more comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Flow {
    #[default]
    Open,
    Ended,
}

/// Two connections joined in memory.
pub struct Arena {
    /// The dialling end.
    pub initiator: End,
    /// The listening end.
    pub responder: End,
    /// How writes are cut up on arrival.
    pub split: Split,
    /// Everything delivered so far, by its writer.
    pub delivered: Vec<(Origin, Vec<u8>)>,
    now: Now,
    chance: Chance,
    middlebox: Box<dyn Middlebox>,
    forth: Lane,
    back: Lane,
}

impl fmt::Debug for Arena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arena").field("now", &self.now).field("chance", &self.chance).finish_non_exhaustive()
    }
}

/// The moment at which every arena begins.
const BEGINNING: Now = Now { monotonic: Duration::ZERO, wall: UnixMillis(1_795_000_000_000) };

impl Arena {
    /// Two ends that have not exchanged anything yet.
    pub fn new(setup: Setup) -> Self {
        let mut chance = Chance::new(setup.seed);
        let alice = identity(&mut chance);
        let bob = identity(&mut chance);
        let mut random = || Box::new(SeededRandom::new(chance.next().wrapping_add(setup.session)));
        let initiator = Connection::initiate(setup.initiator, alice, random(), BEGINNING);
        let responder = Connection::respond(setup.responder, bob, random(), BEGINNING);
        Self::from_connections(initiator, responder, chance)
    }

    /// Two ends of any make.
    pub fn from_connections(initiator: Connection, responder: Connection, chance: Chance) -> Self {
        Self {
            initiator: End::new(initiator, greeting("alice", 0xaa)),
            responder: End::new(responder, greeting("bob", 0xbb)),
            split: Split::default(),
            delivered: Vec::new(),
            now: BEGINNING,
            chance,
            middlebox: Box::new(Transparent),
            forth: Lane::default(),
            back: Lane::default(),
        }
    }

    /// Two ends with default settings, both READYs exchanged.
    pub fn established(seed: u64) -> Self {
        let mut arena = Self::new(Setup { seed, ..Setup::default() });
        arena.run();
        arena
    }

    /// Puts somebody on the link.
    #[must_use]
    pub fn with_middlebox(mut self, middlebox: impl Middlebox + 'static) -> Self {
        self.middlebox = Box::new(middlebox);
        self
    }

    /// The arena's clock.
    pub const fn now(&self) -> Now {
        self.now
    }

    /// The arena's chance, for a test that lets it decide what happens next.
    pub const fn chance(&mut self) -> &mut Chance {
        &mut self.chance
    }

    /// The end that writes as `origin`.
    pub const fn end(&mut self, origin: Origin) -> &mut End {
        match origin {
            Origin::Initiator => &mut self.initiator,
            Origin::Responder => &mut self.responder,
        }
    }

    /// The end that reads what `origin` writes.
    pub const fn reader_of(&mut self, origin: Origin) -> &mut End {
        match origin {
            Origin::Initiator => &mut self.responder,
            Origin::Responder => &mut self.initiator,
        }
    }

    /// Delivers until both ends are silent and the link is empty.
    pub fn run(&mut self) {
        while self.step() {}
    }

    /// Moves one piece in each direction; false when nothing was left to move.
    pub fn step(&mut self) -> bool {
        self.initiator.drain(self.now);
        self.responder.drain(self.now);
        let forth = self.carry(Origin::Initiator);
        let back = self.carry(Origin::Responder);
        forth || back
    }

    /// Moves one piece written by `origin`; false when there was none.
    pub fn carry(&mut self, origin: Origin) -> bool {
        self.collect(origin);
        let lane = self.lane(origin);
        let piece = lane.pieces.pop_front().or_else(|| lane.delayed.take());
        let Some(piece) = piece else { return self.hang_up(origin) };
        self.deliver(origin, &piece);
        true
    }

    /// Tells the reader that `origin` has written its last byte; false when it has not, or was told before.
    fn hang_up(&mut self, origin: Origin) -> bool {
        if self.lane(origin).flow == Flow::Ended || !self.end(origin).has_finished_writing() {
            return false;
        }
        self.lane(origin).flow = Flow::Ended;
        let now = self.now;
        self.reader_of(origin).feed_end(now);
        true
    }

    /// Takes what an end has written and lets the middlebox decide about it.
    fn collect(&mut self, origin: Origin) {
        while let Some(piece) = self.end(origin).take() {
            let fate = self.middlebox.handle(origin, &piece);
            let lane = self.lane(origin);
            let delayed = lane.delayed.take();
            match fate {
                Fate::Forward => lane.pieces.push_back(piece),
                Fate::Drop => {}
                Fate::Replace(other) => lane.pieces.push_back(other),
                Fate::Inject(extra) => lane.pieces.extend([piece, extra]),
                Fate::Delay => lane.delayed = Some(piece),
            }
            lane.pieces.extend(delayed);
        }
    }

    const fn lane(&mut self, origin: Origin) -> &mut Lane {
        match origin {
            Origin::Initiator => &mut self.forth,
            Origin::Responder => &mut self.back,
        }
    }

    /// Hands bytes to the reader of `origin` as if they had come over the link, cut up by [`Self::split`].
    pub fn deliver(&mut self, origin: Origin, bytes: &[u8]) {
        self.delivered.push((origin, bytes.to_vec()));
        let now = self.now;
        let mut rest = bytes;
        while !rest.is_empty() {
            let size = match self.split {
                Split::Whole => rest.len(),
                Split::Every(size) => size.clamp(1, rest.len()),
                Split::Seeded => 1 + self.chance.index(rest.len()),
            };
            let (piece, after) = rest.split_at(size);
            self.reader_of(origin).feed(now, piece);
            rest = after;
        }
    }

    /// Moves both clocks together, waking each end at every deadline on the way.
    pub fn advance(&mut self, by: Duration) {
        let target = self.now.monotonic + by;
        self.pass(Duration::ZERO);
        while self.now.monotonic < target {
            let deadlines = [self.initiator.deadline, self.responder.deadline].into_iter().flatten();
            let due = deadlines.filter(|due| (self.now.monotonic..target).contains(due)).min();
            let later = self.now.monotonic + Duration::from_millis(1);
            let step = due.map_or(target, |due| due.max(later).min(target));
            self.pass(step.saturating_sub(self.now.monotonic));
        }
    }

    fn pass(&mut self, by: Duration) {
        self.jump(by);
        self.initiator.tick(self.now);
        self.responder.tick(self.now);
        self.run();
    }

    /// Both clocks jump, and nobody is woken on the way.
    pub fn jump(&mut self, by: Duration) {
        self.now.monotonic += by;
        let millis = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.now.wall = UnixMillis(self.now.wall.0.saturating_add(millis));
    }

    /// Sets the wall clock, which may jump; the monotonic one stays.
    pub const fn set_wall(&mut self, wall: UnixMillis) {
        self.now.wall = wall;
    }

    /// The cable is pulled: what is on the link is lost, and both ends see it end.
    pub fn cut(&mut self) {
        self.forth = Lane { flow: Flow::Ended, ..Lane::default() };
        self.back = Lane { flow: Flow::Ended, ..Lane::default() };
        self.initiator.outgoing.clear();
        self.responder.outgoing.clear();
        self.initiator.feed_end(self.now);
        self.responder.feed_end(self.now);
        self.initiator.outgoing.clear();
        self.responder.outgoing.clear();
    }
}

fn identity(chance: &mut Chance) -> Arc<SigningKey> {
    let mut seed = [0; 32];
    for chunk in seed.chunks_mut(8) {
        chunk.copy_from_slice(&chance.next().to_be_bytes());
    }
    Arc::new(SigningKey::from_seed(Secret::new(seed)))
}

fn greeting(nick: &str, outbox: u8) -> Greeting {
    Greeting { outbox_epoch: [outbox; 16], your_epoch: [0; 16], highest: 0, nick: nick.into() }
}
