//! The details say what the protocol decoded.

use peerscope::{
    inspector::{Authenticity, CheckState, Dissection, Layer, dissect, summary},
    lab::{Arena, Jobs, Setup},
    link::Direction,
    text::Place,
    wire::{FrameHeader, Message, Verdict, open_inner},
};

use super::scene::session;

fn value<'a>(dissection: &'a Dissection, path: &str) -> &'a str {
    &dissection.nodes[dissection.find(path).unwrap_or_else(|| panic!("no {path}"))].value
}

#[test]
fn the_header_in_the_tree_is_the_header_that_was_checked() {
    for packet in session(3) {
        let dissection = dissect(&packet);
        let header = FrameHeader::from_slice(&packet.frame).unwrap();
        assert_eq!(packet.header, Some(header));
        assert_eq!(value(&dissection, "protocol_id"), "50 53 43 50  \"PSCP\"");
        assert_eq!(value(&dissection, "version"), "1");
        assert_eq!(value(&dissection, "type"), format!("0x{:02x} {}", header.frame_type, packet.type_name));
        assert_eq!(value(&dissection, "epoch"), header.epoch.to_string());
        assert_eq!(value(&dissection, "length"), format!("{} bytes", header.length));
        assert_eq!(value(&dissection, "seq"), header.seq.to_string());
        let line = summary(&packet);
        assert_eq!((line.seq, line.epoch), (Some(header.seq.0), Some(header.epoch.0)));
        assert_eq!(line.length, packet.frame.len());
        assert_eq!(line.message, packet.kind.unwrap_or(packet.type_name));
    }
}

#[test]
fn the_opened_layer_in_the_tree_is_the_message_that_was_opened() {
    for packet in session(5) {
        let Some(inner) = packet.inner.as_deref() else { continue };
        let (sent_at, message) = open_inner(inner).unwrap();
        let dissection = dissect(&packet);
        assert_eq!(value(&dissection, "kind"), format!("0x{:02x} {}", message.kind(), message.name()));
        let sent = dissection.find("sent_at").unwrap();
        let skew = i128::from(sent_at.0) - i128::from(packet.time.0);
        // A READY that came may have waited here while a person decided, which no clock had a part in.
        let has_waited = matches!(message, Message::Ready(_)) && packet.direction == Direction::Received;
        let expected = match message {
            _ if has_waited => "no skew: READY may have waited here for a decision".to_owned(),
            // A text may have waited for a session.
            Message::Text(_) => format!("when it was written: +{skew} ms from when it was seen"),
            _ => format!("skew +{skew} ms when it was seen"),
        };
        assert_eq!(dissection.nodes[sent].note, expected);
        let copied = |path| dissection.copy_text(dissection.find(path).unwrap(), &packet);
        match message {
            Message::Text(text) => {
                assert_eq!(copied("text.number"), text.number.to_string());
                let shown = text.body.text().shown(Place::Message).to_string();
                assert_eq!(copied("text.body"), shown);
                for line in [summary(&packet).info, format!("{dissection:?}")] {
                    assert!(!line.contains("caf"), "what people say is in the details alone: {line}");
                }
            }
            Message::Nick(_) => assert_eq!(copied("nick.nick"), "al\\u{202e}ice"),
            Message::Receipt(receipt) => assert_eq!(copied("receipt.number"), receipt.number.to_string()),
            Message::Close(_) => assert_eq!(copied("close.reason"), "0 goodbye"),
            Message::Ping(ping) => assert_eq!(copied("ping.id"), ping.id.to_string()),
            _ => {}
        }
    }
}

#[test]
fn a_key_has_the_same_name_at_both_ends_and_names_one_frame() {
    let packets = session(21);
    let named = |direction| {
        let sealed = packets.iter().filter(move |packet| packet.direction == direction);
        let mut named: Vec<_> = sealed.filter_map(|packet| Some((packet.key_id?, &packet.frame))).collect();
        named.sort_unstable();
        named
    };
    let sent = named(Direction::Sent);
    assert_eq!(sent, named(Direction::Received));
    assert!(sent.len() > 20 && sent.windows(2).all(|pair| pair[0].0 != pair[1].0));
    let text = packets.iter().find(|packet| packet.kind == Some("text")).unwrap();
    let dissection = dissect(text);
    let [a, b, c, d] = text.key_id.unwrap();
    let note = format!("AES-128-CTR, key id {a:02x} {b:02x} {c:02x} {d:02x}; open below");
    assert_eq!(dissection.nodes[dissection.find("message.sealed").unwrap()].note, note);
}

#[test]
fn what_was_expected_stands_beside_what_came() {
    for packet in session(34).into_iter().filter(|packet| packet.direction == Direction::Received) {
        let dissection = dissect(&packet);
        for (check, path) in [("epoch", "epoch"), ("order", "seq")] {
            let came = value(&dissection, path);
            let checks = &dissection.checks.list;
            let evidence = &checks.iter().find(|made| made.name == check).unwrap().evidence;
            assert_eq!(*evidence, format!("{came} = {came}"), "{packet:?}");
            let note = &dissection.nodes[dissection.find(path).unwrap()].note;
            assert_eq!(*note, format!("expected {came}"), "{packet:?}");
        }
    }
}

#[test]
fn opened_bytes_lie_over_the_ciphertext_that_held_them() {
    for packet in session(8) {
        let dissection = dissect(&packet);
        let Some((Layer::Wire, sealed)) = dissection.range_of("message.sealed") else { continue };
        let opened: Vec<_> =
            (0..dissection.nodes.len()).filter(|at| dissection.nodes[*at].layer == Layer::Opened).collect();
        assert_eq!(dissection.wire_range(opened[0]).unwrap().start, sealed.start);
        let ends = opened.iter().map(|at| dissection.wire_range(*at).unwrap().end);
        assert_eq!(ends.max(), Some(sealed.end));
    }
}

#[test]
fn a_genuine_frame_passes_every_check_and_our_own_has_none() {
    for packet in session(13) {
        let dissection = dissect(&packet);
        let checks = &dissection.checks;
        match (packet.direction, packet.verdict) {
            (Direction::Sent, _) => {
                assert_eq!(dissection.authenticity, Authenticity::OwnFrame);
                assert_eq!(checks.headline(), "none: made here");
            }
            (Direction::Received, Verdict::Parsed | Verdict::Opened) => {
                assert!(checks.list.iter().all(|check| check.state == CheckState::Passed));
                // The first flight has no tag: it is bound by the transcript later.
                let expected = match packet.type_name {
                    "handshake_request" => Authenticity::NotVerified,
                    _ => Authenticity::Verified,
                };
                assert_eq!(dissection.authenticity, expected, "{packet:?}");
            }
            (Direction::Received, verdict) => panic!("a refused frame in an honest session: {verdict}"),
        }
    }
}

#[test]
fn a_frame_whose_checks_were_never_finished_is_not_called_authentic() {
    let mut arena = Arena::new(Setup::default());
    arena.initiator.jobs = Jobs::Held;
    arena.run();
    let now = arena.now();
    assert!(arena.initiator.run_job(now), "the request waits for our own value");
    arena.run();
    arena.initiator.connection.handle_eof(now);
    arena.initiator.drain(now);
    let packets = arena.initiator.packets();
    let response = packets.iter().find(|packet| packet.type_name == "handshake_response").unwrap();
    assert_eq!((response.verdict, response.reason), (Verdict::CutOff, None));
    let dissection = dissect(response);
    assert_eq!(dissection.authenticity, Authenticity::NotVerified);
    let headline = dissection.checks.headline();
    assert_eq!(headline, "0 of 19 passed, the others unknown");
    assert_eq!(
        dissection.nodes[dissection.find("handshake_response.tag").unwrap()].note,
        "HMAC-SHA-256, not verified"
    );
}
