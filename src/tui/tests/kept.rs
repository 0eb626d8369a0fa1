//! The panes are after a restart as a person left them.

use crate::settings::{Chosen, Settings, Shape};
use crate::tui::action::Pane;
use crate::tui::app::App;

use super::cast::{VERIFIED, connected, listening};
use super::stage::{app, app_with, draw, enter, press, screen};

fn arranged() -> App {
    let mut app = app_with([listening(), connected("bob", VERIFIED)]);
    draw(&mut app, 140, 42);
    press(&mut app, "Alt+Right Alt+Right Alt+Up F4 Alt+Down F7 Esc");
    draw(&mut app, 140, 42);
    app
}

#[test]
fn what_was_left_is_what_there_is_after_a_restart() {
    let left = arranged();
    let mut next = app();
    next.arrange(&left.arrangement());
    assert_eq!(next.desk, left.desk);
    assert!(next.desk.splits.columns.is_some() && next.desk.splits.packets.is_some());
    let mut left = arranged();
    enter(&mut left, "/layout packets");
    let mut next = app();
    next.arrange(&left.arrangement());
    assert_eq!(next.desk, left.desk);
    enter(&mut left, "/layout reset");
    let mut next = arranged();
    next.arrange(&left.arrangement());
    assert_eq!(next.desk, app().desk);
}

#[test]
fn a_setting_that_was_changed_since_then_wins() {
    let left = arranged();
    let mut next = app();
    let settings = Settings { layout: Shape::Chat, ..Settings::default() };
    next.chosen(Chosen { settings, ..Chosen::default() });
    let kind = next.desk.kind;
    next.arrange(&left.arrangement());
    assert_eq!((next.desk.kind, next.desk.splits), (kind, left.desk.splits));
}

#[test]
fn what_makes_no_sense_is_told_and_does_not_count() {
    let good = arranged().arrangement();
    let bad = [
        String::new(),
        "\0\u{1b}[31m".to_owned(),
        good.replace("both", "all"),
        good.replace("columns ", "columns x"),
        good.replace("rows", "lines"),
        format!("{good}more\n"),
        good.lines().take(5).collect::<Vec<_>>().join("\n"),
        good.replace("columns ", "columns 99999999"),
    ];
    for text in bad {
        let mut next = app();
        next.arrange(&text);
        assert_eq!(next.desk, app().desk, "{text:?}");
        assert!(screen(&mut next, 140, 42).contains("the kept layout"), "{text:?}");
    }
    let mut next = app();
    next.arrange("setting both\npanes both\nlow bytes\ncolumns 99\npackets 0\nrows 60000\n");
    draw(&mut next, 140, 42);
    assert_eq!((next.desk.splits.columns, next.desk.splits.packets), (Some(80), Some(15)));
}

#[test]
fn every_pane_has_a_key_a_tab_and_room_and_is_kept() {
    for pane in Pane::ALL.into_iter().filter(|pane| *pane != Pane::Composer) {
        let mut left = arranged();
        let key = left.model.keys.of_pane(pane);
        press(&mut left, &key);
        assert_eq!(left.focus, pane);
        for size in [(140, 42), (80, 24), (60, 15)] {
            draw(&mut left, size.0, size.1);
            assert!(left.areas.of(pane).height > 0, "{pane:?} has no room at {size:?}");
        }
        let tabs = screen(&mut left, 60, 15);
        assert!(tabs.lines().nth(1).is_some_and(|tabs| tabs.contains(pane.name())), "{pane:?}\n{tabs}");
        let mut next = app();
        next.arrange(&left.arrangement());
        assert_eq!(next.desk, left.desk, "{pane:?}");
    }
}

#[test]
fn each_key_moves_a_line_however_fast_they_come() {
    let mut app = app_with([listening(), connected("bob", VERIFIED)]);
    draw(&mut app, 140, 42);
    press(&mut app, "Alt+Right");
    let once = app.desk.splits.columns.unwrap();
    press(&mut app, "Alt+Right");
    assert_eq!(app.desk.splits.columns, Some(once + 4));
    press(&mut app, "Alt+Left Alt+Left");
    draw(&mut app, 140, 42);
    assert_eq!(app.desk.splits.columns, Some(once - 4));
    // Where the screen has no room for more, the way back begins at once.
    for _ in 0..60 {
        press(&mut app, "Alt+Up");
        draw(&mut app, 140, 42);
    }
    let most = app.areas.bytes.height;
    for _ in 0..6 {
        press(&mut app, "Alt+Down");
        draw(&mut app, 140, 42);
    }
    assert!(app.areas.bytes.height < most, "{} of {most}", app.areas.bytes.height);
}
