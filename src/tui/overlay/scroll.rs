//! Where in its lines an overlay is.

use crossterm::event::{KeyCode, KeyEvent};

/// The first line that is in sight.
#[derive(Clone, Debug)]
pub(super) struct Scroll {
    first: usize,
}

impl Scroll {
    /// The beginning.
    pub(super) const TOP: Self = Self { first: 0 };

    /// Moves, if it is a key for that; so many lines are a page.
    pub(super) const fn key(&mut self, key: KeyEvent, page: usize) {
        match key.code {
            KeyCode::Up | KeyCode::Char('k') => self.first = self.first.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => self.first += 1,
            KeyCode::PageUp => self.first = self.first.saturating_sub(page),
            KeyCode::PageDown | KeyCode::Char(' ') => self.first += page,
            KeyCode::Home => self.first = 0,
            KeyCode::End => self.first = usize::MAX / 2,
            _ => {}
        }
    }

    /// Keeps the last page full.
    pub(super) fn fit(&mut self, lines: usize, height: usize) {
        self.first = self.first.min(lines.saturating_sub(height));
    }

    pub(super) const fn first(&self) -> usize {
        self.first
    }
}
