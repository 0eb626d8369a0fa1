//! What was said, with a line where the unread begins.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::model::{Link, Typing};
use crate::tui::theme::Role;
use crate::tui::widget::{fit, framed, put, width, wrap};

use super::draft::grouped;
use super::talk_rows::entry_rows;
use super::talk_view::{self, InView};
use super::welcome;

/// Draws it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let title = theme.words(&title(app)).into_owned();
    let room = usize::from(area.width).saturating_sub(10);
    let title = format!(" {} ", fit(&title, room));
    let beside_title = usize::from(area.width).saturating_sub(2 + width(&title));
    let title = Line::styled(title, theme.style(Role::Strong));
    let inside = framed(
        (area, buffer),
        theme,
        app.frame(Pane::Conversation),
        (title, &app.model.keys.of_pane(Pane::Conversation)),
    );
    if app.model.talk().is_empty() {
        nothing_said(app, inside, buffer);
        return;
    }
    let inside = beside_welcome(app, inside, buffer);
    let size = (usize::from(inside.width), usize::from(inside.height));
    for (row, line) in visible(app, size).iter().enumerate() {
        put(buffer, inside, row, line);
    }
    let (above, below) = beyond(app, beside_title);
    for (said, y) in [(above, area.y), (below, inside.bottom())] {
        let left = inside.width.saturating_sub(u16::try_from(width(&said)).unwrap_or(u16::MAX));
        let border = Rect { x: inside.x + left, y, width: inside.width - left, height: 1 };
        put(buffer, border, 0, &Line::styled(said, theme.style(Role::Focus)));
    }
}

/// What is said on the frame of what is out of view, above, where there are so many columns beside the title, and
/// below. The title says who is talked to and whether that is proved: nothing hides it.
fn beyond(app: &App, beside_title: usize) -> (String, String) {
    let InView { entries: window, whole_from, .. } = &app.window;
    let news = app.model.peer().filter(|peer| peer.left() > 0);
    let news = news.and_then(|peer| Some((peer.talk.news.from()?, grouped(peer.left()))));
    let (is_more, keys) = (window.end < app.model.talk().end(), &app.model.keys);
    // Where a line is typed, the key that goes to an end goes to the end of that line.
    let end = keys.named(if app.focus == Pane::Conversation { "last" } else { "chat_end" });
    let more = if is_more { format!(" more below: {end} ") } else { String::new() };
    match news {
        // Of what is taller than the pane the end is looked for, once its beginning was seen.
        Some((from, count)) if from < *whole_from && app.talk.begun != Some(from) => {
            let key = keys.named("to_unread");
            let said = format!(" {count} new above: {key} ");
            (if width(&said) > beside_title { format!(" {count} ↑ {key} ") } else { said }, more)
        }
        Some((_, count)) if is_more => (String::new(), format!(" {count} new below: {end} ")),
        _ => (String::new(), more),
    }
}

/// Draws it without a frame over the whole screen, so that a terminal copies lines and nothing between them.
pub(in crate::tui) fn draw_bare(app: &App, area: Rect, buffer: &mut Buffer) {
    let (columns, height) = (usize::from(area.width), usize::from(area.height.saturating_sub(1)));
    for (row, line) in visible(app, (columns, height)).iter().take(height).enumerate() {
        put(buffer, area, row, line);
    }
    let hint = "select with the mouse; any key brings the panes back";
    put(buffer, area, height, &Line::styled(hint, app.theme.style(Role::Dim)));
}

/// While nobody is talked to, the next steps stay in sight above what the program has said, as long as there is
/// room for both. Gives the room below.
fn beside_welcome(app: &App, inside: Rect, buffer: &mut Buffer) -> Rect {
    if app.model.peer().is_some() || app.focus == Pane::Conversation {
        return inside;
    }
    let said = visible(app, (usize::from(inside.width), usize::from(inside.height))).len();
    let said = u16::try_from(said).unwrap_or(u16::MAX).min(inside.height);
    let room = inside.height - said;
    let is_squeezed = room < welcome::LEAST_ROWS;
    let has_card = || app.model.talk().iter().any(|(_, entry)| entry.is_card());
    // A remark on what is left out, and one row of what was said. Of a card nothing is left out.
    if is_squeezed && (inside.height < welcome::LEAST_ROWS + 2 || has_card()) {
        return inside;
    }
    let upper = Rect { height: room.max(welcome::LEAST_ROWS), ..inside };
    welcome::draw(app, upper, buffer);
    if is_squeezed {
        let more = app.theme.words("… F3 shows all that was said").into_owned();
        put(buffer, inside, usize::from(upper.height), &Line::styled(more, app.theme.style(Role::Dim)));
    }
    let top = upper.height + u16::from(is_squeezed);
    Rect { y: inside.y + top, height: inside.height - top, ..inside }
}

fn title(app: &App) -> String {
    let Some(peer) = app.model.peer() else { return "Conversation".to_owned() };
    let state = match &peer.link {
        Link::Connected if peer.is_verified() => "✓ verified".to_owned(),
        Link::Connected => "? not verified".to_owned(),
        _ if app.model.is_awaited(peer) => "◷ has not answered yet".to_owned(),
        Link::Absent => "○ not connected".to_owned(),
        Link::Ended(why) => format!("○ closed: {why}"),
        Link::Waiting => format!("? waits for your decision: {}", app.model.keys.verify()),
    };
    let typing = if peer.typing == Typing::Yes { " · is typing" } else { "" };
    format!("{} {state}{typing}", peer.name)
}

/// The rows in view: entries are laid out from where the window begins until it is full.
fn visible(app: &App, (columns, height): (usize, usize)) -> Vec<Line<'static>> {
    let is_pane = (columns, height) == talk_view::inside(app);
    let (from, skipped) = if is_pane { app.window.top } else { talk_view::top(app, (columns, height)) };
    let mut rows = Vec::new();
    for at in from..app.model.talk().end() {
        rows.extend(entry_rows(app, at, columns));
        if rows.len() >= skipped + height {
            break;
        }
    }
    rows.into_iter().skip(skipped).take(height).collect()
}

/// What stands where nothing has been said.
fn nothing_said(app: &App, inside: Rect, buffer: &mut Buffer) {
    let Some(peer) = app.model.peer() else { return welcome::draw(app, inside, buffer) };
    let nothing = match peer.talk.end() {
        0 => "Nothing was said yet.",
        _ => "This conversation was cleared here, and nothing was said since.",
    };
    let text = if peer.is_connected() {
        format!("{nothing} What you type goes to {}, sealed.", peer.name)
    } else {
        format!("{nothing} {0} is not connected: what you type waits. /connect {0} dials.", peer.name)
    };
    for (row, text) in wrap(&text, usize::from(inside.width)).into_iter().enumerate() {
        put(buffer, inside, row, &Line::styled(text, app.theme.style(Role::Dim)));
    }
}
