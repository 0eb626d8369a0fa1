//! What tcpdump would have written of a session: segments with their headers, in a pcap file.

use etherparse::{PacketBuilder, PacketBuilderStep, TcpHeader};
use peerscope::capture::Packet;
use peerscope::link::Direction;

/// One end of a connection in a capture.
#[derive(Clone, Copy)]
pub(crate) enum End {
    Dialler,
    Listener,
}

/// A segment over Ethernet and IPv4, at this offset of the end's stream; its sequence numbers wrap soon.
pub(crate) fn segment(end: End, at: u32, payload: &[u8]) -> Vec<u8> {
    write(headers(end, FIRST.wrapping_add(1).wrapping_add(at)).ack(FIRST + 1), payload)
}

/// The segment with which an end begins.
pub(crate) fn syn(end: End) -> Vec<u8> {
    syn_with(end, &[])
}

/// The same with bytes of the stream in it (RFC 7413).
pub(crate) fn syn_with(end: End, payload: &[u8]) -> Vec<u8> {
    let headers = headers(end, FIRST).syn();
    write(if matches!(end, End::Listener) { headers.ack(FIRST + 1) } else { headers }, payload)
}

/// The number of the first segment of an end.
const FIRST: u32 = 0xffff_ff00;

fn headers(end: End, seq: u32) -> PacketBuilderStep<TcpHeader> {
    let (from, to, ports) = match end {
        End::Dialler => ([10, 0, 0, 1], [10, 0, 0, 2], (40_000, 5_000)),
        End::Listener => ([10, 0, 0, 2], [10, 0, 0, 1], (5_000, 40_000)),
    };
    let headers = PacketBuilder::ethernet2([2; 6], [4; 6]).ipv4(from, to, 64);
    headers.tcp(ports.0, ports.1, seq, 65_535)
}

fn write(headers: PacketBuilderStep<TcpHeader>, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    headers.write(&mut bytes, payload).unwrap();
    bytes
}

/// The segments of a session as its dialler saw it, each frame cut into pieces of this many bytes.
pub(crate) fn session(packets: &[Packet], piece: usize) -> Vec<Vec<u8>> {
    let mut segments = vec![syn(End::Dialler), syn(End::Listener)];
    let (mut forth, mut back) = (0_u32, 0_u32);
    for packet in packets {
        let (end, at) = match packet.direction {
            Direction::Sent => (End::Dialler, &mut forth),
            Direction::Received => (End::Listener, &mut back),
        };
        for part in packet.frame.chunks(piece) {
            segments.push(segment(end, *at, part));
            *at += u32::try_from(part.len()).unwrap();
        }
    }
    segments
}
