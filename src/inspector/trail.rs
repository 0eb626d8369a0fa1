//! Which frames carried a line of a conversation, and which line a frame is about: read off the frames alone.
//!
//! A line is a text, and a text is named by its stream and its number there (spec section "Delivery"). READY says
//! which streams a link continues, so that a text that goes out again on another link is the same line.

use core::fmt;
use std::collections::{BTreeMap, HashMap};

use crate::capture::Packet;
use crate::link::Direction;
use crate::wire::{FrameType, Message, Reason, Receipt, SegMsgHeader, open_inner};

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

/// What a frame is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It carries a line for the first time.
    Line(LineId),
    /// It carries a line that the packet of this number carried before.
    Duplicate(LineId, u64),
    /// It says that all lines up to this one have arrived.
    Acks(LineId),
    /// It says that all lines up to this one were put before a person.
    Shows(LineId),
    /// It carries no line, and this is what it is.
    Other(&'static str),
    /// It was refused, for this reason.
    Refused(Reason),
    /// It is sealed, and was not opened here.
    Sealed,
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
}

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
        let Some(message) = message(packet) else { return };
        let (conn, direction) = (packet.conn, packet.direction);
        if let Message::Ready(ready) = &message {
            let link = self.links.entry(conn).or_default();
            match direction {
                Direction::Sent => link.sent = Some(ready.outbox_epoch),
                Direction::Received => link.received = Some(ready.outbox_epoch),
            }
        }
        if let Some(link) = self.links.get_mut(&conn) {
            link.last = packet.number;
        }
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

impl Purpose {
    /// The line it is about: of a receipt, the newest that it covers.
    pub const fn line(self) -> Option<LineId> {
        match self {
            Self::Line(line) | Self::Duplicate(line, _) | Self::Acks(line) | Self::Shows(line) => Some(line),
            Self::Other(_) | Self::Refused(_) | Self::Sealed => None,
        }
    }
}

impl fmt::Display for Purpose {
    /// `carries text 7`, `receipt: texts up to 7 have arrived`, `rekey_request, no line`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "carries text {}", line.number),
            Self::Duplicate(line, first) => {
                write!(f, "carries text {} again, a duplicate of packet {first}", line.number)
            }
            Self::Acks(line) => write!(f, "receipt: texts up to {} have arrived", line.number),
            Self::Shows(line) => write!(f, "receipt: texts up to {} were shown", line.number),
            Self::Other(what) => write!(f, "{what}, carries no text"),
            Self::Refused(reason) => write!(f, "refused, {reason}: nothing in it counts"),
            Self::Sealed => f.write_str("sealed, and not opened here"),
        }
    }
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
