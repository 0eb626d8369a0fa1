//! The bytes of the selected frame: tinted by layer, the selected field reversed, the selected byte underlined.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::inspector::{
    Dissection, HexCell, HexRow, Layer, Region, RowWidth, Window, counted, hex_rows, row_count, row_of_offset,
};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{cell, framed, put, width};

use super::welcome::no_packet;

/// Columns that 16 bytes in a row need, with their characters.
const MIDDLE: u16 = 72;
/// Columns that 32 bytes in a row need.
const LONG: u16 = 138;
/// Columns of the offset before the bytes, and the blanks around it.
const OFFSET_COLUMNS: usize = 6;
/// Columns below which the title is short.
const SHORT_TITLE: usize = 100;

/// How many bytes a row has in a pane of this size, and how many rows are in view.
pub(in crate::tui) const fn shape(area: Rect) -> (RowWidth, usize) {
    let (columns, rows) = (area.width.saturating_sub(2), area.height.saturating_sub(2));
    if columns < MIDDLE {
        (RowWidth::Eight, widen(rows))
    } else if columns < LONG {
        (RowWidth::Sixteen, widen(rows))
    } else if rows > 3 {
        // Long rows have a heading.
        (RowWidth::ThirtyTwo, widen(rows - 1))
    } else {
        (RowWidth::ThirtyTwo, widen(rows))
    }
}

#[expect(clippy::as_conversions, reason = "a widening that is not const otherwise")]
const fn widen(rows: u16) -> usize {
    rows as usize
}

/// Which bytes stand out, and how.
#[derive(Debug)]
struct Marks {
    field: Option<Range<usize>>,
    byte: Option<usize>,
    refused: Option<Range<usize>>,
}

/// Draws it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let packet = app.packet_seen();
    let Some(((_, dissection), packet)) = app.dissection.as_ref().zip(packet) else {
        let title = app.titled(Line::styled(" Bytes ", theme.style(Role::Strong)));
        let inside = framed(
            (area, buffer),
            theme,
            app.frame(Pane::Bytes),
            (title, &app.model.keys.of_pane(Pane::Bytes)),
        );
        no_packet(app, inside, buffer);
        return;
    };
    let fields = &app.packets.fields;
    let (layer, byte) = fields.cursor(dissection).unwrap_or((Layer::Wire, 0));
    let bytes = layer.bytes(&packet);
    let said = said(dissection, fields.field(dissection), (byte, bytes));
    let columns = usize::from(area.width).saturating_sub(app.eyes_columns());
    let head = title(theme, dissection, packet.number, (layer, bytes.len()), columns);
    let head = app.titled(head);
    let room = usize::from(area.width).saturating_sub(head.width() + 6);
    let said =
        if width(&said) > room { said.strip_prefix("selected: ").unwrap_or(&said).to_owned() } else { said };
    let said = cell(theme, &said, width(&said).min(room.saturating_sub(3)));
    let key = app.model.keys.of_pane(Pane::Bytes);
    let key = if said.is_empty() { key } else { format!("{said} {key}") };
    let inside = framed((area, buffer), theme, app.frame(Pane::Bytes), (head, &key));
    let window = window(area, byte, bytes.len());
    let Window { width: wide, rows, .. } = window;
    let node = fields.field(dissection).and_then(|index| dissection.nodes.get(index));
    let marks = Marks {
        field: node.map(|node| node.range.clone()),
        byte: (!bytes.is_empty()).then_some(byte),
        refused: refused(dissection, layer),
    };
    let shown = hex_rows(dissection, layer, bytes, window, marks.field.as_ref());
    let mut row = 0;
    if wide == RowWidth::ThirtyTwo && usize::from(inside.height) > rows {
        put(buffer, inside, 0, &heading(theme));
        row = 1;
    }
    for (at, hex) in shown.iter().enumerate() {
        put(buffer, inside, row + at, &line(theme, hex, wide, &marks));
    }
}

/// The rows in view: the selected byte is among them.
fn window(area: Rect, byte: usize, count: usize) -> Window {
    let (width, rows) = shape(area);
    let at = row_of_offset(byte, width);
    let first = at.saturating_sub(rows / 2).min(row_count(count, width).saturating_sub(rows));
    Window { width, first, rows }
}

/// The layer and the offset of the byte in this column and row of the pane, its frame being 0 of both: as hex or as
/// a character.
pub(in crate::tui) fn byte_at(
    app: &App,
    area: Rect,
    (column, row): (usize, usize),
) -> Option<(Layer, usize)> {
    let packet = app.packet_seen()?;
    let (_, dissection) = app.dissection.as_ref()?;
    let (layer, byte) = app.packets.fields.cursor(dissection)?;
    let count = layer.bytes(&packet).len();
    let Window { width, first, rows } = window(area, byte, count);
    let heading = usize::from(area.height.saturating_sub(2)).saturating_sub(rows);
    let row = row.checked_sub(1)?.checked_sub(heading).filter(|row| *row < rows)?;
    let column = column.checked_sub(1)?;
    let wide = width.bytes();
    let hex = |at: usize| OFFSET_COLUMNS + at * 3 + at / 8;
    let characters = hex(wide - 1) + 4;
    let is_here = |at: &usize| {
        column.checked_sub(hex(*at)).is_some_and(|within| within < 2) || column == characters + at
    };
    let at = (0..wide).find(is_here)?;
    let offset = (first + row) * wide + at;
    (offset < count).then_some((layer, offset))
}

/// The bytes of the field that was refused.
fn refused(dissection: &Dissection, layer: Layer) -> Option<Range<usize>> {
    let path = dissection.checks.failed()?.field?;
    let (found, range) = dissection.range_of(path)?;
    (found == layer).then_some(range)
}

/// What is selected, in words.
fn said(dissection: &Dissection, field: Option<usize>, (byte, bytes): (usize, &[u8])) -> String {
    let Some(index) = field else { return String::new() };
    let text = dissection.selected_text(index);
    let start = dissection.nodes.get(index).map_or(0, |node| node.range.start);
    match bytes.get(byte) {
        Some(value) if byte > start => format!("selected: {text} · byte {byte} = {value:02x}"),
        _ => format!("selected: {text}"),
    }
}

/// The packet, its bytes, and the words for the tints.
fn title(
    theme: Theme,
    dissection: &Dissection,
    number: u64,
    (layer, count): (Layer, usize),
    columns: usize,
) -> Line<'static> {
    let strong = theme.style(Role::Strong);
    let what = match layer {
        Layer::Wire => "on the wire",
        Layer::Opened => "opened, here only",
    };
    if columns < SHORT_TITLE {
        let what = if layer == Layer::Wire { "" } else { " opened" };
        return Line::styled(format!(" Bytes {number}{what} "), strong);
    }
    let head =
        theme.words(&format!(" Bytes packet {number} · {} {what} · ", counted(count, "byte"))).into_owned();
    let mut spans = vec![Span::styled(head, strong)];
    let mut regions: Vec<Region> = Vec::new();
    for field in dissection.fields(layer) {
        if !regions.contains(&field.region) {
            regions.push(field.region);
        }
    }
    for region in regions {
        spans.push(Span::styled(format!("{} ", region.name()), theme.region(region)));
    }
    Line::from(spans)
}

/// The offsets within a long row.
fn heading(theme: Theme) -> Line<'static> {
    let offsets = (0..32).step_by(4).map(|offset| {
        let wide = if offset % 8 == 4 { 13 } else { 12 };
        format!("{offset:<wide$x}")
    });
    Line::styled(format!("      {}", offsets.collect::<String>()), theme.style(Role::Dim))
}

fn line(theme: Theme, row: &HexRow, wide: RowWidth, marks: &Marks) -> Line<'static> {
    let mut spans = vec![Span::styled(format!(" {} ", row.offset_text()), theme.style(Role::Dim))];
    for (at, cell) in row.cells.iter().enumerate() {
        if at > 0 && at % 8 == 0 {
            spans.push(Span::raw(" "));
        }
        spans.push(Span::styled(cell.hex(), style(theme, *cell, row.offset + at, marks)));
        spans.push(Span::raw(" "));
    }
    let missing = wide.bytes().saturating_sub(row.cells.len());
    let gaps = (wide.bytes().saturating_sub(1) / 8).saturating_sub(row.cells.len().saturating_sub(1) / 8);
    spans.push(Span::raw(" ".repeat(missing * 3 + gaps + 1)));
    for (at, cell) in row.cells.iter().enumerate() {
        let text = theme.words(&cell.ascii().to_string()).into_owned();
        spans.push(Span::styled(text, style(theme, *cell, row.offset + at, marks)));
    }
    Line::from(spans)
}

/// The layer by its tint, the field in reverse, the byte underlined; what was refused is loud.
fn style(theme: Theme, cell: HexCell, offset: usize, marks: &Marks) -> Style {
    let refused = marks.refused.as_ref().is_some_and(|range| range.contains(&offset));
    let style = match (refused, cell.selected) {
        (true, _) => theme.style(Role::Alarm),
        (false, true) => theme.style(Role::Marked),
        (false, false) => theme.region(cell.region),
    };
    if marks.byte == Some(offset) {
        return Theme::pointed_at(style);
    }
    style
}
