//! What others have recorded.

use peerscope::capture::{Gap, Packet};
use peerscope::link::Direction;
use peerscope::wire::Verdict;

use crate::own::read;
use crate::pcap::pcap;
use crate::scene;
use crate::wire::{End, segment, session, syn, syn_with};

fn dialled() -> Vec<Packet> {
    let all = scene::session(5);
    // The scene gives what both ends saw, one after the other.
    let second = all.iter().skip(1).position(|packet| packet.number == 1).unwrap() + 1;
    all.into_iter().take(second).collect()
}

fn in_one_direction(packets: &[Packet], direction: Direction) -> Vec<Vec<u8>> {
    packets.iter().filter(|packet| packet.direction == direction).map(|packet| packet.frame.clone()).collect()
}

fn assert_same(found: &[Packet], packets: &[Packet]) {
    for direction in [Direction::Sent, Direction::Received] {
        assert_eq!(in_one_direction(found, direction), in_one_direction(packets, direction));
    }
}

#[test]
fn frames_are_found_however_the_stream_was_cut() {
    let packets = dialled();
    for piece in [1, 7, 20, 100, 1_448, 40_000] {
        let (found, report) = read(&pcap(1, &session(&packets, piece)));
        assert_eq!(report.fault, None);
        assert_eq!(report.missing, 0, "in pieces of {piece}");
        assert_same(&found, &packets);
        assert!(found.iter().all(|packet| packet.verdict == Verdict::Seen && packet.peer == "10.0.0.2:5000"));
    }
}

#[test]
fn segments_out_of_order_and_again_change_nothing() {
    let packets = dialled();
    let mut segments = session(&packets, 64);
    for at in (2..segments.len() - 3).step_by(3) {
        segments.swap(at, at + 2);
        segments.push(segments[at].clone());
    }
    let (found, report) = read(&pcap(1, &segments));
    assert_eq!(report.missing, 0);
    assert_same(&found, &packets);
}

#[test]
fn a_missing_segment_is_named_and_the_frames_behind_it_are_found() {
    let packets = dialled();
    let mut segments = session(&packets, 90);
    // The first segment of the dialler's stream is whole; the second is missing.
    segments.remove(3);
    let (found, report) = read(&pcap(1, &segments));
    assert_eq!(report.gaps, [Gap { conn: 1, direction: Direction::Sent, at: 90, bytes: 90 }]);
    let sent = in_one_direction(&found, Direction::Sent);
    let whole = in_one_direction(&packets, Direction::Sent);
    assert_eq!(sent[0], whole[0][..90]);
    assert!(sent.ends_with(&whole[1..]));
}

#[test]
fn a_capture_that_begins_within_a_session_is_read_from_the_next_frame_on() {
    let packets = dialled();
    let segments: Vec<_> = session(&packets, 100).into_iter().skip(3).collect();
    let (found, report) = read(&pcap(1, &segments));
    assert_eq!(report.gaps, []);
    let sent = in_one_direction(&found, Direction::Sent);
    assert_eq!(sent, in_one_direction(&packets, Direction::Sent)[1..]);
}

#[test]
fn bytes_that_are_no_frame_are_shown_and_passed_over() {
    let packets = dialled();
    let first = &packets[0].frame;
    let stream = [first.as_slice(), b"PSCP\x01\x09 no frame at all", first, &first[..30]].concat();
    for piece in [1, 19, 20, stream.len()] {
        let places = (0..).step_by(piece);
        let pieces = places.zip(stream.chunks(piece)).map(|(at, bytes)| segment(End::Dialler, at, bytes));
        let (found, _) = read(&pcap(1, &[vec![syn(End::Dialler)], pieces.collect()].concat()));
        let frames: Vec<&[u8]> = found.iter().map(|packet| packet.frame.as_slice()).collect();
        assert_eq!(frames, [first.as_slice(), b"PSCP\x01\x09 no frame at all", first, &first[..30]]);
    }
}

#[test]
fn who_answers_a_call_again_moves_no_stream_that_runs() {
    let packets = dialled();
    let mut segments = session(&packets, 100);
    segments.insert(segments.len() / 2, syn(End::Listener));
    let (found, report) = read(&pcap(1, &segments));
    assert_eq!(report.missing, 0);
    assert_same(&found, &packets);
}

#[test]
fn bytes_in_the_first_segment_are_the_beginning_of_the_stream() {
    let request = &dialled()[0].frame;
    let rest = segment(End::Dialler, 50, &request[50..]);
    let file = pcap(1, &[syn_with(End::Dialler, &request[..50]), rest]);
    let (found, report) = read(&file);
    assert_eq!((found.len(), report.missing), (1, 0));
    assert_eq!(&found[0].frame, request);
}

#[test]
fn streams_of_other_protocols_are_passed_over() {
    let file = pcap(
        1,
        &[syn(End::Dialler), segment(End::Dialler, 0, b"GET / HTTP/1.1\r\nX: PSCP\x01\x01\0\x01\0\0\0\x60")],
    );
    let (found, report) = read(&file);
    assert!(found.is_empty() && report.fault.is_none());
}

#[test]
fn every_link_type_leads_to_the_same_frames() {
    let packets = dialled();
    let ethernet = session(&packets, 500);
    let behind = |head: &[u8]| -> Vec<Vec<u8>> {
        ethernet.iter().map(|record| [head, &record[14..]].concat()).collect()
    };
    let mut cooked = [0; 16];
    cooked[14] = 0x08;
    let mut cooked2 = [0; 20];
    cooked2[0] = 0x08;
    let forms: [(u32, Vec<Vec<u8>>); 6] = [
        (0, behind(&[2, 0, 0, 0])),
        (108, behind(&[0, 0, 0, 2])),
        (101, behind(&[])),
        (228, behind(&[])),
        (113, behind(&cooked)),
        (276, behind(&cooked2)),
    ];
    for (link, records) in forms {
        let (found, _) = read(&pcap(link, &records));
        assert_same(&found, &packets);
    }
}

#[test]
fn no_cut_and_no_flipped_bit_does_harm() {
    let packets: Vec<Packet> = dialled().into_iter().take(4).collect();
    let file = pcap(1, &session(&packets, 200));
    for length in 0..file.len() {
        read(&file[..length]).0.iter().map(scene::check).for_each(drop);
    }
    for at in 0..file.len() {
        let mut bent = file.clone();
        bent[at] ^= 0xff;
        read(&bent).0.iter().map(scene::check).for_each(drop);
    }
}

#[test]
fn the_bare_bytes_of_a_long_stream_are_cut_into_the_same_frames() {
    let packets = dialled();
    let frames = vec![in_one_direction(&packets, Direction::Sent); 60].concat();
    let stream = frames.concat();
    assert!(stream.len() > 2 * 64 * 1024, "{}", stream.len());
    let (found, report) = read(&stream);
    assert_eq!(report.fault, None);
    assert_eq!(in_one_direction(&found, Direction::Sent), frames);
}
