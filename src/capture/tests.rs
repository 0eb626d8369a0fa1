//! What a ring keeps, and in which order.

use super::{Packet, PacketRing, RingLimits};
use crate::link::Direction;
use crate::wire::{UnixMillis, Verdict};

fn packet(bytes: usize) -> Packet {
    Packet {
        number: 0,
        conn: 1,
        time: UnixMillis(0),
        peer: "bob".to_owned(),
        direction: Direction::Received,
        frame: vec![0; bytes],
        header: None,
        type_name: "message",
        kind: None,
        inner: None,
        verdict: Verdict::Parsed,
        reason: None,
    }
}

/// Sizes pushed, limits (packets, bytes), numbers kept, packets dropped.
type Case = (&'static [usize], (usize, usize), &'static [u64], u64);

const CASES: [Case; 5] = [
    (&[1, 1, 1], (4, 100), &[1, 2, 3], 0),
    (&[1, 1, 1], (2, 100), &[2, 3], 1),
    (&[60, 40, 1], (9, 100), &[2, 3], 1),
    (&[10, 10, 95], (9, 100), &[3], 2),
    (&[500], (9, 100), &[1], 0),
];

#[test]
fn a_ring_forgets_the_oldest_beyond_its_packets_or_bytes() {
    for (sizes, (packets, bytes), kept, dropped) in CASES {
        let mut ring = PacketRing::new(RingLimits { packets, bytes });
        for size in sizes {
            ring.push(packet(*size));
        }
        let (held, lost) = ring.take();
        let numbers: Vec<u64> = held.iter().map(|packet| packet.number).collect();
        assert_eq!(
            (numbers.as_slice(), lost),
            (kept, dropped),
            "{sizes:?} in {packets} packets, {bytes} bytes"
        );
    }
}

#[test]
fn a_ring_that_was_emptied_has_all_its_room_again() {
    let mut ring = PacketRing::new(RingLimits { packets: 9, bytes: 100 });
    ring.push(packet(90));
    assert_eq!(ring.take().0.len(), 1);
    ring.push(packet(50));
    ring.push(packet(50));
    let (held, lost) = ring.take();
    assert_eq!((held.len(), lost), (2, 0), "bytes that were taken count no more");
}
