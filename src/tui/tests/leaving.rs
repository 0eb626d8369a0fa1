//! Leaving, copying, dragging, and the conversation alone.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::node::{Command, Error, Event, PeerRef, Target};
use crate::tui::app::{App, Pointer};
use crate::tui::effect::Effect;
use crate::tui::leave::{Leaving, Tally, Unsent};
use crate::tui::model_talk::{Progress, Voice};
use crate::tui::msg::Msg;

use super::cast::{VERIFIED, connected, listening, packets, says};
use super::stage::{NOW, app, app_with, draw, enter, press, screen};

fn talking() -> App {
    app_with([listening(), connected("bob", VERIFIED)])
}

#[test]
fn ctrl_q_goes_at_once_where_nothing_is_lost() {
    assert_eq!(press(&mut app(), "Ctrl+Q"), [Effect::Quit]);
    assert_eq!(press(&mut talking(), "Ctrl+Q"), [Effect::Quit]);
    let mut kept = waiting();
    kept.unsent = Unsent::Kept;
    assert_eq!(press(&mut kept, "Ctrl+Q"), [Effect::Quit], "they go out when the program runs again");
}

/// Two texts for bob that have not arrived.
fn waiting() -> App {
    let mut app = talking();
    enter(&mut app, "are you there?");
    enter(&mut app, "hello?");
    // Whatever Enter waits for to be told from a paste.
    app.update(Msg::Quiet(std::time::Duration::MAX));
    app
}

#[test]
fn ctrl_q_names_what_would_be_lost_and_goes_the_second_time() {
    let mut app = waiting();
    assert_eq!(press(&mut app, "Ctrl+Q"), []);
    assert!(screen(&mut app, 80, 24).contains("2 to bob"), "{:?}", app.fault);
    press(&mut app, "Left");
    assert_eq!(press(&mut app, "Ctrl+Q"), [], "another key in between begins anew");
    assert_eq!(press(&mut app, "Ctrl+Q"), [Effect::Quit]);
}

#[test]
fn texts_that_were_not_taken_are_counted_until_they_are_given_again() {
    let mut app = waiting();
    assert_eq!(app.rejected(), 0);
    for _ in 0..2 {
        let error = Error::NotKept("the disk is full".to_owned());
        app.update(Msg::Node(Box::new(Event::CommandFailed { command: "text", error }), NOW));
    }
    assert_eq!((app.rejected(), app.held().len()), (2, 0));
    let talk = app.model.talk();
    let rejected = talk.iter().find(|(_, entry)| matches!(entry.progress, Progress::Rejected(_)));
    let at = rejected.unwrap().0;
    assert!(app.model.again(at).is_some());
    assert_eq!(app.rejected(), 1);
}

/// A file that the node has not taken, as it tells that.
fn refused_file() -> Event {
    let (to, path) = (PeerRef::Name("bob".to_owned()), "report.pdf".into());
    let error = Error::TooManyFiles("bob".to_owned());
    Event::CommandFailed { command: Command::SendFile { to, path }.name(), error }
}

#[test]
fn the_last_words_take_back_a_refused_text_and_no_text_for_a_refused_file() {
    let text = || Command::SendText { to: Target::Everybody, body: "hello".to_owned(), action: false };
    let refused_text = || {
        let error = Error::NotKept("the disk is full".to_owned());
        Event::CommandFailed { command: text().name(), error }
    };
    let mut tally = Tally::default();
    tally.order(&text());
    tally.order(&text());
    tally.hear(&refused_file());
    assert_eq!(tally.sent, 2);
    tally.hear(&refused_text());
    assert_eq!(tally.sent, 1);
}

#[test]
fn a_refused_file_is_said_and_rejects_no_text_that_was_just_written() {
    let mut app = waiting();
    app.update(Msg::Node(Box::new(refused_file()), NOW));
    assert_eq!((app.rejected(), app.held()), (0, vec![("bob".to_owned(), 2)]));
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("/send: 16 files for bob"), "{shown}");
}

#[test]
fn a_run_that_was_cut_short_is_told_and_is_no_alarm() {
    let mut app = app();
    let event = Event::CommandFailed { command: "store", error: Error::NotClosed };
    app.update(Msg::Node(Box::new(event), NOW));
    let talk = app.model.talk();
    let said = talk.iter().map(|(_, entry)| (&entry.voice, entry.lines.join(" ")));
    let told = said.filter(|(_, line)| line.contains("the last run was cut short")).collect::<Vec<_>>();
    assert!(matches!(told[..], [(Voice::Program, _)]), "{told:?}");
    assert!(app.fault.is_none() && app.model.alert.is_none());
}

#[test]
fn the_conversation_alone_has_no_frame_and_leaves_the_mouse_to_the_terminal() {
    let mut app = talking();
    app.update(Msg::Node(Box::new(says("bob", 1, "copy me")), NOW));
    assert_eq!(enter(&mut app, "/bare"), [Effect::Mouse(Pointer::Left), Effect::Redraw]);
    let shown = screen(&mut app, 80, 24);
    assert!(shown.contains("copy me") && !shown.contains("Packets") && !shown.contains('┌'), "{shown}");
    assert_eq!(press(&mut app, "Esc"), [Effect::Mouse(Pointer::Taken), Effect::Redraw]);
    assert!(screen(&mut app, 80, 24).contains("Packets"));
}

fn mouse(app: &mut App, kind: MouseEventKind, (column, row): (u16, u16)) {
    app.update(Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
}

#[test]
fn dragging_moves_the_lines_between_panes() {
    let mut app = talking();
    app.update(Msg::Packets(packets(3), 0));
    draw(&mut app, 140, 42);
    let before = app.areas;
    let columns = (before.packets.x, before.packets.y + 3);
    mouse(&mut app, MouseEventKind::Down(MouseButton::Left), columns);
    mouse(&mut app, MouseEventKind::Drag(MouseButton::Left), (columns.0 + 14, columns.1));
    mouse(&mut app, MouseEventKind::Up(MouseButton::Left), (columns.0 + 14, columns.1));
    draw(&mut app, 140, 42);
    assert!(app.areas.packets.x.abs_diff(columns.0 + 14) <= 2, "{:?}", app.areas.packets);
    let low = (20, app.areas.bytes.y - 1);
    mouse(&mut app, MouseEventKind::Down(MouseButton::Left), low);
    mouse(&mut app, MouseEventKind::Drag(MouseButton::Left), (20, low.1 - 4));
    mouse(&mut app, MouseEventKind::Up(MouseButton::Left), (20, low.1 - 4));
    draw(&mut app, 140, 42);
    assert_eq!(app.areas.bytes.height, before.bytes.height + 4);
    // A drag that began nowhere, or that ends outside, harms nothing.
    for place in [(0, 0), (139, 41), (u16::MAX, u16::MAX)] {
        mouse(&mut app, MouseEventKind::Drag(MouseButton::Left), place);
        mouse(&mut app, MouseEventKind::Down(MouseButton::Left), columns);
        mouse(&mut app, MouseEventKind::Drag(MouseButton::Left), place);
        draw(&mut app, 140, 42);
        draw(&mut app, 40, 10);
    }
}

#[test]
fn a_click_gives_the_focus_and_the_wheel_does_not() {
    let mut app = talking();
    app.update(Msg::Packets(packets(20), 0));
    draw(&mut app, 140, 42);
    let list = app.areas.packets;
    let focus = app.focus;
    let selected = app.packets.selected;
    mouse(&mut app, MouseEventKind::ScrollUp, (list.x + 5, list.y + 3));
    assert_eq!(app.focus, focus);
    assert_ne!(app.packets.selected, selected);
    mouse(&mut app, MouseEventKind::Down(MouseButton::Left), (list.x + 5, list.y + 3));
    assert_eq!(app.focus, crate::tui::action::Pane::Packets);
}

#[test]
fn a_node_that_ends_by_itself_is_no_wish_of_the_person() {
    assert_eq!(Leaving::at_last(None), Leaving::NodeLost);
    for wished in [Leaving::Asked, Leaving::Signal, Leaving::Gone] {
        assert_eq!(Leaving::at_last(Some(wished)), wished);
    }
}
