//! The packet list painted with what a theft would open: marked as such, in words that are no verdicts.

use crate::blast::Blast;
use crate::node::{Exposed, Packet, Theft};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::model::Link;
use crate::tui::tests::cast::{KNOWN, connected, peer_id};
use crate::tui::tests::stage::{app, app_with, enter, opens, press, screen};

use super::scene::{feed, inside, session, tampered};

/// All of these packets tried: one text opens, everything else is closed.
fn painted(packets: Vec<Packet>) -> App {
    let mut app = app();
    feed(&mut app, packets);
    let packets = &app.model.packets;
    let mut blast = Blast::begin(peer_id("lab"), Theft::MessageKey, packets);
    let all: Vec<_> = packets.window(0..usize::MAX).map(|packet| packet.number).collect();
    let (last, others) = all.split_last().unwrap();
    let mut tried: Vec<_> = others.iter().map(|number| (*number, None)).collect();
    tried.push((*last, Some(Exposed::Chain)));
    blast.take((Theft::MessageKey, &tried), packets);
    app.blast = Some(blast);
    app
}

#[test]
fn the_pane_and_the_top_bar_say_so_as_long_as_a_theft_paints_the_list() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let mut app = painted(session(1));
        press(&mut app, "F4 Home");
        let last = app.model.packets.len();
        let shown = screen(&mut app, width, height);
        let top = shown.lines().next().unwrap();
        assert!(top.contains("STOLEN"), "{shown}");
        assert!(shown.lines().skip(1).any(|line| line.contains("STOLEN: message key")), "{shown}");
        assert!(shown.contains(&format!("as of {last}")) || shown.contains(&format!("as of packet {last}")));
        assert!(shown.contains("/compromise off"), "{shown}");
        enter(&mut app, "/compromise off");
        press(&mut app, "F4 Home");
        assert!(!screen(&mut app, width, height).contains("STOLEN"));
    }
}

#[test]
fn what_a_thief_can_open_is_said_in_words_that_are_no_verdicts() {
    for (width, height, open, closed) in [
        (140, 42, "OPEN to thief", "closed to thief"),
        (80, 24, "thief: open", "thief: closed"),
        (60, 15, "OPEN to thief", "closed to thief"),
    ] {
        let mut app = painted(session(1));
        press(&mut app, "F4 Home");
        let list = inside(&mut app, (width, height), Pane::Packets).join("\n");
        assert!(list.contains(closed) && !list.contains("opened"), "{list}");
        press(&mut app, "End");
        let list = inside(&mut app, (width, height), Pane::Packets).join("\n");
        assert!(list.contains(open), "{list}");
        let later = session(1).into_iter().next_back().unwrap();
        feed(&mut app, vec![later]);
        press(&mut app, "End");
        let list = inside(&mut app, (width, height), Pane::Packets).join("\n");
        assert!(list.contains("✓ "), "a later one has its verdict\n{list}");
    }
}

#[test]
fn the_reason_why_a_thief_has_it_or_not_comes_first_when_a_person_asks_why() {
    let mut app = painted(session(1));
    for (key, words) in
        [("Home", "STOLEN: message key. To the thief it is closed:"), ("End", "it is open: its key")]
    {
        opens(&mut app, (&format!("F4 {key}"), "W"), words);
    }
}

#[test]
fn of_a_peer_who_is_not_connected_one_thing_is_said_and_nothing_is_painted() {
    let mut app = app_with([connected("lab", KNOWN)]);
    feed(&mut app, session(1));
    for peer in &mut app.model.peers {
        peer.link = Link::Absent;
    }
    assert!(enter(&mut app, "/compromise").is_empty());
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("lab is not connected: no key is left"), "{shown}");
    assert!(!shown.contains("STOLEN") && !shown.contains("still to try"), "{shown}");
}

#[test]
fn a_refusal_is_not_painted_over_by_what_a_theft_would_open() {
    let mut app = painted(tampered());
    press(&mut app, "F4 Home");
    let list = inside(&mut app, (140, 42), Pane::Packets).join("\n");
    assert!(list.contains("closed to thief") && list.contains("✗ BAD MAC"), "{list}");
}
