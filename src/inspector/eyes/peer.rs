//! A packet as the other end has it.

use crate::capture::{Endpoints, Packet};
use crate::inspector::Arrival;
use crate::link::Direction;
use crate::wire::{FrameHeader, FrameType, Verdict};

/// The packet as the other end has it: what we sent it has opened, if it arrived, and what it sent is its own. Of a
/// frame that was refused here it knows neither the verdict nor whether it was its own; what it made of a frame of
/// which nothing proves that it arrived is not known here.
pub fn as_peer(packet: &Packet, arrival: Arrival) -> Packet {
    let mut turned = Packet {
        direction: packet.direction.reversed(),
        endpoints: packet.endpoints.map(Endpoints::reversed),
        // Where our direction stood is ours to know, and what we concluded from it.
        expected: None,
        reason: None,
        verdict: Verdict::Sent,
        // So are our notes.
        comment: None,
        ..packet.clone()
    };
    if packet.direction == Direction::Sent {
        if arrival == Arrival::Unknown {
            turned.verdict = Verdict::Seen;
            (turned.inner, turned.kind, turned.key_id) = (None, None, None);
            return turned;
        }
        let header = FrameHeader::from_slice(&packet.frame);
        let is_message = header.is_some_and(|header| header.frame_type == FrameType::Message.byte());
        turned.verdict = if is_message { Verdict::Opened } else { Verdict::Parsed };
    } else if packet.reason.is_some() {
        (turned.inner, turned.kind, turned.key_id) = (None, None, None);
    }
    turned
}

/// What became of the packet at the other end, as far as can be known here.
pub fn peer_verdict(packet: &Packet, arrival: Arrival) -> &'static str {
    let turned = as_peer(packet, arrival).verdict;
    if packet.reason.is_some() || turned == Verdict::Seen { "unknown" } else { turned.name() }
}
