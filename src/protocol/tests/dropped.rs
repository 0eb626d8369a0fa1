//! What a middle that drops a text does to the words of both sides.

use crate::defence::{Defence, Defences};
use crate::lab::{Arena, Setup};
use crate::link::Origin;
use crate::protocol::{Config, Event, History};
use crate::wire::{Message, Reason, Receipt, Text};

/// Two peers who lack these defences, with two texts behind them.
fn talked(removed: &[Defence]) -> Arena {
    let config = Config { defences: Defences::without(removed), ..Config::default() };
    let mut arena = Arena::new(Setup { initiator: config.clone(), responder: config, ..Setup::default() });
    arena.run();
    for number in 1..=2 {
        let frame = said(&mut arena, number);
        arena.deliver(Origin::Initiator, &frame);
        acked(&mut arena, number);
    }
    arena
}

/// The frame of a text of alice, taken off the wire.
fn said(arena: &mut Arena, number: u64) -> Vec<u8> {
    let now = arena.now();
    let text = Message::Text(Text { number, flags: 0, body: "word".try_into().unwrap() });
    arena.initiator.send(now, &text).unwrap();
    arena.initiator.take().unwrap()
}

/// Bob acks everything up to this number.
fn acked(arena: &mut Arena, number: u64) {
    let now = arena.now();
    let receipt = Message::Receipt(Receipt { state: Receipt::ACKED, number });
    arena.responder.send(now, &receipt).unwrap();
    arena.run();
}

/// What alice and bob know that was said.
fn histories(arena: &mut Arena) -> [History; 2] {
    let now = arena.now();
    [&mut arena.initiator, &mut arena.responder].map(|end| {
        end.connection.same_words();
        end.drain(now);
        let words = |event: &Event| if let Event::SameWords(history) = event { Some(*history) } else { None };
        end.events.iter().rev().find_map(words).unwrap()
    })
}

#[test]
fn a_text_that_is_dropped_is_told_by_the_next_one_and_the_words_stay_those_of_both() {
    let mut arena = talked(&[]);
    said(&mut arena, 3);
    let [alice, bob] = histories(&mut arena);
    assert_eq!(
        (alice.digest, alice.sent, bob.received),
        (bob.digest, 2, 2),
        "what is on its way does not count"
    );
    let next = said(&mut arena, 4);
    arena.deliver(Origin::Initiator, &next);
    assert_eq!(arena.responder.refused().map(|(_, reason)| reason), Some(Reason::Gap));
}

#[test]
fn where_nobody_counts_frames_the_words_differ_from_the_dropped_text_on() {
    let mut arena = talked(&[Defence::Order, Defence::Ratchet]);
    let [alice, bob] = histories(&mut arena);
    assert_eq!(alice.digest, bob.digest);
    said(&mut arena, 3);
    for number in 4..=6 {
        let frame = said(&mut arena, number);
        arena.deliver(Origin::Initiator, &frame);
        acked(&mut arena, number);
        let [alice, bob] = histories(&mut arena);
        assert_eq!((alice.sent, bob.received), (number, number - 1));
        assert_ne!(alice.digest, bob.digest, "after text {number}");
    }
}
