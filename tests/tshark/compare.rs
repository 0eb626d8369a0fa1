//! tshark and `inspect --json` side by side.

use std::collections::BTreeSet;

use peerscope::capture::{Bodies, Encoder, Packet, read_capture};
use peerscope::inspector::json;
use peerscope::wire::{Epoch, FrameHeader, Message, Reason, Sequence, UnixMillis, lay_out};
use serde_json::Value;

use crate::pcap::pcap;
use crate::scene;
use crate::shark::{Frame, Shown, frames, is_there};
use crate::wire::session;

/// What is known of a frame besides its bytes.
pub(crate) const FACTS: [&str; 6] = ["packet", "conn", "peer", "dir", "verdict", "reason"];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}

/// A sealed message that was opened: its frame has the right size.
fn opened(inner: Vec<u8>) -> Packet {
    let length = u32::try_from(inner.len() + 32).unwrap();
    let header = FrameHeader::message(Epoch(1), Sequence(5), length);
    let frame = [header.to_bytes().as_slice(), &vec![0x5e; inner.len() + 32]].concat();
    Packet { inner: Some(inner), ..scene::bare(&frame, None) }
}

/// Sessions, one message of each kind, and everything broken that can be thought of.
fn packets() -> Vec<Packet> {
    let mut packets = scene::session(3);
    let time = UnixMillis(1_795_000_000_123);
    for entry in Message::ALL {
        let inner = lay_out(entry.kind, time, entry.sample);
        for at in (0..inner.len()).filter(|at| *at < 48 || at % 37 == 0) {
            for value in [0x00, 0x01, 0x80, 0xff] {
                let mut bent = inner.clone();
                bent[at] = value;
                packets.push(opened(bent));
            }
        }
        packets.push(opened(inner));
    }
    let text = [&7_u64.to_be_bytes()[..], &[0], "caf\u{e9} 漢字 \u{1f600}".as_bytes()].concat();
    packets.push(opened(lay_out(2, time, &text)));
    packets.extend((1..64).map(|length| opened(vec![2; length])));

    let flight = scene::session(2).into_iter().take(5).map(|packet| packet.frame);
    for frame in flight {
        for length in (1..frame.len()).filter(|length| *length < 64 || length % 29 == 0) {
            packets.push(scene::bare(&frame[..length], Some(Reason::Truncated)));
        }
        packets.push(scene::bare(&[frame.as_slice(), b"more"].concat(), Some(Reason::BadLength)));
    }
    packets.extend(scene::recorded().into_iter().map(|(_, frame)| scene::bare(&frame, Some(Reason::BadTag))));
    packets
        .extend(Reason::ALL.iter().map(|reason| scene::bare(b"PSCP\x01\x01\0\x01\0\0\0\x60", Some(*reason))));
    packets.retain(|packet| !packet.frame.is_empty());
    (1..).zip(packets).map(|(number, packet)| Packet { number, ..packet }).collect()
}

/// Compares one frame, and counts its fields.
fn compare(shown: &Frame, packet: &Packet) -> usize {
    let expected: Value = serde_json::from_str(&json(packet)).unwrap();
    let words = format!("{expected}\n{shown:#?}");
    let fields = expected["fields"].as_array().unwrap();
    let mut names = BTreeSet::new();
    for field in fields {
        let (layer, name) = (field["layer"].as_str().unwrap(), field["name"].as_str().unwrap());
        names.insert((layer, name));
        let key = (layer.to_owned(), name.to_owned());
        let Some(found) = shown.fields.get(&key) else {
            assert_eq!(field["bytes"], 0, "{layer} {name} is missing: {words}");
            continue;
        };
        same(found, field, layer_bytes(packet, layer), &words);
    }
    for (layer, name) in shown.fields.keys() {
        assert!(names.contains(&(layer.as_str(), name.as_str())), "{layer} {name} is too much: {words}");
    }
    assert_eq!(shown.experts.contains("peerscope.stop"), !expected["stop"].is_null(), "{words}");
    fields.len()
}

fn layer_bytes<'a>(packet: &'a Packet, layer: &str) -> &'a [u8] {
    if layer == "wire" { &packet.frame } else { packet.inner.as_deref().unwrap() }
}

fn same(found: &Shown, field: &Value, bytes: &[u8], words: &str) {
    let at = field["at"].as_u64().unwrap();
    let start = usize::try_from(at).unwrap();
    let end = start + usize::try_from(field["bytes"].as_u64().unwrap()).unwrap();
    assert_eq!((found.at, &found.raw), (at, &hex(&bytes[start..end])), "{field} in {words}");
    match &field["value"] {
        Value::Number(number) => assert_eq!(found.value, number.to_string(), "{words}"),
        Value::String(digits) if field["name"] != "text.body" && !is_text(field) => {
            assert_eq!(found.value.replace(':', ""), *digits, "{words}");
        }
        // tshark writes what does not print in its own way; the bytes are the same.
        Value::String(said) if said.chars().all(|c| !c.is_control() && c != '\u{202e}') => {
            assert_eq!(found.value, *said, "{words}");
        }
        _ => {}
    }
}

fn is_text(field: &Value) -> bool {
    ["text.body", "nick.nick", "ready.nick", "file_offer.name", "close.text"]
        .iter()
        .any(|name| field["name"] == *name)
}

#[test]
fn tshark_shows_what_inspect_shows_of_every_kind_and_of_broken_frames() {
    if !is_there() {
        return;
    }
    let packets = packets();
    let mut encoder = Encoder::begin(Vec::new(), Bodies::Opened).unwrap();
    for packet in &packets {
        encoder.packet(packet).unwrap();
    }
    let shown = frames(encoder.out());
    assert_eq!(shown.len(), packets.len());
    let mut fields = 0;
    for (shown, packet) in shown.iter().zip(&packets) {
        fields += compare(shown, packet);
        let expected: Value = serde_json::from_str(&json(packet)).unwrap();
        for name in FACTS {
            let value = match &expected[name] {
                Value::String(text) => Some(text.clone()),
                Value::Null => None,
                other => Some(other.to_string()),
            };
            assert_eq!(shown.facts.get(name), value.as_ref(), "{name} of {expected}");
        }
        assert_eq!(shown.experts.contains("peerscope.refused"), packet.reason.is_some());
    }
    assert!(fields > 40_000, "only {fields} fields");
}

#[test]
fn tshark_finds_the_frames_of_any_port_and_shows_the_same() {
    if !is_there() {
        return;
    }
    let all = scene::session(5);
    let second = all.iter().skip(1).position(|packet| packet.number == 1).unwrap() + 1;
    for piece in [30, 100, 1_448] {
        let file = pcap(1, &session(&all[..second], piece));
        let mut packets = Vec::new();
        read_capture(&file, |packet| packets.push(packet));
        assert_eq!(packets.len(), second);
        let shown = frames(&file);
        assert_eq!(shown.len(), packets.len(), "in pieces of {piece}");
        let fields: usize = shown.iter().zip(&packets).map(|(shown, packet)| compare(shown, packet)).sum();
        assert!(fields > 200, "only {fields} fields");
    }
}
