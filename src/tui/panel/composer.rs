//! Where a person types, and where it will go.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget as _};

use crate::text::{Escaped, Place, escape};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::command::matching;
use crate::tui::history::History;
use crate::tui::model::{Link, Model};
use crate::tui::theme::Role;
use crate::tui::widget::{TextInput, fit, framed, put, width, wrap};

/// Bytes of the longest text.
const TEXT_BYTES_MAX: usize = 16_384;
/// Commands offered at once.
const OFFERED_MAX: usize = 8;

/// The draft of this conversation, and those of the others.
#[derive(Debug, Default)]
pub(in crate::tui) struct Composer {
    /// What is being typed.
    pub(in crate::tui) input: TextInput,
    drafts: HashMap<Option<usize>, TextInput>,
}

impl Composer {
    /// Takes pasted text as part of the draft, whatever it holds.
    pub(in crate::tui) fn paste(&mut self, text: &str) {
        self.input.insert(&text.replace("\r\n", "\n").replace('\r', "\n"));
    }

    /// Puts the draft of one conversation away and takes out that of another.
    pub(in crate::tui) fn switch(&mut self, from: Option<usize>, to: usize) {
        let next = self.drafts.remove(&Some(to)).unwrap_or_default();
        self.drafts.insert(from, std::mem::replace(&mut self.input, next));
    }

    /// The line sent before.
    pub(in crate::tui) fn older(&mut self, history: &mut History) {
        if let Some(line) = history.older(self.input.text()) {
            self.input.set(line);
        }
    }

    /// The line sent after.
    pub(in crate::tui) fn newer(&mut self, history: &mut History) {
        if let Some(line) = history.newer() {
            self.input.set(line);
        }
    }

    /// How many rows the draft has.
    pub(in crate::tui) fn rows(&self, columns: u16) -> u16 {
        u16::try_from(rows(self.input.text(), usize::from(columns)).len()).unwrap_or(u16::MAX)
    }
}

fn rows(text: &str, columns: usize) -> Vec<String> {
    text.split('\n').flat_map(|line| wrap(&Escaped::new(line, Place::Message).to_string(), columns)).collect()
}

/// Where Enter sends it, in words.
fn target(model: &Model) -> (String, Role) {
    let Some(peer) = model.peer() else { return ("command".to_owned(), Role::Text) };
    let name = &peer.name;
    match (&peer.link, peer.is_verified()) {
        (Link::Connected, true) => (format!("to {name} · sealed, verified"), Role::Good),
        (Link::Connected, false) => (format!("to {name} · sealed, NOT VERIFIED"), Role::Warning),
        _ => (format!("to {name} · not connected: will be held"), Role::Warning),
    }
}

/// Draws it; gives the place of the cursor.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let theme = app.theme;
    let focused = app.focus == Pane::Composer;
    let (title, role) = target(&app.model);
    let room = usize::from(area.width).saturating_sub(22);
    let title = Line::styled(format!(" {} ", fit(&theme.words(&title), room)), theme.style(role));
    let bytes = app.composer.input.text().len();
    let size = match (bytes, bytes > TEXT_BYTES_MAX) {
        (0, _) => String::new(),
        (_, true) => format!("{} B too much", bytes - TEXT_BYTES_MAX),
        (_, false) => format!("{bytes} B"),
    };
    let inside = if area.height > 3 || app.areas.tabs.height == 0 {
        framed((area, buffer), theme, app.frame(Pane::Composer), (title, &size))
    } else {
        put(buffer, area, 0, &title);
        Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
    };
    let columns = usize::from(inside.width.saturating_sub(1)).max(2);
    let before = rows(app.composer.input.head(), columns);
    let all = rows(app.composer.input.text(), columns);
    let skipped = before.len().saturating_sub(usize::from(inside.height));
    for (row, text) in all.iter().skip(skipped).enumerate() {
        put(buffer, inside, row, &Line::raw(text.clone()));
    }
    if bytes == 0 && focused {
        let hint = "type here; / lists the commands";
        put(buffer, inside, 0, &Line::styled(hint, theme.style(Role::Dim)));
    }
    let column = u16::try_from(before.last().map_or(0, |row| width(row))).unwrap_or(u16::MAX);
    let row = u16::try_from(before.len().saturating_sub(skipped + 1)).unwrap_or(u16::MAX);
    match &app.notice {
        Some(notice) => tell(app, notice, area, buffer),
        None => offer(app, area, buffer),
    }
    focused.then_some(Position { x: inside.x.saturating_add(column), y: inside.y.saturating_add(row) })
}

/// One sentence right above what is typed, over whatever is there; the next key takes it away.
fn tell(app: &App, notice: &str, area: Rect, buffer: &mut Buffer) {
    let texts = wrap(&format!(" {}", escape(notice)), usize::from(area.width));
    let height = u16::try_from(texts.len()).unwrap_or(u16::MAX).min(area.y);
    let place = Rect { y: area.y - height, height, ..area };
    Clear.render(place, buffer);
    for (row, text) in texts.into_iter().enumerate() {
        put(buffer, place, row, &Line::styled(text, app.theme.style(Role::Bad)));
    }
}

/// The commands that begin with what is typed, above the composer.
fn offer(app: &App, area: Rect, buffer: &mut Buffer) {
    let found = matching(app.composer.input.text());
    if app.focus != Pane::Composer || found.is_empty() || area.y < 3 {
        return;
    }
    let count = u16::try_from(found.len().min(OFFERED_MAX)).unwrap_or_default().min(area.y - 2);
    let list = Rect { y: area.y - count, height: count, ..area };
    Clear.render(list, buffer);
    for (row, (name, arguments, help)) in found.iter().take(usize::from(count)).enumerate() {
        let name = format!(" {:<20} ", format!("/{name} {arguments}"));
        let help = fit(help, usize::from(area.width).saturating_sub(width(&name)));
        let spans = vec![Span::styled(name, app.theme.style(Role::Focus)), Span::raw(help)];
        put(buffer, list, row, &Line::from(spans));
    }
}
