//! A refused frame: seen at once, in plain words, in every place; and a flood of them is one card with a count.

use std::sync::LazyLock;

use ratatui::buffer::Cell;
use ratatui::style::Color;

use crate::node::{Packet, Reason, Verdict};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::tests::stage::{app, draw, enter, press, screen};

use super::scene::{feed, inside, session, tampered};

const ALARM: Color = Color::Indexed(202);

/// A frame refused for this reason.
fn refused(reason: Reason) -> Packet {
    static TEXT: LazyLock<Packet> =
        LazyLock::new(|| session(1).into_iter().find(|packet| packet.kind == Some("text")).unwrap());
    let mut packet = TEXT.clone();
    (packet.inner, packet.kind, packet.key_id) = (None, None, None);
    (packet.verdict, packet.reason) = (reason.verdict(), Some(reason));
    packet
}

/// The words on these cells in the colours of an alarm.
fn loud(app: &mut App, pane: Option<Pane>) -> String {
    let cells = draw(app, 140, 42);
    let area = pane.map_or(app.areas.top, |pane| app.areas.of(pane));
    area.positions().map(|at| &cells[at]).filter(|cell| cell.bg == ALARM).map(Cell::symbol).collect()
}

#[test]
fn a_wrong_tag_is_seen_in_five_places() {
    let mut app = app();
    feed(&mut app, tampered());
    assert_eq!(loud(&mut app, None).trim(), "✗ lab: 1 BAD MAC /ack");
    assert!(loud(&mut app, Some(Pane::Packets)).contains("✗ BAD MAC"));
    assert_eq!(loud(&mut app, Some(Pane::Conversation)).trim(), "✗ BAD MAC: FRAME REFUSED");
    let details = loud(&mut app, Some(Pane::Details));
    assert!(details.contains("Checks: STOPPED at 9 of 12: MAC") && details.contains("✗ MAC"), "{details}");
    assert_eq!(loud(&mut app, Some(Pane::Bytes)).chars().count(), 32 * 3);
}

#[test]
fn the_card_says_in_plain_words_what_happened_what_was_not_done_and_what_is_next() {
    let mut app = app();
    feed(&mut app, tampered());
    let card = inside(&mut app, (140, 42), Pane::Conversation).join(" ");
    let words: Vec<&str> = card.split_whitespace().filter(|word| *word != "║").collect();
    let card = words.join(" ");
    for said in [
        "11:06:40.000 packet 7, from lab",
        "A frame was changed on the way, or was not made by lab.",
        "It was NOT decrypted and NOT shown. The link was closed. What came before it stays valid.",
        "Whoever can put bytes into the TCP link can end it so, and nothing more.",
        "bad_tag: the tag of a frame does not verify.",
        "F4 inspect /why /report /connect lab /ack",
        "/verify lab",
        "╔═ ✗ BAD MAC: FRAME REFUSED ═",
    ] {
        assert!(card.contains(said), "no {said}: {card}");
    }
    for (width, height) in [(80, 24), (60, 15)] {
        let small = screen(&mut app, width, height);
        let (_, card) = small.split_once("✗ BAD MAC: FRAME").unwrap_or_else(|| panic!("no card:\n{small}"));
        assert!(card.contains("F4 inspect"), "{small}");
    }
}

#[test]
fn a_flood_of_bad_frames_is_one_card_with_a_count() {
    let mut app = app();
    for _ in 0..500 {
        feed(&mut app, vec![refused(Reason::BadTag)]);
    }
    let card = inside(&mut app, (140, 42), Pane::Conversation).join("\n");
    assert_eq!(card.matches("╔═").count(), 1, "{card}");
    assert!(card.contains("✗ BAD MAC: 500 FRAMES REFUSED"), "{card}");
    assert!(card.contains("packets 1 to 500"), "{card}");
    assert!(screen(&mut app, 140, 42).contains("✗ lab: 500 BAD MAC"));
}

#[test]
fn the_alarm_stays_until_it_is_acknowledged_and_then_the_next_one_is_as_loud() {
    let mut app = app();
    feed(&mut app, vec![refused(Reason::BadTag)]);
    feed(&mut app, session(3));
    assert!(loud(&mut app, None).contains("1 BAD MAC"));
    enter(&mut app, "/ack");
    assert_eq!(loud(&mut app, None), "");
    press(&mut app, "F4 End");
    feed(&mut app, vec![refused(Reason::Replay)]);
    assert!(loud(&mut app, None).contains("✗ lab: 1 REPLAY"));
    assert!(screen(&mut app, 140, 42).contains("PAUSED by REPLAY"));
}

#[test]
fn the_top_bar_keeps_what_matters_most() {
    let mut app = app();
    for (reason, said) in [
        (Reason::RateLimited, "✗ lab: 1 REFUSED"),
        (Reason::FrameTooLong, "✗ lab: 1 TOO LONG · 1 other"),
        (Reason::BadTag, "✗ lab: 1 BAD MAC · 2 other"),
        (Reason::Gap, "✗ lab: 1 BAD MAC · 3 other"),
        (Reason::HsBadTag, "✗ lab: 2 BAD MAC · 3 other"),
    ] {
        feed(&mut app, vec![refused(reason)]);
        let top = loud(&mut app, None);
        assert!(top.contains(said), "{top}, not {said}");
    }
}

#[test]
fn every_refusal_has_its_own_words_in_every_place() {
    let refusals = |reason: &&Reason| !matches!(reason.verdict(), Verdict::Opened | Verdict::CutOff);
    for reason in Reason::ALL.iter().filter(refusals) {
        let mut app = app();
        feed(&mut app, vec![refused(*reason)]);
        let verdict = reason.verdict().name();
        let card = inside(&mut app, (140, 42), Pane::Conversation).join(" ");
        assert!(card.contains(&format!("✗ {verdict}: FRAME REFUSED")), "{reason}: {card}");
        assert!(card.contains(reason.name()), "{reason}: {card}");
        assert!(loud(&mut app, None).contains(verdict), "{reason}");
        assert!(loud(&mut app, Some(Pane::Packets)).contains(&format!("✗ {verdict}")), "{reason}");
        let mono = screen(&mut app, 60, 15);
        assert!(mono.contains(verdict), "{reason}:\n{mono}");
    }
}

#[test]
fn a_frame_that_the_end_of_the_link_cut_off_is_seen_and_is_no_alarm() {
    let mut app = app();
    feed(&mut app, session(2));
    let before = app.noise();
    feed(&mut app, vec![refused(Reason::Truncated)]);
    assert!(!app.noise().is_louder_than(before), "no bell");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("► FOLLOW") && !shown.contains("PAUSED"), "{shown}");
    assert!(!shown.contains("/ack") && !shown.contains("FRAME REFUSED"), "{shown}");
    assert!(shown.contains("✗ CUT OFF") && shown.contains("1 bad"), "{shown}");
    assert_eq!((loud(&mut app, None).as_str(), loud(&mut app, Some(Pane::Packets)).as_str()), ("", ""));
    // Who looks for it finds it, and what there is to say about it.
    press(&mut app, "F4 Home n");
    assert_eq!(app.packets.packet(&app.model.packets).map(|packet| packet.verdict), Some(Verdict::CutOff));
    assert!(inside(&mut app, (140, 42), Pane::Details).join(" ").contains("STOPPED"));
    enter(&mut app, "/why");
    assert!(screen(&mut app, 140, 42).contains("The link had ended within it"));
    // What is refused after it is as loud as ever.
    press(&mut app, "Esc F4 End");
    feed(&mut app, vec![refused(Reason::BadTag)]);
    assert!(screen(&mut app, 140, 42).contains("PAUSED by BAD MAC"));
}

#[test]
fn the_card_is_in_the_conversation_with_the_peer_whose_frame_it_was() {
    use crate::tui::tests::cast::{KNOWN, connected, peer_id};
    let mut app = crate::tui::tests::stage::app_with([connected("bob", KNOWN), connected("carol", KNOWN)]);
    let mut packet = refused(Reason::BadTag);
    packet.peer = peer_id("carol").0.short();
    feed(&mut app, vec![packet]);
    let card = |app: &mut App| inside(app, (140, 42), Pane::Conversation).join(" ").contains("FRAME REFUSED");
    assert!(!card(&mut app), "bob is talked to");
    assert!(screen(&mut app, 140, 42).contains("✗ carol: 1 BAD MAC"));
    press(&mut app, "Alt+2");
    assert!(card(&mut app));
}
