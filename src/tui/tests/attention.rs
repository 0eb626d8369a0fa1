//! What was seen: only what was in view while somebody looked.

use crate::node::{Command, Event, Hearing, PeerRef, Target};
use std::time::Duration;

use crate::settings::{Notify, set};
use crate::tui::app::{App, Attention};
use crate::tui::clipboard::Between;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;
use crate::tui::notify::{Desktop, Ringer};

use super::cast::{VERIFIED, connected, peer_id, says};
use super::stage::{NOW, after_frame, app_with, enter, press, screen};

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
    assert_eq!(hears(&mut app, 1), [], "it stands in no frame yet");
    assert_eq!(after_frame(&mut app, 80, 24), [shown(1)], "a terminal that tells nothing is looked at");
    app
}

#[test]
fn nothing_counts_as_seen_while_the_terminal_has_no_focus() {
    let mut app = watched();
    app.update(Msg::Attention(Attention::Elsewhere));
    for number in 2..=3 {
        hears(&mut app, number);
        assert_eq!(after_frame(&mut app, 80, 24), []);
    }
    assert!(screen(&mut app, 80, 24).contains(" 2 new "));
    assert_eq!(app.window_title(), "alice (2)");
    app.update(Msg::Attention(Attention::Here));
    assert_eq!(after_frame(&mut app, 80, 24), [shown(3)]);
    assert!(screen(&mut app, 80, 24).contains(" 2 new "), "the line stays where the unread began");
    assert_eq!(app.window_title(), "alice");
}

#[test]
fn whoever_types_looks_whatever_the_terminal_has_told() {
    let mut app = watched();
    app.update(Msg::Attention(Attention::Elsewhere));
    hears(&mut app, 2);
    press(&mut app, "F4");
    assert_eq!(after_frame(&mut app, 140, 42), [shown(2)]);
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
    let before = app.noise();
    app.update(Msg::Attention(Attention::Here));
    assert!(!ringer.rings(before, app.noise(), Duration::from_secs(3_601)));
    app.update(Msg::Attention(Attention::Elsewhere));
    let before = app.noise();
    hears(&mut app, 9_999);
    assert!(ringer.rings(before, app.noise(), Duration::from_secs(3_602)));
}

#[test]
fn what_comes_into_view_is_not_announced_and_what_comes_elsewhere_is() {
    let rings = |app: &mut App, number| {
        let before = app.noise();
        hears(app, number);
        app.noise().is_louder_than(before)
    };
    let mut app = watched();
    assert!(!rings(&mut app, 2) && !rings(&mut app, 3), "the next frame shows both");
    assert_eq!(after_frame(&mut app, 80, 24), [shown(3)]);
    press(&mut app, "F3 Up");
    after_frame(&mut app, 80, 24);
    assert!(!rings(&mut app, 4), "there is room for it below the selected row");
    assert_eq!(after_frame(&mut app, 80, 24), [shown(4)]);
    let mut number = 4;
    while !rings(&mut app, number + 1) {
        number += 1;
        assert!(number < 24, "the window is full");
    }
    assert_eq!(after_frame(&mut app, 80, 24), [shown(number)], "as many as there was room for");
    press(&mut app, "Alt+End Esc");
    after_frame(&mut app, 80, 24);
    for number in number + 2..number + 100 {
        assert!(!rings(&mut app, number), "nobody lays it out before a frame does");
    }
    assert_eq!(after_frame(&mut app, 80, 24), [], "most ran past");
    assert!(rings(&mut app, number + 100));
}

/// carol says this while alice talks to bob.
fn carol_says(app: &mut App, number: u64) -> Vec<Effect> {
    app.update(Msg::Node(Box::new(says("carol", number, "hello")), NOW))
}

#[test]
fn nothing_is_announced_of_who_is_ignored_and_nothing_of_it_is_lost() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", VERIFIED)]);
    screen(&mut app, 140, 42);
    let carol = || PeerRef::Name("carol".to_owned());
    let asked = Command::Hear(carol(), Hearing::Ignored);
    assert_eq!(enter(&mut app, "/ignore carol"), [Effect::Node(asked)]);
    let turn = |hearing| Event::Hearing { peer: peer_id("carol"), name: "carol".to_owned(), hearing };
    app.update(Msg::Node(Box::new(turn(Hearing::Ignored)), NOW));
    set(&mut app.choice.settings, "notify", "text").unwrap();
    let before = app.noise();
    let said = Msg::Node(Box::new(says("carol", 1, "hello")), NOW);
    assert_eq!(app.notification(&said), None);
    assert!(app.update(said).is_empty(), "what nobody has looked at is not reported as shown");
    assert!(!app.noise().is_louder_than(before));
    assert_eq!(app.window_title(), "alice");
    assert_eq!(app.unread_elsewhere().next(), None);
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains(" ignored") && !shown.contains(" 1 new"), "{shown}");
    app.update(Msg::Node(Box::new(turn(Hearing::Heard)), NOW));
    assert_eq!(app.window_title(), "alice (1)", "it is there when carol is heard again");
    assert!(screen(&mut app, 140, 42).contains(" 1 new"));
    assert!(app.noise().is_louder_than(before));
}

#[test]
fn who_is_away_has_seen_nothing_until_the_next_key() {
    let mut app = watched();
    assert!(enter(&mut app, "/away").is_empty());
    for number in 2..=3 {
        assert_eq!(hears(&mut app, number), [], "nobody is answered");
        assert_eq!(after_frame(&mut app, 80, 24), [], "nothing is reported as shown");
    }
    app.update(Msg::Attention(Attention::Here));
    assert_eq!(after_frame(&mut app, 80, 24), [], "a window in front is nobody at the keys");
    assert_eq!(app.window_title(), "alice (2)");
    press(&mut app, "Left");
    assert!(screen(&mut app, 240, 42).contains("you are back; 2 texts came, Alt+U goes there"));
    assert_eq!(app.looked(), [shown(3)]);
}

#[test]
fn whoever_writes_to_somebody_away_is_told_once_and_who_is_ignored_is_not() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", VERIFIED)]);
    enter(&mut app, "/away back at three");
    let told = |name: &str| {
        let to = Target::One(PeerRef::Id(peer_id(name)));
        Effect::Node(Command::SendText { to, body: "is away: back at three".to_owned(), action: true })
    };
    assert_eq!(hears(&mut app, 1), [told("bob")]);
    assert_eq!(hears(&mut app, 2), [], "once");
    let turn = Event::Hearing { peer: peer_id("carol"), name: "carol".to_owned(), hearing: Hearing::Ignored };
    app.update(Msg::Node(Box::new(turn), NOW));
    assert_eq!(carol_says(&mut app, 1), []);
    assert!(screen(&mut app, 140, 42).contains("* alice is away: back at three"));
    press(&mut app, "Left");
    assert!(!hears(&mut app, 3).contains(&told("bob")), "she is back");
    enter(&mut app, "/away lunch");
    assert_eq!(hears(&mut app, 4).len(), 1, "another time is told again");
}
