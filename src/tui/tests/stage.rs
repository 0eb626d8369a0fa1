//! A screen in memory, with what has happened before and with fingers on its keys.

use std::cell::Cell;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use crate::node::{Event, UnixMillis};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::model::Own;
use crate::tui::msg::Msg;
use crate::tui::theme::Theme;
use crate::tui::view;

/// 2026-11-21 10:42:12 UTC: the time of every test.
pub(super) const NOW: UnixMillis = UnixMillis(1_795_257_732_000);

/// The screen of alice, to whom nothing has happened.
pub(super) fn app() -> App {
    let fingerprint = "7f3a-91c2-0b44-e1d0-5a6b-77c8-9d01-23ef".to_owned();
    App::new(Own { name: "alice".to_owned(), fingerprint, made: None }, Theme::default(), NOW)
}

/// The same after these events.
pub(super) fn app_with(events: impl IntoIterator<Item = Event>) -> App {
    let mut app = app();
    for event in events {
        app.update(Msg::Node(Box::new(event), NOW));
    }
    app
}

/// What is drawn at this size.
pub(super) fn draw(app: &mut App, width: u16, height: u16) -> Buffer {
    terminal(app, width, height).backend().buffer().clone()
}

/// The words of what is drawn at this size, a row a line.
pub(super) fn screen(app: &mut App, width: u16, height: u16) -> String {
    terminal(app, width, height).backend().to_string()
}

fn terminal(app: &mut App, width: u16, height: u16) -> Terminal<TestBackend> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a backend in memory");
    terminal
        .draw(|frame| {
            view::fit(app, frame.area());
            view::draw(app, frame);
        })
        .expect("a frame in memory");
    terminal
}

/// What is done once a frame of this size was drawn.
pub(super) fn after_frame(app: &mut App, width: u16, height: u16) -> Vec<Effect> {
    screen(app, width, height);
    let seen = app.looked();
    app.kept_in_room(seen)
}

/// Presses keys as the help writes them, with blanks between: `Ctrl+P`, `F4 Down Enter`, `Alt+1`.
pub(super) fn press(app: &mut App, keys: &str) -> Vec<Effect> {
    keys.split(' ').flat_map(|name| down(app, key(name))).collect()
}

/// Where these keys lead, this one opens a page with these words. It is closed again.
pub(super) fn opens(app: &mut App, (keys, key): (&str, &str), words: &str) {
    press(app, keys);
    press(app, key);
    let shown = screen(app, 140, 42);
    assert!(shown.contains(words), "{keys} {key}: {shown}");
    press(app, "Esc");
}

/// Types a text, letter by letter.
pub(super) fn write(app: &mut App, text: &str) -> Vec<Effect> {
    let typed = |c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE);
    text.chars().flat_map(|c| down(app, typed(c))).collect()
}

thread_local! {
    /// When the next key is pressed.
    static NEXT_KEY: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// A key that a person presses, with time before the next.
fn down(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    let now = NEXT_KEY.get();
    NEXT_KEY.set(now + Duration::from_secs(2));
    let mut effects = app.update(Msg::Key(key, now));
    effects.extend(app.update(Msg::Quiet(now + Duration::from_secs(1))));
    effects
}

/// Types a line and presses Enter.
pub(super) fn enter(app: &mut App, line: &str) -> Vec<Effect> {
    write(app, line);
    press(app, "Enter")
}

fn key(name: &str) -> KeyEvent {
    let mut modifiers = KeyModifiers::NONE;
    let mut rest = name;
    for (prefix, modifier) in
        [("Ctrl+", KeyModifiers::CONTROL), ("Alt+", KeyModifiers::ALT), ("Shift+", KeyModifiers::SHIFT)]
    {
        if let Some(after) = rest.strip_prefix(prefix) {
            (modifiers, rest) = (modifiers | modifier, after);
        }
    }
    let code = match rest {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" if modifiers == KeyModifiers::SHIFT => KeyCode::BackTab,
        "Tab" => KeyCode::Tab,
        "Space" => KeyCode::Char(' '),
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        _ => match rest.strip_prefix('F').and_then(|number| number.parse().ok()) {
            Some(number) => KeyCode::F(number),
            None => KeyCode::Char(letter(rest, &mut modifiers)),
        },
    };
    KeyEvent::new(code, modifiers)
}

fn letter(name: &str, modifiers: &mut KeyModifiers) -> char {
    let mut letters = name.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { panic!("no key is called {name}") };
    if letter.is_ascii_uppercase() {
        if modifiers.is_empty() {
            // As terminals report it.
            *modifiers |= KeyModifiers::SHIFT;
            return letter;
        }
        return letter.to_ascii_lowercase();
    }
    letter
}
