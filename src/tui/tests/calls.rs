//! Calls: those that wait for the other side, and those that come to nothing.

use std::time::Duration;

use crate::link::Direction;
use crate::node::{Command, DialId, Error as NodeError, Event, Origin, PeerRef, UnixMillis};
use crate::protocol::{Error, HandshakeStep};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

use super::cast::{KNOWN, VERIFIED, connected, info, listening, peer_id, says, stranger_calls};
use super::stage::{NOW, app_with, enter, press, screen, write};

const SIZES: [(u16, u16); 3] = [(140, 42), (80, 24), (60, 15)];

fn happens(app: &mut App, millis: u64, event: Event) {
    app.update(Msg::Node(Box::new(event), UnixMillis(NOW.0 + millis)));
}

fn dial_fails(retry_in: u64) -> Event {
    Event::DialFailed {
        dial: DialId(1),
        to: "127.0.0.1:52110".parse().expect("an address"),
        error: "cannot reach 127.0.0.1:52110: is it there?".to_owned(),
        retry_in: Some(Duration::from_millis(retry_in)),
    }
}

fn dials(attempt: u32) -> Event {
    Event::Dialling { dial: DialId(1), to: "127.0.0.1:52110".parse().expect("an address"), attempt }
}

fn closed(name: &str, origin: Origin, retry_in: Option<Duration>) -> Event {
    Event::Closed {
        name: name.to_owned(),
        peer: None,
        origin,
        reason: None,
        error: Some(Error::Cut),
        established: false,
        retry_in,
        dial: None,
    }
}

fn step(conn: u64, name: &'static str, direction: Direction) -> Event {
    let step = HandshakeStep { name, direction, bytes: 100, took: Duration::from_millis(1) };
    Event::HandshakeStep { conn, peer: peer_id("mallory").0.short(), identity: None, step }
}

/// Alice has dialled somebody unknown, and has been asked about it.
fn asked() -> App {
    let question = Event::TrustNeeded {
        peer: peer_id("mallory"),
        origin: Origin::Dialled,
        address: "127.0.0.1:52199".to_owned(),
        formerly: None,
        dial: None,
    };
    app_with([step(1, "request", Direction::Sent), step(1, "response", Direction::Received), question])
}

#[test]
fn what_was_answered_is_not_asked_again_while_the_other_side_has_not_decided() {
    let mut app = asked();
    press(&mut app, "F8");
    let name = peer_id("mallory").0.short();
    assert_eq!(press(&mut app, "a"), [Effect::Node(Command::Accept(PeerRef::Name(name.clone())))]);
    for (name, direction) in
        [("request", Direction::Sent), ("response", Direction::Received), ("finish", Direction::Sent)]
    {
        happens(&mut app, 50, step(2, name, direction));
    }
    let shown = screen(&mut app, 140, 42);
    assert!(!shown.contains("has not answered yet"), "machines take a moment: {shown}");
    app.update(Msg::Time(UnixMillis(NOW.0 + 1_100)));
    for (width, height) in SIZES {
        let shown = screen(&mut app, width, height);
        assert!(shown.contains("has not answered yet"), "{width}x{height}: {shown}");
        for words in ["waits for you", "F8 asks you", "your decision", "F8 decide"] {
            assert!(!shown.contains(words), "{width}x{height} still says {words}: {shown}");
        }
    }
    press(&mut app, "F2");
    assert!(screen(&mut app, 140, 42).matches("has not answered yet").count() >= 2, "bar and list");
    press(&mut app, "Esc");
    assert!(press(&mut app, "F8").is_empty() && app.overlays.is_empty());
    let notice = app.notice.clone().unwrap_or_default();
    assert!(notice.contains(&name) && notice.contains("has not answered yet"), "{notice}");
    enter(&mut app, "/handshake");
    assert!(screen(&mut app, 140, 42).contains("the other side has not answered yet"));
    press(&mut app, "Esc F8");
    happens(&mut app, 9_000, connected("mallory", KNOWN));
    assert_eq!(app.notice, None, "it has decided, whatever keys were pressed");
    let shown = screen(&mut app, 140, 42);
    assert!(!shown.contains("has not answered yet") && shown.contains("42 ms"), "{shown}");
}

#[test]
fn a_call_that_reaches_nobody_is_one_line_with_a_count_and_a_countdown() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    for attempt in 1..=7 {
        happens(&mut app, u64::from(attempt) * 10_000, dial_fails(4_000));
        if attempt < 7 {
            happens(&mut app, u64::from(attempt) * 10_000 + 4_000, dials(attempt + 1));
            assert!(screen(&mut app, 140, 42).contains("trying again"), "while it is dialled");
        }
    }
    // Wide enough for the sentence to stand in one row.
    let shown = screen(&mut app, 300, 42);
    assert_eq!(shown.matches("bob: cannot reach 127.0.0.1:52110").count(), 1, "{shown}");
    assert!(shown.contains("is it there? · 7 tries, the last at 10:43:22 · next in 4 s"), "{shown}");
    app.update(Msg::Time(UnixMillis(NOW.0 + 73_000)));
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("next in 1 s"), "{shown}");
    happens(&mut app, 74_000, connected("bob", VERIFIED));
    let shown = screen(&mut app, 140, 42);
    assert!(!shown.contains("next in") && !shown.contains("trying"), "{shown}");
    happens(&mut app, 80_000, dial_fails(4_000));
    assert_eq!(screen(&mut app, 140, 42).matches("cannot reach").count(), 2, "another time begins");
}

#[test]
fn a_handshake_that_fails_again_and_again_is_one_line() {
    let mut app = app_with([listening()]);
    for _ in 0..3 {
        happens(&mut app, 0, closed("127.0.0.1:9", Origin::Dialled, Some(Duration::from_secs(2))));
    }
    // Wide enough for the sentence to stand in one row.
    let shown = screen(&mut app, 300, 42);
    assert_eq!(app.model.talk().iter().count(), 1, "{shown}");
    assert!(shown.contains("3 tries, the last at 10:42:12 · next in 2 s"), "{shown}");
}

#[test]
fn a_strangers_call_is_in_no_conversation() {
    let mut app = app_with([connected("bob", VERIFIED), says("bob", 1, "hello")]);
    let before = app.model.talk().end();
    for port in 1..=5 {
        happens(&mut app, 0, closed(&format!("127.0.0.1:{port}"), Origin::Accepted, None));
    }
    assert_eq!(app.model.talk().end(), before, "nothing is said in the conversation with bob");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("5 calls came to nothing, the last from 127.0.0.1:5"), "{shown}");
    press(&mut app, "Left");
    assert!(!screen(&mut app, 140, 42).contains("came to nothing"), "the next key takes it away");
    app.notice = Some("something to read".to_owned());
    happens(&mut app, 0, closed("127.0.0.1:6", Origin::Accepted, None));
    assert_eq!(app.notice.as_deref(), Some("something to read"));
}

#[test]
fn offline_counts_from_the_last_contact() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let mut info = info("carol", KNOWN);
    info.presence = crate::node::Presence::Absent;
    info.seen = Some((NOW.0 - 86_400_000, NOW.0 - 180_000));
    happens(&mut app, 0, Event::Peers(vec![info]));
    let row = |shown: &str| shown.lines().find(|line| line.contains("carol")).map(str::to_owned);
    let shown = screen(&mut app, 140, 42);
    assert!(row(&shown).is_some_and(|row| row.contains("offline 3m")), "{shown}");
    let mut failed = closed("carol", Origin::Accepted, None);
    if let Event::Closed { peer, .. } = &mut failed {
        *peer = Some(peer_id("carol"));
    }
    happens(&mut app, 1_000, failed);
    let shown = screen(&mut app, 140, 42);
    assert!(
        row(&shown).is_some_and(|row| row.contains("offline 3m")),
        "a call in vain is no contact: {shown}"
    );
}

#[test]
fn the_card_about_a_stranger_says_what_was_answered() {
    let mut app = app_with([listening(), stranger_calls()]);
    press(&mut app, "F8 a");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("ACCEPTED") && !shown.contains("F8 asks you"), "{shown}");
    let mut app = app_with([listening(), stranger_calls()]);
    let peer = peer_id("mallory");
    happens(&mut app, 0, Event::TrustChanged { peer, name: peer.0.short(), trust: None });
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("REFUSED") && !shown.contains("F8 asks you"), "{shown}");
}

#[test]
fn whom_a_person_has_asked_for_is_talked_to_once_it_is_there_unless_a_line_is_begun() {
    let reached = |dial, name| Event::DialReached { dial: DialId(dial), info: info(name, KNOWN) };
    for (typed, expected) in [("", "carol"), ("dear bob", "bob"), ("dear bob\r", "bob")] {
        let mut app = app_with([listening(), connected("bob", KNOWN), connected("dave", KNOWN)]);
        enter(&mut app, "/connect 127.0.0.1:5003");
        happens(&mut app, 1, Event::DialTaken { dial: DialId(7) });
        match typed.strip_suffix('\r') {
            Some(line) => enter(&mut app, line),
            None => write(&mut app, typed),
        };
        happens(&mut app, 2, reached(1, "dave"));
        assert_eq!(app.model.peer().unwrap().name, "bob", "another dial has reached somebody");
        happens(&mut app, 3, connected("carol", KNOWN));
        happens(&mut app, 4, reached(7, "carol"));
        assert_eq!(app.model.peer().unwrap().name, expected, "{typed:?}");
    }
    let refused = |error| Event::CommandFailed { command: "connect", error };
    for (error, expected) in [
        (NodeError::AlreadyConnected("dave".to_owned()), "dave"),
        (NodeError::NoAddress("carol".to_owned()), "bob"),
    ] {
        let mut app = app_with([listening(), connected("bob", KNOWN), connected("dave", KNOWN)]);
        enter(&mut app, "/connect dave");
        happens(&mut app, 1, refused(error));
        happens(&mut app, 2, reached(1, "dave"));
        assert_eq!(app.model.peer().unwrap().name, expected);
    }
}
