//! The matrix of the attack lab: a row for each attack, a column for each defence.

use crate::lab::{ATTACKS, Row};
use crate::tui::theme::{Role, Theme};

use super::lab::Lab;
use super::lab_page::{Lines, Page};

/// Columns of the name of an attack, where there is room.
const NAMES: usize = 22;

/// Columns of a name beside all cells: no cell is ever out of sight.
fn names(columns: usize) -> usize {
    columns.saturating_sub(Row::CELLS + 1).min(NAMES)
}

impl Lab {
    /// What a cell means, and the number of each column; it stays in sight.
    pub(super) fn matrix_head(theme: Theme, columns: usize) -> Lines {
        let mut page = Page::new(theme, columns);
        let long = ". as with it   X it gets through   o another check stops it   ? not shown";
        let short = ". usual  X gets through  o another check  ? not shown";
        page.line(if columns < long.len() { short } else { long }, Role::Dim);
        let names = names(columns);
        for digits in Row::numbers() {
            page.line(&format!("{:<names$} {digits}", ""), Role::Dim);
        }
        page.lines
    }

    /// The rows so far, and behind them the names of the columns.
    pub(super) fn matrix(&self, theme: Theme, columns: usize) -> Lines {
        let mut page = Page::new(theme, columns);
        let names = names(columns);
        for (at, row) in self.rows.iter().enumerate() {
            let is_wrong = row.is_whole() && row.unexpected().next().is_some();
            let role = match (is_wrong, at == self.chosen) {
                (true, _) => Role::Bad,
                (false, true) => Role::Selected,
                (false, false) => Role::Text,
            };
            let cells: String = row.cells.iter().map(|cell| cell.sign()).collect();
            page.line(&format!("{:<names$} {cells}", shortened(row.attack.id, names)), role);
            if at == self.chosen {
                page.explain(row);
            }
        }
        if self.rows.len() < ATTACKS.len() {
            return page.lines;
        }
        page.heading("Defences");
        for (at, name, what) in Row::columns() {
            page.say(&format!("{at:>2} {name}"), what);
        }
        page.lines
    }
}

/// A name that keeps its end, by which those of a family differ.
fn shortened(id: &str, columns: usize) -> String {
    let letters: Vec<char> = id.chars().collect();
    if letters.len() <= columns {
        return id.to_owned();
    }
    let kept = columns.saturating_sub(1);
    let (front, back) = letters.split_at(kept / 2);
    front.iter().chain(&['…']).chain(back.iter().skip(back.len() - (kept - front.len()))).collect()
}

impl Page {
    /// Which defences the attack of a row depends on.
    fn explain(&mut self, row: &Row) {
        for (at, defence, cell) in row.changed() {
            let told = format!("  {} without {at} {}: {}", row.attack.id, defence.name(), cell.told());
            self.line(&told, Role::Strong);
        }
    }
}
