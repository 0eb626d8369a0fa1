//! The draft in rows, the place of the cursor in it, and the border that says where Enter sends it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget as _};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::inspector::counted;
use crate::node::Trust;
use crate::text::{Escaped, Place, escape};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::model::{Link, Model};
use crate::tui::theme::Role;
use crate::tui::widget::{fit, framed, put, rows, width, wrap};

use super::composer::{Composer, Hit, Paste, TEXT_BYTES_MAX};
use super::offers;

/// A draft as it is drawn.
struct Laid {
    rows: Vec<String>,
    /// Row and column of the cursor.
    cursor: (usize, usize),
}

/// How many rows the draft has.
pub(in crate::tui) fn draft_rows(composer: &Composer, columns: u16) -> u16 {
    u16::try_from(lay_out(composer, usize::from(columns)).rows.len()).unwrap_or(u16::MAX)
}

fn lay_out(composer: &Composer, columns: usize) -> Laid {
    let cursor = composer.input.head().len();
    let mut laid = Laid { rows: Vec::new(), cursor: (0, 0) };
    let mut start = 0;
    for line in composer.input.text().split('\n') {
        let within = cursor.checked_sub(start).filter(|within| *within <= line.len());
        let (text, within) = shown(line, within);
        let places = rows(&text, columns);
        if let Some(within) = within {
            let row = places.iter().rposition(|place| place.start <= within).unwrap_or_default();
            let before = places.get(row).and_then(|place| text.get(place.start..within)).unwrap_or_default();
            laid.cursor = (laid.rows.len() + row, width(before).min(columns));
        }
        laid.rows.extend(places.into_iter().map(|place| text.get(place).unwrap_or_default().to_owned()));
        start += line.len() + 1;
    }
    laid
}

/// A line fit for a terminal, and the place in it that belongs to a place of the line.
fn shown(line: &str, place: Option<usize>) -> (String, Option<usize>) {
    let whole = Escaped::new(line, Place::Message).to_string();
    if whole == line {
        return (whole, place);
    }
    // Something is spelled out: character by character, so that the cursor knows where each one is.
    let (mut text, mut at) = (String::new(), place.map(|_| 0));
    for (start, grapheme) in line.grapheme_indices(true) {
        if place == Some(start) {
            at = Some(text.len());
        }
        text.push_str(&Escaped::new(grapheme, Place::Message).to_string());
    }
    if place == Some(line.len()) {
        at = Some(text.len());
    }
    (text, at)
}

/// Where Enter sends it, in words.
fn target(model: &Model, composer: &Composer) -> (String, Role) {
    let draft = composer.input.text();
    if let Some(search) = composer.searching() {
        let missed = if search.hit == Hit::Missed { ": not found" } else { "" };
        let word = escape(&search.word);
        let older = model.keys.named("search_sent");
        return (format!("search \"{word}\"{missed} · {older} older · Enter takes it"), Role::Focus);
    }
    if draft.starts_with('/') && !draft.starts_with("//") {
        return ("a command: not sent to anybody".to_owned(), Role::Text);
    }
    let Some(peer) = model.peer() else { return ("command or message".to_owned(), Role::Text) };
    let name = &peer.name;
    if model.has_changed(name) {
        return (
            format!("to {name} · KEY CHANGED: nothing is sent, {} decides", model.keys.verify()),
            Role::Bad,
        );
    }
    if peer.trust == Some(Trust::Blocked) {
        return (format!("to {name} · BLOCKED: nothing is sent, /trust lifts it"), Role::Bad);
    }
    match (&peer.link, peer.is_verified()) {
        (Link::Connected, true) => (format!("to {name} · sealed, verified"), Role::Good),
        (Link::Connected, false) => (format!("to {name} · sealed, NOT VERIFIED"), Role::Warning),
        _ if model.is_awaited(peer) => {
            (format!("to {name} · has not answered yet: will be held"), Role::Warning)
        }
        (Link::Waiting, _) => {
            (format!("to {name} · waits for your decision: {}", model.keys.verify()), Role::Warning)
        }
        _ => (format!("to {name} · not connected: will be held"), Role::Warning),
    }
}

/// How long the draft is, while there is one.
fn size(composer: &Composer) -> String {
    match composer.input.text().len().saturating_add(composer.cut()) {
        0 => String::new(),
        bytes if bytes > TEXT_BYTES_MAX => format!("{} B too much", grouped(bytes - TEXT_BYTES_MAX)),
        bytes => format!("{bytes}/{TEXT_BYTES_MAX} B"),
    }
}

/// Draws it; gives the place of the cursor.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let theme = app.theme;
    let focused = app.focus == Pane::Composer;
    let draft = app.composer.input.text();
    let (title, role) = target(&app.model, &app.composer);
    let size = size(&app.composer);
    // Where there is no room for both, how safe it is to send counts more than how long it is.
    let room = usize::from(area.width).saturating_sub(6 + app.eyes_columns());
    let size = if width(&title) + width(&size) > room { String::new() } else { size };
    let title = fit(&theme.words(&title), room - width(&size));
    let title = Line::styled(format!(" {title} "), theme.style(role));
    let title = app.titled(title);
    let inside = if area.height > 3 || app.areas.tabs.height == 0 {
        framed((area, buffer), theme, app.frame(Pane::Composer), (title, &size))
    } else {
        put(buffer, area, 0, &title);
        if let Ok(at) = u16::try_from(usize::from(area.width).saturating_sub(width(&size))) {
            buffer.set_string(area.x + at, area.y, &size, theme.style(Role::Dim));
        }
        Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
    };
    let columns = usize::from(inside.width.saturating_sub(1)).max(2);
    let laid = lay_out(&app.composer, columns);
    let (shown, cursor) = window(&laid, usize::from(inside.height), app.composer.pasted());
    for (row, text) in shown.iter().enumerate() {
        put(buffer, inside, row, &Line::raw(text.as_str()));
    }
    if draft.is_empty() && focused && app.composer.searching().is_none() {
        let hint = "type here; / lists the commands";
        put(buffer, inside, 0, &Line::styled(hint, theme.style(Role::Dim)));
    }
    match told(app) {
        Some(told) => tell(app, told, area, buffer),
        None if focused => offers::draw(app, area, buffer),
        None => {}
    }
    let place = |offset: usize| u16::try_from(offset).unwrap_or(u16::MAX);
    let (x, y) = (inside.x.saturating_add(place(cursor.1)), inside.y.saturating_add(place(cursor.0)));
    focused.then_some(Position { x, y })
}

/// The rows in view around the cursor; of a long paste its beginning and its end.
fn window(laid: &Laid, height: usize, pasted: Option<&Paste>) -> (Vec<String>, (usize, usize)) {
    let count = laid.rows.len();
    let (row, column) = laid.cursor;
    if pasted.is_some() && row + 1 == count && count > height && height >= 3 {
        let folded = format!("… {} more rows", count - height + 1);
        let first = laid.rows.iter().take(height - 2).cloned();
        let last = laid.rows.last().cloned().unwrap_or_default();
        return (first.chain([folded, last]).collect(), (height - 1, column));
    }
    let skipped = (row + 1).saturating_sub(height);
    (laid.rows.iter().skip(skipped).take(height).cloned().collect(), (row.saturating_sub(skipped), column))
}

/// What there is to say about the draft itself.
fn said(composer: &Composer) -> Option<(String, Role)> {
    let draft = composer.input.text();
    let (bytes, cut) = (draft.len().saturating_add(composer.cut()), composer.cut());
    let over = bytes.saturating_sub(TEXT_BYTES_MAX);
    let most = grouped(TEXT_BYTES_MAX);
    let too_much = format!("a message holds {most} B: shorten it by {} B", grouped(over));
    let lines = composer.pasted().map(|paste| counted(paste.lines, "line"));
    let pasted = composer.pasted().map_or(0, |paste| paste.bytes);
    match lines {
        // Whoever sends the beginning of a text has to know that it is one.
        _ if cut > 0 && over > 0 => {
            let said = format!(
                "the text is {} B, and {} B of its end are not here; {too_much}, or send it in parts",
                grouped(bytes),
                grouped(cut)
            );
            Some((format!("{said} · Esc discards"), Role::Bad))
        }
        Some(lines) if over > 0 => {
            Some((format!("{lines}, the text is {} B; {too_much} · Esc discards", grouped(bytes)), Role::Bad))
        }
        Some(lines) => {
            let what = if draft.starts_with('/') { "does a command" } else { "sends one message" };
            Some((format!("{lines}, {} B · Enter {what} · Esc discards", grouped(pasted)), Role::Warning))
        }
        None if over > 0 => {
            Some((format!("the text is {} B; {too_much}, nothing is lost", grouped(bytes)), Role::Bad))
        }
        None => None,
    }
}

/// A number with a comma before each three digits.
pub(in crate::tui) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let comma = |(at, digit): (usize, char)| {
        let before = (at > 0 && (digits.len() - at).is_multiple_of(3)).then_some(',');
        before.into_iter().chain(Some(digit))
    };
    digits.chars().enumerate().flat_map(comma).collect()
}

/// What is said above it: what failed, or was done, or what the draft is.
fn told(app: &App) -> Option<(String, Role)> {
    let fault = app.fault.clone().map(|fault| (fault, Role::Bad));
    let notice = || app.notice.clone().map(|notice| (notice, Role::Strong));
    fault.or_else(notice).or_else(|| said(&app.composer))
}

/// How many rows above it are taken by what is said or offered there.
pub(super) fn rows_above(app: &App) -> u16 {
    let area = app.areas.composer;
    match told(app) {
        Some((said, _)) => told_rows(app, &said, area).1.height,
        None if app.focus == Pane::Composer => offers::height(app, area),
        None => 0,
    }
}

/// What is said, in rows, and where.
fn told_rows(app: &App, said: &str, area: Rect) -> (Vec<String>, Rect) {
    let texts = wrap(&app.theme.words(&escape(said).to_string()), usize::from(area.width).saturating_sub(2));
    let height = u16::try_from(texts.len()).unwrap_or(u16::MAX).min(area.y);
    (texts, Rect { y: area.y - height, height, ..area })
}

/// One sentence right above what is typed, over whatever is there.
fn tell(app: &App, (said, role): (String, Role), area: Rect, buffer: &mut Buffer) {
    let (texts, place) = told_rows(app, &said, area);
    Clear.render(place, buffer);
    for (row, text) in texts.into_iter().enumerate() {
        put(buffer, place, row, &Line::styled(format!(" {text}"), app.theme.style(role)));
    }
}
