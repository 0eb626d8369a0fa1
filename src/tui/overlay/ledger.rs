//! The trust ledger: what became of each identity key, the newest first.

use ratatui::text::Line;

use crate::inspector::time_text;
use crate::node::{Broken, TrustEntry, UnixMillis};
use crate::text::escape;
use crate::tui::action::Action;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::wrap;

use super::scroll::Scroll;

/// Lines of a page of keys.
const PAGE: usize = 20;

/// Its entries, and where in them one is.
#[derive(Debug)]
pub(in crate::tui) struct Ledger {
    rows: Vec<(Role, String)>,
    scroll: Scroll,
}

impl Ledger {
    pub(super) fn new(entries: &[TrustEntry], broken: Option<&Broken>) -> Self {
        let state = match broken {
            None => (Role::Dim, "Every line was as it was written when the program started.".to_owned()),
            Some(Broken { line, what, .. }) => (
                Role::Bad,
                format!("BROKEN at line {line}: {what}. Only what was entered before that line is certain."),
            ),
        };
        let row = |entry: &TrustEntry| {
            let text = format!("{}  {}", time_text(UnixMillis(entry.at)), escape(&entry.sentence()));
            (Role::Text, text)
        };
        Self {
            rows: std::iter::once(state).chain(entries.iter().rev().map(row)).collect(),
            scroll: Scroll::TOP,
        }
    }

    /// Does what is wanted of it.
    pub(super) const fn act(&mut self, action: Action) {
        self.scroll.act(action, PAGE);
    }

    pub(super) fn fit(&mut self, columns: usize, height: usize) {
        let lines = self.lines(Theme::default(), columns).len();
        self.scroll.fit(lines, height);
    }

    pub(super) const fn first(&self) -> usize {
        self.scroll.first()
    }

    /// All of it; the rows of an entry behind the first are set in.
    pub(super) fn lines(&self, theme: Theme, columns: usize) -> Vec<Line<'static>> {
        let lines = self.rows.iter().flat_map(|(role, text)| {
            let rows = wrap(&theme.words(text), columns.saturating_sub(2));
            let inset = move |(at, row)| if at == 0 { row } else { format!("  {row}") };
            rows.into_iter().enumerate().map(inset).map(|row| Line::styled(row, theme.style(*role)))
        });
        lines.collect()
    }
}
