//! Colours, no colours and ASCII.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use crate::tui::app::App;
use crate::tui::msg::Msg;
use crate::tui::theme::{Depth, Ground, Role, Theme};

use super::cast::{KNOWN, VERIFIED, connected, listening, packets_with_a_bad_mac, says};
use super::stage::{NOW, app, app_with, draw, enter, press};

const SIZES: [(u16, u16); 4] = [(140, 42), (80, 24), (60, 15), (30, 6)];

/// Alice talks, and a frame was refused.
fn alarmed(theme: Theme) -> App {
    let mut app = app_with([listening(), connected("bob", VERIFIED), connected("carol", KNOWN)]);
    app.theme = theme;
    app.update(Msg::Node(Box::new(says("bob", 1, "did you get it?")), NOW));
    app.update(Msg::Packets(packets_with_a_bad_mac(3), 0));
    app
}

/// The same with each of the panes and overlays in front.
fn views(theme: Theme) -> Vec<App> {
    let mut fresh = app();
    fresh.theme = theme;
    let keys = ["Esc", "F2", "F3", "F4", "F5", "F6", "F1", "F8"];
    let shown = keys.map(|key| {
        let mut app = alarmed(theme);
        press(&mut app, key);
        app
    });
    [fresh].into_iter().chain(shown).collect()
}

fn rows(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width);
    buffer.content.chunks(width).map(|row| row.iter().map(Cell::symbol).collect()).collect()
}

#[test]
fn without_colours_every_cell_is_plain_and_the_words_are_there() {
    for mut app in views(Theme::new(Depth::Mono)) {
        for (width, height) in SIZES {
            let buffer = draw(&mut app, width, height);
            let plain = |cell: &Cell| cell.fg == Color::Reset && cell.bg == Color::Reset;
            assert!(buffer.content.iter().all(plain), "{width}x{height}");
        }
    }
    for (width, height) in &SIZES[..3] {
        let mut app = alarmed(Theme::new(Depth::Mono));
        let shown = rows(&draw(&mut app, *width, *height)).join("\n");
        assert!(shown.contains("BAD MAC"), "{width}x{height}:\n{shown}");
    }
}

#[test]
fn what_is_said_has_the_colour_of_an_error_only_if_it_is_one() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let error = app.theme.style(Role::Bad).fg;
    for (line, words, is_error) in
        [("/nick alice", "you call yourself", false), ("/conect", "did you mean", true)]
    {
        enter(&mut app, line);
        let buffer = draw(&mut app, 80, 24);
        let row = rows(&buffer).iter().position(|row| row.contains(words)).expect("it is said");
        let first = buffer.content.iter().skip(row * 80).find(|cell| cell.symbol() != " ").expect("a word");
        assert_eq!(Some(first.fg) == error, is_error, "{line}");
    }
}

#[test]
fn without_colours_the_selected_row_and_the_refused_one_are_seen_by_attributes() {
    let mut app = alarmed(Theme::new(Depth::Mono));
    press(&mut app, "F4 Up");
    let buffer = draw(&mut app, 140, 42);
    let width = usize::from(buffer.area.width);
    let reversed = |row: &&[Cell]| {
        let count = row.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count();
        count > 40
    };
    let rows: Vec<String> = buffer
        .content
        .chunks(width)
        .filter(reversed)
        .map(|row| row.iter().map(Cell::symbol).collect())
        .collect();
    assert!(rows.iter().any(|row| row.contains("BAD MAC")), "{rows:#?}");
    assert!(rows.iter().any(|row| row.contains("opened")), "{rows:#?}");
}

#[test]
fn the_refused_row_is_black_on_orange_on_either_ground() {
    for ground in [Ground::Dark, Ground::Light] {
        let mut app = alarmed(Theme::new(Depth::Full).on(ground));
        press(&mut app, "F4 Up");
        let buffer = draw(&mut app, 140, 42);
        let alarm = |cell: &&Cell| cell.bg == Color::Indexed(202) && cell.fg == Color::Indexed(16);
        assert!(buffer.content.iter().filter(alarm).count() > 40, "{ground:?}");
    }
}

#[test]
fn sixteen_colours_are_sixteen() {
    for ground in [Ground::Dark, Ground::Light] {
        for mut app in views(Theme::new(Depth::Sixteen).on(ground)) {
            let buffer = draw(&mut app, 140, 42);
            let many = |cell: &&Cell| {
                [cell.fg, cell.bg].iter().any(|c| matches!(c, Color::Indexed(_) | Color::Rgb(..)))
            };
            assert_eq!(buffer.content.iter().find(many), None);
        }
    }
}

#[test]
fn in_ascii_nothing_of_ours_is_anything_else() {
    for mut app in views(Theme::default().ascii()) {
        for (width, height) in SIZES {
            let rows = rows(&draw(&mut app, width, height));
            let other: Vec<_> = rows.iter().filter(|row| !row.is_ascii()).collect();
            assert!(other.is_empty(), "{width}x{height}: {other:#?}");
        }
    }
    let shown = rows(&draw(&mut alarmed(Theme::default().ascii()), 140, 42)).join("\n");
    for words in ["!! BAD MAC", "OK opened", "<-", "+-"] {
        assert!(shown.contains(words), "{words}:\n{shown}");
    }
}
