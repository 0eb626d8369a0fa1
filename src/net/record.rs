//! What the link saw, for the person and for net.log: one packet and one line from each observation.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use crate::admission::Note;
use crate::capture::{Endpoints, Packet, PacketRing, RingLimits};
use crate::protocol::Observation;
use crate::text::hex;
use crate::wire::Reason;

use super::copies::Copies;

/// What may wait for whoever shows packets.
const RING: RingLimits = RingLimits { packets: 4_096, bytes: 16 * 1024 * 1024 };
/// Frames up to this size stand in net.log whole; longer ones as their SHA-256.
const LOGGED_BYTES_MAX: usize = 512;

#[derive(Debug)]
struct Ring {
    packets: Mutex<PacketRing>,
    ready: Notify,
}

/// The writing end: every link has a copy. Never waits.
#[derive(Clone, Debug)]
pub struct PacketTap {
    ring: Arc<Ring>,
    whole: LogFrames,
    strangers: Note,
    endpoints: Option<Endpoints>,
    copies: Option<Copies>,
}

/// Whether the peer has proved who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// It has not. The node writes of the refusal when the link ends, so that a flood makes few lines.
    Handshake,
    /// It has.
    Data,
}

/// How much of a long frame goes to net.log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFrames {
    /// Its SHA-256.
    #[default]
    Short,
    /// All of it.
    Whole,
}

/// The reading end: whoever shows or saves packets.
#[derive(Debug)]
pub struct PacketWatch(Arc<Ring>);

/// A lossy, bounded channel for packets: a slow reader loses the oldest, a link never waits.
pub fn packet_channel(whole: LogFrames) -> (PacketTap, PacketWatch) {
    let ring = Arc::new(Ring { packets: Mutex::new(PacketRing::new(RING)), ready: Notify::new() });
    let tap = PacketTap { ring: ring.clone(), whole, strangers: Note::Write, endpoints: None, copies: None };
    (tap, PacketWatch(ring))
}

impl PacketWatch {
    /// Waits until there are packets; gives them with the number dropped so far.
    pub async fn next(&self) -> (Vec<Packet>, u64) {
        loop {
            let ready = self.0.ready.notified();
            let (packets, dropped) = self.0.packets.lock().unwrap_or_else(PoisonError::into_inner).take();
            if !packets.is_empty() {
                return (packets, dropped);
            }
            ready.await;
        }
    }
}

impl PacketTap {
    /// The same for a link whose handshake gets lines, or none.
    #[must_use]
    pub fn noting(self, strangers: Note) -> Self {
        Self { strangers, ..self }
    }

    /// The same with a second reader.
    #[must_use]
    pub fn copied_to(self, copies: Option<Copies>) -> Self {
        Self { copies, ..self }
    }

    /// The same for a link between these two ends.
    #[must_use]
    pub(super) fn between(self, endpoints: Option<Endpoints>) -> Self {
        Self { endpoints, ..self }
    }

    /// Records one observation: a packet on the ring and a line in net.log.
    pub(super) fn record(&self, (conn, peer): (u64, &str), phase: Phase, observation: Observation) {
        self.log((conn, peer), phase, &observation);
        let packet = Packet {
            // The ring counts, so that numbers are in order over all links.
            number: 0,
            conn,
            time: observation.at.wall,
            peer: peer.to_owned(),
            endpoints: self.endpoints,
            direction: observation.direction,
            type_name: observation.type_name(),
            kind: observation.kind_name(),
            header: observation.header,
            verdict: observation.verdict,
            reason: observation.reason,
            comment: None,
            frame: observation.frame,
            expected: observation.expected,
            key_id: observation.opened.as_ref().map(|opened| opened.key_id),
            inner: observation.opened.map(|opened| opened.inner),
        };
        let copy = self.copies.as_ref().map(|copies| (copies, packet.clone()));
        let mut packets = self.ring.packets.lock().unwrap_or_else(PoisonError::into_inner);
        let number = packets.push(packet);
        // Within the lock, so that the second reader gets them in the order of their numbers.
        if let Some((copies, copy)) = copy {
            copies.put(Packet { number, ..copy });
        }
        drop(packets);
        self.ring.ready.notify_one();
    }

    fn log(&self, (conn, peer): (u64, &str), phase: Phase, observation: &Observation) {
        if let Some(reason) = observation.reason.filter(|_| phase == Phase::Data) {
            tracing::warn!(
                conn,
                peer,
                phase = "data",
                reason = reason.name(),
                verdict = observation.verdict.name(),
                epoch = observation.header.map(|header| header.epoch.0),
                seq = observation.header.map(|header| header.seq.0),
                "reject"
            );
        }
        let is_counted = phase == Phase::Handshake && self.strangers == Note::Counted;
        if is_counted || !tracing::enabled!(tracing::Level::DEBUG) {
            return;
        }
        let (bytes, sha256) = if observation.frame.len() <= LOGGED_BYTES_MAX || self.whole == LogFrames::Whole
        {
            (Some(hex(&observation.frame).to_string()), None)
        } else {
            (None, Some(hex(&observation.digest()).to_string()))
        };
        let header = observation.header;
        tracing::debug!(
            name: "frame",
            conn,
            peer,
            dir = observation.direction.name(),
            r#type = observation.type_name(),
            kind = observation.kind_name(),
            epoch = header.map(|header| header.epoch.0),
            seq = header.map(|header| header.seq.0),
            length = header.map(|header| header.length),
            verdict = observation.verdict.name(),
            reason = observation.reason.map(Reason::name),
            bytes,
            sha256,
            "frame"
        );
    }
}
