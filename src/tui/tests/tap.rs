//! The screen of a tap.

use std::time::Duration;

use crate::link::Origin;
use crate::tap::{Caught, Errand, Intercept, News, Stand, Task, Weather, Whence};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

use super::stage::{NOW, app, enter, press, screen};

/// A tap with one link and two frames of it: one has passed, one is held.
pub(super) fn tapped() -> App {
    let mut app = app();
    app.sit_at_tap("taps 127.0.0.1:6000, passed on to 127.0.0.1:5000".to_owned(), Weather::default());
    let (dialler, listener) = ("127.0.0.1:40000".parse().unwrap(), "127.0.0.1:5000".parse().unwrap());
    app.update(Msg::Tapped(News::Opened { conn: 1, dialler, listener }));
    for (id, stand) in [(1, Stand::Passed), (2, Stand::Held)] {
        let mut bytes = b"PSCP\x01\x01\0\x01\0\0\0\x60\0\0\0\0\0\0\0\x05".to_vec();
        bytes.resize(116, 0xee);
        let caught = Caught { id, origin: Origin::Initiator, bytes, time: NOW, whence: Whence::Peer, stand };
        app.update(Msg::Tapped(News::Frame { conn: 1, caught }));
    }
    app
}

fn task(effects: &[Effect]) -> &Task {
    match effects {
        [Effect::Tap(Errand { task, .. })] => task,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_word_lab_is_on_the_screen_all_the_time_and_nothing_opened_is() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let mut app = tapped();
        for keys in ["F4", "F5", "F6", "F3", "Esc"] {
            press(&mut app, keys);
            let shown = screen(&mut app, width, height);
            assert!(shown.lines().next().unwrap().contains("LAB (TAP) · 1 HELD"), "{keys}\n{shown}");
        }
        press(&mut app, "F4");
        let shown = screen(&mut app, width, height);
        assert!(shown.contains("[passed]") && shown.contains("[held]"), "{shown}");
    }
    let mut app = tapped();
    assert!(screen(&mut app, 140, 42).contains("ciphertext: its size is all that shows"));
    press(&mut app, "Alt+E");
    assert!(screen(&mut app, 140, 42).contains("a tap has the eyes of an attacker"));
}

#[test]
fn the_keys_of_mitmproxy_do_what_they_do_there() {
    let mut app = tapped();
    for (key, expected) in [
        ("a", Task::Release(2)),
        ("A", Task::ReleaseAll),
        ("V", Task::Revert(2)),
        ("D", Task::Duplicate(2)),
        ("X", Task::Drop(2)),
        ("I", Task::Intercept(Intercept::parse("").ok())),
    ] {
        assert_eq!(task(&press(&mut app, key)), &expected, "{key}");
    }
    assert_eq!(task(&press(&mut app, "I")), &Task::Intercept(None));
    let effects = press(&mut app, "r");
    assert!(
        matches!(task(&effects), Task::Inject { origin: Origin::Initiator, bytes } if bytes.len() == 116)
    );
}

#[test]
fn what_needs_words_is_typed_with_the_selected_frame_and_byte_before_it() {
    let mut app = tapped();
    press(&mut app, "F6 Down Right Right e");
    let effects = enter(&mut app, "ff00");
    assert!(matches!(task(&effects), Task::Edit { id: 2, bytes, .. } if bytes == &[0xff, 0]), "{effects:?}");
    press(&mut app, "F4 i");
    let effects = enter(&mut app, "seq > 3");
    assert_eq!(task(&effects), &Task::Intercept(Intercept::parse("seq > 3").ok()));
    assert!(enter(&mut app, "hello").is_empty(), "nobody is talked to");
    press(&mut app, "F4 Up X");
    assert!(screen(&mut app, 140, 42).contains("packet 1 is not here any more: passed"));
}

#[test]
fn the_weather_is_in_the_title_from_the_start_and_as_it_changes() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let mut app = app();
        let weather = Weather { delay: Duration::from_millis(250), rate: Some(2000), cut_after: None };
        app.sit_at_tap("taps 127.0.0.1:6000, passed on to 127.0.0.1:5000".to_owned(), weather);
        let shown = screen(&mut app, width, height);
        assert!(shown.lines().next().unwrap().contains("LAB (TAP) · 250 ms · 2000 B/s"), "{shown}");
        app.update(Msg::Tapped(News::Weather { conn: None, weather: Weather::default() }));
        assert!(!screen(&mut app, width, height).lines().next().unwrap().contains("250 ms"));
    }
}

#[test]
fn an_empty_tap_says_what_a_tap_sees_and_nothing_of_a_chat() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let mut app = app();
        app.sit_at_tap("taps 127.0.0.1:6000".to_owned(), Weather::default());
        press(&mut app, "F4");
        let shown = screen(&mut app, width, height);
        assert!(shown.contains("A tap has no key") && !shown.contains("decrypted"), "{shown}");
        assert!(!shown.contains("to chat"), "{shown}");
    }
}

#[test]
fn an_order_that_is_begun_by_a_key_names_what_comes_next_and_help_lists_all() {
    let mut app = tapped();
    press(&mut app, "F4 e");
    assert!(screen(&mut app, 140, 42).contains("/tap edit PACKET OFFSET HEX"));
    let mut app = tapped();
    assert!(enter(&mut app, "/tap help").is_empty());
    let shown = screen(&mut app, 140, 42);
    assert!(app.focus == Pane::Conversation && !shown.contains("an order is one of"), "{shown}");
}

#[test]
fn in_a_chat_the_keys_of_the_tap_do_nothing() {
    let mut app = app();
    press(&mut app, "F4");
    for key in ["i", "I", "a", "A", "e", "V", "D", "X", "r"] {
        assert!(press(&mut app, key).is_empty());
    }
    assert!(enter(&mut app, "/tap resume all").is_empty());
    assert!(screen(&mut app, 140, 42).contains("this is no tap"));
}
