//! Keys in, screen out.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::node::UnixMillis;

use super::app::App;
use super::model::Own;
use super::msg::Msg;
use super::theme::Theme;
use super::view;

fn app() -> App {
    let fingerprint = "7f3a-91c2-0b44-e1d0-5a6b-77c8-9d01-23ef".to_owned();
    let own = Own { name: "alice".to_owned(), fingerprint };
    App::new(own, Theme::default(), UnixMillis(0))
}

fn screen(app: &mut App, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a backend in memory");
    terminal
        .draw(|frame| {
            view::fit(app, frame.area());
            view::draw(app, frame);
        })
        .expect("a frame in memory");
    terminal.backend().to_string()
}

fn press(app: &mut App, code: KeyCode) {
    app.update(Msg::Key(KeyEvent::new(code, KeyModifiers::NONE)));
}

#[test]
fn no_size_panics() {
    let mut app = app();
    app.update(Msg::Paste("some text that wraps over more than one row".to_owned()));
    for width in (1..=300).step_by(7) {
        for height in 1..=100 {
            screen(&mut app, width, height);
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
    for c in "/conect".chars() {
        press(&mut app, KeyCode::Char(c));
    }
    press(&mut app, KeyCode::Enter);
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
