//! A session explained: its page in rows that scroll.

use ratatui::text::Line;

use crate::explain::{Page, Row, Shade, rows};
use crate::tui::action::Action;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{cell, wrap};

use super::scroll::Scroll;

/// Lines of a page of keys.
const PAGE: usize = 20;

/// The rows, and where in them one is.
#[derive(Debug)]
pub(in crate::tui) struct Explain {
    rows: Vec<Row>,
    scroll: Scroll,
}

impl Explain {
    pub(super) fn new(page: &Page) -> Self {
        Self { rows: rows(page), scroll: Scroll::TOP }
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

    /// All of it.
    pub(super) fn lines(&self, theme: Theme, columns: usize) -> Vec<Line<'static>> {
        self.rows.iter().flat_map(|row| lines(theme, row, columns)).collect()
    }
}

fn lines(theme: Theme, row: &Row, columns: usize) -> Vec<Line<'static>> {
    let style = theme.style(match row.shade {
        Shade::Heading => Role::Focus,
        Shade::Name => Role::Strong,
        Shade::Text | Shade::Bytes => Role::Text,
        Shade::Command => Role::Dim,
        Shade::Secret => Role::Warning,
    });
    let text = theme.words(&row.text);
    if row.shade == Shade::Heading {
        return vec![Line::styled(cell(theme, &text, columns), style)];
    }
    let rows = wrap(&text, columns);
    if rows.is_empty() {
        vec![Line::default()]
    } else {
        rows.into_iter().map(|row| Line::styled(row, style)).collect()
    }
}
