//! The packet list of a listener on the wire.

use std::ops::Range;

use ratatui::text::Line;

use crate::inspector::{Tapped, TappedRow};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::cell;

/// A column: its heading, its columns, and the room in which it is there.
type Column = (&'static str, usize, Range<usize>, fn(&TappedRow) -> String);

/// The room from which on there is enough for whole sentences.
const ROOMY: usize = 56;

/// In the order of the row. What the frame gives away takes the room that is left.
const COLUMNS: [Column; 9] = [
    ("No", 5, 0..usize::MAX, |row| row.number.to_string()),
    ("Time", 8, 0..ROOMY, |row| row.time.chars().take(8).collect()),
    ("Time", 12, ROOMY..usize::MAX, |row| row.time.clone()),
    ("From", 21, 72..usize::MAX, |row| row.from.clone()),
    ("To", 21, 110..usize::MAX, |row| row.to.clone()),
    ("Frame", 18, 90..usize::MAX, |row| row.frame.to_owned()),
    ("Seq", 5, 100..usize::MAX, |row| number(row.seq)),
    ("Ep", 3, 100..usize::MAX, |row| number(row.epoch.map(u64::from))),
    ("Len", 5, 0..usize::MAX, |row| row.length.to_string()),
];

/// What stands above the rows.
pub(super) fn heading(theme: Theme, room: usize) -> Line<'static> {
    let cells = shown(room).map(|(head, wide, ..)| cell(theme, head, *wide));
    let last = if room < ROOMY { "Gives away" } else { "What it gives away" };
    Line::styled(joined(theme, cells, last, room), theme.style(Role::Dim))
}

/// A row, with the sign of the selection in front, and what became of the frame where somebody decides about it.
pub(super) fn line(
    theme: Theme,
    (tapped, became): &(Tapped<'_>, String),
    (sign, role): (&str, Role),
    room: usize,
) -> Line<'static> {
    let row = tapped.row();
    let cells = shown(room).map(|(_, wide, _, value)| cell(theme, &value(&row), *wide));
    let tells = if room < ROOMY { &row.tells_briefly } else { &row.tells };
    let tells = if became.is_empty() { tells.clone() } else { format!("[{became}] {tells}") };
    let text = joined(theme, cells, &tells, room);
    let text = text.strip_prefix(' ').unwrap_or(&text);
    Line::styled(format!("{}{text}", theme.words(sign)), theme.style(role))
}

fn shown(room: usize) -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(move |(_, _, rooms, _)| rooms.contains(&room))
}

fn joined(theme: Theme, cells: impl Iterator<Item = String>, last: &str, room: usize) -> String {
    let head = cells.fold(" ".to_owned(), |line, cell| format!("{line}{cell} "));
    let left = room.saturating_sub(head.chars().count());
    format!("{head}{}", cell(theme, last, left))
}

fn number(value: Option<u64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}
