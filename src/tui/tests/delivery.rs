//! How far the texts of ours have come, and what becomes of those that do not go.

use crate::node::{Delivery, Error, Event};
use crate::tui::theme::{Depth, Theme};

use super::cast::{KNOWN, VERIFIED, connected};
use super::stage::{app_with, enter, press, screen};
use super::talking::{delivery, happens, row};

#[test]
fn delivery_has_a_sign_and_words_when_it_is_selected_or_has_no_colour() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    screen(&mut app, 140, 42);
    enter(&mut app, "how far is it");
    let states = [
        (None, "◷ held", "◷ held"),
        (Some(Delivery::Held), "◷ held", "◷ held"),
        (Some(Delivery::Written), "✓", "✓ written"),
        (Some(Delivery::Acked), "✓✓", "✓✓ acked"),
        (Some(Delivery::Shown), "✓✓ shown", "✓✓ shown"),
    ];
    for (state, sign, words) in states {
        if let Some(state) = state {
            happens(&mut app, delivery(9, state));
        }
        app.theme = Theme::default();
        press(&mut app, "Esc Esc");
        let shown = row(&screen(&mut app, 140, 42), "how far is it");
        assert!(shown.contains(&format!(" {sign}│")), "{state:?}: {shown}");
        press(&mut app, "F3 End Up");
        let shown = row(&screen(&mut app, 140, 42), "how far is it");
        assert!(shown.contains(words), "{state:?} selected: {shown}");
        press(&mut app, "Esc Esc");
        app.theme = Theme::new(Depth::Mono);
        let shown = row(&screen(&mut app, 140, 42), "how far is it");
        assert!(shown.contains(words), "{state:?} without colour: {shown}");
    }
}

#[test]
fn what_becomes_of_a_text_that_is_not_here_any_more_is_said_of_no_other() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    screen(&mut app, 140, 42);
    enter(&mut app, "a new text");
    happens(&mut app, delivery(3, Delivery::Acked));
    assert!(row(&screen(&mut app, 140, 42), "a new text").contains("◷ held"));
    happens(&mut app, delivery(4, Delivery::Held));
    happens(&mut app, delivery(4, Delivery::Acked));
    assert!(row(&screen(&mut app, 140, 42), "a new text").contains(" ✓✓│"));
}

#[test]
fn while_the_node_is_busy_a_text_stays_a_draft() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    app.orders = 64;
    for line in ["hello", "/all hello", "/msg bob hello"] {
        assert!(enter(&mut app, line).is_empty(), "{line}");
        assert_eq!(app.composer.input.text(), line);
        assert!(screen(&mut app, 140, 42).contains("busy: "), "{line}");
        press(&mut app, "Ctrl+C");
    }
    app.orders = 0;
    assert_eq!(enter(&mut app, "hello").len(), 1);
}

#[test]
fn a_rejected_text_says_why_and_is_sent_again_by_r() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", KNOWN)]);
    screen(&mut app, 140, 42);
    let sent = enter(&mut app, "once more");
    enter(&mut app, "/msg carol hi");
    let full = || Event::CommandFailed { command: "text", error: Error::OutboxFull(512, "bob".to_owned()) };
    happens(&mut app, full());
    press(&mut app, "Alt+1");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("✗ rejected: 512 texts"), "{shown}");
    press(&mut app, "F3 Up");
    assert!(screen(&mut app, 140, 42).contains("r retry"));
    app.orders = 64;
    assert_eq!(press(&mut app, "r"), [], "while the node is busy it stays as it is");
    app.orders = 0;
    assert_eq!(press(&mut app, "r"), sent);
    assert!(screen(&mut app, 140, 42).contains("◷ held"));
    assert_eq!(press(&mut app, "r"), [], "only what was rejected");
}
