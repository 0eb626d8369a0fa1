//! The names that a filter knows, and what it makes of any text.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::packets::{SEEN, packets};
use crate::inspector::filter::operand::spelled;
use crate::inspector::filter::schema::listed;
use crate::inspector::filter::{EXAMPLES, Filter, Subject, complete, fields};
use crate::wire::{Message, UnixMillis};

#[test]
fn the_examples_of_the_help_are_filters() {
    for (example, _) in EXAMPLES {
        assert_eq!(Filter::parse(example).err(), None, "{example}");
    }
}

#[test]
fn every_field_of_the_wire_has_one_name_and_can_be_asked_for() {
    let names: BTreeSet<&str> = fields(Subject::Packets).map(|field| field.name).collect();
    assert_eq!(listed().count(), fields(Subject::Lines).count(), "no two have one name");
    for body in Message::ALL.iter().chain(crate::wire::Handshake::ALL).map(|entry| &entry.body) {
        assert!(names.contains(body.name), "{}", body.name);
        for field in body.fields {
            assert!(names.contains(field.name), "{}", field.name);
        }
    }
    for field in fields(Subject::Packets) {
        assert!(Filter::parse(field.name).is_ok(), "{}", field.name);
        assert!(!field.doc.is_empty(), "{}", field.name);
        for word in &field.words {
            assert!(Filter::parse(&format!("{} == {}", field.name, spelled(word))).is_ok(), "{word}");
        }
    }
}

#[test]
fn times_are_read_as_they_are_written() {
    use crate::inspector::clock_text::{read_time, time_text};
    for ms in [0, 951_782_399_999, 951_782_400_000, SEEN, 4_107_542_400_000, 253_402_300_799_999] {
        assert_eq!(read_time(&time_text(UnixMillis(ms))), Some(UnixMillis(ms)), "{ms}");
    }
    for wrong in ["", "2026-11-21", "1969-12-31T23:59:59Z", "2026-00-00T00:00:00Z", "9999999999999999999999"]
    {
        assert_eq!(read_time(wrong), None, "{wrong}");
    }
}

/// Text before the cursor, from where, some of the words, words that are not among them.
type Offer = (&'static str, usize, &'static [&'static str], &'static [&'static str]);

const OFFERS: [Offer; 9] = [
    ("", 0, &["seq", "kind", "text.body", "len(", "not"], &["==", "and"]),
    ("te", 0, &["text", "text.body", "text.number"], &["seq"]),
    ("kind == ", 8, &["text", "receipt"], &["seq", "=="]),
    ("verdict == b", 11, &["bad_mac"], &["opened"]),
    ("kind in {text, re", 15, &["receipt"], &["text"]),
    ("seq ", 4, &["==", "<", "in", "and"], &["contains", "seq"]),
    ("text.body co", 10, &["contains"], &["=="]),
    ("seq == 4 a", 9, &["and"], &["=="]),
    ("bad && (t", 8, &["text", "type", "time"], &["and"]),
];

#[test]
fn what_may_stand_at_the_cursor_is_offered() {
    for (text, from, some, none) in OFFERS {
        let offer = complete(Subject::Packets, text, text.len());
        assert_eq!(offer.at, from..text.len(), "{text}");
        for word in some {
            assert!(offer.words.iter().any(|offered| offered == word), "{text}: {word} in {:?}", offer.words);
        }
        for word in none {
            assert!(
                !offer.words.iter().any(|offered| offered == word),
                "{text}: {word} in {:?}",
                offer.words
            );
        }
    }
}

proptest! {
    /// What people type in the end is made of what the grammar is made of.
    #[test]
    fn no_text_makes_the_filter_panic(
        words in proptest::collection::vec(
            prop_oneof![
                Just("seq"), Just("text.body"), Just("frame"), Just("=="), Just("("), Just(")"), Just("["), Just("]"),
                Just("{"), Just("}"), Just(","), Just(".."), Just("\""), Just("!"), Just("&&"), Just("in"), Just("~"),
                Just("-1"), Just("len("), Just("contains"), Just("漢"), Just("0x"), Just(":"), Just("\\"), Just(" "),
            ],
            0..24,
        ),
        any in ".{0,12}",
    ) {
        let text = words.concat() + &any;
        match Filter::parse(&text) {
            Ok(filter) => packets().iter().for_each(|packet| { filter.matches(packet); }),
            Err(error) => prop_assert!(text.get(error.at.start.min(text.len())..).is_some(), "{}", error),
        }
        for cursor in 0..=text.len() {
            complete(Subject::Lines, &text, cursor);
        }
    }
}
