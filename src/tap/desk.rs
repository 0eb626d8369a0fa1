//! What the person at the tap has before him: every frame with its number and what became of it.

use core::net::SocketAddr;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::capture::{Endpoints, Packet, PacketStore};
use crate::link::Origin;

use super::errand::{Errand, Intercept, Task};
use super::link::packet;
use super::news::{Caught, News, Stand, Whence};
use super::order::Order;
use super::weather::Weather;

/// Frames of which is known what became of them; of older ones it is not.
const ROWS_MAX: usize = 65_536;

/// All frames and connections, by the numbers that a person sees.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    open: BTreeMap<u64, Endpoints>,
    rows: VecDeque<Row>,
    count: u64,
    held: BTreeSet<u64>,
    /// What is held on its way now.
    intercept: Option<Intercept>,
    /// What was held last.
    before: Option<Intercept>,
    /// What the network is like.
    weather: Weather,
}

/// A frame.
#[derive(Clone, Copy, Debug)]
struct Row {
    number: u64,
    conn: u64,
    id: u64,
    origin: Origin,
    whence: Whence,
    stand: Stand,
}

/// What news come to for a person.
#[derive(Debug)]
pub enum Told {
    /// There is a new packet, and what became of it.
    Packet(Box<Packet>, String),
    /// Something became of a packet that is there.
    Stands(u64, String),
    /// Something about a connection.
    Said(String),
    /// Nothing that matters any more.
    Nothing,
}

impl Desk {
    /// One where the network is like this from the start.
    pub fn under(weather: Weather) -> Self {
        Self { weather, ..Self::default() }
    }

    /// What the network is like, for a title; nothing where it is fair.
    pub fn weather(&self) -> String {
        self.weather.brief()
    }

    /// Takes news in.
    pub fn take(&mut self, news: News) -> Told {
        match news {
            News::Opened { conn, dialler, listener } => {
                self.open.insert(conn, Endpoints { local: dialler, remote: listener });
                Told::Said(format!("link {conn} opened: {dialler} dials, passed on to {listener}"))
            }
            News::NotReached { conn, why } => Told::Said(format!("link {conn} failed: {why}")),
            News::Frame { conn, caught } => self.caught(conn, caught),
            News::Stands { conn, id, stand } => {
                let found = self.rows.iter_mut().rev().find(|row| (row.conn, row.id) == (conn, id));
                let Some(row) = found else { return Told::Nothing };
                row.stand = stand;
                let number = row.number;
                self.hold(number, stand);
                Told::Stands(number, self.told(number))
            }
            News::Holds { conn, intercept } => {
                let link = link_named(conn);
                Told::Said(format!("{link} holds: {}", intercept.as_ref().map_or("nothing", Intercept::told)))
            }
            News::Weather { conn, weather } => {
                self.weather = weather;
                Told::Said(format!("{}: the weather is {}", link_named(conn), weather.told()))
            }
            News::Ended { conn, origin } => {
                let who =
                    self.open.get(&conn).map_or_else(String::new, |ends| writer(*ends, origin).to_string());
                Told::Said(format!("link {conn}: {who} has written its last byte"))
            }
            News::Closed { conn, why } => {
                self.open.remove(&conn);
                let lost = |row: &&mut Row| row.conn == conn && row.stand.is_here();
                for row in self.rows.iter_mut().filter(lost) {
                    row.stand = Stand::Dropped;
                    self.held.remove(&row.number);
                }
                Told::Said(format!("link {conn} closed: {why}"))
            }
        }
    }

    fn caught(&mut self, conn: u64, caught: Caught) -> Told {
        self.count += 1;
        let Caught { id, origin, bytes, time, whence, stand } = caught;
        let number = self.count;
        self.rows.push_back(Row { number, conn, id, origin, whence, stand });
        if self.rows.len() > ROWS_MAX {
            self.rows.pop_front();
        }
        self.hold(number, stand);
        let ends = self.open.get(&conn).copied();
        Told::Packet(Box::new(packet((conn, number), (origin, ends), bytes, time)), self.told(number))
    }

    fn hold(&mut self, number: u64, stand: Stand) {
        if stand == Stand::Held {
            self.held.insert(number);
        } else {
            self.held.remove(&number);
        }
    }

    /// What became of a packet, in a few words; nothing of one that is too old.
    pub fn told(&self, number: u64) -> String {
        let Some(row) = self.row(number) else { return String::new() };
        let of =
            |id| self.number_of(row.conn, id).map_or_else(|| "?".to_owned(), |number| number.to_string());
        let word = row.stand.word();
        match row.whence {
            Whence::Peer => word.to_owned(),
            Whence::Change(id) => format!("{word}, in place of {}", of(id)),
            Whence::Copy(id) => format!("{word}, copy of {}", of(id)),
            Whence::Injected => format!("{word}, injected"),
        }
    }

    /// What became of a packet.
    pub fn stand(&self, number: u64) -> Option<Stand> {
        self.row(number).map(|row| row.stand)
    }

    /// Packets that are held.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// What is held on its way now.
    pub const fn intercept(&self) -> Option<&Intercept> {
        self.intercept.as_ref()
    }

    /// Holds what was held last, or nothing any more.
    pub fn toggled(&self) -> Order {
        let held_before = || self.before.clone().or_else(|| Intercept::parse("").ok());
        Order::Intercept(if self.intercept.is_some() { None } else { held_before() })
    }

    /// Connections that are open: their numbers, who dialled and who listens.
    pub fn links(&self) -> impl Iterator<Item = (u64, SocketAddr, SocketAddr)> {
        self.open.iter().map(|(conn, ends)| (*conn, ends.local, ends.remote))
    }

    /// What has to be done for an order.
    ///
    /// # Errors
    /// Why it cannot be done.
    pub fn errand(&mut self, order: Order, packets: &PacketStore) -> Result<Errand, String> {
        Ok(match order {
            Order::Intercept(intercept) => {
                self.intercept.clone_from(&intercept);
                if intercept.is_some() {
                    self.before.clone_from(&intercept);
                }
                Errand { conn: None, task: Task::Intercept(intercept) }
            }
            Order::Weather(weather) => Errand { conn: None, task: Task::Weather(weather) },
            Order::ResumeAll => Errand { conn: None, task: Task::ReleaseAll },
            Order::Resume(number) => self.with(number, Task::Release)?,
            Order::Drop(number) => self.with(number, Task::Drop)?,
            Order::Edit { packet, at, bytes } => self.with(packet, |id| Task::Edit { id, at, bytes })?,
            Order::Revert(number) => self.with(number, Task::Revert)?,
            Order::Duplicate(number) if self.in_its_place(number).is_some_and(|row| row.stand.is_here()) => {
                self.with(number, Task::Duplicate)?
            }
            Order::Duplicate(number) => self.again(number, None, packets)?,
            Order::Replay { packet, conn } => self.again(packet, conn, packets)?,
            Order::Inject { conn, origin, bytes } => self.injected(conn, origin, bytes)?,
            Order::Cut(conn) => {
                let conn = conn.or_else(|| self.open.keys().next_back().copied());
                let conn = conn.filter(|conn| self.open.contains_key(conn)).ok_or("no such link is open")?;
                Errand { conn: Some(conn), task: Task::Cut }
            }
        })
    }

    /// A task with a frame that is still here.
    fn with(&self, number: u64, task: impl FnOnce(u64) -> Task) -> Result<Errand, String> {
        let row = self.in_its_place(number).ok_or_else(|| format!("there is no packet {number}"))?;
        if !row.stand.is_here() {
            return Err(format!("packet {number} is not here any more: {}", row.stand.word()));
        }
        Ok(Errand { conn: Some(row.conn), task: task(row.id) })
    }

    /// The bytes of a packet once more.
    fn again(&self, number: u64, conn: Option<u64>, packets: &PacketStore) -> Result<Errand, String> {
        let found = packets.row_of(number).and_then(|row| packets.get(row));
        let (row, packet) =
            self.row(number).zip(found).ok_or_else(|| format!("there is no packet {number}"))?;
        self.injected(conn.unwrap_or(row.conn), row.origin, packet.frame.clone())
    }

    fn injected(&self, conn: u64, origin: Origin, bytes: Vec<u8>) -> Result<Errand, String> {
        if !self.open.contains_key(&conn) {
            return Err(format!("link {conn} is not open"));
        }
        Ok(Errand { conn: Some(conn), task: Task::Inject { origin, bytes } })
    }

    /// A packet, or what goes in its place once it was changed, or what that was once it is again.
    fn in_its_place(&self, number: u64) -> Option<&Row> {
        let row = self.row(number)?;
        let written = self.as_written(row);
        if row.stand.is_here() || written.stand.is_here() {
            return Some(if row.stand.is_here() { row } else { written });
        }
        let replaces = |later: &&Row| later.conn == row.conn && later.whence == Whence::Change(row.id);
        match self.rows.iter().rev().find(replaces).filter(|_| row.stand == Stand::Changed) {
            Some(later) => self.in_its_place(later.number),
            None => Some(row),
        }
    }

    /// What a peer wrote where this goes in the place of it.
    fn as_written<'a>(&'a self, row: &'a Row) -> &'a Row {
        let Whence::Change(id) = row.whence else { return row };
        let before = self.rows.iter().rev().find(|before| (before.conn, before.id) == (row.conn, id));
        before.map_or(row, |before| self.as_written(before))
    }

    fn row(&self, number: u64) -> Option<&Row> {
        let first = self.rows.front()?.number;
        self.rows.get(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    fn number_of(&self, conn: u64, id: u64) -> Option<u64> {
        self.rows.iter().rev().find(|row| (row.conn, row.id) == (conn, id)).map(|row| row.number)
    }
}

fn link_named(conn: Option<u64>) -> String {
    conn.map_or_else(|| "the next link".to_owned(), |conn| format!("link {conn}"))
}

const fn writer(ends: Endpoints, origin: Origin) -> SocketAddr {
    match origin {
        Origin::Initiator => ends.local,
        Origin::Responder => ends.remote,
    }
}
