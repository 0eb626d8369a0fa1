//! Help and the list of all actions.

use crate::tui::action::Pane;
use crate::tui::arrangement::Zoom;
use crate::tui::command;

use super::cast::{VERIFIED, connected, listening, packets};
use super::stage::{app_with, enter, press, screen, write};
use crate::tui::app::App;
use crate::tui::msg::Msg;

fn talking() -> App {
    let mut app = app_with([listening(), connected("bob", VERIFIED)]);
    app.update(Msg::Packets(packets(3), 0));
    app
}

/// All that the help says, page by page.
fn whole(app: &mut App, (width, height): (u16, u16)) -> String {
    let mut all = screen(app, width, height);
    for _ in 0..60 {
        press(app, "PgDn");
        all.push_str(&screen(app, width, height));
    }
    all
}

#[test]
fn help_begins_with_the_keys_of_the_pane_it_was_asked_in() {
    for (keys, title) in [("Esc", "Keys in Composer"), ("F4", "Keys in Packets"), ("F7", "Keys in Log")] {
        let mut app = talking();
        press(&mut app, keys);
        press(&mut app, "F1");
        for (width, height) in [(140, 42), (80, 24), (60, 15)] {
            let shown = screen(&mut app, width, height);
            let first = shown.lines().skip_while(|line| !line.contains("Help")).nth(1).expect("a line");
            assert!(first.contains(title), "{width}x{height}\n{shown}");
        }
    }
}

#[test]
fn help_has_everything_on_a_small_screen_too() {
    let mut app = talking();
    press(&mut app, "F1");
    let all = whole(&mut app, (60, 15));
    for words in [
        "Keys everywhere",
        "Ctrl+Q",
        "Alt+Left",
        "/connect ADDR",
        "BAD MAC",
        "REPLAY",
        "Colours",
        "ciphertext",
        "Filters: Ctrl+F or /filter",
        "kind == text && dir == received",
    ] {
        assert!(all.contains(words), "{words}");
    }
    press(&mut app, "Esc");
    assert!(app.overlays.is_empty());
}

#[test]
fn a_slash_searches_in_the_help_and_esc_ends_the_search_first() {
    let mut app = talking();
    press(&mut app, "F1");
    press(&mut app, "/");
    write(&mut app, "zoom");
    let shown = screen(&mut app, 60, 15);
    assert!(
        shown.contains("lines with: zoom") && shown.contains("Alt+Z") && !shown.contains("Ctrl+K"),
        "{shown}"
    );
    press(&mut app, "Enter Esc");
    assert!(screen(&mut app, 60, 15).contains("Keys in Composer"));
    press(&mut app, "Esc");
    assert!(app.overlays.is_empty());
}

#[test]
fn help_about_each_command_has_its_syntax_an_example_and_what_is_near() {
    for known in command::all() {
        let mut app = talking();
        enter(&mut app, &format!("/help {}", known.name));
        let shown = screen(&mut app, 100, 30);
        assert!(shown.contains(&format!("/{}", known.name)), "{}\n{shown}", known.name);
        assert!(shown.contains("example"), "{} has no example", known.name);
        let near = shown.lines().find(|line| line.contains("see also")).unwrap_or_else(|| panic!("{shown}"));
        for name in near.split_whitespace().filter_map(|word| word.strip_prefix('/')) {
            assert!(command::known(name).is_some(), "{}: see also /{name}", known.name);
        }
    }
    let mut app = talking();
    enter(&mut app, "/help connect");
    let shown = screen(&mut app, 80, 24);
    for words in ["/connect ADDR", "host:5000", "/connect 192.168.1.5:5000", "see also", "/listen"] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    press(&mut app, "Esc");
    enter(&mut app, "/help conect");
    assert!(screen(&mut app, 80, 24).contains("did you mean /connect?"));
}

#[test]
fn the_hint_bar_is_of_the_overlay_while_there_is_one() {
    let mut app = talking();
    press(&mut app, "F1");
    let shown = screen(&mut app, 80, 24);
    let last = shown.lines().last().expect("a line");
    assert!(
        last.contains("/ search") && last.contains("Esc close") && last.contains("Ctrl+Q quit"),
        "{last}"
    );
}

#[test]
fn the_list_of_all_actions_narrows_and_enter_does_what_is_chosen() {
    let mut app = talking();
    press(&mut app, "F9");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("All actions") && shown.contains("next pane"), "{shown}");
    write(&mut app, "zoom");
    press(&mut app, "Enter");
    assert!(app.overlays.is_empty() && app.desk.zoom == Zoom::In);

    press(&mut app, "F9");
    write(&mut app, "next refused");
    press(&mut app, "Enter");
    assert_eq!(app.focus, Pane::Packets, "what is about packets goes there");

    press(&mut app, "F9");
    write(&mut app, "/connect");
    press(&mut app, "Enter");
    assert_eq!((app.focus, app.composer.input.text()), (Pane::Composer, "/connect "));

    press(&mut app, "F9");
    write(&mut app, "nothing like this");
    assert!(screen(&mut app, 60, 15).contains("nothing is called so"));
    press(&mut app, "Enter");
    assert!(app.overlays.is_empty());
}

#[test]
fn a_command_from_the_list_of_all_actions_leaves_the_draft_to_be_brought_back() {
    let mut app = talking();
    write(&mut app, "half a text");
    press(&mut app, "F9");
    write(&mut app, "wins");
    press(&mut app, "Enter");
    assert_eq!(app.composer.input.text(), "");
    assert!(screen(&mut app, 140, 42).contains("Ctrl+Y brings your draft back"));
    press(&mut app, "Ctrl+Y");
    assert_eq!(app.composer.input.text(), "half a text");
}

#[test]
fn the_list_of_all_actions_says_in_which_pane_a_key_counts() {
    let mut app = talking();
    for (word, line) in [
        ("ladder", "the handshake of this link, as a ladder"),
        ("handshake", "the handshake of this link, as a ladder"),
        ("packet panes", "packet panes"),
        ("pause", ""),
    ] {
        press(&mut app, "F9");
        write(&mut app, word);
        let shown = screen(&mut app, 80, 24);
        assert!(shown.contains(line), "{word}\n{shown}");
        press(&mut app, "Esc");
    }
    press(&mut app, "F9");
    write(&mut app, "ladder");
    let shown = screen(&mut app, 80, 24);
    let found = shown.lines().find(|line| line.contains("as a ladder")).expect("a line");
    assert!(found.contains("packet panes") && found.contains(" h "), "{found}");
    press(&mut app, "Enter");
    assert!(screen(&mut app, 140, 42).contains("Handshake"));
}

#[test]
fn everything_in_the_list_of_actions_can_be_done_at_every_size() {
    for size in [(140, 42), (80, 24), (60, 15)] {
        for row in 0..90 {
            let mut app = talking();
            press(&mut app, "F9");
            for _ in 0..row {
                press(&mut app, "Down");
            }
            press(&mut app, "Enter");
            assert!(!screen(&mut app, size.0, size.1).contains("All actions"), "row {row} at {size:?}");
        }
    }
}
