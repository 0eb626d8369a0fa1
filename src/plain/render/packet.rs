//! The lines of frames, with the field names of net.log.

use std::fmt::Write as _;

use crate::inspector::counted;
use crate::netlog::timestamp;
use crate::node::{Packet, Reason};

use crate::plain::line::Line;

/// The line of a frame, as `/packets on` prints it.
pub fn packet(packet: &Packet) -> Line {
    let header = packet.header;
    let (number, time, dir) = (packet.number, timestamp(packet.time), packet.direction.name());
    let (epoch, seq) = (header.map(|header| header.epoch.0), header.map(|header| header.seq.0));
    let length = header.map(|header| header.length);
    let reason = packet.reason.map(Reason::name);
    let clock = time.get(11..23).unwrap_or_default();
    let mut said = format!("{number} {clock} {dir} peer={} type={}", packet.peer, packet.type_name);
    let optional = [
        ("kind", packet.kind.map(str::to_owned)),
        ("epoch", epoch.map(|epoch| epoch.to_string())),
        ("seq", seq.map(|seq| seq.to_string())),
        ("length", length.map(|length| length.to_string())),
        ("bytes", Some(packet.frame.len().to_string())),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            // Writing to a string cannot fail.
            let _ = write!(said, " {name}={value}");
        }
    }
    let verdict = packet.verdict.name();
    let quote = if verdict.contains(' ') { "\"" } else { "" };
    let _ = write!(said, " verdict={quote}{verdict}{quote}");
    if let Some(reason) = reason {
        let _ = write!(said, " reason={reason}");
    }
    Line::new("packet")
        .say(said)
        .field("number", number)
        .field("time", time)
        .field("dir", dir)
        .field("peer", packet.peer.as_str())
        .field("type", packet.type_name)
        .field("kind", packet.kind)
        .field("epoch", epoch)
        .field("seq", seq)
        .field("length", length)
        .field("bytes", packet.frame.len())
        .field("verdict", packet.verdict.name())
        .field("reason", reason)
}

/// The line of a frame that was refused, printed whether packets are or not.
pub fn rejected(packet: &Packet) -> Option<Line> {
    let reason = packet.reason?;
    let (verdict, number) = (packet.verdict.name(), packet.number);
    let line = Line::new("rejected")
        .say(format!("{}: {verdict}, {} ({reason}), packet {number}", packet.peer, reason.meaning()))
        .field("peer", packet.peer.as_str())
        .field("reason", reason.name())
        .field("verdict", verdict)
        .field("number", number);
    Some(line)
}

/// Packets were forgotten because printing was too slow.
pub fn dropped(count: u64) -> Line {
    let text = format!("not printed, because they came faster: {}", counted(count, "packet"));
    Line::new("note").say(text.as_str()).field("text", text)
}
