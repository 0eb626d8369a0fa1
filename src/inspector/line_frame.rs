//! Whether a line of net.log is about a frame that was captured.

use crate::capture::Packet;
use crate::wire::Reason;

use super::filter::LogFields;

/// A link; and the epoch and the number within it, if there was a header to say them.
pub type FramePlace = (u64, Option<(u64, u64)>);

/// Where a packet was.
pub fn place_in(packet: &Packet) -> FramePlace {
    (packet.conn, packet.header.map(|header| (header.epoch.0.into(), header.seq.0)))
}

/// Where the frame of a line was; none if the line is about no link.
pub fn place_of(line: &impl LogFields) -> Option<FramePlace> {
    let number = |name| line.value(name)?.parse().ok();
    Some((number("conn")?, number("epoch").zip(number("seq"))))
}

/// Whether a line is about this packet: the same place, and the same that was found out there. A replayed frame has
/// the place of its original, and another verdict.
pub fn is_about(line: &impl LogFields, packet: &Packet) -> bool {
    let is = |name: &str, value: &str| line.value(name) == Some(value);
    let [_, _, event] = line.head();
    place_of(line) == Some(place_in(packet))
        && is("verdict", packet.verdict.name())
        && line.value("reason") == packet.reason.map(Reason::name)
        && match event {
            "frame" => is("dir", packet.direction.name()) && is("type", packet.type_name),
            "reject" => packet.reason.is_some(),
            _ => false,
        }
}

/// Whether a line is about a frame.
pub fn is_of_frame(line: &impl LogFields) -> bool {
    let [_, _, event] = line.head();
    matches!(event, "frame" | "reject")
}

/// Whether a line is about the link of this packet and no frame of it.
pub fn is_of_link(line: &impl LogFields, packet: &Packet) -> bool {
    !is_of_frame(line) && place_of(line).is_some_and(|(conn, _)| conn == packet.conn)
}
