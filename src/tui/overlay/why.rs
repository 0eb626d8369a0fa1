//! Why something was refused, failed or ended: sentences, of which each may lead to its section of the spec.

use ratatui::text::Line;

use crate::inspector::{Sentence, Tone};
use crate::tui::action::{Action, Step};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{cell, wrap};

/// An explanation that is read.
#[derive(Debug)]
pub(in crate::tui) struct Why {
    about: String,
    sentences: Vec<Sentence>,
    /// The selected sentence.
    row: usize,
}

impl Why {
    /// The first bad one is selected: it is what was asked about.
    pub(super) fn new(about: String, sentences: Vec<Sentence>) -> Self {
        let failed = |sentence: &Sentence| sentence.tone == Tone::Bad && sentence.section.is_some();
        let row = sentences.iter().position(failed).unwrap_or_default();
        Self { about, sentences, row }
    }

    /// What stands in the frame.
    pub(super) fn title(&self) -> String {
        format!("Why: {}", self.about)
    }

    /// The section of the selected sentence.
    pub(in crate::tui) fn section(&self) -> Option<usize> {
        self.sentences.get(self.row)?.section
    }

    /// Does what is wanted of it.
    pub(super) fn act(&mut self, action: Action) {
        let last = self.sentences.len().saturating_sub(1);
        match action {
            Action::Move(Step::Up) => self.row = self.row.saturating_sub(1),
            Action::Move(Step::Down) => self.row = (self.row + 1).min(last),
            Action::Move(Step::PageUp | Step::Home) => self.row = 0,
            Action::Move(Step::PageDown | Step::End) => self.row = last,
            _ => {}
        }
    }

    /// The first line to show, so that the selected sentence is in view.
    pub(super) fn first(&self, theme: Theme, columns: usize, height: u16) -> usize {
        let height = usize::from(height);
        let count = |sentences: &[Sentence]| -> usize {
            sentences.iter().map(|sentence| rows(theme, sentence, columns).len()).sum()
        };
        let below = count(self.sentences.get(..=self.row).unwrap_or(&self.sentences));
        (below + 1).saturating_sub(height).min(count(&self.sentences).saturating_sub(height))
    }

    /// All lines.
    pub(super) fn lines(&self, theme: Theme, columns: usize) -> Vec<Line<'static>> {
        let all = self.sentences.iter().enumerate().flat_map(|(at, sentence)| {
            let role = match sentence.tone {
                _ if at == self.row => Role::Selected,
                Tone::Bad => Role::Bad,
                Tone::Quiet | Tone::Unchecked => Role::Text,
            };
            let row = move |text: String| {
                let text = if at == self.row { cell(theme, &text, columns) } else { text };
                Line::styled(text, theme.style(role))
            };
            rows(theme, sentence, columns).into_iter().map(row)
        });
        all.collect()
    }
}

/// A sentence in rows; those behind the first are set in.
fn rows(theme: Theme, sentence: &Sentence, columns: usize) -> Vec<String> {
    let rows = wrap(&theme.words(&sentence.text), columns.saturating_sub(2));
    rows.into_iter().enumerate().map(|(at, row)| if at == 0 { row } else { format!("  {row}") }).collect()
}
