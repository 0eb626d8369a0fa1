//! What a ring and a store keep, and in which order.

use super::{Endpoints, Packet, PacketRing, PacketStore, RingLimits, Veil};
use crate::link::Direction;
use crate::wire::{Message, Reason, UnixMillis, Verdict};

fn packet(bytes: usize) -> Packet {
    Packet {
        number: 0,
        conn: 1,
        time: UnixMillis(0),
        peer: "bob".to_owned(),
        endpoints: None,
        direction: Direction::Received,
        frame: vec![0; bytes],
        header: None,
        type_name: "message",
        kind: None,
        expected: None,
        key_id: None,
        inner: None,
        verdict: Verdict::Parsed,
        reason: None,
        comment: None,
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

#[test]
fn a_veil_gives_everybody_the_same_pseudonym_again_and_strangers_none_of_their_own() {
    let mut veil = Veil::default();
    for at in 0..60 {
        veil.learn_peer(&format!("label {at}"));
    }
    let names = [(0, "peer A"), (25, "peer Z"), (26, "peer AA"), (53, "peer BB"), (0, "peer A")];
    for (at, name) in names {
        assert_eq!(veil.peer(&format!("label {at}")), name);
    }
    assert_eq!(veil.peer("127.0.0.1:5000"), "a stranger");
}

#[test]
fn a_veiled_packet_keeps_its_bytes_and_names_nobody() {
    let ends = Endpoints {
        local: "192.168.1.5:5000".parse().unwrap(),
        remote: "192.168.1.6:40000".parse().unwrap(),
    };
    let packet = Packet { endpoints: Some(ends), inner: Some(b"said".to_vec()), ..packet(100) };
    let mut veil = Veil::default();
    veil.learn(&packet);
    let veiled = veil.packet(&packet);
    assert_eq!((veiled.peer.as_str(), &veiled.inner, &veiled.frame), ("peer A", &None, &packet.frame));
    let Endpoints { local, remote } = veiled.endpoints.unwrap();
    assert_eq!(
        (local.to_string(), remote.to_string()),
        ("[2001:db8::1]:1".to_owned(), "[2001:db8::2]:1".to_owned())
    );
}

fn numbered(number: u64, bytes: usize) -> Packet {
    Packet { number, ..packet(bytes) }
}

/// What a packet with a frame of `bytes` takes in a store.
fn cost(bytes: usize) -> usize {
    let mut store = PacketStore::default();
    store.push(numbered(1, bytes));
    store.bytes()
}

#[test]
fn a_store_forgets_the_oldest_beyond_its_bytes_and_counts_them() {
    let room = 3_000;
    let mut store = PacketStore::new(room * cost(100));
    for number in 1..=10_000_u64 {
        store.push(numbered(number, 100));
        let held = usize::try_from(number).unwrap().min(room);
        assert_eq!((store.len(), store.bytes()), (held, held * cost(100)));
        assert_eq!(store.forgotten(), number - u64::try_from(held).unwrap());
    }
    store.push(numbered(10_001, room * cost(100)));
    assert_eq!((store.len(), store.forgotten()), (1, 10_000), "the newest stays even if it fills the store");
    assert_eq!(store.get(0).map(|packet| packet.number), Some(10_001));
}

#[test]
fn a_row_is_found_by_its_number_and_a_number_by_its_row() {
    let mut store = PacketStore::new(2_500 * cost(10));
    // Numbers that the ring lost on the way are missing.
    let numbers: Vec<u64> = (1..9_000).filter(|number| number % 7 != 3).collect();
    store.extend(numbers.iter().map(|number| numbered(*number, 10)), 1_286);
    assert_eq!((store.len(), store.lost()), (2_500, 1_286));
    let held = &numbers[numbers.len() - 2_500..];
    for (row, number) in held.iter().enumerate() {
        assert_eq!(store.get(row).map(|packet| packet.number), Some(*number));
        assert_eq!(store.row_of(*number), Some(row));
    }
    assert_eq!(store.get(2_500).map(|packet| packet.number), None);
    for gone in [0, 1, 8_998 / 7 * 7 + 3, 9_999] {
        assert_eq!(store.row_of(gone), None, "{gone}");
    }
    for rows in [0..0, 0..3, 1_020..1_030, 2_490..9_999, 7_000..8_000] {
        let window: Vec<u64> = store.window(rows.clone()).map(|packet| packet.number).collect();
        assert_eq!(window, held[rows.start.min(2_500)..rows.end.min(2_500)], "{rows:?}");
    }
    store.clear();
    assert!(store.is_empty() && store.bytes() == 0 && store.get(0).is_none());
}

/// A frame of the content of a file.
fn chunk(number: u64, bytes: usize) -> Packet {
    Packet { kind: Some("file_chunk"), verdict: Verdict::Opened, ..numbered(number, bytes) }
}

fn numbers(store: &PacketStore) -> Vec<u64> {
    store.window(0..usize::MAX).map(|packet| packet.number).collect()
}

#[test]
fn what_moves_a_file_is_bulk_unless_it_was_refused() {
    let kind = |kind, verdict| Packet { kind: Some(kind), verdict, ..packet(1) };
    for name in ["file_chunk", "file_progress"] {
        assert!(Message::NAMES.iter().any(|(_, known)| *known == name), "{name} is a message");
        assert!(kind(name, Verdict::Opened).is_bulk() && kind(name, Verdict::Sent).is_bulk(), "{name}");
        assert!(
            !kind(name, Verdict::Malformed).is_bulk() && !kind(name, Verdict::CutOff).is_bulk(),
            "{name}"
        );
        let refused = Packet { reason: Some(Reason::Truncated), ..kind(name, Verdict::Opened) };
        assert!(!refused.is_bulk(), "{name}");
    }
    assert!(!kind("file_offer", Verdict::Opened).is_bulk() && !kind("text", Verdict::Sent).is_bulk());
}

#[test]
fn a_file_takes_no_other_packet_out_of_a_store_while_there_is_room_without_it() {
    let room = 3_000;
    let mut store = PacketStore::new(room * cost(10));
    for number in 1..=20_000 {
        let is_text = number % 10 == 0 && number <= 15_000;
        store.push(if is_text { numbered(number, 10) } else { chunk(number, 10) });
        assert!(store.bytes() <= room * cost(10));
    }
    let texts: Vec<u64> = (1..=1_500).map(|text| text * 10).collect();
    let newest = 18_501..=20_000;
    let held: Vec<u64> = texts.into_iter().chain(newest).collect();
    assert!(numbers(&store) == held);
    assert_eq!((store.len(), store.forgotten()), (room, 17_000));
    let back: Vec<u64> = store.window(0..room).rev().map(|packet| packet.number).collect();
    assert!(back.iter().rev().eq(&held), "the same from the end");
    for (row, number) in held.iter().enumerate() {
        assert_eq!(store.get(row).map(|packet| packet.number), Some(*number));
        assert_eq!(
            (store.row_of(*number), store.first_from(number - 1)),
            (Some(row), row - usize::from(row > 1_500))
        );
    }
    assert_eq!((store.row_of(11), store.row_of(u64::MAX), store.get(room).is_none()), (None, None, true));
    // Texts that need the room get it, but for the part that the newest of the file keep.
    store.extend((20_001..=30_000).map(|number| numbered(number, 10)), 0);
    let left = store.window(0..room).filter(|packet| packet.is_bulk()).count();
    assert_eq!((left, store.len()), (0, room), "what is older than every text goes with the oldest");
    store.extend((30_001..=30_900).map(|number| chunk(number, 10)), 0);
    assert_eq!(store.window(0..room).filter(|packet| packet.is_bulk()).count(), room / 4);
}

#[test]
fn what_a_person_marked_or_wrote_beside_outlives_the_file_it_is_of() {
    let mut store = PacketStore::new(3_000 * cost(10));
    store.extend(
        (1..=2_500).map(|number| if number % 2 == 0 { chunk(number, 10) } else { numbered(number, 10) }),
        0,
    );
    store.spare([4, 1_000]);
    assert!(store.comment(600, Some("this one")));
    store.extend((2_501..=20_000).map(|number| chunk(number, 10)), 0);
    let rest = (1..=2_500).filter(|number| number % 2 == 1 || [4, 600, 1_000].contains(number));
    let held: Vec<u64> = rest.chain(18_255..=20_000).collect();
    assert!(numbers(&store) == held);
    assert_eq!(store.forgotten(), 17_001);
    assert!((0..held.len()).all(|row| store.get(row).map(|packet| packet.number) == Some(held[row])));
}

#[test]
fn a_file_takes_no_other_packet_out_of_a_ring_while_there_is_room_without_it() {
    let mut ring = PacketRing::new(RingLimits { packets: 40, bytes: 4_000 });
    for number in 1..=1_000 {
        ring.push(if number % 50 == 0 { packet(100) } else { chunk(0, 100) });
    }
    let (held, lost) = ring.take();
    let numbers: Vec<u64> = held.iter().map(|packet| packet.number).collect();
    let texts = (1..20).map(|text| text * 50);
    assert!(numbers.iter().copied().eq(texts.chain(980..=1_000)), "{numbers:?}");
    assert_eq!(lost, 960);
    for number in 1..=100 {
        ring.push(if number <= 90 { packet(10) } else { chunk(0, 10) });
    }
    let (held, _) = ring.take();
    let bulk = held.iter().filter(|packet| packet.is_bulk()).count();
    assert_eq!((held.len(), bulk), (40, 10), "the file keeps its part");
}

#[test]
fn a_comment_takes_room_in_a_store_and_gives_it_back() {
    let mut store = PacketStore::default();
    store.push(numbered(5, 100));
    assert!(store.comment(5, Some("seen before")));
    assert_eq!(store.get(0).and_then(|packet| packet.comment.as_deref()), Some("seen before"));
    assert_eq!(store.bytes(), cost(100) + 11);
    assert!(store.comment(5, None) && !store.comment(6, None));
    assert_eq!(store.bytes(), cost(100));
}

#[test]
fn a_clone_of_a_store_keeps_what_it_had_whatever_becomes_of_the_store() {
    let mut store = PacketStore::new(2_000 * cost(10));
    store.extend((1..=2_000).map(|number| numbered(number, 10)), 0);
    let kept = store.clone();
    store.comment(1_500, Some("later"));
    store.extend((2_001..=2_600).map(|number| numbered(number, 10)), 0);
    let of =
        |store: &PacketStore| -> Vec<u64> { store.window(0..9_000).map(|packet| packet.number).collect() };
    assert!(of(&kept).into_iter().eq(1..=2_000) && of(&store).last() == Some(&2_600));
    assert!(kept.window(0..2_000).all(|packet| packet.comment.is_none()));
}
