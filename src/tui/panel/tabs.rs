//! What a small screen has instead of panes side by side: tabs, and at last one sentence.

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::action::{Action, Pane};
use crate::tui::app::App;
use crate::tui::layout::{LEAST_HEIGHT, LEAST_WIDTH};
use crate::tui::model::Peer;
use crate::tui::theme::Role;
use crate::tui::widget::{put, width, wrap};

/// What a click does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui) enum Press {
    /// The same as a key.
    Key(KeyEvent),
    /// This, unless something lies over the panes.
    Act(Action),
    /// This of what lies over the panes.
    Over(Action),
    /// What stands in this row of the list of all actions.
    Row(usize),
    /// What is offered in this row above the composer.
    Offer(usize),
    /// Nothing: something hides what is below.
    Nothing,
}

/// A place where a click does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui) struct Button {
    /// Where.
    pub(in crate::tui) area: Rect,
    /// What.
    pub(in crate::tui) press: Press,
}

/// The tabs from left to right.
const TABS: [Pane; 6] =
    [Pane::Conversation, Pane::Packets, Pane::Details, Pane::Bytes, Pane::Peers, Pane::Log];

/// Draws the tabs; the buttons are where [`buttons`] says.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    for (place, pane, text) in laid_out(app, area) {
        let open = app.areas.of(pane).height > 0;
        let alarm = pane == Pane::Packets && app.model.alert.is_some();
        let role = match (open, alarm) {
            (_, true) => Role::Alarm,
            (true, false) => Role::Focus,
            (false, false) => Role::Dim,
        };
        put(buffer, place, 0, &Line::styled(text, app.theme.style(role)));
    }
}

/// Where a click opens a tab.
pub(in crate::tui) fn buttons(app: &App, area: Rect) -> Vec<Button> {
    let button =
        |(area, pane, _): (Rect, Pane, String)| Button { area, press: Press::Act(Action::Focus(pane)) };
    laid_out(app, area).into_iter().map(button).collect()
}

/// Each tab with its place and its words. Where all names do not fit, news are still told.
fn laid_out(app: &App, area: Rect) -> Vec<(Rect, Pane, String)> {
    let full: Vec<String> = TABS.iter().map(|pane| text(app, *pane, pane.name().len())).collect();
    let long = full.iter().map(|text| width(text)).sum::<usize>() > usize::from(area.width);
    let (mut x, mut placed) = (area.x, Vec::new());
    for (pane, full) in TABS.into_iter().zip(full) {
        let text = if long { text(app, pane, 4) } else { full };
        let columns = u16::try_from(width(&text)).unwrap_or(u16::MAX).min(area.right() - x);
        placed.push((Rect { x, width: columns, ..area }, pane, text));
        x += columns;
    }
    placed
}

fn text(app: &App, pane: Pane, letters: usize) -> String {
    let news = match pane {
        Pane::Packets if app.model.bad > 0 => format!(" !{}", app.model.bad),
        Pane::Peers => match app.model.peers.iter().map(Peer::news).sum::<usize>() {
            0 => String::new(),
            unread => format!(" +{unread}"),
        },
        _ => String::new(),
    };
    let name: String = pane.name().chars().take(letters).collect();
    if app.areas.of(pane).height > 0 { format!("[{name}{news}]") } else { format!(" {name}{news} ") }
}

/// Draws what is left to say when nothing fits.
pub(in crate::tui) fn draw_tiny(app: &App, area: Rect, buffer: &mut Buffer) {
    let bad = match app.model.bad {
        0 => String::new(),
        1 => " 1 refused frame.".to_owned(),
        count => format!(" {count} refused frames."),
    };
    let asked = if app.model.questions.is_empty() { "" } else { " Somebody waits for you." };
    let (width, height) = (area.width, area.height);
    let quit = app.model.keys.told(Action::Quit, "/quit");
    let text = format!("{width}x{height}: needs {LEAST_WIDTH}x{LEAST_HEIGHT}.{bad}{asked} {quit} quit");
    let role = if app.model.bad > 0 { Role::Bad } else { Role::Text };
    for (row, text) in wrap(&text, usize::from(area.width)).into_iter().enumerate() {
        put(buffer, area, row, &Line::styled(text, app.theme.style(role)));
    }
}
