//! The last line: the keys that do something now, each of them a button.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::action::{Action, Edit, Pane};
use crate::tui::app::App;
use crate::tui::keys::{Binding, Context, counts};
use crate::tui::overlay::Overlay;
use crate::tui::theme::Role;
use crate::tui::widget::{put, width};

use super::tabs::{Button, Press};

/// A key and what it is for, as the bar says it.
struct Hint {
    label: String,
    text: String,
    press: KeyEvent,
    rank: u8,
}

/// What always stands at the right.
const ALWAYS: u8 = 9;
/// The way back, which is kept when others have to go.
const BACK: u8 = 4;
/// Where there is room left.
const LAST: u8 = 5;

impl Hint {
    fn columns(&self) -> usize {
        width(&self.label) + 1 + width(&self.text)
    }
}

/// Draws it; the buttons are where [`buttons`] says.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    for (place, hint) in laid_out(app, area) {
        let spans = vec![
            Span::styled(hint.label, app.theme.style(Role::Focus)),
            Span::raw(" "),
            Span::styled(hint.text, app.theme.style(Role::Dim)),
        ];
        put(buffer, place, 0, &Line::from(spans));
    }
}

/// Where a click does what a key does.
pub(in crate::tui) fn buttons(app: &App, area: Rect) -> Vec<Button> {
    let button = |(area, hint): (Rect, Hint)| Button { area, press: Press::Key(hint.press) };
    laid_out(app, area).into_iter().map(button).collect()
}

/// The hints that fit, each with its place: what always holds at the right, the rest from the left.
fn laid_out(app: &App, area: Rect) -> Vec<(Rect, Hint)> {
    let place = |from: usize, hint: &Hint| {
        let from = u16::try_from(from).unwrap_or(u16::MAX).min(area.width);
        let columns = u16::try_from(hint.columns()).unwrap_or(u16::MAX).min(area.width - from);
        Rect { x: area.x + from, y: area.y, width: columns, height: area.height.min(1) }
    };
    let (always, mut here): (Vec<Hint>, Vec<Hint>) =
        hints(app).into_iter().partition(|hint| hint.rank == ALWAYS);
    here.sort_by_key(|hint| hint.rank);
    let taken: usize = always.iter().map(|hint| hint.columns() + 2).sum();
    let mut right = usize::from(area.width).saturating_sub(taken.saturating_sub(1));
    let mut kept = here.iter().find(|hint| hint.rank == BACK).map_or(0, |hint| hint.columns() + 2);
    let (mut left, room) = (1, right.saturating_sub(1));
    let mut placed = Vec::new();
    for hint in here {
        if hint.rank == BACK {
            kept = 0;
        }
        if left + hint.columns() + kept < room {
            let next = left + hint.columns() + 2;
            placed.push((place(left, &hint), hint));
            left = next;
        }
    }
    for hint in always {
        let next = right + hint.columns() + 2;
        placed.push((place(right, &hint), hint));
        right = next;
    }
    placed
}

fn hints(app: &App) -> Vec<Hint> {
    let over = app.overlays.last().map(Overlay::hints);
    let all = app.model.keys.all().map(|(binding, _)| binding);
    let here = all.filter(|binding| counts(binding.context, app.focus) && is_for(app, binding));
    let of_keys =
        here.filter_map(|binding| hint(app, binding)).filter(|hint| over.is_none() || hint.rank == ALWAYS);
    let keys = &app.model.keys;
    let of_overlay = over.into_iter().flatten().filter_map(|(names, text)| {
        let press = names.iter().find_map(|name| keys.first(name))?.event();
        let label = app.theme.words(&keys.together(names)).into_owned();
        Some(Hint { label, text: (*text).to_owned(), press, rank: 0 })
    });
    of_keys.chain(of_overlay).collect()
}

/// Whether a key is for this screen: at a tap there are others than in a chat.
fn is_for(app: &App, binding: &Binding) -> bool {
    #[cfg(feature = "lab")]
    if binding.context == Context::Tapping {
        return app.is_tap();
    }
    !app.is_tap() || binding.context != Context::Packets
}

/// What a key says now, if it says anything.
fn hint(app: &App, binding: &Binding) -> Option<Hint> {
    let (names, text) = binding.hint?;
    let text = match binding.action {
        action if action.is_ours_alone() && app.own_eyes().is_err() => return None,
        Action::Verify if !app.model.questions.is_empty() => "decide",
        Action::Verify if app.model.peer().is_some_and(|peer| !peer.is_verified()) => "verify",
        Action::Verify => return None,
        Action::Back if app.focus == Pane::Composer => return None,
        Action::Back if app.is_filter_first() => "clear filter",
        Action::Back if app.is_tap() => "to orders",
        Action::Slash if app.focus != Pane::Composer => return None,
        Action::Submit if app.composer.is_too_long() => return None,
        Action::NextUnread if app.unread_elsewhere().next().is_none() => return None,
        Action::NextBad if app.model.bad == 0 => return None,
        Action::Connect if app.callable().is_err() => return None,
        Action::Open if app.focus == Pane::Peers => "talk",
        Action::Move(_) if app.focus == Pane::Peers && app.model.peers.is_empty() => return None,
        _ => text,
    };
    let keys = &app.model.keys;
    let (label, press) = if binding.action == Action::Slash && app.focus == Pane::Composer {
        // A line that begins with it is a command, whatever the key for that is elsewhere.
        ("/".to_owned(), KeyEvent::new(KeyCode::Char('/'), KeyModifiers::NONE))
    } else {
        let shown = names.iter().find_map(|name| keys.first(name))?;
        (keys.together(names), shown.event())
    };
    let (label, text) = (app.theme.words(&label).into_owned(), text.to_owned());
    Some(Hint { label, text, press, rank: rank(app, binding) })
}

/// What a person waits for comes first, then what is only valid here.
fn rank(app: &App, binding: &Binding) -> u8 {
    match (binding.action, binding.context) {
        (Action::Help | Action::Quit, _) => ALWAYS,
        (Action::Verify, _) if !app.model.questions.is_empty() => 0,
        (Action::NextUnread, _) => 0,
        (Action::Back, _) if app.is_filter_first() => 0,
        (Action::Back, _) => BACK,
        (Action::Palette, _) => LAST,
        // Whoever is not verified ought to be.
        (Action::Slash | Action::Verify, _) => 1,
        // A line ends with Enter most of the time.
        (Action::Edit(Edit::NewLine), _) => 2,
        (Action::Open, _) if app.focus == Pane::Peers => 1,
        (Action::Zoom, _) | (_, Context::List) if app.focus != Pane::Composer => 2,
        (_, Context::Global) => 3,
        _ => 1,
    }
}
