//! A session explained on the screen, and written to a file.

use std::path::Path;

use super::cast::peer_id;
use super::stage::{app_with, enter, press, screen};
use crate::lab::Arena;
use crate::node::Event;
use crate::protocol;
use crate::tui::app::App;
use crate::tui::effect::Effect;

/// A screen that has seen the session of alice and bob.
fn told() -> App {
    let arena = Arena::established(1);
    let made = arena.initiator.events.into_iter().filter_map(|event| match event {
        protocol::Event::Derived(made) => Some(made),
        _ => None,
    });
    app_with(made.map(|made| Event::Derived { peer: peer_id("bob"), name: "bob".to_owned(), made }))
}

#[test]
fn a_session_is_walked_through_from_the_key_tree_to_the_last_tag() {
    let mut app = told();
    enter(&mut app, "/explain");
    let first = screen(&mut app, 140, 42);
    for words in ["A session of alice and bob", "Key tree", "└─ hs  Extract with th_e", "root_1"] {
        assert!(first.contains(words), "{words}\n{first}");
    }
    press(&mut app, "End");
    let last = screen(&mut app, 140, 42);
    assert!(last.contains("tag_r2i = MAC(mac, sid || u8(1) || header 20 || c)"), "{last}");
    press(&mut app, "Esc");
    assert!(!screen(&mut app, 140, 42).contains("tag_r2i"), "Esc closes it");
}

#[test]
fn every_row_of_it_can_be_seen_on_a_small_screen() {
    let mut app = told();
    enter(&mut app, "/explain bob");
    let mut seen = String::new();
    for _ in 0..700 {
        seen.push_str(&screen(&mut app, 60, 15));
        press(&mut app, "Down");
    }
    for words in ["A session of alice and bob", "th_0 = H(", "pt_R", "sid = Expand", "tag_r2i"] {
        assert!(seen.contains(words), "{words}");
    }
}

#[test]
fn a_file_is_asked_for_with_all_of_the_page() {
    for (name, head) in
        [("session.md", "# A session of alice and bob"), ("bob session.html", "<!DOCTYPE html>")]
    {
        let effects = enter(&mut told(), &format!("/explain {name}"));
        let [Effect::Export { path, text, said }] = effects.as_slice() else { panic!("{effects:?}") };
        assert!(name.ends_with(path.to_str().unwrap()), "{name}");
        assert!(text.starts_with(head));
        assert!(said.ends_with("is written; only you can read it"), "{said}");
        assert_ne!(path, Path::new("bob session.html"));
    }
}

#[test]
fn who_asks_for_a_session_that_is_not_there_is_told_so() {
    let mut app = told();
    enter(&mut app, "/explain carol");
    assert!(screen(&mut app, 140, 42).contains("no session with carol is remembered"));
    let mut fresh = app_with([]);
    enter(&mut fresh, "/explain");
    assert!(screen(&mut fresh, 140, 42).contains("there was no session yet"));
}

#[test]
fn a_banner_stays_in_the_first_line_while_secrets_leave_the_program() {
    let mut app = told();
    app.model.disclose(vec!["TEACHING: /explain shows secrets", "KEY LOG: keys are written"]);
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let shown = screen(&mut app, width, height);
        let first = shown.lines().next().unwrap();
        assert!(first.contains("TEACHING") && first.contains("KEY LOG"), "{first}");
    }
    assert!(screen(&mut app, 140, 42).contains("/explain shows secrets"), "what it means is said");
}
