//! Where in its lines an overlay is.

use crate::tui::action::{Action, Step};

/// The first line that is in sight.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scroll {
    first: usize,
}

impl Scroll {
    /// The beginning.
    pub(super) const TOP: Self = Self { first: 0 };

    /// This line first.
    pub(super) const fn at(first: usize) -> Self {
        Self { first }
    }

    /// Moves, if that is wanted; so many lines are a page.
    pub(super) const fn act(&mut self, action: Action, page: usize) {
        let Action::Move(step) = action else { return };
        match step {
            Step::Up => self.first = self.first.saturating_sub(1),
            Step::Down => self.first += 1,
            Step::PageUp => self.first = self.first.saturating_sub(page),
            Step::PageDown => self.first += page,
            Step::Home => self.first = 0,
            Step::End => self.first = usize::MAX / 2,
            Step::Back | Step::Ahead => {}
        }
    }

    /// Keeps the last page full.
    pub(super) fn fit(&mut self, lines: usize, height: usize) {
        self.first = self.first.min(lines.saturating_sub(height));
    }

    pub(super) const fn first(self) -> usize {
        self.first
    }
}
