//! The handshake as a ladder.

use std::time::Duration;

use crate::inspector::Direction;
use crate::node::{Event, Origin, Packet, UnixMillis};
use crate::protocol;
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::msg::Msg;
use crate::tui::overlay::rungs;
use crate::tui::tests::cast::{KNOWN, info};
use crate::tui::tests::stage::{app, enter, press, screen};
use crate::tui::theme::Theme;

use super::scene::{feed, inside, session};

const NOW: UnixMillis = UnixMillis(1_795_000_000_000);

fn tell(app: &mut App, event: Event) {
    app.update(Msg::Node(Box::new(event), NOW));
}

/// The flights of link 1 as far as they came, told by the connection of a session in memory.
fn flights(app: &mut App, count: usize) {
    let arena = crate::lab::Arena::established(1);
    let steps = arena.responder.events.iter().filter_map(|event| match event {
        protocol::Event::HandshakeStep(step) => Some(step.clone()),
        _ => None,
    });
    for mut step in steps.take(count) {
        step.took = Duration::from_micros(1_250);
        tell(app, Event::HandshakeStep { conn: 1, peer: "bob".to_owned(), identity: None, step });
    }
}

fn frames(count: usize) -> Vec<Packet> {
    session(1).into_iter().take(count).collect()
}

/// A whole handshake, and the session that came of it.
fn done() -> App {
    let mut app = app();
    flights(&mut app, 5);
    feed(&mut app, frames(5));
    let info = info("bob", KNOWN);
    tell(&mut app, Event::Established { info, origin: Origin::Accepted, took: Duration::from_millis(42) });
    app
}

#[test]
fn the_ladder_shows_flights_checks_times_session_and_fingerprints() {
    let mut app = done();
    press(&mut app, "F4 h");
    let shown = screen(&mut app, 140, 42);
    for words in [
        "request  344 B",
        "response",
        "finish",
        "ready",
        "1.2 ms",
        "14 of 14 passed",
        "DH range",
        "DH subgroup",
        "identity MAC",
        "signature",
        "keys agreed in 42.0 ms",
        "5e5e5e5e",
        "7f3a-91c2-0b44-e1d0",
    ] {
        assert!(shown.contains(words), "no {words}:\n{shown}");
    }
    let fingerprint = info("bob", KNOWN).peer.0.to_string();
    assert!(shown.contains(&fingerprint), "{shown}");
    press(&mut app, "Esc");
    assert!(app.overlays.is_empty());
}

#[test]
fn the_time_in_which_a_person_decides_is_no_time_of_a_flight() {
    let mut app = app();
    let step = |name, direction, took| {
        let step = protocol::HandshakeStep { name, direction, bytes: 100, took };
        Event::HandshakeStep { conn: 1, peer: "bob".to_owned(), identity: None, step }
    };
    let machine = Duration::from_millis(2);
    for (name, direction, took) in [
        ("request", Direction::Sent, machine),
        ("response", Direction::Received, machine),
        ("finish", Direction::Sent, machine),
        ("ready", Direction::Received, Duration::from_millis(12_300)),
    ] {
        tell(&mut app, step(name, direction, took));
    }
    enter(&mut app, "/handshake");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("waited 12.3 s for the answer of the other side"), "{shown}");
    assert_eq!(shown.matches("12.3 s").count(), 1, "{shown}");
    assert_eq!(shown.matches("2.0 ms").count(), 3, "{shown}");
}

#[test]
fn as_many_checks_are_named_as_are_counted() {
    let app = done();
    let ladder = app.model.ladders.find(1).expect("a ladder");
    let lines: Vec<String> =
        rungs(Theme::default(), &app.model, ladder, 120).iter().map(ToString::to_string).collect();
    let shown = lines.join("\n");
    let mut looked_at = 0;
    for flight in shown.split("\n│").skip(1) {
        let Some((head, named)) = flight.split_once(" passed\n") else { continue };
        let counted = head.rsplit(' ').next().and_then(|count| count.parse().ok());
        let named = named.split("\n✓ session").next().unwrap_or_default();
        let (_, named) = named.split_once("✓ ").expect("the checks of every frame");
        let of_every_frame = named.split(' ').next().and_then(|count| count.parse::<usize>().ok());
        assert_eq!(of_every_frame.map(|count| count + named.matches('✓').count()), counted, "{shown}");
        looked_at += 1;
    }
    assert_eq!(looked_at, 3, "{shown}");
}

#[test]
fn the_ladder_can_be_read_to_its_end_at_60_by_15() {
    let mut app = done();
    enter(&mut app, "/handshake bob");
    let mut read = String::new();
    for _ in 0..40 {
        read.push_str(&screen(&mut app, 60, 15));
        press(&mut app, "Down");
    }
    let fingerprint = info("bob", KNOWN).peer.0.to_string();
    for words in ["request  344 B", "1.2 ms", "14 of 14 passed", "session id", fingerprint.as_str()] {
        assert!(read.contains(words), "no {words}:\n{}", screen(&mut app, 60, 15));
    }
}

#[test]
fn while_a_link_comes_about_the_ladder_is_in_the_place_of_the_details() {
    let mut app = app();
    flights(&mut app, 2);
    feed(&mut app, frames(2));
    let details = inside(&mut app, (140, 42), Pane::Details).join("\n");
    assert!(details.contains("request  344 B") && details.contains("… going on"), "{details}");
    let mut app = done();
    let details = inside(&mut app, (140, 42), Pane::Details).join("\n");
    assert!(details.contains("Checks:"), "{details}");
}

#[test]
fn a_handshake_that_failed_says_why() {
    let mut app = app();
    flights(&mut app, 1);
    tell(
        &mut app,
        Event::Closed {
            name: "bob".to_owned(),
            peer: None,
            origin: Origin::Dialled,
            reason: Some(crate::node::Reason::DhOutOfRange),
            error: Some(crate::node::Reason::DhOutOfRange.into()),
            established: false,
            retry_in: None,
            dial: None,
        },
    );
    enter(&mut app, "/handshake");
    let shown = screen(&mut app, 80, 24);
    assert!(shown.contains("✗ no session: refused: a Diffie-Hellman value outside 2 to p-2"), "{shown}");
}

#[test]
fn without_a_handshake_there_is_a_word_on_how_to_make_one() {
    let mut app = app();
    enter(&mut app, "/handshake");
    assert!(app.notice.as_deref().unwrap_or_default().contains("/connect"), "{:?}", app.notice);
}
