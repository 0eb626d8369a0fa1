//! What counts as seen: what stood in a frame, with nothing unseen above it left out.

use super::cast::{KNOWN, VERIFIED, connected, says};
use super::stage::{after_frame, app_with, enter, press, screen};
use super::talking::{after_lines, happens, reported};

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
    assert!(first.contains("─ 60 new ─") && first.contains(" new below: End"), "{first}");
    let left = app.model.peer().map(|peer| peer.unread).unwrap();
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
    assert_eq!(app.model.peer().map(|peer| (peer.unread, peer.unshown)), Some((0, None)));
}

#[test]
fn what_lies_over_the_conversation_keeps_it_from_being_seen() {
    let mut app = after_lines(3);
    press(&mut app, "F1");
    happens(&mut app, says("bob", 4, "are you there?"));
    assert_eq!(after_frame(&mut app, 140, 42), []);
    press(&mut app, "Esc");
    assert_eq!(after_frame(&mut app, 140, 42), [reported(4)]);
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
    happens(&mut app, says("bob", 4, "are you there?"));
    assert_eq!(after_frame(&mut app, 140, 42), [], "the packets have all the room");
    assert_eq!(app.model.peer().map(|peer| peer.unread), Some(1));
    press(&mut app, "z");
    assert_eq!(after_frame(&mut app, 140, 42), [reported(4)]);
}
