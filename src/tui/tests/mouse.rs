//! What looks like a button is one, and nothing that is hidden is.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::inspector::Layer;
use crate::node::{Command, PeerRef};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::arrangement::Zoom;
use crate::tui::effect::Effect;
use crate::tui::model_talk::Entry;
use crate::tui::msg::Msg;

use super::cast::{VERIFIED, connected, listening, packets, peer_id, says, stranger_calls};
use super::stage::{NOW, app_with, press, screen, write};

const SIZES: [(u16, u16); 3] = [(140, 42), (80, 24), (60, 15)];

fn talking() -> App {
    app_with([listening(), connected("bob", VERIFIED)])
}

fn at(app: &mut App, kind: MouseEventKind, (column, row): (u16, u16)) -> Vec<Effect> {
    app.update(Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
}

/// Clicks on the first place where these words stand on a screen of this size.
fn click(app: &mut App, (width, height): (u16, u16), words: &str) -> Vec<Effect> {
    let shown = screen(app, width, height);
    let found = shown.lines().enumerate().find_map(|(row, line)| {
        let before = line.trim_start_matches('"').split_once(words)?.0.chars().count();
        Some((u16::try_from(before).expect("a column"), u16::try_from(row).expect("a row")))
    });
    let place = found.unwrap_or_else(|| panic!("{words} is nowhere:\n{shown}"));
    at(app, MouseEventKind::Down(MouseButton::Left), place)
}

#[test]
fn a_click_on_a_peer_talks_to_it_also_below_a_question_and_in_a_long_list() {
    let mut app = talking();
    for name in ["carol", "dave", "erin"] {
        app.update(Msg::Node(Box::new(connected(name, VERIFIED)), NOW));
    }
    let talked_to = |app: &App| app.model.peer().map(|peer| peer.name.clone());
    press(&mut app, "F2 End");
    click(&mut app, (140, 42), "● dave");
    assert_eq!(talked_to(&app).as_deref(), Some("dave"));
    app.update(Msg::Node(Box::new(stranger_calls()), NOW));
    click(&mut app, (140, 42), "● carol");
    assert_eq!(talked_to(&app).as_deref(), Some("carol"));
    let before = app.model.current;
    click(&mut app, (140, 42), "waits for your decision");
    assert_eq!(app.model.current, before);
}

#[test]
fn a_click_selects_an_entry_a_field_or_a_byte_where_it_stands() {
    let fields = ["version ", "seq ", "protocol_id "];
    for (size, fields) in [((140, 42), &fields[..]), ((80, 24), &fields[2..])] {
        let mut app =
            app_with([connected("bob", VERIFIED), says("bob", 1, "first"), says("bob", 2, "second")]);
        app.update(Msg::Packets(packets(3), 0));
        click(&mut app, size, "first");
        let chosen = app.talk.chosen.and_then(|at| app.model.talk().get(at));
        assert_eq!(chosen.map(Entry::text).as_deref(), Some("first"), "{size:?}");
        press(&mut app, "F5");
        for field in fields {
            click(&mut app, size, &format!("   {field}"));
            let shown = screen(&mut app, size.0, size.1);
            assert!(shown.contains(&format!("▌  {field}")), "{field} at {size:?}:\n{shown}");
        }
        // The four bytes in front are those of the protocol: the third of them, by its digits and by its character.
        for words in ["43 50 01", "CP·"] {
            press(&mut app, "F6 Home");
            click(&mut app, size, words);
            let (_, dissection) = app.dissection.as_ref().expect("a packet");
            assert_eq!(app.packets.fields.cursor(dissection), Some((Layer::Wire, 2)), "{words} at {size:?}");
        }
    }
}

#[test]
fn the_answers_of_a_question_are_buttons() {
    let name = PeerRef::Name(peer_id("mallory").0.short());
    for size in SIZES {
        for (words, command) in [
            ("accept: talk", Command::Accept(name.clone())),
            ("refuse this", Command::Refuse(name.clone())),
            ("block: never", Command::Block(name.clone())),
        ] {
            let mut app = app_with([listening(), stranger_calls()]);
            press(&mut app, "F8");
            assert_eq!(click(&mut app, size, words), [Effect::Node(command)]);
        }
        let mut app = app_with([listening(), stranger_calls()]);
        press(&mut app, "F8");
        assert!(click(&mut app, size, "your key").is_empty() && !app.overlays.is_empty());
        click(&mut app, size, "Esc not now");
        assert!(app.overlays.is_empty());
    }
}

#[test]
fn a_row_of_all_actions_is_done_by_a_click() {
    for size in SIZES {
        let mut app = talking();
        press(&mut app, "F9");
        write(&mut app, "zoom");
        click(&mut app, size, "zoom: this pane alone");
        assert!(app.overlays.is_empty() && app.desk.zoom == Zoom::In, "{size:?}");
        press(&mut app, "F9");
        click(&mut app, size, "to net.log");
        assert_eq!(app.focus, Pane::Log);
    }
}

#[test]
fn what_is_offered_is_taken_by_a_click() {
    for size in SIZES {
        let mut app = talking();
        write(&mut app, "/con");
        click(&mut app, size, "/connect ADDR");
        assert_eq!(app.composer.input.text(), "/connect ");
    }
}

#[test]
fn the_wheel_scrolls_what_lies_on_top() {
    let mut app = talking();
    press(&mut app, "F1");
    let before = screen(&mut app, 80, 24);
    at(&mut app, MouseEventKind::ScrollDown, (40, 10));
    let after = screen(&mut app, 80, 24);
    assert_ne!(before, after);
    at(&mut app, MouseEventKind::ScrollUp, (40, 10));
    assert_eq!(screen(&mut app, 80, 24), before);
    // What it hides keeps still.
    at(&mut app, MouseEventKind::Down(MouseButton::Left), (30, 10));
    assert_eq!((app.focus, app.overlays.len()), (Pane::Composer, 1));
}
