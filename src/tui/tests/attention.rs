//! What was seen: only what was in view while somebody looked.

use crate::node::{Command, Event};
use std::time::Duration;

use crate::settings::{Notify, set};
use crate::tui::app::{App, Attention};
use crate::tui::clipboard::Between;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;
use crate::tui::notify::{Desktop, Ringer};

use super::cast::{VERIFIED, connected, peer_id, says};
use super::stage::{NOW, app_with, press, screen};

fn hears(app: &mut App, number: u64) -> Vec<Effect> {
    let said: Event = says("bob", number, "are you there?");
    app.update(Msg::Node(Box::new(said), NOW))
}

fn shown(number: u64) -> Effect {
    Effect::Node(Command::Shown { peer: peer_id("bob"), number })
}

/// Alice sees what bob says.
fn watched() -> App {
    let mut app = app_with([connected("bob", VERIFIED)]);
    screen(&mut app, 80, 24);
    assert_eq!(hears(&mut app, 1), [shown(1)], "a terminal that tells nothing is looked at");
    app
}

#[test]
fn nothing_counts_as_seen_while_the_terminal_has_no_focus() {
    let mut app = watched();
    app.update(Msg::Attention(Attention::Elsewhere));
    for number in 2..=3 {
        assert!(hears(&mut app, number).is_empty());
    }
    assert!(screen(&mut app, 80, 24).contains(" 2 new "));
    assert_eq!(app.window_title(), "alice (2)");
    assert_eq!(app.update(Msg::Attention(Attention::Here)), [shown(3)]);
    assert!(screen(&mut app, 80, 24).contains(" 2 new "), "the line stays where the unread began");
    assert_eq!(app.window_title(), "alice");
}

#[test]
fn whoever_types_looks_whatever_the_terminal_has_told() {
    let mut app = watched();
    app.update(Msg::Attention(Attention::Elsewhere));
    hears(&mut app, 2);
    press(&mut app, "F4");
    assert_eq!(app.looked(), [shown(2)]);
}

#[test]
fn a_notification_says_no_more_than_was_chosen_and_acts_on_nothing() {
    let mut app = watched();
    let msg = Msg::Node(Box::new(says("bob", 2, "one\u{1b}]0;x\u{7}\ntwo\u{202e}")), NOW);
    let levels = [
        (Notify::Off, None),
        (Notify::Message, Some("new message")),
        (Notify::Name, Some("new message from bob")),
        (Notify::Text, Some("bob: one\\u{1b}]0;x\\u{7} two\\u{202e}")),
    ];
    for (level, expected) in levels {
        app.choice.settings.notify = level;
        let said = app.notification(&msg);
        assert!(said.as_deref().is_none_or(|said| !said.contains(char::is_control)), "{said:?}");
        match (said, expected) {
            (Some(said), Some(expected)) => assert!(said.starts_with(expected), "{said:?}"),
            (said, expected) => assert_eq!(said.as_deref(), expected),
        }
    }
    set(&mut app.choice.settings, "safe", "on").unwrap();
    assert_eq!(app.notification(&msg).as_deref(), Some("new message"), "a safe screen names nobody");
}

#[test]
fn a_terminal_is_asked_in_the_way_that_it_takes() {
    let mut app = watched();
    let ring = |app: &App, said: Option<&str>, found| {
        String::from_utf8(app.ring(said, (found, Between::Nothing))).unwrap()
    };
    assert_eq!(ring(&app, None, Desktop::Osc9), "", "nothing was chosen");
    set(&mut app.choice.settings, "bell", "on").unwrap();
    assert_eq!(ring(&app, None, Desktop::Osc9), "\x07");
    assert_eq!(ring(&app, Some("x"), Desktop::Osc9), "\x07\x1b]9;x\x07");
    assert_eq!(ring(&app, Some("x"), Desktop::Osc777), "\x07\x1b]777;notify;peerscope;x\x07");
    set(&mut app.choice.settings, "notify_osc", "9").unwrap();
    let long = "x".repeat(5_000);
    assert_eq!(ring(&app, Some(&long), Desktop::Osc777).len(), "\x07\x1b]9;\x07".len() + 120);
}

#[test]
fn a_flood_rings_ever_more_rarely_until_somebody_looks() {
    let mut app = watched();
    app.update(Msg::Attention(Attention::Elsewhere));
    let (mut ringer, mut rings) = (Ringer::default(), Vec::new());
    for second in 0..3_600 {
        let before = app.noise();
        hears(&mut app, second + 2);
        if ringer.rings(before, app.noise(), Duration::from_secs(second)) {
            rings.push(second);
        }
    }
    assert_eq!(rings[..5], [0, 2, 6, 14, 30]);
    assert!(rings.len() < 16, "{rings:?}");
    app.update(Msg::Attention(Attention::Here));
    assert!(!ringer.rings(app.noise(), app.noise(), Duration::from_secs(3_601)));
    app.update(Msg::Attention(Attention::Elsewhere));
    let before = app.noise();
    hears(&mut app, 9_999);
    assert!(ringer.rings(before, app.noise(), Duration::from_secs(3_602)));
}
