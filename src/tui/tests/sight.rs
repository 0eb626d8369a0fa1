//! What counts as seen: what stood in a frame, with nothing unseen above it left out.

use crate::tui::action::Step;
use crate::tui::app::{App, Attention};
use crate::tui::effect::ORDERS_MAX;
use crate::tui::model::Peer;
use crate::tui::msg::Msg;

use super::cast::{KNOWN, VERIFIED, connected, says};
use super::stage::{after_frame, app_with, enter, press, screen, write};
use super::talking::{after_lines, closed, happens, reported};

#[test]
fn what_came_at_once_is_seen_a_page_at_a_time_and_reported_no_further() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", KNOWN)]);
    enter(&mut app, "/win 2");
    screen(&mut app, 140, 42);
    for number in 1..=60 {
        happens(&mut app, says("bob", number, &format!("line {number}")));
    }
    press(&mut app, "Alt+A");
    let effects = after_frame(&mut app, 140, 42);
    let first = screen(&mut app, 140, 42);
    assert!(first.contains("─ 60 new ─") && first.contains(" new below: Alt+End"), "{first}");
    let left = app.model.peer().map(Peer::unread).unwrap();
    assert!((1..60).contains(&left) && effects == [reported(60 - left as u64)], "{left} {effects:?}");
    let mut pages = vec![effects];
    for _ in 0..5 {
        press(&mut app, "PgDn");
        pages.push(after_frame(&mut app, 140, 42));
    }
    assert_eq!(pages.iter().flatten().next_back(), Some(&reported(60)), "{pages:?}");
    assert!(!screen(&mut app, 140, 42).contains("below"));
}

#[test]
fn what_ran_past_between_two_frames_or_was_jumped_over_is_above_and_not_seen() {
    let mut app = after_lines(3);
    for number in 4..=103 {
        happens(&mut app, says("bob", number, &format!("line {number}")));
    }
    assert_eq!(after_frame(&mut app, 140, 42), []);
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("line 103") && shown.contains("100 new above: Alt+U"), "{shown}");
    press(&mut app, "Alt+U");
    assert_eq!(after_frame(&mut app, 140, 42).len(), 1);
    press(&mut app, "Esc");
    for _ in 0..5 {
        press(&mut app, "PgDn");
        after_frame(&mut app, 140, 42);
    }
    assert_eq!(app.model.peer().map(|peer| (peer.unread(), peer.unshown)), Some((0, None)));
}

/// What bob says next is seen in no frame of this size before this key is pressed.
fn covered(app: &mut App, (width, height): (u16, u16), number: u64, key: &str) {
    happens(app, says("bob", number, "are you there?"));
    assert_eq!(after_frame(app, width, height), [], "{}", screen(app, width, height));
    assert_eq!(app.model.peer().map(Peer::unread), Some(1));
    press(app, key);
    assert_eq!(after_frame(app, width, height), [reported(number)], "{key}");
}

#[test]
fn what_lies_over_the_conversation_keeps_it_from_being_seen() {
    let mut app = after_lines(3);
    press(&mut app, "F1");
    covered(&mut app, (140, 42), 4, "Esc");
}

#[test]
fn a_text_in_view_is_seen_also_while_a_row_is_selected() {
    let mut app = after_lines(3);
    press(&mut app, "F3 Up Up");
    happens(&mut app, says("bob", 4, "are you there?"));
    assert_eq!(after_frame(&mut app, 140, 42), [reported(4)]);
    assert!(!screen(&mut app, 140, 42).contains(" below: End"));
}

#[test]
fn what_is_not_in_view_is_not_reported_as_shown() {
    let mut app = after_lines(3);
    press(&mut app, "F4 z");
    screen(&mut app, 140, 42);
    // The packets have all the room.
    covered(&mut app, (140, 42), 4, "z");
}

#[test]
fn what_is_offered_or_said_over_the_newest_lines_keeps_them_from_being_seen() {
    let mut app = after_lines(60);
    write(&mut app, "/");
    covered(&mut app, (60, 15), 61, "Esc");
    app.notice = Some("many words ".repeat(20));
    covered(&mut app, (60, 15), 62, "Left");
}

#[test]
fn a_pane_of_nothing_but_its_frame_shows_no_text() {
    let mut app = after_lines(60);
    write(&mut app, &"many words ".repeat(14));
    screen(&mut app, 40, 10);
    assert!(app.areas.conversation.height <= 2, "{:?}", app.areas.conversation);
    happens(&mut app, says("bob", 61, "are you there?"));
    assert_eq!(after_frame(&mut app, 40, 10), []);
}

#[test]
fn what_no_frame_has_shown_stays_unread_when_a_person_goes_elsewhere() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", KNOWN)]);
    screen(&mut app, 140, 42);
    happens(&mut app, says("bob", 1, "are you there?"));
    assert_eq!(app.unread(), 0, "the next frame shows it");
    enter(&mut app, "/win 2");
    assert_eq!(after_frame(&mut app, 140, 42), []);
    assert_eq!(app.unread(), 1, "none has");
    press(&mut app, "Alt+A");
    assert_eq!(after_frame(&mut app, 140, 42), [reported(1)]);
}

#[test]
fn what_had_to_make_room_before_it_was_seen_is_missed_and_a_line_says_so() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", KNOWN)]);
    enter(&mut app, "/win 2");
    let long = "x".repeat(16_000);
    for number in 1..=530 {
        happens(&mut app, says("bob", number, &long));
    }
    happens(&mut app, connected("bob", VERIFIED));
    press(&mut app, "Alt+A");
    let mut effects = after_frame(&mut app, 140, 42);
    for _ in 0..40 {
        press(&mut app, "PgDn PgDn");
        effects.extend(after_frame(&mut app, 140, 42));
    }
    assert_eq!(effects, [], "some of them stood in no frame");
    let said = app.model.talk().iter().filter(|(_, entry)| entry.text().contains("had to make room"));
    assert_eq!(said.count(), 1, "once, however many they are");
}

/// A pane that bob has said more to at once than it is high.
fn after_a_tall_text(rows: u32) -> App {
    let mut app = after_lines(3);
    let long: Vec<String> = (1..=rows).map(|row| format!("row {row}.")).collect();
    screen(&mut app, 60, 15);
    happens(&mut app, says("bob", 4, &long.join("\n")));
    assert_eq!(after_frame(&mut app, 60, 15), [], "{}", screen(&mut app, 60, 15));
    app
}

#[test]
fn what_is_taller_than_the_pane_is_seen_once_both_its_ends_were() {
    let mut app = after_a_tall_text(12);
    for step in [Step::Up, Step::Up, Step::End] {
        app.scroll(step);
        assert_eq!(after_frame(&mut app, 60, 15), [], "{step:?}: the middle is no beginning");
    }
    press(&mut app, "Alt+U");
    assert_eq!(after_frame(&mut app, 60, 15), []);
    press(&mut app, "Alt+End");
    assert_eq!(after_frame(&mut app, 60, 15), [reported(4)]);
}

#[test]
fn in_the_middle_of_what_is_taller_than_the_pane_its_end_is_what_is_left() {
    let mut app = after_a_tall_text(12);
    press(&mut app, "Alt+U");
    assert_eq!(after_frame(&mut app, 60, 15), []);
    app.scroll(Step::Down);
    app.scroll(Step::Down);
    let shown = screen(&mut app, 60, 15);
    assert!(!shown.contains("row 1.") && !shown.contains("row 12."), "{shown}");
    assert!(shown.contains("1 new below: End") && !shown.contains("above"), "{shown}");
}

#[test]
fn a_conversation_does_not_go_with_what_nobody_has_seen() {
    let mut app = after_lines(3);
    happens(&mut app, closed());
    app.update(Msg::Attention(Attention::Elsewhere));
    happens(&mut app, says("bob", 4, "are you there?"));
    assert_eq!(after_frame(&mut app, 140, 42), []);
    enter(&mut app, "/close");
    let why = app.fault.as_deref().unwrap_or_default();
    assert!(why.contains("1 text here nobody has seen: Alt+U goes there, /read counts"), "{why}");
    assert_eq!(after_frame(&mut app, 140, 42), [reported(4)]);
    press(&mut app, "Ctrl+C");
    enter(&mut app, "/close");
    assert!(app.model.peers.is_empty(), "{:?}", app.fault);
}

#[test]
fn an_answer_takes_nothing_back_of_what_was_seen() {
    let mut app = after_a_tall_text(12);
    press(&mut app, "Alt+U");
    assert_eq!(after_frame(&mut app, 60, 15), []);
    press(&mut app, "Esc");
    enter(&mut app, "one moment");
    assert_eq!(after_frame(&mut app, 60, 15), [reported(4)], "{}", screen(&mut app, 60, 15));
}

#[test]
fn a_long_text_counts_with_its_first_rows_and_the_line_that_says_how_many_more_there_are() {
    let mut app = after_a_tall_text(40);
    press(&mut app, "Alt+U");
    assert_eq!(after_frame(&mut app, 60, 15), [], "the line is not in view");
    press(&mut app, "Alt+End");
    assert_eq!(after_frame(&mut app, 60, 15), [reported(4)]);
    let shown = screen(&mut app, 60, 15);
    assert!(shown.contains("row 12.") && shown.contains("… 28 more lines, Enter opens"), "{shown}");
    // Where the pane is too narrow for the line, it goes on in the next row.
    let narrow = screen(&mut app, 40, 15);
    assert!(narrow.contains("… 28 more lines"), "{narrow}");
    assert!(narrow.lines().any(|line| line.contains("opens")), "{narrow}");
}

#[test]
fn nothing_counts_as_seen_while_the_node_takes_no_report_of_it() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", KNOWN)]);
    enter(&mut app, "/win 2");
    for number in 1..=60 {
        happens(&mut app, says("bob", number, &format!("line {number}")));
    }
    press(&mut app, "Alt+A");
    app.orders = 4 * ORDERS_MAX;
    assert_eq!(after_frame(&mut app, 140, 42), []);
    app.orders = 0;
    let effects = after_frame(&mut app, 140, 42);
    let left = app.model.peer().map_or(0, Peer::unread);
    assert!((1..60).contains(&left) && effects == [reported(60 - left as u64)], "{left} {effects:?}");
}
