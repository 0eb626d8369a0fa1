//! Frames of SegMSG: dissected, and what they give away beside ours.

use std::process::{Command, Output};

use num_bigint::BigUint;
use peerscope::capture::Packet;
use peerscope::crypto::{group14::PRIME_HEX, sha256};
use peerscope::inspector::{dissect, json};
use serde_json::Value;

use crate::own::read;
use crate::pcap::pcap;
use crate::scene;
use crate::wire::{End, segment, session, syn};

/// A text made by SegMSG's own code: "The quick brown fox jumps over the lazy dog".
const TEXT: &str = "5365674d5347010000002bd7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e5920000\
    00006553f10095bc379b2611b3d1b7c88cd9cda19496a7bb2a853d11b7c1afc881c4c7a4da55a9b172d9361ea372b887894e1f\
    fae0f9b883008b44ce61c6c1e3c7e35286c9602a7fc61b60a03ccae7b292";
/// SHA-256 of a request and of a response made by it, for the private values named in [`flight`].
const FLIGHTS: [(u8, &str, &str); 2] = [
    (2, "segmsg-vector-A", "4a077a2b7de3371d230913aeec653292d8415329f55cd95baebd6cccea28bd61"),
    (3, "segmsg-vector-B", "fb2e288bf4dcdac01370da9141f5e486423180b54ef7e2cfeafcd7cf07cdcc31"),
];
const SECONDS: u64 = 1_700_000_000;

fn bytes(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}

fn frame(kind: u8, hash: [u8; 32], payload: &[u8], tag: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap();
    let head = [b"SegMSG".as_slice(), &[kind], &length.to_be_bytes(), &hash, &SECONDS.to_be_bytes()];
    [head.concat().as_slice(), payload, tag].concat()
}

/// A flight whose private value is the hash of a name.
fn flight(kind: u8, name: &str) -> Vec<u8> {
    let prime = BigUint::parse_bytes(PRIME_HEX.as_bytes(), 16).unwrap();
    let secret = BigUint::from_bytes_be(&sha256(&[name.as_bytes()]));
    let public = BigUint::from(2_u8).modpow(&secret, &prime).to_bytes_be();
    let payload = [vec![0; 256 - public.len()], public].concat();
    frame(kind, sha256(&[&payload]), &payload, &[0; 32])
}

/// Another text under the key stream that [`TEXT`] shows.
fn text(said: &str) -> Vec<u8> {
    let known = b"The quick brown fox jumps over the lazy dog";
    let sealed: Vec<u8> =
        bytes(TEXT)[51..94].iter().zip(known).map(|(sealed, known)| sealed ^ known).collect();
    let sealed: Vec<u8> = sealed.iter().zip(said.bytes()).map(|(key, said)| key ^ said).collect();
    frame(1, sha256(&[said.as_bytes()]), &sealed, &[7; 32])
}

#[test]
fn the_vectors_are_dissected_to_the_last_byte() {
    let flights = FLIGHTS.map(|(kind, name, hash)| {
        let frame = flight(kind, name);
        assert_eq!(digits(&sha256(&[&frame])), hash);
        frame
    });
    let stream = [flights.concat(), bytes(TEXT)].concat();
    let (found, report) = read(&stream);
    assert_eq!(report.fault, None);
    let types: Vec<_> = found.iter().map(|packet| packet.type_name).collect();
    assert_eq!(types, ["segmsg_request", "segmsg_response", "segmsg_message"]);
    for packet in &found {
        let dissection = scene::check(packet);
        assert_eq!(dissection.stop, None);
    }
    let text: Value = serde_json::from_str(&json(&found[2])).unwrap();
    let field = |name: &str| {
        let fields = text["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == name).unwrap()["value"].clone()
    };
    assert_eq!(field("segmsg.length"), 43);
    assert_eq!(field("segmsg.timestamp"), SECONDS);
    assert_eq!(field("segmsg.hash"), digits(&sha256(&[b"The quick brown fox jumps over the lazy dog"])));
    assert_eq!(field("segmsg.tag"), digits(&bytes(TEXT)[94..]));
    let notes: Vec<_> = dissect(&found[2]).nodes.into_iter().map(|node| node.note).collect();
    assert!(notes.iter().any(|note| note.contains("guesses can be tested; ours carries none")), "{notes:?}");
}

#[test]
fn it_is_found_in_tcp_and_no_cut_or_flip_does_harm() {
    let stream = [flight(2, "segmsg-vector-A"), bytes(TEXT)].concat();
    let mut segments = vec![syn(End::Dialler)];
    for (index, part) in stream.chunks(50).enumerate() {
        segments.push(segment(End::Dialler, u32::try_from(index * 50).unwrap(), part));
    }
    let (found, _) = read(&pcap(1, &segments));
    let lengths: Vec<_> = found.iter().map(|packet| packet.frame.len()).collect();
    assert_eq!(lengths, [339, 126]);
    for at in 0..stream.len() {
        let mut bent = stream.clone();
        bent[at] ^= 0xff;
        read(&bent).0.iter().chain(&read(&stream[..at]).0).map(scene::check).for_each(drop);
    }
}

#[test]
fn it_is_found_in_tcp_from_the_middle_of_a_connection_on() {
    let stream = [flight(2, "segmsg-vector-A"), bytes(TEXT), bytes(TEXT)].concat();
    // Neither the SYN nor the first bytes were seen; SegMSG in the tail of a flight is no beginning.
    for cut in [1, 200, 340] {
        let parts = stream[cut..].chunks(50).enumerate();
        let at = |index: usize| u32::try_from(cut + index * 50).unwrap();
        let segments: Vec<_> = parts.map(|(index, part)| segment(End::Dialler, at(index), part)).collect();
        let (found, _) = read(&pcap(1, &segments));
        let types: Vec<_> = found.iter().map(|packet| packet.type_name).collect();
        assert_eq!(types, &["segmsg_message"; 2][usize::from(cut == 340)..], "from byte {cut} on");
    }
}

#[test]
fn one_right_guess_opens_every_text_of_it_and_none_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let stream = [text("The quick brown fox"), text("meet me at noon"), text("yes"), text("yes")].concat();
    let ours: Vec<Packet> = scene::session(5).into_iter().take(9).collect();
    let mut segments = session(&ours, 1_448);
    let other: Vec<Vec<u8>> = vec![stream];
    std::fs::write(folder.path().join("theirs"), other.concat()).unwrap();
    std::fs::write(folder.path().join("ours"), pcap(1, &segments)).unwrap();
    segments.clear();
    let run = |file: &str| -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_peerscope"));
        command.current_dir(folder.path());
        command.args(["inspect", file, "--leaks", "--guess", "The quick brown fox", "--guess", "no"]);
        let Output { stdout, status, .. } = command.output().unwrap();
        assert!(status.success());
        String::from_utf8(stdout).unwrap()
    };
    let theirs = run("theirs");
    for words in [
        "exactly: 19, 15, 3, 3 bytes",
        "1 repeat one before",
        "it is packet 1 of SegMSG",
        "meet me at noon",
        "packet 4: yes",
    ] {
        assert!(theirs.contains(words), "{words}:\n{theirs}");
    }
    assert!(theirs.contains("guess \"no\": no text of SegMSG"), "{theirs}");
    let ours = run("ours");
    assert!(ours.contains("a text of 1 to"), "{ours}");
    let opened: Vec<&str> = ours.lines().filter(|line| line.contains("of peerscope it opens")).collect();
    assert_eq!(opened.len(), 2, "{ours}");
    assert!(opened.iter().all(|line| line.contains("it opens 0 frames: no two of ")), "{ours}");
}
