//! The packet list of a listener on the wire.

use ratatui::text::Line;

use crate::inspector::{Tapped, TappedRow};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::cell;

/// A column: its heading, its columns, and the room from which on it is there.
type Column = (&'static str, usize, usize, fn(&TappedRow) -> String);

/// In the order of the row. What the frame gives away takes the room that is left.
const COLUMNS: [Column; 8] = [
    ("No", 5, 0, |row| row.number.to_string()),
    ("Time", 12, 0, |row| row.time.clone()),
    ("From", 21, 72, |row| row.from.clone()),
    ("To", 21, 110, |row| row.to.clone()),
    ("Frame", 18, 90, |row| row.frame.to_owned()),
    ("Seq", 5, 100, |row| number(row.seq)),
    ("Ep", 3, 100, |row| number(row.epoch.map(u64::from))),
    ("Len", 5, 0, |row| row.length.to_string()),
];

/// What stands above the rows.
pub(super) fn heading(theme: Theme, room: usize) -> Line<'static> {
    let cells = shown(room).map(|(head, wide, ..)| cell(theme, head, *wide));
    Line::styled(joined(theme, cells, "What it gives away", room), theme.style(Role::Dim))
}

/// A row, with the sign of the selection in front.
pub(super) fn line(
    theme: Theme,
    tapped: &Tapped<'_>,
    (sign, role): (&str, Role),
    room: usize,
) -> Line<'static> {
    let row = tapped.row();
    let cells = shown(room).map(|(_, wide, _, value)| cell(theme, &value(&row), *wide));
    let text = joined(theme, cells, &row.tells, room);
    let text = text.strip_prefix(' ').unwrap_or(&text);
    Line::styled(format!("{}{text}", theme.words(sign)), theme.style(role))
}

fn shown(room: usize) -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(move |(_, _, least, _)| room >= *least)
}

fn joined(theme: Theme, cells: impl Iterator<Item = String>, last: &str, room: usize) -> String {
    let head = cells.fold(" ".to_owned(), |line, cell| format!("{line}{cell} "));
    let left = room.saturating_sub(head.chars().count());
    format!("{head}{}", cell(theme, last, left))
}

fn number(value: Option<u64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}
