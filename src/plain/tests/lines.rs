//! What is printed.

use std::path::Path;

use super::sample::*;
use crate::node::{DialId, Event, Origin};
use crate::plain::ending::Tally;
use crate::plain::events::EVENTS;
use crate::plain::line::Format;
use crate::plain::page::events_markdown;
use crate::plain::render;
use crate::protocol::Error;

#[test]
fn every_line_has_the_fields_that_are_documented() {
    for line in every_line() {
        let (word, fields) = line.shape();
        let spec = EVENTS
            .iter()
            .find(|spec| spec.word == word)
            .unwrap_or_else(|| panic!("{word} is not documented"));
        let documented: Vec<&str> = spec.fields.iter().map(|(name, _)| *name).collect();
        assert_eq!(fields, documented, "{word}");
    }
}

#[test]
fn every_documented_word_is_printed() {
    let printed: Vec<&str> = every_line().iter().map(|line| line.shape().0).chain(["help"]).collect();
    for spec in EVENTS {
        assert!(printed.contains(&spec.word), "{}", spec.word);
    }
}

#[test]
fn the_page_of_events_is_made_from_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/plain/EVENTS.md");
    let made = events_markdown();
    if std::env::var_os("PEERSCOPE_BLESS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(kept, made, "src/plain/EVENTS.md is stale: run PEERSCOPE_BLESS=1 cargo test --lib plain");
}

#[test]
fn hostile_text_is_one_line_and_acts_on_nothing() {
    for line in every_line() {
        for format in [Format::Text, Format::Json] {
            let text = line.render(format);
            let acts = |c: char| c.is_control() || ['\u{202e}', '\u{2028}', '\u{e0041}'].contains(&c);
            assert!(!text.chars().any(acts), "{text:?}");
        }
        let json: serde_json::Value = serde_json::from_str(&line.render(Format::Json)).unwrap();
        assert_eq!(json["event"], line.shape().0);
        assert!(line.render(Format::Json).starts_with("{\"event\":"), "the event comes first");
    }
    let said = events().into_iter().find(|event| matches!(event, Event::Text { .. })).unwrap();
    let message = render::event(&said);
    let json: serde_json::Value = serde_json::from_str(&message[0].render(Format::Json)).unwrap();
    assert_eq!(json["text"], HOSTILE, "a program gets the text as it was sent");
}

#[test]
fn a_key_that_another_peer_has_is_said_to_be_that_one_and_is_not_offered() {
    let said = |claimed_by: Option<&str>| {
        let event = Event::KeyChanged {
            petname: "bob".to_owned(),
            known: id(2).0,
            claimed: id(3).0,
            claimed_by: claimed_by.map(str::to_owned),
            verified_at: None,
            dial: None,
        };
        render::event(&event).iter().map(|line| line.render(Format::Text)).collect::<String>()
    };
    let (stranger, carol) = (said(None), said(Some("carol")));
    assert!(stranger.contains("new machine") && stranger.contains("/accept bob"), "{stranger}");
    assert!(carol.contains("claims to be carol, not bob"), "{carol}");
    assert!(!carol.contains("new machine") && !carol.contains("/accept"), "{carol}");
}

#[test]
fn a_cut_before_a_session_is_told_by_who_dialled() {
    let said = |origin, peer| {
        let event = handshake_failed(origin, peer, Error::Cut);
        render::event(&event).iter().map(|line| line.render(Format::Text)).collect::<String>()
    };
    assert!(said(Origin::Accepted, None).contains("left within the handshake"));
    for (origin, peer) in
        [(Origin::Dialled, None), (Origin::Dialled, Some(id(2))), (Origin::Accepted, Some(id(2)))]
    {
        let said = said(origin, peer);
        assert!(said.contains("the connection was lost before there was a session; the other"), "{said}");
        assert!(!said.contains("left within"), "{said}");
    }
}

#[test]
fn rubbish_from_callers_does_not_end_the_wait_for_a_dial() {
    let mut tally = Tally::default();
    tally.dials.ask();
    tally.dials.taken(DialId(1));
    tally.note(&handshake_failed(Origin::Accepted, None, Error::Cut));
    assert!(!tally.is_hopeless());
    tally.note(&failed(Error::Cut));
    assert!(tally.is_hopeless());
}
