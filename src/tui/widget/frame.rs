//! Frames and lines.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders, Widget as _};

use crate::tui::theme::{Role, Theme};

/// Draws a frame with a title at the left and the name of a key at the right; gives what is inside.
pub(in crate::tui) fn framed(
    (area, buffer): (Rect, &mut Buffer),
    theme: Theme,
    role: Role,
    (title, key): (Line<'_>, &str),
) -> Rect {
    let mut block = Block::new()
        .borders(Borders::ALL)
        .border_set(theme.border(role))
        .border_style(theme.style(role))
        .title_style(theme.title(role))
        .title(title);
    if !key.is_empty() {
        block = block.title(Line::styled(format!(" {key} "), theme.style(Role::Dim)).right_aligned());
    }
    let inside = block.inner(area);
    block.render(area, buffer);
    inside
}

/// Writes a line into a row of an area, if there is such a row.
pub(in crate::tui) fn put(buffer: &mut Buffer, area: Rect, row: usize, line: &Line<'_>) {
    let Ok(row) = u16::try_from(row) else { return };
    if row < area.height {
        buffer.set_line(area.x, area.y + row, line, area.width);
    }
}
