//! A search in the conversation that is there, while it is typed.

use ratatui::buffer::Cell;
use ratatui::style::Modifier;

use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::model::Peer;
use crate::tui::model_talk::Entry;
use crate::tui::panel::Top;
use crate::tui::theme::Role;

use super::cast::{VERIFIED, connected, says};
use super::recalling::{at_start, history, seen, told};
use super::stage::{after_frame, app, app_with, draw, enter, press, screen, write};
use super::talking::{after_lines, happens, reported};

fn chosen(app: &App) -> Option<String> {
    app.talk.chosen.and_then(|at| app.model.talk().get(at)).map(Entry::text)
}

/// How many cells of the screen are marked as found.
pub(super) fn marked(app: &mut App) -> usize {
    let (style, buffer) = (app.theme.style(Role::Marked), draw(app, 140, 42));
    buffer.content.iter().filter(|cell| Some(cell.bg) == style.bg && Some(cell.fg) == style.fg).count()
}

#[test]
fn each_letter_marks_what_holds_the_word_and_shows_the_newest_of_it() {
    let mut app = after_lines(300);
    press(&mut app, "Ctrl+S");
    for (letter, newest, told) in [
        ("2", "line 299", "1 of 139, counted from the newest"),
        ("9", "line 299", "1 of 13, counted from the newest"),
        ("0", "line 290", "1 of 1, counted from the newest"),
    ] {
        write(&mut app, letter);
        let shown = screen(&mut app, 140, 42);
        assert_eq!(chosen(&app).as_deref(), Some(newest), "{shown}");
        assert!(shown.contains(newest) && shown.contains(told), "{shown}");
        assert_eq!(app.focus, Pane::Composer);
    }
    press(&mut app, "Backspace");
    assert_eq!(chosen(&app).as_deref(), Some("line 299"));
    // Two letters in each of the lines 290 to 298; in line 299 they are marked within the selected row.
    assert_eq!(marked(&mut app), 2 * 9);
    let selected = app.theme.style(Role::Chosen);
    let strong = |cell: &&Cell| Some(cell.bg) == selected.bg && cell.modifier.contains(Modifier::UNDERLINED);
    assert_eq!(draw(&mut app, 140, 42).content.iter().filter(strong).count(), 2);
}

#[test]
fn esc_or_an_empty_line_goes_back_to_where_one_was_and_takes_the_marks_away() {
    for (keys, line) in
        [("Esc", ""), ("Ctrl+C", ""), ("Backspace Backspace", "/search "), ("Ctrl+A Ctrl+K", "")]
    {
        for (at, before) in [("Esc", Top::End), ("F3 Home Down Down F3", Top::At(0, 0))] {
            let mut app = after_lines(300);
            press(&mut app, at);
            screen(&mut app, 140, 42);
            let (top, selected) = (app.talk.top, chosen(&app));
            assert_eq!(top == Top::End, before == Top::End);
            press(&mut app, "Ctrl+S");
            write(&mut app, "15");
            assert_eq!(chosen(&app).as_deref(), Some("line 215"));
            press(&mut app, keys);
            assert_eq!(
                (app.talk.top, chosen(&app), app.talk.word.as_deref()),
                (top, selected, None),
                "{keys}"
            );
            assert_eq!(marked(&mut app), 0, "{keys}");
            assert_eq!(app.composer.input.text(), line, "{keys}");
        }
    }
}

#[test]
fn a_draft_that_made_room_for_a_search_comes_back_after_it() {
    let mut app = after_lines(3);
    write(&mut app, "half a thought");
    press(&mut app, "Ctrl+S");
    write(&mut app, "line");
    press(&mut app, "Esc Ctrl+Y");
    assert_eq!(app.composer.input.text(), "half a thought");
}

#[test]
fn enter_stays_at_what_was_found_and_the_keys_of_a_search_go_on_from_there() {
    let mut app = after_lines(300);
    press(&mut app, "Ctrl+S");
    write(&mut app, "27");
    assert_eq!(press(&mut app, "Enter"), []);
    assert_eq!((chosen(&app).as_deref(), app.focus), (Some("line 279"), Pane::Conversation));
    press(&mut app, "n n");
    assert_eq!(chosen(&app).as_deref(), Some("line 277"));
    assert_eq!(app.notice.as_deref(), Some("3 of 13, counted from the newest"));
    assert_eq!(app.talk.tried, None);
    press(&mut app, "Esc");
    assert_eq!(marked(&mut app), 0);
    assert_eq!(app.talk.word, None);
}

#[test]
fn what_is_not_here_is_said_and_asked_of_nobody_before_enter() {
    let mut app = app();
    told(&mut app, history((40..50).map(seen).collect(), at_start((0, 0))));
    told(&mut app, connected("bob", VERIFIED));
    press(&mut app, "Ctrl+S");
    assert_eq!(write(&mut app, "line 7"), []);
    let said = "nothing here holds \"line 7\": Enter looks in what was said before";
    assert_eq!(app.notice.as_deref(), Some(said));
    assert_eq!((app.talk.top, app.talk.chosen), (Top::End, None));
    assert_eq!(press(&mut app, "Enter").len(), 1);
    assert_eq!(app.talk.word.as_deref(), Some("line 7"));
}

#[test]
fn a_search_that_finds_nothing_stays_to_be_changed_and_still_leads_back() {
    let mut app = after_lines(30);
    enter(&mut app, "/search nowhere");
    assert_eq!(app.composer.input.text(), "/search nowhere");
    press(&mut app, "Esc");
    assert_eq!((app.composer.input.text(), app.talk.top, app.talk.word.as_deref()), ("", Top::End, None));
}

#[test]
fn what_a_typed_search_jumps_over_is_not_seen() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", VERIFIED)]);
    enter(&mut app, "/win 2");
    screen(&mut app, 140, 42);
    for number in 1..=100 {
        happens(&mut app, says("bob", number, &format!("line {number}")));
    }
    press(&mut app, "Alt+A");
    let effects = after_frame(&mut app, 140, 42);
    let left = app.model.peer().map(Peer::unread).unwrap();
    assert_eq!(effects, [reported(100 - left as u64)]);
    press(&mut app, "Ctrl+S");
    write(&mut app, "100");
    assert!(screen(&mut app, 140, 42).contains("line 100"));
    assert_eq!(after_frame(&mut app, 140, 42), []);
    press(&mut app, "Esc");
    assert_eq!(after_frame(&mut app, 140, 42), []);
    assert_eq!(app.model.peer().map(Peer::unread), Some(left));
}

#[test]
fn a_search_that_is_typed_stays_with_its_conversation() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", VERIFIED)]);
    happens(&mut app, says("bob", 1, "a word"));
    press(&mut app, "Ctrl+S");
    write(&mut app, "word");
    assert_eq!(chosen(&app).as_deref(), Some("a word"));
    press(&mut app, "Alt+N");
    assert_eq!((chosen(&app), app.talk.word.as_deref()), (None, None));
    press(&mut app, "Alt+P");
    assert_eq!(chosen(&app).as_deref(), Some("a word"));
    press(&mut app, "Esc");
    assert_eq!((chosen(&app), app.talk.word.as_deref()), (None, None));
}

#[test]
fn other_eyes_find_nothing_while_one_types() {
    let mut app = after_lines(30);
    press(&mut app, "Alt+E Ctrl+S");
    write(&mut app, "line");
    assert_eq!((app.talk.word.as_deref(), app.talk.chosen), (None, None));
}
