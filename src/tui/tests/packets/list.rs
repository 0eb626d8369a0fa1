//! The list: columns, following and holding, marks, times.

use ratatui::style::Color;

use crate::node::{Packet, Verdict};
use crate::tui::action::Pane;
use crate::tui::msg::Msg;
use crate::tui::tests::stage::{app, draw, press, screen};

use super::scene::{feed, inside, session, tampered};

/// The line of a screen that holds all the words.
fn line<'a>(screen: &'a str, words: &[&str]) -> &'a str {
    let found = screen.lines().find(|line| words.iter().all(|word| line.contains(word)));
    found.unwrap_or_else(|| panic!("no line with {words:?}:\n{screen}"))
}

#[test]
fn every_column_is_there_where_there_is_room() {
    let mut app = app();
    feed(&mut app, session(2));
    press(&mut app, "F4");
    press(&mut app, "Home");
    let shown = screen(&mut app, 140, 42);
    line(&shown, &["No", "Time", "Peer", "Dir", "Message", "Seq", "Ep", "Len", "Verdict"]);
    line(&shown, &["handshake_finish", "✓ parsed"]);
    line(&shown, &["11:06:40.000", "lab", "←", "text", "✓ opened"]);
    line(&shown, &["→", "ready", "✓ sent"]);
    line(&shown, &["0 marked · 0 bad · 0 lost from the ring"]);
}

#[test]
fn at_80_columns_number_time_direction_message_and_verdict_are_left() {
    let mut app = app();
    feed(&mut app, session(2));
    let shown = screen(&mut app, 80, 24);
    let head = line(&shown, &["No", "Time", "Dir", "Message", "Verdict"]);
    assert!(!head.contains("Seq") && !head.contains("Peer"), "{head}");
    line(&shown, &["11:06:40", "←", "text", "✓ opened"]);
    line(&shown, &["0 marked · 0 bad · 0 lost from the ring"]);
}

#[test]
fn at_80_columns_a_number_of_six_digits_is_there_and_whole() {
    for number in [9_999, 10_000, 99_999, 100_000, 999_999] {
        for verdict in [Verdict::Sent, Verdict::Opened, Verdict::BadMac, Verdict::BadSignature] {
            let mut app = app();
            let packet = Packet { number, verdict, ..session(1).remove(0) };
            app.update(Msg::Packets(vec![packet], 0));
            let shown = screen(&mut app, 80, 24);
            line(&shown, &["No", "Time", "Dir", "Message", "Verdict"]);
            let row = line(&shown, &[&format!(" {number} "), "11:06:4", verdict.name()]);
            assert!(!row.contains('…') || verdict == Verdict::BadSignature, "{row}");
        }
    }
}

#[test]
fn a_verdict_is_never_cut() {
    let template = session(1).remove(0);
    for verdict in Verdict::ALL {
        for width in [40, 60, 80, 100, 120, 140, 200] {
            let mut app = app();
            feed(&mut app, vec![Packet { verdict: *verdict, ..template.clone() }]);
            press(&mut app, "F4");
            let shown = screen(&mut app, width, 30);
            assert!(shown.contains(verdict.name()), "{verdict} at {width}:\n{shown}");
        }
    }
}

/// The digits that end where the heading `head` does.
fn under(shown: &str, head: &str, row: &[&str]) -> String {
    let (heads, row) = (line(shown, &["Dir", "Verdict"]), line(shown, row));
    let end = heads.split(head).next().expect("a heading").chars().count() + head.len();
    let cell: Vec<char> = row.chars().take(end).collect();
    cell.rsplit(|c| *c == ' ').next().expect("a cell").iter().filter(|c| c.is_ascii_digit()).collect()
}

#[test]
fn beside_a_long_verdict_a_number_is_whole_or_not_there() {
    let template = session(1).remove(0);
    for verdict in Verdict::ALL {
        for width in (60..=140).step_by(4) {
            let mut app = app();
            feed(&mut app, vec![Packet { verdict: *verdict, frame: vec![0; 12_345], ..template.clone() }]);
            press(&mut app, "F4");
            let shown = screen(&mut app, width, 42);
            if line(&shown, &["Dir", "Verdict"]).contains("Len") {
                let length = under(&shown, "Len", &["lab", "unknown", verdict.name()]);
                assert!(length == "12345" || length.is_empty(), "{verdict} at {width}: {length}\n{shown}");
            }
        }
    }
    let mut app = app();
    feed(&mut app, vec![Packet { verdict: Verdict::BadIdentity, ..template.clone() }]);
    let shown = screen(&mut app, 140, 42);
    let length = template.frame.len().to_string();
    assert_eq!(under(&shown, "Len", &["request", "BAD IDENTITY"]), length, "{shown}");
}

#[test]
fn the_list_follows_until_a_person_looks_and_says_how_many_came_since() {
    let mut app = app();
    feed(&mut app, session(30));
    press(&mut app, "F4");
    line(&screen(&mut app, 140, 42), &["► FOLLOW"]);
    press(&mut app, "Up");
    let selected = app.packets.selected;
    feed(&mut app, session(30));
    let rows = app.model.packets.len();
    line(&screen(&mut app, 140, 42), &["‖ PAUSED", &format!("{} new below", rows / 2)]);
    assert_eq!(app.packets.selected, selected, "what arrives moves no selection");
    press(&mut app, "End");
    line(&screen(&mut app, 140, 42), &["► FOLLOW"]);
}

#[test]
fn rows_below_that_were_there_before_are_not_new() {
    let mut app = app();
    feed(&mut app, session(60));
    press(&mut app, "F4 Home");
    let shown = screen(&mut app, 140, 42);
    assert!(!shown.contains("new below"), "{shown}");
    feed(&mut app, session(1));
    let came = session(1).len();
    press(&mut app, "Down Down");
    line(&screen(&mut app, 140, 42), &["‖ PAUSED", &format!("{came} new below")]);
    press(&mut app, "End Up");
    let shown = screen(&mut app, 140, 42);
    assert!(!shown.contains("new below"), "{shown}");
}

#[test]
fn a_mark_on_the_newest_does_not_hold_the_list() {
    let mut app = app();
    feed(&mut app, session(3));
    press(&mut app, "F4 Home End m");
    line(&screen(&mut app, 140, 42), &["► FOLLOW"]);
    feed(&mut app, session(3));
    line(&screen(&mut app, 140, 42), &["► FOLLOW"]);
    assert_eq!(app.packets.row(&app.model.packets), Some(app.model.packets.len() - 1));
}

#[test]
fn no_two_messages_look_the_same_in_a_narrow_list() {
    let mut app = app();
    feed(&mut app, session(2));
    press(&mut app, "F4 z Home");
    let mut read = String::new();
    for _ in 0..30 {
        read.push_str(&inside(&mut app, (40, 12), Pane::Packets).join("\n"));
        press(&mut app, "Down");
    }
    for word in ["request", "response", "finish", "rekey_req", "rekey_rsp", "rekey_fin"] {
        assert!(read.contains(&format!("{word} ")), "no {word}:\n{read}");
    }
    assert!(!read.contains("handshake"), "{read}");
}

#[test]
fn ctrl_p_holds_the_list_and_lets_it_go() {
    let mut app = app();
    feed(&mut app, session(1));
    press(&mut app, "Ctrl+P");
    let selected = app.packets.selected;
    feed(&mut app, session(1));
    assert_eq!(app.packets.selected, selected);
    press(&mut app, "Ctrl+P");
    assert_ne!(app.packets.selected, selected);
}

#[test]
fn the_first_refusal_holds_the_list_and_its_row_is_in_reverse_from_edge_to_edge() {
    let mut app = app();
    feed(&mut app, tampered());
    feed(&mut app, session(20));
    let cells = draw(&mut app, 140, 42);
    let shown = screen(&mut app, 140, 42);
    line(&shown, &["‖ PAUSED by BAD MAC", "new below"]);
    line(&shown, &["0 marked · 1 bad · 0 lost from the ring"]);
    let at = shown.lines().position(|line| line.contains("▌!") && line.contains("✗ BAD MAC")).unwrap();
    let area = app.areas.of(Pane::Packets);
    for x in area.x + 1..area.right() - 1 {
        assert_eq!(cells[(x, u16::try_from(at).unwrap())].bg, Color::Indexed(202), "column {x}");
    }
}

#[test]
fn what_the_ring_lost_is_a_number() {
    let mut app = app();
    app.update(Msg::Packets(session(1), 17));
    line(&screen(&mut app, 140, 42), &["17 lost from the ring"]);
}

#[test]
fn marks_stay_and_can_be_all_that_is_shown() {
    let mut app = app();
    feed(&mut app, session(9));
    press(&mut app, "F4");
    press(&mut app, "M");
    assert_eq!(app.notice.as_deref(), Some("nothing is marked: m marks a packet"));
    press(&mut app, "m k k m");
    let all = app.model.packets.len();
    let shown = screen(&mut app, 140, 42);
    line(&shown, &["2 marked · 0 bad"]);
    press(&mut app, "M");
    let shown = screen(&mut app, 140, 42);
    line(&shown, &["marked only", &format!("2 of {all} shown")]);
    let rows = inside(&mut app, (140, 42), Pane::Packets);
    assert_eq!(rows.iter().filter(|row| row.get(..8).is_some_and(|signs| signs.contains('*'))).count(), 2);
    press(&mut app, "M");
    assert_eq!(app.packets.len(&app.model.packets), all);
}

#[test]
fn n_goes_from_refusal_to_refusal() {
    let mut app = app();
    for _ in 0..3 {
        feed(&mut app, session(3));
        feed(&mut app, tampered());
    }
    press(&mut app, "F4");
    press(&mut app, "Home");
    let verdict = |app: &crate::tui::app::App| app.packets.packet(&app.model.packets).unwrap().verdict;
    let mut found = Vec::new();
    for _ in 0..3 {
        press(&mut app, "n");
        assert_eq!(verdict(&app), Verdict::BadMac);
        found.extend(app.packets.selected);
    }
    assert!(found.is_sorted() && found.windows(2).all(|pair| pair[0] != pair[1]), "{found:?}");
    press(&mut app, "n");
    assert_eq!(app.notice.as_deref(), Some("no refused frame after this one"));
    press(&mut app, "N");
    assert_eq!(app.packets.selected, Some(found[1]));
}

#[test]
fn the_time_is_of_day_or_since_the_first_or_since_the_one_before() {
    let mut app = app();
    feed(&mut app, session(4));
    press(&mut app, "F4");
    line(&screen(&mut app, 140, 42), &["Time", "Peer"]);
    press(&mut app, "t");
    let shown = screen(&mut app, 140, 42);
    line(&shown, &["Since 1st", "Peer"]);
    line(&shown, &[" 0.750 ", "text"]);
    press(&mut app, "t");
    let shown = screen(&mut app, 140, 42);
    line(&shown, &["Delta", "Peer"]);
    line(&shown, &["+0.250", "text"]);
}
