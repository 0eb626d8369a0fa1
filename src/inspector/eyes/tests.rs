//! What each party knows, held against what the other end saw itself and against what was really said.

use core::time::Duration;

use super::{Leak, Meter, Tapped, as_peer, peer_verdict};
use crate::capture::{Endpoints, Packet};
use crate::inspector::{Arrival, Direction, Layer, Trails, dissect, summary};
use crate::lab::Arena;
use crate::wire::{Epoch, FrameHeader, Message, Reason, Sequence, Text, UnixMillis, Verdict, lay_out};

const BODY: &str = "meet at the usual place?";

/// The frames of one session as the dialler and as the listener saw them.
fn session() -> [Vec<Packet>; 2] {
    let mut arena = Arena::established(1);
    for number in 1..=2 {
        let text = Message::Text(Text { number, flags: 0, body: BODY.try_into().unwrap() });
        arena.initiator.send(arena.now(), &text).unwrap();
        arena.run();
        arena.advance(Duration::from_millis(250));
    }
    arena.initiator.rekey(arena.now()).unwrap();
    arena.run();
    arena.initiator.close(arena.now(), Reason::Goodbye);
    arena.run();
    let (dialler, listener) = ("127.0.0.1:40000".parse().unwrap(), "127.0.0.1:5000".parse().unwrap());
    let between = |packets: Vec<Packet>, local, remote| {
        let ends = Some(Endpoints { local, remote });
        packets.into_iter().map(|packet| Packet { endpoints: ends, ..packet }).collect()
    };
    [
        between(arena.initiator.packets(), dialler, listener),
        between(arena.responder.packets(), listener, dialler),
    ]
}

/// The same frames in the order of one end, whoever saw them.
fn sorted(mut packets: Vec<Packet>) -> Vec<Packet> {
    packets.sort_by(|one, other| one.frame.cmp(&other.frame));
    for (number, packet) in (1..).zip(&mut packets) {
        packet.number = number;
        packet.time = UnixMillis(number);
    }
    packets
}

#[test]
fn what_the_peer_knows_is_what_it_saw_itself() {
    let [dialler, listener] = session().map(sorted);
    assert_eq!(dialler.len(), listener.len());
    for (ours, theirs) in dialler.iter().zip(&listener) {
        let turned = as_peer(ours, Arrival::Proved);
        assert_eq!(summary(&turned), summary(theirs));
        assert_eq!(peer_verdict(ours, Arrival::Proved), theirs.verdict.name());
        let values = |packet: &Packet| -> Vec<_> {
            dissect(packet).nodes.into_iter().map(|node| (node.path, node.value, node.range)).collect()
        };
        assert_eq!(values(&turned), values(theirs));
        assert_eq!(turned.endpoints, theirs.endpoints);
    }
}

#[test]
fn what_nothing_proves_to_have_arrived_the_peer_may_not_have() {
    let [dialler, _] = session();
    let mut trails = Trails::default();
    for packet in &dialler {
        trails.saw(packet);
    }
    let sent = dialler.iter().filter(|packet| packet.direction == Direction::Sent);
    let told: Vec<_> = sent
        .map(|packet| {
            let arrival = trails.arrival(packet);
            (packet.kind.unwrap_or(packet.type_name), peer_verdict(packet, arrival))
        })
        .collect();
    // The answer to the rekey proves all that was sent before it; nothing came back to what was sent behind it.
    let proved = told.iter().position(|(name, _)| *name == "rekey_request").unwrap();
    assert!(told[..=proved].iter().all(|(_, verdict)| *verdict != "unknown"), "{told:?}");
    assert!(told[proved + 1..].iter().all(|(_, verdict)| *verdict == "unknown"), "{told:?}");
    assert_eq!(told.last(), Some(&("close", "unknown")));
    let close = dialler.iter().rfind(|packet| packet.direction == Direction::Sent).unwrap();
    let turned = as_peer(close, Arrival::Unknown);
    assert_eq!(dissect(&turned).checks.headline(), "none: nobody here has checked it");
    assert_eq!((turned.inner, turned.kind), (None, None), "what it opened of it is not known here");
}

#[test]
fn a_frame_that_nobody_has_checked_proves_nothing() {
    let [dialler, _] = session();
    let proved_by = |verdict| {
        let mut trails = Trails::default();
        for packet in dialler.iter().take(2) {
            let verdict = if packet.direction == Direction::Received { verdict } else { packet.verdict };
            trails.saw(&Packet { verdict, ..packet.clone() });
        }
        trails.arrival(&dialler[0])
    };
    assert_eq!(dialler[1].direction, Direction::Received, "the answer to the request");
    assert_eq!(proved_by(Verdict::Parsed), Arrival::Proved);
    for verdict in [Verdict::CutOff, Verdict::Seen] {
        assert_eq!(proved_by(verdict), Arrival::Unknown, "{verdict:?}: anybody may have written it");
    }
}

#[test]
fn of_a_frame_that_was_refused_here_the_peer_knows_no_verdict() {
    let [_, listener] = session();
    let received = |packet: &Packet| packet.inner.is_some() && packet.direction == Direction::Received;
    let packet = listener.into_iter().find(received).unwrap();
    let refused = Packet { verdict: Verdict::BadMac, reason: Some(Reason::BadTag), ..packet };
    assert_eq!(peer_verdict(&refused, Arrival::Proved), "unknown");
    let turned = as_peer(&refused, Arrival::Proved);
    assert_eq!((turned.inner, turned.kind, turned.key_id, turned.reason), (None, None, None, None));
}

#[test]
fn eve_has_the_same_rows_at_both_ends_and_nothing_that_was_opened() {
    let [dialler, listener] = session().map(sorted);
    for (ours, theirs) in dialler.iter().zip(&listener) {
        let (one, other) = (Tapped::from(ours), Tapped::from(theirs));
        assert_eq!(one.row(), other.row());
        assert_eq!(one.dissect(), other.dissect());
        assert_eq!(one.seen(), other.seen());
        let dissection = one.dissect();
        assert!(dissection.nodes.iter().all(|node| node.layer == Layer::Wire));
        let words = format!(
            "{:?} {:?}",
            one.row(),
            dissection.nodes.iter().map(|node| &node.value).collect::<Vec<_>>()
        );
        assert!(!words.contains("meet"), "{words}");
    }
    let meter = |packets: &[Packet]| Meter::of(packets.iter().map(Tapped::from));
    assert_eq!(meter(&dialler), meter(&listener));
}

#[test]
fn the_meter_says_who_dialled_and_how_much_went_each_way() {
    let [dialler, _] = session();
    let meter = Meter::of(dialler.iter().map(Tapped::from));
    let [link] = meter.links.as_slice() else { panic!("{meter:?}") };
    assert!(link.is_dial);
    assert_eq!((link.from.port(), link.to.port()), (40_000, 5_000));
    assert_eq!(link.there.frames + link.back.frames, dialler.len());
    let bytes: usize = dialler.iter().map(|packet| packet.frame.len()).sum();
    assert_eq!(link.there.bytes + link.back.bytes, bytes);
    assert!(meter.said_most >= 2 * BODY.len());
}

#[test]
fn a_flood_of_connections_takes_a_bounded_meter() {
    let [dialler, _] = session();
    let ends = |port: u16| {
        let local = "127.0.0.1:5000".parse().unwrap();
        Some(Endpoints { local, remote: ([127, 0, 0, 1], port).into() })
    };
    let flood: Vec<Packet> =
        (1..1_000).map(|port| Packet { endpoints: ends(port), ..dialler[0].clone() }).collect();
    let meter = Meter::of(flood.iter().map(Tapped::from));
    assert_eq!(meter.links.len() + meter.others, 999);
    assert!(meter.links.len() <= 64);
}

/// The header of a message frame that seals this.
fn header(inner: &[u8]) -> FrameHeader {
    FrameHeader::message(Epoch(3), Sequence(9), u32::try_from(inner.len() + 32).unwrap())
}

#[test]
fn the_interval_of_a_text_holds_its_length_and_is_as_narrow_as_the_padding_leaves_it() {
    for length in 1..=16_384_usize {
        let body = "x".repeat(length);
        let text = Message::Text(Text { number: 1, flags: 0, body: body.as_str().try_into().unwrap() });
        let inner = crate::wire::seal_inner(&text, UnixMillis(0));
        let leak = Leak::of(&header(&inner)).unwrap();
        let interval = leak.text.clone().unwrap();
        assert!(interval.contains(&length), "{length} B: {}", leak.words());
        assert!(interval.end() - interval.start() < 64, "{}", leak.words());
    }
}

#[test]
fn every_message_may_be_what_it_is() {
    for entry in Message::ALL {
        let inner = lay_out(entry.kind, UnixMillis(0), entry.sample);
        let leak = Leak::of(&header(&inner)).unwrap();
        assert!(leak.kinds.contains(&entry.body.name), "{}: {:?}", entry.body.name, leak.kinds);
    }
}

#[test]
fn the_first_frame_of_a_direction_is_known_by_its_place() {
    let first = FrameHeader::message(Epoch(1), Sequence(0), 96);
    assert_eq!(Leak::of(&first).unwrap().words(), "ready or close");
    let later = FrameHeader::message(Epoch(1), Sequence(1), 96);
    assert_eq!(Leak::of(&later).unwrap().words(), "a text of 1 to 42 bytes, or 13 other kinds");
    assert_eq!(Leak::of(&first).unwrap().brief(), "ready +1");
    assert_eq!(Leak::of(&later).unwrap().brief(), "text 1-42 B +13");
    let long = FrameHeader::message(Epoch(1), Sequence(1), 16_384 + 32);
    assert_eq!(Leak::of(&long).unwrap().words(), "a text of 16,299 to 16,362 bytes, or 3 other kinds");
    assert_eq!(Leak::of(&FrameHeader::message(Epoch(1), Sequence(1), 97)), None);
}

#[test]
fn any_bytes_have_a_row_and_fields() {
    for bytes in [&b""[..], b"PSCP", b"GET / HTTP/1.1\r\n\r\n and more", &[0xff; 300]] {
        let tapped = Tapped { number: 1, time: UnixMillis(0), ends: None, bytes };
        assert_eq!((tapped.row().frame, tapped.row().from.as_str()), ("unknown", "?"));
        assert_eq!(tapped.row().tells, "not this protocol");
        assert!(tapped.dissect().checks.list.is_empty());
    }
}
