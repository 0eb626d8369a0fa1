//! The leak meter: who talks to whom, when, and how much, from frames that nobody has opened.

use core::net::SocketAddr;

use crate::wire::{FrameType, UnixMillis};

use super::tapped::Tapped;

/// Connections that a meter tells apart; what comes after them it only counts.
const LINKS_MAX: usize = 64;

/// Frames and their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Frames.
    pub frames: usize,
    /// Their bytes.
    pub bytes: usize,
}

/// A connection as a listener sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkSeen {
    /// Who dialled, if the request was seen; else who wrote first.
    pub from: SocketAddr,
    /// The other end.
    pub to: SocketAddr,
    /// Whether the request was seen.
    pub is_dial: bool,
    /// The first frame.
    pub first: UnixMillis,
    /// The last frame.
    pub last: UnixMillis,
    /// From the one to the other.
    pub there: Traffic,
    /// And back.
    pub back: Traffic,
}

/// What a row of frames gives away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meter {
    /// The connections in the order of their first frames.
    pub links: Vec<LinkSeen>,
    /// Sealed messages.
    pub messages: usize,
    /// Bytes that people said in them at most, if every one that may be a text is one.
    pub said_most: usize,
    /// Frames of connections beyond those that are told apart.
    pub others: usize,
}

impl Meter {
    /// What these frames give away; they come in the order of their times.
    pub fn of<'a>(frames: impl IntoIterator<Item = Tapped<'a>>) -> Self {
        let mut meter = Self::default();
        for tapped in frames {
            meter.count(&tapped);
        }
        meter
    }

    fn count(&mut self, tapped: &Tapped<'_>) {
        if let Some(leak) = tapped.leak() {
            self.messages += 1;
            self.said_most += leak.text.map_or(0, |text| *text.end());
        }
        let Some((from, to)) = tapped.ends else { return };
        let known = |link: &LinkSeen| [(link.from, link.to), (link.to, link.from)].contains(&(from, to));
        let at = self.links.iter().position(known).or_else(|| {
            let has_room = self.links.len() < LINKS_MAX;
            has_room.then(|| {
                self.links.push(LinkSeen::new((from, to), tapped.time));
                self.links.len() - 1
            })
        });
        match at.and_then(|at| self.links.get_mut(at)) {
            Some(link) => link.count((from, to), tapped),
            None => self.others += 1,
        }
    }
}

impl LinkSeen {
    const fn new((from, to): (SocketAddr, SocketAddr), time: UnixMillis) -> Self {
        let none = Traffic { frames: 0, bytes: 0 };
        Self { from, to, is_dial: false, first: time, last: time, there: none, back: none }
    }

    fn count(&mut self, (from, to): (SocketAddr, SocketAddr), tapped: &Tapped<'_>) {
        if tapped.frame_type() == Some(FrameType::HandshakeRequest) && !self.is_dial {
            if self.from != from {
                (self.there, self.back) = (self.back, self.there);
            }
            (self.from, self.to, self.is_dial) = (from, to, true);
        }
        self.last = self.last.max(tapped.time);
        let traffic = if self.from == from { &mut self.there } else { &mut self.back };
        traffic.frames += 1;
        traffic.bytes += tapped.bytes.len();
    }
}
