//! All TCP connections of a capture.

use core::net::SocketAddr;
use std::collections::{HashMap, VecDeque};

use super::frames::Frames;
use super::segment::{Segment, Step};
use super::stream::{Piece, Stream};
use crate::capture::{Endpoints, Packet};
use crate::link::Direction;
use crate::wire::UnixMillis;

/// Connections that are followed at once; the oldest goes for a new one.
const FLOWS_MAX: usize = 1_024;
/// Gaps that are named; of more the first ones say enough.
const GAPS_MAX: usize = 16;

/// Bytes of a stream that are not in the capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which link.
    pub conn: u64,
    /// Which way they went.
    pub direction: Direction,
    /// Bytes of the stream before them.
    pub at: u64,
    /// How many are missing.
    pub bytes: u64,
}

/// The connections, by the lower and the higher of their endpoints.
#[derive(Debug, Default)]
pub(in crate::capture) struct Flows {
    open: HashMap<(SocketAddr, SocketAddr), Flow>,
    /// The oldest first.
    order: VecDeque<(SocketAddr, SocketAddr)>,
    /// Connections seen so far.
    count: u64,
    /// What is missing, as far as it is named.
    pub(in crate::capture) gaps: Vec<Gap>,
    /// Bytes that are missing.
    pub(in crate::capture) missing: u64,
}

#[derive(Debug)]
struct Flow {
    conn: u64,
    endpoints: Endpoints,
    forth: Lane,
    back: Lane,
    /// The time of its last segment.
    time: UnixMillis,
}

#[derive(Debug)]
struct Lane {
    direction: Direction,
    stream: Stream,
    frames: Frames,
}

impl Flows {
    /// Takes a segment in, and gives the frames that are whole now.
    pub(in crate::capture) fn push(&mut self, segment: &Segment<'_>, time: UnixMillis) -> Vec<Packet> {
        let key = (segment.from.min(segment.to), segment.from.max(segment.to));
        let mut packets = Vec::new();
        if segment.step == Step::Syn {
            // The same ports again are another connection.
            packets = self.end(key);
        }
        if !self.open.contains_key(&key) {
            if self.order.len() >= FLOWS_MAX
                && let Some(oldest) = self.order.front().copied()
            {
                packets.extend(self.end(oldest));
            }
            self.count += 1;
            self.order.push_back(key);
            self.open.insert(key, Flow::new(self.count, segment));
        }
        let Some(flow) = self.open.get_mut(&key) else { return packets };
        flow.time = time;
        let (conn, endpoints) = (flow.conn, flow.endpoints);
        let lane = if segment.from == endpoints.local { &mut flow.forth } else { &mut flow.back };
        let opens = matches!(segment.step, Step::Syn | Step::SynAck);
        // SYN has a number of its own, before that of the first byte.
        let seq = segment.seq.wrapping_add(u32::from(opens));
        // What answers a call again, or pretends to, moves no stream that runs.
        if opens && lane.stream.begin(seq) {
            lane.frames = Frames::from_the_start();
        }
        let mut pieces = lane.stream.push(seq, segment.payload);
        if segment.step == Step::End {
            pieces.extend(lane.stream.finish());
        }
        let (frames, gaps) = lane.take(pieces, conn);
        let direction = lane.direction;
        self.note(gaps);
        packets.extend(frames.into_iter().map(|frame| packet(frame, (conn, endpoints), direction, time)));
        packets
    }

    /// Nothing more comes: what was begun is given as it is.
    pub(in crate::capture) fn finish(&mut self) -> Vec<Packet> {
        let mut packets = Vec::new();
        while let Some(key) = self.order.front().copied() {
            packets.extend(self.end(key));
        }
        packets
    }

    fn end(&mut self, key: (SocketAddr, SocketAddr)) -> Vec<Packet> {
        let Some(mut flow) = self.open.remove(&key) else { return Vec::new() };
        self.order.retain(|other| *other != key);
        let mut packets = Vec::new();
        for lane in [&mut flow.forth, &mut flow.back] {
            let pieces = lane.stream.finish();
            let (mut frames, gaps) = lane.take(pieces, flow.conn);
            frames.extend(lane.frames.interrupt());
            self.note(gaps);
            let link = (flow.conn, flow.endpoints);
            packets.extend(frames.into_iter().map(|frame| packet(frame, link, lane.direction, flow.time)));
        }
        packets
    }

    fn note(&mut self, gaps: Vec<Gap>) {
        for gap in gaps {
            self.missing = self.missing.saturating_add(gap.bytes);
            if self.gaps.len() < GAPS_MAX {
                self.gaps.push(gap);
            }
        }
    }
}

impl Flow {
    /// Who sends first is taken for the one who dialled, unless the segment answers a call.
    fn new(conn: u64, segment: &Segment<'_>) -> Self {
        let (local, remote) = match segment.step {
            Step::SynAck => (segment.to, segment.from),
            Step::Syn | Step::Data | Step::End => (segment.from, segment.to),
        };
        let lane = |direction| Lane { direction, stream: Stream::default(), frames: Frames::from_anywhere() };
        Self {
            conn,
            endpoints: Endpoints { local, remote },
            forth: lane(Direction::Sent),
            back: lane(Direction::Received),
            time: UnixMillis(0),
        }
    }
}

impl Lane {
    fn take(&mut self, pieces: Vec<Piece>, conn: u64) -> (Vec<Vec<u8>>, Vec<Gap>) {
        let (mut frames, mut gaps) = (Vec::new(), Vec::new());
        let mut at = self.stream.offset.saturating_sub(pieces.iter().map(Piece::length).sum());
        for piece in pieces {
            let length = piece.length();
            match piece {
                Piece::Bytes(bytes) => frames.extend(self.frames.push(&bytes)),
                Piece::Gap(bytes) => {
                    if self.frames.is_ours() {
                        gaps.push(Gap { conn, direction: self.direction, at, bytes });
                    }
                    frames.extend(self.frames.interrupt());
                }
            }
            at = at.saturating_add(length);
        }
        (frames, gaps)
    }
}

fn packet(
    frame: Vec<u8>,
    (conn, endpoints): (u64, Endpoints),
    direction: Direction,
    time: UnixMillis,
) -> Packet {
    let peer = endpoints.remote.to_string();
    Packet { conn, peer, endpoints: Some(endpoints), direction, ..Packet::seen(frame, time) }
}
