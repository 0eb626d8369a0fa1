//! Which frames carried a line of a conversation, and which line a frame is about: read off the frames alone.
//!
//! A line is a text, and a text is named by its stream and its number there (spec section "Delivery"). READY says
//! which streams a link continues, so that a text that goes out again on another link is the same line.

use std::collections::{BTreeMap, HashMap};

use crate::capture::Packet;
use crate::link::Direction;
use crate::wire::{FrameType, Message, Receipt, SegMsgHeader, Verdict, open_inner};

use super::purpose::Purpose;

/// Everything that one peer ever says to one other peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stream {
    /// As READY names it.
    Named([u8; 16]),
    /// That of a link whose READY was not seen here.
    OfLink(u64),
}

/// One line of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineId {
    /// Which way it went.
    pub direction: Direction,
    stream: Stream,
    /// Its number in its stream.
    pub number: u64,
}

impl LineId {
    /// The line that has this number in the stream that READY calls so, whichever link carried it.
    pub const fn in_stream(direction: Direction, stream: [u8; 16], number: u64) -> Self {
        Self { direction, stream: Stream::Named(stream), number }
    }
}

/// What a frame has to do with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It carried the line.
    Carried,
    /// It carried the line once more.
    Again,
    /// It is the first that says that the line has arrived.
    Acked,
    /// It is the first that says that the line was put before a person.
    Shown,
}

/// Whether a frame has arrived at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Something came back that says so.
    Proved,
    /// Nothing did so far.
    Unknown,
}

/// The links and the texts of the frames that were seen and are held.
#[derive(Debug, Default)]
pub struct Trails {
    links: HashMap<u64, Link>,
    streams: HashMap<(Direction, Stream), Track>,
    /// Packets before this one are forgotten.
    oldest: u64,
}

/// The streams that a link continues.
#[derive(Debug, Default)]
struct Link {
    sent: Option<[u8; 16]>,
    received: Option<[u8; 16]>,
    /// Number of its last packet.
    last: u64,
    /// The newest packet of each kind that was sent and asks for an answer.
    asked: HashMap<&'static str, u64>,
    /// The newest packet that was sent and has arrived, as what came back proves: and so have all before it.
    arrived: u64,
}

/// What proves, coming back, that something else had arrived.
const ANSWERS: [(&str, &str); 6] = [
    ("handshake_response", "handshake_request"),
    ("handshake_finish", "handshake_response"),
    ("ready", "handshake_finish"),
    ("rekey_response", "rekey_request"),
    ("rekey_finish", "rekey_response"),
    ("pong", "ping"),
];

/// Packets that are forgotten at once, so that forgetting costs little for each.
const FORGET_STEP: u64 = 1_024;

/// One stream: packets by what they did for it.
#[derive(Debug, Default)]
struct Track {
    /// Those that carried a text, by the number of the text, in order.
    texts: BTreeMap<u64, Vec<u64>>,
    /// Those that say that more has arrived, by the highest number that has.
    acked: BTreeMap<u64, u64>,
    shown: BTreeMap<u64, u64>,
}

impl Trails {
    /// Takes the next packet into account.
    pub fn saw(&mut self, packet: &Packet) {
        if packet.reason.is_some() {
            return;
        }
        let (conn, direction) = (packet.conn, packet.direction);
        let message = message(packet);
        self.links.entry(conn).or_default().saw(packet, message.as_ref());
        let Some(message) = message else { return };
        match self.about(packet, &message) {
            Some((Part::Carried | Part::Again, line)) => {
                self.track(line).texts.entry(line.number).or_default().push(packet.number);
            }
            Some((part, line)) => {
                let track = self.track(line);
                said(&mut track.acked, (line.number, packet.number));
                if part == Part::Shown {
                    said(&mut track.shown, (line.number, packet.number));
                }
                let carried = track.texts.get(&line.number).and_then(|packets| packets.last().copied());
                if let (Message::Receipt(_), Direction::Received, Some(carried)) =
                    (&message, direction, carried)
                {
                    self.links.entry(conn).or_default().proved(carried);
                }
            }
            None => {}
        }
    }

    /// Forgets what was read off packets before this one, now or a little later.
    pub fn forget(&mut self, oldest: u64) {
        if oldest < self.oldest.saturating_add(FORGET_STEP) {
            return;
        }
        self.oldest = oldest;
        self.links.retain(|_, link| link.last >= oldest);
        self.streams.retain(|_, track| {
            track.texts.retain(|_, packets| {
                packets.retain(|packet| *packet >= oldest);
                !packets.is_empty()
            });
            track.acked.retain(|_, packet| *packet >= oldest);
            track.shown.retain(|_, packet| *packet >= oldest);
            !(track.texts.is_empty() && track.acked.is_empty() && track.shown.is_empty())
        });
    }

    /// Whether a frame that was sent has arrived at the other end.
    pub fn arrival(&self, packet: &Packet) -> Arrival {
        match self.links.get(&packet.conn) {
            Some(link) if packet.number <= link.arrived => Arrival::Proved,
            _ => Arrival::Unknown,
        }
    }

    /// The line that was given this number on this link.
    pub fn line(&self, conn: u64, direction: Direction, number: u64) -> LineId {
        let link = self.links.get(&conn);
        let named = link.and_then(|link| match direction {
            Direction::Sent => link.sent,
            Direction::Received => link.received,
        });
        LineId { direction, stream: named.map_or(Stream::OfLink(conn), Stream::Named), number }
    }

    /// The packets that have to do with a line, in the order in which they were seen.
    pub fn frames(&self, line: LineId) -> Vec<(u64, Part)> {
        let Some(track) = self.streams.get(&(line.direction, line.stream)) else { return Vec::new() };
        let carried = track.texts.get(&line.number).into_iter().flatten().enumerate();
        let carried =
            carried.map(|(at, packet)| (*packet, if at == 0 { Part::Carried } else { Part::Again }));
        let first = |said: &BTreeMap<u64, u64>| said.range(line.number..).next().map(|(_, packet)| *packet);
        let told = [(first(&track.acked), Part::Acked), (first(&track.shown), Part::Shown)];
        let told = told.into_iter().filter_map(|(packet, part)| Some((packet?, part)));
        let mut frames: Vec<_> = carried.chain(told).collect();
        frames.sort_by_key(|(packet, _)| *packet);
        frames
    }

    /// What a packet is for.
    pub fn purpose(&self, packet: &Packet) -> Purpose {
        if let Some(reason) = packet.reason {
            return Purpose::Refused(reason);
        }
        let Some(message) = message(packet) else {
            let foreign = SegMsgHeader::from_slice(&packet.frame);
            let is_sealed = packet.type_name == FrameType::Message.name()
                || foreign.is_some_and(|header| header.kind == SegMsgHeader::MESSAGE);
            return if is_sealed { Purpose::Sealed } else { Purpose::Other(packet.type_name) };
        };
        match self.about(packet, &message) {
            Some((Part::Shown, line)) => Purpose::Shows(line),
            Some((Part::Acked, line)) if !matches!(message, Message::Ready(_)) => Purpose::Acks(line),
            Some((Part::Carried | Part::Again, line)) => {
                let track = self.streams.get(&(line.direction, line.stream));
                let first = track.and_then(|track| track.texts.get(&line.number)?.first());
                match first.filter(|first| **first < packet.number) {
                    Some(first) => Purpose::Duplicate(line, *first),
                    None => Purpose::Line(line),
                }
            }
            Some((Part::Acked, _)) | None => Purpose::Other(message.name()),
        }
    }

    /// The line that a message is about, and what it does for it.
    fn about(&self, packet: &Packet, message: &Message) -> Option<(Part, LineId)> {
        let here = |direction, number| self.line(packet.conn, direction, number);
        let back = packet.direction.reversed();
        match message {
            Message::Text(text) => Some((Part::Carried, here(packet.direction, text.number))),
            Message::Receipt(Receipt { state: Receipt::SHOWN, number }) => {
                Some((Part::Shown, here(back, *number)))
            }
            Message::Receipt(Receipt { number, .. }) => Some((Part::Acked, here(back, *number))),
            // It says how far the other stream has come, under the name that this side knew it by.
            Message::Ready(ready) if ready.highest > 0 => {
                let stream = Stream::Named(ready.your_epoch);
                Some((Part::Acked, LineId { direction: back, stream, number: ready.highest }))
            }
            _ => None,
        }
    }

    fn track(&mut self, line: LineId) -> &mut Track {
        self.streams.entry((line.direction, line.stream)).or_default()
    }
}

impl Link {
    /// This packet has arrived, and all before it.
    fn proved(&mut self, number: u64) {
        self.arrived = self.arrived.max(number);
    }

    /// Takes its next packet into account: the streams that READY names, what it asks, or that what it answers had
    /// arrived.
    fn saw(&mut self, packet: &Packet, message: Option<&Message>) {
        self.last = packet.number;
        if let Some(Message::Ready(ready)) = message {
            match packet.direction {
                Direction::Sent => self.sent = Some(ready.outbox_epoch),
                Direction::Received => self.received = Some(ready.outbox_epoch),
            }
        }
        let name = packet.kind.unwrap_or(packet.type_name);
        match packet.direction {
            Direction::Sent if ANSWERS.iter().any(|(_, asks)| *asks == name) => {
                // A second PING before the answer to the first would make that prove too much.
                self.asked.entry(name).or_insert(packet.number);
            }
            Direction::Sent => {}
            // Of a frame that was cut off, or was only seen, nobody has checked who wrote it.
            Direction::Received if message.is_none() && packet.verdict != Verdict::Parsed => {}
            Direction::Received => {
                let asks = ANSWERS.iter().find(|(answer, _)| *answer == name).map(|(_, asks)| *asks);
                if let Some(asked) = asks.and_then(|asks| self.asked.remove(asks)) {
                    self.proved(asked);
                }
            }
        }
    }
}

/// Notes that all up to `number` have come as far as this packet says, unless that was said before.
fn said(said: &mut BTreeMap<u64, u64>, (number, packet): (u64, u64)) {
    if said.range(number..).next().is_none() {
        said.insert(number, packet);
    }
}

/// The message in a packet that was sealed or accepted here.
fn message(packet: &Packet) -> Option<Message> {
    let inner = packet.inner.as_deref().filter(|_| packet.reason.is_none())?;
    open_inner(inner).ok().map(|(_, message)| message)
}

impl Part {
    /// What the packet did, in a word or two.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Carried => "carried",
            Self::Again => "carried again",
            Self::Acked => "acked",
            Self::Shown => "shown",
        }
    }
}
