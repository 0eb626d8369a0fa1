//! The tags in front of a frame (`epan/exported_pdu.h` of Wireshark): who dissects it, and between whom it went.

use core::net::{IpAddr, SocketAddr};

use super::write::Bodies;
use crate::capture::{Endpoints, Packet};
use crate::link::Direction;
use crate::wire::UnixMillis;

/// The dissector's name.
const DISSECTOR: &[u8] = b"peerscope";
/// In front of opened bytes in their tag, which is none of Wireshark's.
const OPENED_NAME: &[u8] = b"peerscope.opened\0";
/// Opened bytes in one tag.
const OPENED_CHUNK: usize = 32 * 1024;
/// The number that Wireshark gives to TCP.
const PORT_TYPE_TCP: u32 = 2;

/// Numbers of tags.
mod tag {
    pub(super) const END: u16 = 0;
    pub(super) const DISSECTOR_NAME: u16 = 12;
    pub(super) const IPV4_SRC: u16 = 20;
    pub(super) const IPV4_DST: u16 = 21;
    pub(super) const IPV6_SRC: u16 = 22;
    pub(super) const IPV6_DST: u16 = 23;
    pub(super) const PORT_TYPE: u16 = 24;
    pub(super) const SRC_PORT: u16 = 25;
    pub(super) const DST_PORT: u16 = 26;
    pub(super) const P2P_DIRECTION: u16 = 35;
    /// Ours: Wireshark shows it as an unknown tag with its bytes.
    pub(super) const OPENED: u16 = 0x7073;
}

/// The tags of a packet, and its frame.
pub(super) fn encode(packet: &Packet, bodies: Bodies) -> Vec<u8> {
    let mut out = Vec::with_capacity(packet.frame.len() + 96);
    put(&mut out, tag::DISSECTOR_NAME, &[DISSECTOR]);
    if let Some((from, to)) = packet.endpoints.map(|ends| ends.from_to(packet.direction)) {
        put_address(&mut out, from.ip(), (tag::IPV4_SRC, tag::IPV6_SRC));
        put_address(&mut out, to.ip(), (tag::IPV4_DST, tag::IPV6_DST));
        put(&mut out, tag::PORT_TYPE, &[&PORT_TYPE_TCP.to_be_bytes()]);
        put(&mut out, tag::SRC_PORT, &[&u32::from(from.port()).to_be_bytes()]);
        put(&mut out, tag::DST_PORT, &[&u32::from(to.port()).to_be_bytes()]);
    }
    let received = u32::from(packet.direction == Direction::Received);
    put(&mut out, tag::P2P_DIRECTION, &[&received.to_be_bytes()]);
    let opened = packet.inner.as_deref().filter(|_| bodies == Bodies::Opened);
    for chunk in opened.unwrap_or_default().chunks(OPENED_CHUNK) {
        put(&mut out, tag::OPENED, &[OPENED_NAME, chunk]);
    }
    put(&mut out, tag::END, &[]);
    out.extend_from_slice(&packet.frame);
    out
}

/// Appends a tag. The length of the dissector's name counts its zeros, as Wireshark writes it; that of opened bytes is
/// exact, and Wireshark reads on behind it at once.
fn put(out: &mut Vec<u8>, number: u16, parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let padded = if number == tag::OPENED { length } else { length.next_multiple_of(4) };
    out.extend_from_slice(&number.to_be_bytes());
    out.extend_from_slice(&u16::try_from(padded).unwrap_or(u16::MAX).to_be_bytes());
    for part in parts {
        out.extend_from_slice(part);
    }
    out.resize(out.len() + (padded - length), 0);
}

fn put_address(out: &mut Vec<u8>, address: IpAddr, (v4, v6): (u16, u16)) {
    match address.to_canonical() {
        IpAddr::V4(address) => put(out, v4, &[&address.octets()]),
        IpAddr::V6(address) => put(out, v6, &[&address.octets()]),
    }
}

/// The packet in these bytes, as far as the tags tell: its comment says more. None if it is for another dissector.
pub(super) fn decode(bytes: &[u8], time: UnixMillis) -> Option<Packet> {
    let mut found = Found::default();
    let mut rest = bytes;
    let frame = loop {
        let (number, value, behind) = take(rest)?;
        rest = behind;
        match number {
            tag::END => break rest,
            tag::DISSECTOR_NAME => {
                found.is_ours = value.strip_prefix(DISSECTOR)?.iter().all(|byte| *byte == 0);
            }
            tag::IPV4_SRC | tag::IPV6_SRC => found.from = address(value),
            tag::IPV4_DST | tag::IPV6_DST => found.to = address(value),
            tag::SRC_PORT => found.from_port = port(value),
            tag::DST_PORT => found.to_port = port(value),
            tag::P2P_DIRECTION if value.last() == Some(&1) => found.direction = Some(Direction::Received),
            tag::OPENED => found.opened.extend_from_slice(value.strip_prefix(OPENED_NAME)?),
            _ => {}
        }
    };
    found.is_ours.then(|| found.packet(frame, time))
}

#[derive(Default)]
struct Found {
    is_ours: bool,
    direction: Option<Direction>,
    from: Option<IpAddr>,
    to: Option<IpAddr>,
    from_port: u16,
    to_port: u16,
    opened: Vec<u8>,
}

impl Found {
    fn packet(self, frame: &[u8], time: UnixMillis) -> Packet {
        let from = self.from.map(|ip| SocketAddr::new(ip, self.from_port));
        let to = self.to.map(|ip| SocketAddr::new(ip, self.to_port));
        let direction = self.direction.unwrap_or(Direction::Sent);
        let endpoints = from.zip(to).map(|(from, to)| match direction {
            Direction::Sent => Endpoints { local: from, remote: to },
            Direction::Received => Endpoints { local: to, remote: from },
        });
        let inner = Some(self.opened).filter(|opened| !opened.is_empty());
        Packet { endpoints, direction, inner, ..Packet::seen(frame.to_vec(), time) }
    }
}

/// The first tag, its value, and what stands behind it.
fn take(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (value, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
    Some((u16::from_be_bytes(*number), value, rest))
}

fn address(value: &[u8]) -> Option<IpAddr> {
    match value.len() {
        4 => value.first_chunk::<4>().map(|octets| IpAddr::from(*octets)),
        _ => value.first_chunk::<16>().map(|octets| IpAddr::from(*octets)),
    }
}

fn port(value: &[u8]) -> u16 {
    value.last_chunk().map_or(0, |port| u16::from_be_bytes(*port))
}
