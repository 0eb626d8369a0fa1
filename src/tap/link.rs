//! One tapped connection: bytes, time and errands in; bytes and news out.

use core::time::Duration;
use std::collections::VecDeque;
use std::sync::Arc;

use crate::capture::{Endpoints, Packet};
use crate::link::{Direction, Origin};
use crate::protocol::Now;
use crate::wire::UnixMillis;

use super::errand::Intercept;
use super::lane::{Entry, Hold, Lane};
use super::news::{Caught, News, Stand, Whence};
use super::rule::{Act, Rule, place};
use super::weather::Weather;

/// Why a connection is over, though no end has ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// By a person or a rule.
    Cut,
    /// By the weather.
    Weather,
}

/// One tapped connection.
#[derive(Debug)]
pub struct Link {
    conn: u64,
    ends: Option<Endpoints>,
    pub(super) forth: Lane,
    pub(super) back: Lane,
    rules: Arc<[Rule]>,
    weather: Weather,
    pub(super) intercept: Option<Intercept>,
    /// Frames that were given a number.
    count: u64,
    /// Frames that the peers have written.
    written: u64,
    news: VecDeque<News>,
    pub(super) over: Option<Over>,
}

impl Link {
    /// A connection on which nothing was written yet. Of `ends`, the dialler is the local one.
    pub fn new(conn: u64, ends: Option<Endpoints>, rules: Arc<[Rule]>, weather: Weather) -> Self {
        Self {
            conn,
            ends,
            forth: Lane::default(),
            back: Lane::default(),
            rules,
            weather,
            intercept: None,
            count: 0,
            written: 0,
            news: VecDeque::new(),
            over: None,
        }
    }

    pub(super) const fn lane(&self, origin: Origin) -> &Lane {
        match origin {
            Origin::Initiator => &self.forth,
            Origin::Responder => &self.back,
        }
    }

    pub(super) const fn lane_mut(&mut self, origin: Origin) -> &mut Lane {
        match origin {
            Origin::Initiator => &mut self.forth,
            Origin::Responder => &mut self.back,
        }
    }

    /// Holds what matches from now on, and says so.
    pub(super) fn hold(&mut self, intercept: Option<Intercept>) {
        self.intercept.clone_from(&intercept);
        self.news.push_back(News::Holds { conn: Some(self.conn), intercept });
    }

    /// The weather turns, and it is said.
    pub(super) fn turn(&mut self, weather: Weather) {
        let cut_after = weather.cut_after.map(|frames| self.written.saturating_add(frames));
        self.weather = Weather { cut_after, ..weather };
        self.news.push_back(News::Weather { conn: Some(self.conn), weather });
    }

    /// Whether more of what `origin` writes may be read.
    pub fn has_room(&self, origin: Origin) -> bool {
        self.over.is_none() && self.lane(origin).has_room()
    }

    /// `origin` has written these bytes.
    pub fn arrived(&mut self, now: Now, origin: Origin, bytes: &[u8]) {
        self.lane_mut(origin).pieces.push(bytes);
        while let Some(frame) = self.lane_mut(origin).pieces.next().filter(|frame| !frame.is_empty()) {
            self.judge(now, origin, frame);
        }
        self.pass_on(now.monotonic);
    }

    /// `origin` has written its last byte.
    pub fn ended(&mut self, now: Now, origin: Origin) {
        if let Some(rest) = self.lane_mut(origin).pieces.rest() {
            self.judge(now, origin, rest);
        }
        self.lane_mut(origin).ended = true;
        self.news.push_back(News::Ended { conn: self.conn, origin });
        self.pass_on(now.monotonic);
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Now) {
        self.pass_on(now.monotonic);
    }

    /// When [`Self::tick`] has something to do, on the monotonic clock.
    pub fn due(&self) -> Option<Duration> {
        [self.forth.due(&self.weather), self.back.due(&self.weather)].into_iter().flatten().min()
    }

    /// What is to be written to the reader of `origin`.
    pub fn out(&self, origin: Origin) -> &[u8] {
        &self.lane(origin).out
    }

    /// So much of it was written.
    pub fn wrote(&mut self, origin: Origin, count: usize) {
        self.lane_mut(origin).out.drain(..count);
    }

    /// Whether the reader of `origin` gets nothing more.
    pub fn is_done(&self, origin: Origin) -> bool {
        self.lane(origin).is_done()
    }

    /// Why it is over before its ends have ended it.
    pub const fn over(&self) -> Option<Over> {
        self.over
    }

    /// The next thing that happened.
    pub fn news(&mut self) -> Option<News> {
        self.news.pop_front()
    }

    /// Decides about a frame that a peer wrote.
    fn judge(&mut self, now: Now, origin: Origin, bytes: Vec<u8>) {
        self.written += 1;
        if self.weather.cut_after.is_some_and(|frames| self.written > frames) {
            self.over = Some(Over::Weather);
        }
        if self.over.is_some() {
            return;
        }
        let id = self.next_id();
        let packet = self.packet((origin, id), &bytes, now.wall);
        let is_asked_for = self.intercept.as_ref().is_some_and(|intercept| intercept.holds(&packet));
        let hold = if is_asked_for { Hold::Held } else { Hold::Free };
        let due = now.monotonic + self.weather.delay;
        let mut entry = Entry { id, bytes, written: None, due, hold };
        let rules = self.rules.clone();
        let (mut copies, mut arrives) = (0, true);
        for act in rules.iter().flat_map(|rule| rule.acts_on(&packet)) {
            match act {
                Act::Hold => entry.hold = Hold::Held,
                Act::Drop => arrives = false,
                Act::Duplicate => copies += 1,
                Act::Delay(time) => entry.due += *time,
                Act::Flip(offset) => {
                    let mut changed = entry.bytes.clone();
                    if let Some(byte) = place(*offset, changed.len()).and_then(|at| changed.get_mut(at)) {
                        *byte ^= 1;
                        let id = if entry.written.is_none() { self.next_id() } else { entry.id };
                        let before = (entry.id, core::mem::replace(&mut entry.bytes, changed));
                        entry.written.get_or_insert(before);
                        entry.id = id;
                    }
                }
                Act::Cut => {
                    self.over = Some(Over::Cut);
                    arrives = false;
                }
            }
        }
        self.line_up(now, origin, entry, (copies, arrives));
    }

    /// Puts a frame at the end of its direction, and says what became of it.
    fn line_up(&mut self, now: Now, origin: Origin, entry: Entry, (copies, arrives): (usize, bool)) {
        let stand = if arrives { entry.stand() } else { Stand::Dropped };
        let whence = match &entry.written {
            Some((id, bytes)) => {
                let caught = Caught {
                    id: *id,
                    origin,
                    bytes: bytes.clone(),
                    time: now.wall,
                    whence: Whence::Peer,
                    stand: Stand::Changed,
                };
                let change = Whence::Change(*id);
                self.tell(caught);
                change
            }
            None => Whence::Peer,
        };
        let (id, bytes) = (entry.id, entry.bytes.clone());
        self.tell(Caught { id, origin, bytes: bytes.clone(), time: now.wall, whence, stand });
        let due = entry.due;
        if arrives {
            self.lane_mut(origin).queue.push_back(entry);
        }
        for _ in 0..copies {
            self.copy(now.wall, origin, (id, bytes.clone()), due);
        }
    }

    /// A second one of a frame, at the end of its direction.
    pub(super) fn copy(
        &mut self,
        time: UnixMillis,
        origin: Origin,
        (of, bytes): (u64, Vec<u8>),
        due: Duration,
    ) {
        let id = self.next_id();
        let queue = &self.lane(origin).queue;
        let at = self.lane(origin).find(of).map_or_else(|| queue.len(), |at| at + 1);
        let copy = Entry { id, bytes: bytes.clone(), written: None, due, hold: Hold::Free };
        self.lane_mut(origin).queue.insert(at, copy);
        let caught = Caught { id, origin, bytes, time, whence: Whence::Copy(of), stand: Stand::Waits };
        self.tell(caught);
    }

    /// Gives the sockets what may go now.
    pub(super) fn pass_on(&mut self, now: Duration) {
        for origin in [Origin::Initiator, Origin::Responder] {
            let weather = self.weather;
            while let Some(entry) = self.lane_mut(origin).next(now, &weather) {
                self.leave(origin, &entry);
            }
        }
    }

    pub(super) fn leave(&mut self, origin: Origin, entry: &Entry) {
        self.lane_mut(origin).out.extend_from_slice(&entry.bytes);
        self.stands(entry.id, Stand::Passed);
    }

    /// Says that there is a frame.
    pub(super) fn tell(&mut self, caught: Caught) {
        self.news.push_back(News::Frame { conn: self.conn, caught });
    }

    /// Says what became of a frame; what is still untold of it is told like that at once.
    pub(super) fn stands(&mut self, id: u64, stand: Stand) {
        let untold = self.news.iter_mut().find_map(|news| match news {
            News::Frame { caught, .. } if caught.id == id => Some(caught),
            _ => None,
        });
        match untold {
            Some(caught) => caught.stand = stand,
            None => self.news.push_back(News::Stands { conn: self.conn, id, stand }),
        }
    }

    pub(super) const fn next_id(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// The frame as a rule sees it: without anything opened.
    fn packet(&self, (origin, id): (Origin, u64), bytes: &[u8], time: UnixMillis) -> Packet {
        packet((self.conn, id), (origin, self.ends), bytes.to_vec(), time)
    }
}

/// A frame that was caught, as a packet: the dialler sends, the listener answers.
pub(super) fn packet(
    (conn, number): (u64, u64),
    (origin, endpoints): (Origin, Option<Endpoints>),
    bytes: Vec<u8>,
    time: UnixMillis,
) -> Packet {
    let direction = match origin {
        Origin::Initiator => Direction::Sent,
        Origin::Responder => Direction::Received,
    };
    let peer = endpoints.map(|ends| ends.from_to(direction).0.to_string()).unwrap_or_default();
    Packet { number, conn, peer, endpoints, direction, ..Packet::seen(bytes, time) }
}
