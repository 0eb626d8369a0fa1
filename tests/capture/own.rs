//! Our own files.

use std::net::SocketAddr;

use peerscope::capture::{Bodies, Encoder, Endpoints, Packet, Report, read_capture};
use peerscope::wire::Reason;

use crate::scene;

/// Packets of every kind, and one for each reason.
pub(crate) fn packets() -> Vec<Packet> {
    let endpoints: [(SocketAddr, SocketAddr); 2] = [
        ("127.0.0.1:40000".parse().unwrap(), "127.0.0.1:5000".parse().unwrap()),
        ("[::1]:5000".parse().unwrap(), "[fe80::1]:40001".parse().unwrap()),
    ];
    let refused =
        Reason::ALL.iter().map(|reason| scene::bare(b"PSCP\x01\x01\0\x01\0\0\0\x60", Some(*reason)));
    let all = scene::session(3).into_iter().chain(refused);
    let numbered = (1..).zip(all.zip(endpoints.into_iter().cycle()));
    numbered
        .map(|(number, (packet, (local, remote)))| Packet {
            number,
            endpoints: Some(Endpoints { local, remote }),
            comment: (number % 5 == 0).then(|| "look at \u{1b}[31m this".to_owned()),
            ..packet
        })
        .collect()
}

pub(crate) fn write(packets: &[Packet], bodies: Bodies) -> Vec<u8> {
    let mut encoder = Encoder::begin(Vec::new(), bodies).unwrap();
    for packet in packets {
        encoder.packet(packet).unwrap();
    }
    std::mem::take(encoder.out())
}

pub(crate) fn read(bytes: &[u8]) -> (Vec<Packet>, Report) {
    let mut packets = Vec::new();
    let report = read_capture(bytes, |packet| packets.push(packet));
    (packets, report)
}

/// All that a packet says, in words.
fn words(packet: &Packet) -> String {
    let Packet { number, conn, time, peer, endpoints, direction, frame, header, type_name, .. } = packet;
    let Packet { kind, expected, key_id, inner, verdict, reason, comment, .. } = packet;
    format!(
        "{number} {conn} {time:?} {peer} {endpoints:?} {direction:?} {frame:02x?} {header:?} {type_name} {kind:?} \
         {expected:?} {key_id:02x?} {inner:02x?} {verdict} {reason:?} {comment:?}"
    )
}

#[test]
fn what_is_written_with_its_texts_reads_back_as_it_was() {
    let packets = packets();
    let (found, report) = read(&write(&packets, Bodies::Opened));
    assert_eq!(report.fault, None);
    assert_eq!(found.len(), packets.len());
    for (found, packet) in found.iter().zip(&packets) {
        assert_eq!(words(found), words(packet));
    }
}

#[test]
fn sealed_files_hold_no_opened_byte() {
    let packets = packets();
    let (found, _) = read(&write(&packets, Bodies::Sealed));
    for (found, packet) in found.iter().zip(&packets) {
        assert_eq!(found.inner, None);
        assert_eq!(words(found), words(&Packet { inner: None, ..packet.clone() }));
    }
}

#[test]
fn a_file_that_was_cut_gives_what_is_whole_and_says_where_it_ends() {
    let packets: Vec<Packet> = packets().into_iter().take(6).collect();
    let file = write(&packets, Bodies::Opened);
    let mut most = 0;
    for length in 0..file.len() {
        let (found, report) = read(&file[..length]);
        if let Some(fault) = &report.fault {
            assert!(fault.at <= length && !fault.what.is_empty(), "{fault}");
        }
        assert!(found.len() >= most);
        most = found.len();
        assert!(found.iter().zip(&packets).all(|(found, packet)| words(found) == words(packet)));
    }
    assert_eq!(most, packets.len() - 1);
}

#[test]
fn no_flipped_bit_of_a_file_does_harm() {
    let packets: Vec<Packet> = packets().into_iter().take(4).collect();
    let file = write(&packets, Bodies::Opened);
    for at in 0..file.len() {
        for bit in [0x01, 0x80, 0xff] {
            let mut bent = file.clone();
            bent[at] ^= bit;
            let (found, report) = read(&bent);
            assert!(found.len() <= packets.len() && report.packets == u64::try_from(found.len()).unwrap());
            found.iter().map(scene::check).for_each(drop);
        }
    }
}

#[test]
fn what_is_no_capture_is_named_so() {
    for bytes in [&b""[..], b"PSC", b"GET / HTTP/1.1\r\n\r\nabcdefghijklmnopqrst", &[0; 100]] {
        let (found, report) = read(bytes);
        assert!(found.is_empty());
        let fault = report.fault.unwrap();
        assert_eq!((fault.at, fault.what.as_str()), (0, "neither pcapng nor pcap"), "{bytes:?}");
    }
}

#[test]
fn a_file_of_nothing_but_interfaces_is_not_kept_in_mind() {
    let mut file = write(&[], Bodies::Sealed);
    let interface: Vec<u8> = [1, 20, 252, 0, 20].iter().flat_map(|word: &u32| word.to_le_bytes()).collect();
    file.extend(interface.repeat(5_000));
    let (packets, report) = read(&file);
    assert!(packets.is_empty());
    assert!(report.fault.unwrap().what.contains("more than 4096 interfaces"));
}
