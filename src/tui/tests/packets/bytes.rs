//! Packets, details and bytes show the same packet and the same field, whichever of them was moved in.

use ratatui::style::Modifier;

use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::tests::stage::{app, draw, press, screen};

use super::scene::{feed, inside, session, tampered};

/// A screen with the third text of a session selected, and the bytes in focus.
fn looking() -> App {
    let mut app = app();
    feed(&mut app, session(3));
    press(&mut app, "F4");
    while app.packets.packet(&app.model.packets).unwrap().kind != Some("text") {
        press(&mut app, "Up");
    }
    press(&mut app, "F6");
    press(&mut app, "Home");
    app
}

fn selected(app: &App) -> &'static str {
    let (_, dissection) = app.dissection.as_ref().unwrap();
    dissection.nodes[app.packets.fields.field(dissection).unwrap()].path
}

#[test]
fn moving_by_bytes_selects_the_field_that_holds_the_byte() {
    let mut app = looking();
    let length = app.packets.packet(&app.model.packets).unwrap().frame.len();
    let mut fields = Vec::new();
    for offset in 0..length {
        let (_, dissection) = app.dissection.as_ref().unwrap();
        let (layer, at) = app.packets.fields.cursor(dissection).unwrap();
        assert_eq!((at, dissection.field_at(layer, at)), (offset, app.packets.fields.field(dissection)));
        fields.push(selected(&app));
        press(&mut app, "Right");
    }
    fields.dedup();
    assert_eq!(
        fields,
        [
            "protocol_id",
            "version",
            "type",
            "epoch",
            "reserved",
            "length",
            "seq",
            "message.sealed",
            "message.tag"
        ]
        .into_iter()
        .filter(|path| fields.contains(path))
        .collect::<Vec<_>>(),
        "each field once, in the order of the bytes"
    );
    assert!(fields.len() >= 7, "{fields:?}");
}

#[test]
fn the_frame_of_the_bytes_says_in_words_what_is_selected() {
    let mut app = looking();
    for _ in 0..12 {
        press(&mut app, "Right");
    }
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("selected: seq, offset 12, 8 bytes, = "), "{shown}");
    assert!(shown.contains("header ciphertext tag"), "the words for the tints: {shown}");
    let small = screen(&mut app, 80, 24);
    assert!(small.contains("seq, offset 12, 8 bytes, = "), "{small}");
    press(&mut app, "g");
    assert_eq!(app.focus, Pane::Details);
    let fields = inside(&mut app, (140, 42), Pane::Details);
    let row = fields.iter().find(|row| row.starts_with('▌')).unwrap();
    assert!(row.contains("seq"), "{row}");
    press(&mut app, "g");
    assert_eq!(app.focus, Pane::Bytes);
}

#[test]
fn up_and_down_move_by_a_row_of_what_is_shown() {
    for ((width, height), bytes) in [((140, 42), 32), ((80, 24), 16)] {
        let mut app = looking();
        screen(&mut app, width, height);
        press(&mut app, "Down");
        let cursor = |app: &App| app.packets.fields.cursor(&app.dissection.as_ref().unwrap().1).unwrap().1;
        assert_eq!(cursor(&app), bytes, "{width}x{height}");
        press(&mut app, "Up");
        assert_eq!(cursor(&app), 0);
    }
}

#[test]
fn the_layer_has_a_tint_the_field_is_in_reverse_and_the_byte_underlined() {
    let mut app = looking();
    for _ in 0..14 {
        press(&mut app, "Right");
    }
    let cells = draw(&mut app, 140, 42);
    let area = app.areas.of(Pane::Bytes);
    // A row has an offset of 6 columns, three for each byte and a blank after each eight.
    let of = |offset: u16| cells[(area.x + 1 + 6 + offset * 3 + offset / 8, area.y + 2)].clone();
    assert_eq!((of(12).bg, of(19).bg), (of(14).bg, of(14).bg), "one field");
    assert_ne!(of(11).bg, of(12).bg);
    assert_ne!(of(0).fg, of(20).fg, "the header and the ciphertext");
    for offset in 0..32 {
        let underlined = of(offset).modifier.contains(Modifier::UNDERLINED);
        assert_eq!(underlined, offset == 14, "{offset}");
    }
}

#[test]
fn the_selected_field_and_folded_branches_stay_when_the_packet_changes() {
    let mut app = looking();
    press(&mut app, "F5");
    while selected(&app) != "seq" {
        press(&mut app, "Down");
    }
    press(&mut app, "F4");
    for _ in 0..3 {
        press(&mut app, "Up");
        assert_eq!(selected(&app), "seq");
    }
    press(&mut app, "F5");
    press(&mut app, "Left");
    assert_eq!(selected(&app), "header");
    press(&mut app, "F4");
    press(&mut app, "Down");
    let shown = inside(&mut app, (140, 42), Pane::Details).join("\n");
    assert!(shown.contains("▸ Frame header") && !shown.contains("protocol_id"), "{shown}");
}

#[test]
fn what_is_looked_at_stays_while_more_comes() {
    let mut app = app();
    feed(&mut app, session(3));
    press(&mut app, "F5");
    press(&mut app, "Down");
    let before = (app.packets.selected, selected(&app));
    feed(&mut app, session(3));
    assert_eq!((app.packets.selected, selected(&app)), before);
}

#[test]
fn the_opened_bytes_are_one_key_away_from_those_on_the_wire() {
    let mut app = looking();
    for _ in 0..20 {
        press(&mut app, "Right");
    }
    assert_eq!(selected(&app), "message.sealed");
    press(&mut app, "o");
    assert_eq!(selected(&app), "kind", "the first opened byte lies under the first sealed one");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("opened, here only") && shown.contains("meet at the usual place"), "{shown}");
    press(&mut app, "o");
    assert_eq!(selected(&app), "message.sealed");
}

#[test]
fn y_copies_the_value_and_not_what_is_cut_off_on_the_screen() {
    let mut app = looking();
    press(&mut app, "End");
    assert_eq!(selected(&app), "message.tag");
    let effects = press(&mut app, "y");
    let [Effect::Copy(copied)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(copied.split(' ').count(), 32, "{copied}");
}

#[test]
fn a_refused_tag_is_loud_in_details_and_bytes_and_the_right_one_is_nowhere() {
    let mut app = app();
    feed(&mut app, tampered());
    let cells = draw(&mut app, 140, 42);
    let alarm = ratatui::style::Color::Indexed(202);
    let count = |pane| {
        let area = app.areas.of(pane);
        let inside = ratatui::layout::Rect { x: area.x + 1, width: area.width - 2, ..area };
        inside.positions().filter(|place| cells[*place].bg == alarm).count()
    };
    assert_eq!(count(Pane::Bytes), 32 * 3, "two digits and a character for each byte of the tag");
    let details = inside(&mut app, (140, 42), Pane::Details).join("\n");
    for words in ["STOPPED at ", "✗ MAC", "– inner", "NOT authenticated", "NOT decrypted", "not shown"] {
        assert!(details.contains(words), "no {words}:\n{details}");
    }
    assert_eq!(selected(&app), "message.tag");
    assert!(!details.contains("equal to the computed"), "{details}");
}

#[test]
fn a_row_has_as_many_bytes_as_fit_with_their_characters() {
    let mut app = looking();
    for (size, bytes) in [((140, 42), 32), ((80, 24), 16), ((60, 15), 8)] {
        let shown = screen(&mut app, size.0, size.1);
        let row = shown.lines().find(|line| line.contains(" 0000 ")).expect("the first row");
        let hex = row.split(" 0000 ").nth(1).unwrap().split_whitespace();
        assert_eq!(hex.take_while(|word| word.len() == 2).count(), bytes, "{size:?}\n{shown}");
        assert!(row.contains("PSCP"), "{size:?}\n{shown}");
    }
}
