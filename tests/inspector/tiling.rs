//! Every byte has a name.

use peerscope::{
    inspector::{Layer, Region, time_text},
    wire::{Handshake, Message, UNDECODED, UnixMillis, Verdict, lay_out},
};

use serde_json::Value;

use super::scene::{bare, check, recorded, session};

#[test]
fn every_byte_of_every_frame_of_a_session_belongs_to_one_field() {
    let mut kinds = Vec::new();
    for seed in 0..20 {
        for packet in session(seed) {
            let dissection = check(&packet);
            assert_eq!(dissection.stop, None, "{packet:?}");
            assert!(dissection.find(UNDECODED.name).is_none(), "{packet:?}");
            kinds.extend(packet.kind);
        }
    }
    for kind in Message::ALL {
        assert!(kinds.contains(&kind.body.name), "no {} in any session", kind.body.name);
    }
}

#[test]
fn every_byte_of_every_recorded_frame_belongs_to_one_field() {
    let mut whole = 0;
    for (name, frame) in recorded() {
        let dissection = check(&bare(&frame, None));
        assert!(dissection.stop.is_some() || dissection.find(UNDECODED.name).is_none(), "{name}");
        whole += usize::from(dissection.stop.is_none());
    }
    assert!(whole > 400, "only {whole} recorded frames are well formed");
}

#[test]
fn every_byte_of_the_published_sessions_belongs_to_one_field_on_the_wire_and_opened() {
    let file: Value = serde_json::from_str(include_str!("../vectors/local/handshake-kat.json")).unwrap();
    let mut opened = 0;
    for case in file["cases"].as_array().unwrap() {
        for flight in ["msg1", "msg2", "msg3"] {
            assert_eq!(check(&bare(&unhex(&case[flight]), None)).stop, None);
        }
        for frame in case["frames"].as_array().unwrap() {
            let mut packet = bare(&unhex(&frame["wire"]), None);
            packet.inner = Some(unhex(&frame["inner"]));
            packet.verdict = Verdict::Opened;
            let dissection = check(&packet);
            assert_eq!(dissection.stop, None);
            let sent_at = &dissection.nodes[dissection.find("sent_at").unwrap()];
            let expected =
                frame["sentAt"].as_str().map_or_else(|| frame["sentAt"].as_u64(), |text| text.parse().ok());
            assert_eq!(sent_at.value, format!("{} UTC", time_text(UnixMillis(expected.unwrap()))));
            opened += 1;
        }
    }
    assert!(opened >= 12, "only {opened} frames");
}

fn unhex(digits: &Value) -> Vec<u8> {
    let digits = digits.as_str().unwrap().as_bytes();
    let byte = |pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

#[test]
fn every_kind_of_message_and_every_flight_has_its_fields_in_the_tree() {
    for kind in Message::ALL {
        let inner = lay_out(kind.kind, UnixMillis(1_795_000_000_007), kind.sample);
        let mut packet = bare(&[0; 40], None);
        (packet.kind, packet.inner) = (Some(kind.body.name), Some(inner));
        packet.verdict = Verdict::Opened;
        let dissection = check(&packet);
        let branch = &dissection.nodes[dissection.find(kind.body.name).unwrap()];
        assert_eq!((branch.label, branch.layer, branch.region), ("Message", Layer::Opened, Region::Message));
        assert_eq!(branch.range, 13..13 + kind.sample.len());
        let fields = dissection.fields(Layer::Opened).filter(|field| field.region == Region::Message);
        assert!(fields.map(|field| field.path).eq(kind.body.fields.iter().map(|field| field.name)));
    }
    for flight in Handshake::ALL {
        let header = [&b"PSCP\x01"[..], &[flight.kind], &[0; 4]].concat();
        let length = u16::try_from(flight.sample.len()).unwrap().to_be_bytes();
        let frame = [&header[..], &length, &[0; 8], flight.sample].concat();
        let dissection = check(&bare(&frame, None));
        for field in flight.body.fields {
            assert!(dissection.find(field.name).is_some(), "{}", field.name);
        }
    }
}
