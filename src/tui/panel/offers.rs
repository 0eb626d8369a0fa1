//! The list of what may come next, above the composer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget as _};

use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widget::{fit, framed, put, width};

use super::tabs::{Button, Press};

/// Rows of the list.
const ROWS_MAX: usize = 8;
/// Columns of names and arguments.
const LABEL_MAX: usize = 30;

/// Where the list with its frame is, right above `area`, and the first of so many offers in view.
fn place(area: Rect, offers: usize, chosen: Option<usize>) -> (Rect, usize) {
    let height = offers.min(ROWS_MAX).min(usize::from(area.y.saturating_sub(4)));
    let rows = u16::try_from(height).unwrap_or_default() + 2;
    let first = chosen.map_or(0, |row| (row + 1).saturating_sub(height));
    (Rect { y: area.y.saturating_sub(rows), height: rows.min(area.y), ..area }, first)
}

/// What is inside of its frame.
const fn inside(frame: Rect) -> Rect {
    Rect {
        x: frame.x + 1,
        y: frame.y + 1,
        width: frame.width.saturating_sub(2),
        height: frame.height.saturating_sub(2),
    }
}

/// Where a click takes an offer, while the list is open.
pub(in crate::tui) fn buttons(app: &App, area: Rect) -> Vec<Button> {
    let is_open =
        app.focus == Pane::Composer && app.notice.is_none() && app.fault.is_none() && app.overlays.is_empty();
    let Some((offers, chosen)) = app.composer.offers(&app.model).filter(|_| is_open) else {
        return Vec::new();
    };
    let (frame, first) = place(area, offers.items.len(), chosen);
    let list = inside(frame);
    let button = |row: u16| Button {
        area: Rect { y: list.y + row, height: 1, ..list },
        press: Press::Offer(first + usize::from(row)),
    };
    (0..list.height).map(button).collect()
}

/// How many rows above `area` it takes.
pub(super) fn height(app: &App, area: Rect) -> u16 {
    let offers = app.composer.offers(&app.model);
    offers.map_or(0, |(offers, chosen)| place(area, offers.items.len(), chosen).0.height)
}

/// Draws it right above `area`, the chosen one in view.
pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let Some((offers, chosen)) = app.composer.offers(&app.model) else { return };
    let theme = app.theme;
    let (frame, first) = place(area, offers.items.len(), chosen);
    Clear.render(frame, buffer);
    let title = if offers.from == 1 { " Commands " } else { " What may follow " };
    let title = Line::styled(title, theme.style(Role::Strong));
    let list = framed((frame, buffer), theme, Role::Frame, (title, "Up/Down choose, Tab takes"));
    let (height, columns) = (usize::from(list.height), usize::from(list.width));
    let labels = offers.items.iter().map(|offer| width(&offer.label)).max().unwrap_or_default();
    let labels = labels.min(LABEL_MAX).min(columns / 2);
    let count = offers.items.len();
    for (row, offer) in offers.items.iter().enumerate().skip(first).take(height) {
        let selected = chosen == Some(row);
        let label = fit(&offer.label, labels);
        let fill = " ".repeat(labels - width(&label) + 2);
        let mark = if selected { theme.words("▌").into_owned() } else { " ".to_owned() };
        let more = count > height && row + 1 == first + height;
        let more = if more { format!("  {} of {count}", row + 1) } else { String::new() };
        let room = columns.saturating_sub(1 + labels + 2 + width(&more));
        let help = fit(&offer.help, room);
        let rest = " ".repeat(room - width(&help));
        let style = |role| if selected { theme.style(Role::Selected) } else { theme.style(role) };
        let line = Line::from(vec![
            Span::styled(mark, style(Role::Focus)),
            Span::styled(format!("{label}{fill}"), style(Role::Focus)),
            Span::styled(format!("{help}{rest}"), style(Role::Text)),
            Span::styled(more, style(Role::Dim)),
        ]);
        put(buffer, list, row - first, &line);
    }
}
