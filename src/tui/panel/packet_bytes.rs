//! The bytes of the selected frame: tinted by layer, with the selected field marked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::inspector::{HexRow, Layer, RowWidth, Window, hex_rows, row_count, row_of_offset};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{fit, framed, put};

/// Columns that 32 bytes in a row need.
const LONG: u16 = 138;

/// Draws it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let store = &app.model.packets;
    let packet = app.packets.row(store).and_then(|row| store.get(row));
    let Some(((number, dissection), packet)) = app.dissection.as_ref().zip(packet) else {
        let title = Line::styled(" Bytes ", theme.style(Role::Strong));
        let inside = framed((area, buffer), theme, app.frame(Pane::Bytes), (title, "F6"));
        put(buffer, inside, 0, &Line::styled(" no packet selected", theme.style(Role::Dim)));
        return;
    };
    let field = app.packets.field(dissection);
    let node = field.and_then(|index| dissection.nodes.get(index));
    let layer = node.map_or(Layer::Wire, |node| node.layer);
    let selected = node.map(|node| node.range.clone());
    let bytes = layer.bytes(packet);
    let what = match layer {
        Layer::Wire => "on the wire",
        Layer::Opened => "opened here only",
    };
    let said = field.map(|index| dissection.selected_text(index)).unwrap_or_default();
    let room = usize::from(area.width).saturating_sub(10);
    let title = fit(&format!("Bytes packet {number} · {} B {what} · selected: {said}", bytes.len()), room);
    let title = Line::styled(format!(" {} ", theme.words(&title)), theme.style(Role::Strong));
    let inside = framed((area, buffer), theme, app.frame(Pane::Bytes), (title, "F6"));
    let width = if inside.width >= LONG { RowWidth::ThirtyTwo } else { RowWidth::Sixteen };
    let rows = usize::from(inside.height);
    let at = selected.as_ref().map_or(0, |range| row_of_offset(range.start, width));
    let first = at.saturating_sub(rows / 2).min(row_count(bytes.len(), width).saturating_sub(rows));
    let shown = hex_rows(dissection, layer, bytes, Window { width, first, rows }, selected.as_ref());
    for (row, hex) in shown.iter().enumerate() {
        put(buffer, inside, row, &line(theme, hex, width));
    }
}

fn line(theme: Theme, row: &HexRow, width: RowWidth) -> Line<'static> {
    let mut spans = vec![Span::styled(format!(" {} ", row.offset_text()), theme.style(Role::Dim))];
    let style = |cell: &crate::inspector::HexCell| {
        if cell.selected { theme.style(Role::Marked) } else { theme.region(cell.region) }
    };
    for (at, cell) in row.cells.iter().enumerate() {
        if at > 0 && at % 8 == 0 {
            spans.push(Span::raw(" "));
        }
        spans.push(Span::styled(cell.hex(), style(cell)));
        spans.push(Span::raw(" "));
    }
    let missing = width.bytes().saturating_sub(row.cells.len());
    let gaps = (width.bytes().saturating_sub(1) / 8).saturating_sub(row.cells.len().saturating_sub(1) / 8);
    spans.push(Span::raw(" ".repeat(missing * 3 + gaps + 1)));
    for cell in &row.cells {
        spans.push(Span::styled(theme.words(&cell.ascii().to_string()).into_owned(), style(cell)));
    }
    Line::from(spans)
}
