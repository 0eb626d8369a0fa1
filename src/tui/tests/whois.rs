//! All that is known about a peer.

use crate::node::{Command, Event, PeerRef, Presence, Trust};
use crate::text::PeerText;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

use super::cast::{KNOWN, VERIFIED, connected, info, peer_id};
use super::stage::{NOW, app_with, enter, screen};

fn happens(app: &mut App, event: Event) {
    app.update(Msg::Node(Box::new(event), NOW));
}

/// Alice asks about bob, and is told this.
fn asked(info: crate::node::PeerInfo) -> String {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let effects = enter(&mut app, "/whois bob");
    assert_eq!(effects, [Effect::Node(Command::Describe(Some(PeerRef::Name("bob".to_owned()))))]);
    happens(&mut app, Event::Peers(vec![info]));
    screen(&mut app, 140, 60)
}

#[test]
fn whois_shows_a_card_with_everything_and_what_can_be_done() {
    let mut bob = info("bob", VERIFIED);
    bob.nick = Some(PeerText::from("bobby"));
    let shown = asked(bob);
    for words in [
        "WHO IS bob",
        peer_id("bob").0.to_string().as_str(),
        "calls itself [bobby]",
        "verified on 2026-11-18",
        "connected from 127.0.0.1:52110",
        "session 5e5e5e5e",
        "epoch 1",
        "seen first 2026-11-18",
        "/verify bob",
        "/block bob",
        "id forget bob",
    ] {
        assert!(shown.contains(words), "no {words}:\n{shown}");
    }
}

#[test]
fn whois_of_one_who_is_away_or_blocked_says_so() {
    let mut bob = info("bob", KNOWN);
    (bob.presence, bob.session_id, bob.seen) = (Presence::Absent, None, None);
    let shown = asked(bob.clone());
    for words in ["not connected, reached last at", "not verified", "not seen in this run"] {
        assert!(shown.contains(words), "no {words}:\n{shown}");
    }
    bob.trust = Some(Trust::Blocked);
    let shown = asked(bob);
    assert!(
        shown.contains("blocked") && shown.contains("/trust bob") && !shown.contains("/block bob"),
        "{shown}"
    );
}

#[test]
fn peers_is_no_whois_and_an_unknown_name_is_answered_by_its_command() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    enter(&mut app, "/peers");
    happens(&mut app, Event::Peers(vec![info("bob", VERIFIED)]));
    assert!(!screen(&mut app, 140, 42).contains("WHO IS"));
    let command = Command::Describe(Some(PeerRef::Name("nobody".to_owned()))).name();
    assert_eq!((command, Command::Describe(None).name()), ("whois", "peers"));
}
