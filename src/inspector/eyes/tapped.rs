//! What a passive listener on the wire records of a frame, and what she makes of it.

use core::net::SocketAddr;

use crate::capture::Packet;
use crate::inspector::clock_text::{clock_text, time_text};
use crate::inspector::dissect::{Dissection, dissect};
use crate::inspector::tree::{Authenticity, Node, Region};
use crate::inspector::value::counted;
use crate::link::Direction;
use crate::wire::{FrameHeader, FrameType, UnixMillis, Verdict};

use super::leak::Leak;

/// A frame as it crossed the wire. There is nothing opened in it, and no way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tapped<'a> {
    /// Counts the frames, from 1.
    pub number: u64,
    /// When it was seen.
    pub time: UnixMillis,
    /// Who wrote it and whom to; `None` where the frame crossed no network.
    pub ends: Option<(SocketAddr, SocketAddr)>,
    /// All of its bytes.
    pub bytes: &'a [u8],
}

/// What a listener's list shows of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TappedRow {
    /// The number of the frame.
    pub number: u64,
    /// When it was seen: `10:42:11.482`, UTC.
    pub time: String,
    /// Address and port of who wrote it.
    pub from: String,
    /// Address and port of whom it is for.
    pub to: String,
    /// The type, which every header says in the clear, or `unknown`.
    pub frame: &'static str,
    /// Its number in its direction, once the header is there.
    pub seq: Option<u64>,
    /// Its key epoch, once the header is there.
    pub epoch: Option<u16>,
    /// Bytes of the frame.
    pub length: usize,
    /// What it gives away, in a few words.
    pub tells: String,
    /// The same where there is room for a word or two.
    pub tells_briefly: String,
}

impl<'a> From<&'a Packet> for Tapped<'a> {
    fn from(packet: &'a Packet) -> Self {
        let ends = packet.endpoints.map(|ends| ends.from_to(packet.direction));
        Self { number: packet.number, time: packet.time, ends, bytes: &packet.frame }
    }
}

impl Tapped<'_> {
    /// Its line in the list.
    pub fn row(&self) -> TappedRow {
        let header = FrameHeader::from_slice(self.bytes);
        let named = |end: fn((SocketAddr, SocketAddr)) -> SocketAddr| {
            self.ends.map_or_else(|| "?".to_owned(), |ends| end(ends).to_string())
        };
        TappedRow {
            number: self.number,
            time: clock_text(self.time),
            from: named(|ends| ends.0),
            to: named(|ends| ends.1),
            frame: self.frame_type().map_or("unknown", FrameType::name),
            seq: header.map(|header| header.seq.0),
            epoch: header.map(|header| header.epoch.0),
            length: self.bytes.len(),
            tells: self.tells(),
            tells_briefly: self.tells_briefly(),
        }
    }

    /// What its type is, if it is a frame of this protocol.
    pub fn frame_type(&self) -> Option<FrameType> {
        FrameHeader::from_slice(self.bytes)?.check_protocol().ok()
    }

    /// What its size says of what is sealed in it.
    pub fn leak(&self) -> Option<Leak> {
        Leak::of(&FrameHeader::from_slice(self.bytes)?)
    }

    /// The tree of its fields, as far as they can be read without a key.
    pub fn dissect(&self) -> Dissection {
        let mut dissection = dissect(&self.packet());
        dissection.checks.list.clear();
        dissection.authenticity = Authenticity::NotVerified;
        for node in &mut dissection.nodes {
            if node.region != Region::Undecoded {
                note(node).clone_into(&mut node.note);
            }
        }
        dissection
    }

    /// When, from where to where and how much, in one line.
    pub fn seen(&self) -> String {
        let TappedRow { from, to, length, .. } = self.row();
        format!("seen {} UTC · {from} → {to} · {}", time_text(self.time), counted(length, "byte"))
    }

    /// The same as a packet of which nothing is known but its bytes.
    pub fn packet(&self) -> Packet {
        let seen = Packet::seen(self.bytes.to_vec(), self.time);
        Packet { number: self.number, direction: Direction::Received, verdict: Verdict::Parsed, ..seen }
    }

    fn tells(&self) -> String {
        match (self.frame_type(), self.leak()) {
            (_, Some(leak)) => leak.words(),
            (Some(FrameType::HandshakeRequest), _) => "it dials; who it is stays sealed".to_owned(),
            (Some(FrameType::HandshakeResponse), _) => "it answers; who it is stays sealed".to_owned(),
            (Some(FrameType::HandshakeFinish), _) => "its identity, sealed".to_owned(),
            (Some(FrameType::Message), None) => "a message of an illegal length".to_owned(),
            (None, None) => "not this protocol".to_owned(),
        }
    }

    fn tells_briefly(&self) -> String {
        match (self.frame_type(), self.leak()) {
            (_, Some(leak)) => leak.brief(),
            (Some(FrameType::HandshakeRequest), _) => "it dials".to_owned(),
            (Some(FrameType::HandshakeResponse), _) => "it answers".to_owned(),
            (Some(FrameType::HandshakeFinish), _) => "who it is".to_owned(),
            (Some(FrameType::Message), None) => "bad length".to_owned(),
            (None, None) => "not ours".to_owned(),
        }
    }
}

/// Beside a line of the tree: what a listener can do with it.
const fn note(node: &Node) -> &'static str {
    match (node.region, node.is_branch()) {
        (Region::Header, true) => "in the clear",
        (Region::Clear, true) => "public values; the exponents never cross",
        (Region::Sealed, false) => "ciphertext: its size is all that shows",
        (Region::Tag, false) => "nobody without the key can check it",
        _ => "",
    }
}
