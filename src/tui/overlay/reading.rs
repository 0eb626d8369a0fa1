//! Rows of words that are read and scrolled: a session explained, the trust ledger.

use ratatui::text::Line;

use crate::explain::{Page, Shade, rows};
use crate::inspector::time_text;
use crate::node::{Broken, TrustEntry, UnixMillis};
use crate::text::escape;
use crate::tui::action::Action;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::wrap;

use super::scroll::Scroll;

/// Lines of a page of keys.
const PAGE: usize = 20;

/// The rows, and where in them one is.
#[derive(Debug)]
pub(in crate::tui) struct Reading {
    title: &'static str,
    rows: Vec<(Role, String)>,
    scroll: Scroll,
}

impl Reading {
    /// A session explained.
    pub(super) fn explained(page: &Page) -> Self {
        let role = |shade| match shade {
            Shade::Heading => Role::Focus,
            Shade::Name => Role::Strong,
            Shade::Text | Shade::Bytes => Role::Text,
            Shade::Command => Role::Dim,
            Shade::Secret => Role::Warning,
        };
        let rows = rows(page).into_iter().map(|row| (role(row.shade), row.text)).collect();
        Self { title: "Explained", rows, scroll: Scroll::TOP }
    }

    /// What became of each identity key, the newest first.
    pub(super) fn ledger(entries: &[TrustEntry], broken: Option<&Broken>) -> Self {
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
        let rows = std::iter::once(state).chain(entries.iter().rev().map(row)).collect();
        Self { title: "Trust log", rows, scroll: Scroll::TOP }
    }

    /// What stands in the frame.
    pub(super) const fn title(&self) -> &'static str {
        self.title
    }

    /// Does what is wanted of it.
    pub(super) const fn act(&mut self, action: Action) {
        self.scroll.act(action, PAGE);
    }

    pub(super) fn fit(&mut self, (columns, height): (usize, usize)) {
        let lines = self.lines(Theme::default(), columns).len();
        self.scroll.fit(lines, height);
    }

    pub(super) const fn first(&self) -> usize {
        self.scroll.first()
    }

    /// All of it; what goes on in a further row is set in there.
    pub(super) fn lines(&self, theme: Theme, columns: usize) -> Vec<Line<'static>> {
        let lines = self.rows.iter().flat_map(|(role, text)| {
            let mut rows = wrap(&theme.words(text), columns.saturating_sub(2));
            if rows.is_empty() {
                rows.push(String::new());
            }
            let inset = move |(at, row)| if at == 0 { row } else { format!("  {row}") };
            rows.into_iter().enumerate().map(inset).map(|row| Line::styled(row, theme.style(*role)))
        });
        lines.collect()
    }
}
