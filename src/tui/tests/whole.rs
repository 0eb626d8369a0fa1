//! The whole screen: what holds at every size.

use crate::tui::app::App;
use crate::tui::msg::Msg;

use super::cast::{
    KNOWN, VERIFIED, connected, listening, packets, packets_with_a_bad_mac, says, stranger_calls,
};
use super::stage::{NOW, app, app_with, draw, enter, press, screen};

/// Alice in several situations.
fn states() -> Vec<(&'static str, App)> {
    let talking = || app_with([listening(), connected("bob", VERIFIED), connected("carol", KNOWN)]);
    let mut draft = talking();
    draft.update(Msg::Paste("a draft that wraps over more than one row\nand has two lines".to_owned()));
    let mut busy = talking();
    busy.update(Msg::Node(Box::new(says("bob", 1, "did you get it?")), NOW));
    busy.update(Msg::Packets(packets(20), 0));
    let mut bad = talking();
    bad.update(Msg::Packets(packets_with_a_bad_mac(3), 0));
    let mut asked = app_with([listening(), stranger_calls()]);
    press(&mut asked, "F8");
    let mut tapped = talking();
    tapped.update(Msg::Packets(packets(20), 0));
    press(&mut tapped, "Alt+E Alt+E");
    let mut turned = talking();
    turned.update(Msg::Packets(packets(20), 0));
    press(&mut turned, "Alt+E");
    let mut hidden = talking();
    hidden.update(Msg::Packets(packets(20), 0));
    press(&mut hidden, "Alt+S");
    let mut helped = talking();
    press(&mut helped, "F1");
    vec![
        ("first run", app()),
        ("draft", draft),
        ("busy", busy),
        ("bad", bad),
        ("asked", asked),
        ("eve", tapped),
        ("peer", turned),
        ("safe", hidden),
        ("help", helped),
    ]
}

#[test]
fn no_size_panics() {
    for (_, mut app) in states() {
        for width in (1..=45).chain((46..=300).step_by(23)) {
            for height in (1..=16).chain((17..=100).step_by(11)) {
                draw(&mut app, width, height);
            }
        }
    }
}

#[test]
fn a_paste_never_sends() {
    let mut app = app();
    let effects = app.update(Msg::Paste("one\ntwo\r\n/quit\n".to_owned()));
    assert!(effects.is_empty(), "{effects:?}");
    assert_eq!(app.composer.input.text(), "one\ntwo\n/quit\n");
}

#[test]
fn an_unknown_command_stays_where_it_was_typed() {
    let mut app = app();
    enter(&mut app, "/conect");
    assert_eq!(app.composer.input.text(), "/conect");
    let shown = screen(&mut app, 80, 24);
    assert!(shown.contains("did you mean /connect?"), "{shown}");
}

#[test]
fn the_first_screen_says_what_to_do_at_every_size() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let shown = screen(&mut app(), width, height);
        for words in ["NOT LISTENING", "/listen 5000", "/connect", "/demo", "F1 help", "Ctrl+Q quit"] {
            assert!(shown.contains(words), "{width}x{height} lacks {words}:\n{shown}");
        }
    }
}
