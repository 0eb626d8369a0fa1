//! What fingers know from other programs: keys in, and what comes of them.

use crate::node::{Command, Packet, PeerAddr, PeerRef};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;
use crate::tui::theme::{Depth, Ground, Theme};

use super::cast::{VERIFIED, connected, packets};
use super::stage::{app, app_with, enter, press, screen};

/// Alice and bob, with the packets of a session on the screen and the first of them selected.
fn watching() -> App {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let seen: Vec<Packet> = packets(1);
    app.update(Msg::Packets(seen, 0));
    screen(&mut app, 140, 42);
    press(&mut app, "F4 Home");
    app
}

#[test]
fn control_s_begins_a_search_and_keeps_the_draft() {
    let mut app = app();
    press(&mut app, "h i Ctrl+S");
    assert_eq!(app.composer.input.text(), "/search ");
    assert!(app.notice.as_deref().is_some_and(|said| said.ends_with("brings your draft back")));
}

#[test]
fn alt_and_a_digit_is_the_conversation_of_that_number_and_0_the_tenth() {
    let mut app = app_with("bcdefghijk".chars().map(|name| connected(&name.to_string(), VERIFIED)));
    for (key, row) in [("Alt+0", 9), ("Alt+1", 0), ("Alt+9", 8)] {
        press(&mut app, key);
        assert_eq!(app.model.current, Some(row), "{key}");
    }
}

#[test]
fn raw_and_events_give_the_whole_screen_to_the_packets() {
    for line in ["/raw", "/events"] {
        let mut app = watching();
        let has_talk = |app: &mut App| {
            screen(app, 140, 42);
            app.areas.conversation.height > 0
        };
        assert!(has_talk(&mut app));
        app.focus = Pane::Composer;
        enter(&mut app, line);
        assert!(!has_talk(&mut app), "{line}");
        enter(&mut app, "/layout reset");
        assert!(has_talk(&mut app), "{line}");
    }
}

#[test]
fn mark_marks_the_selected_packet_and_takes_the_mark_away() {
    let mut app = watching();
    for marked in [1, 0] {
        app.focus = Pane::Composer;
        enter(&mut app, "/mark");
        assert_eq!(app.packets.counts().0, marked);
    }
}

#[test]
fn theme_is_a_setting() {
    let mut app = app();
    enter(&mut app, "/theme light");
    assert_eq!(app.theme, Theme::new(Depth::Full).on(Ground::Light));
    enter(&mut app, "/theme drak");
    assert!(app.fault.as_deref().is_some_and(|why| why.contains("not \"drak\"")));
}

#[test]
fn reconnect_dials_and_untrust_takes_the_comparison_back() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let dialled: PeerAddr = "bob".parse().unwrap();
    assert_eq!(enter(&mut app, "/reconnect bob"), [Effect::Node(Command::Dial(dialled))]);
    let taken_back = Command::Unverify(PeerRef::Name("bob".to_owned()));
    assert_eq!(enter(&mut app, "/untrust bob"), [Effect::Node(taken_back)]);
}
