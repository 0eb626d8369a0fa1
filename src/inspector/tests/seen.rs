//! What is said of frames that were only seen: no more than was found out.

use crate::capture::Packet;
use crate::inspector::{CheckState, Direction, Tone, dissect, summary, why};
use crate::lab::Arena;
use crate::wire::{Message, Text, Verdict};

/// A text as a capture from outside holds it, opened with a key of its session, and the same without one.
fn captured() -> [Packet; 2] {
    let mut arena = Arena::established(1);
    let text = Message::Text(Text { number: 1, flags: 0, body: "hello".try_into().unwrap() });
    arena.initiator.send(arena.now(), &text).unwrap();
    arena.run();
    let is_text = |packet: &Packet| packet.kind == Some("text") && packet.direction == Direction::Received;
    let packet = arena.responder.packets().into_iter().find(is_text).unwrap();
    let opened = Packet { verdict: Verdict::Seen, expected: None, ..packet };
    [Packet { kind: None, inner: None, key_id: None, ..opened.clone() }, opened]
}

#[test]
fn a_key_shows_what_was_sealed_and_not_that_it_came_in_its_turn() {
    let [_, opened] = captured();
    for direction in [Direction::Sent, Direction::Received] {
        let checks = dissect(&Packet { direction, ..opened.clone() }).checks;
        let state = |name: &str| checks.list.iter().find(|check| check.name == name).map(|check| check.state);
        for found in ["protocol", "whole", "MAC", "inner", "padding"] {
            assert_eq!(state(found), Some(CheckState::Passed), "{found}");
        }
        for unknown in ["state", "epoch", "order", "turn"] {
            assert_eq!(state(unknown), Some(CheckState::Unknown), "{unknown}");
        }
        assert_eq!(checks.headline(), "8 of 12 passed, the others unknown");
    }
}

#[test]
fn a_frame_that_was_only_seen_is_neither_good_nor_accepted() {
    for packet in captured() {
        assert_eq!(summary(&packet).tone, Tone::Unchecked);
        let said: Vec<String> = why(&packet, "bob", [].iter()).into_iter().map(|told| told.text).collect();
        assert!(said.iter().any(|told| told.contains("only seen on the wire")), "{said:?}");
        assert!(!said.iter().any(|told| told.contains("accepted")), "{said:?}");
    }
    let [sealed, _] = captured();
    assert_eq!(dissect(&sealed).checks.headline(), "none: nobody here has checked it");
}
