//! The spec as it is shipped: opened where it says something about what was asked, to be read and searched.

use ratatui::text::Line;

use crate::spec::{Page, Style, page, sections};
use crate::tui::action::{Action, Edit, Step};
use crate::tui::theme::{Role, Theme};

use super::scroll::Scroll;

/// Rows that a page key moves.
const PAGE: usize = 10;

/// How the spec is looked at.
#[derive(Clone, Debug, Default)]
pub(in crate::tui) struct SpecView {
    page: Page,
    columns: usize,
    rows: usize,
    scroll: Scroll,
    /// The section to show once it is laid out.
    wanted: Option<usize>,
    /// Where it was looked at before a jump, the newest last.
    before: Vec<Scroll>,
    typing: Option<String>,
    /// What is searched for, in lower case.
    word: String,
}

impl SpecView {
    /// Opened at a section.
    pub(super) fn at(section: usize) -> Self {
        Self { wanted: Some(section), ..Self::default() }
    }

    /// What stands in the frame: the section in view, or what is searched for.
    pub(super) fn title(&self) -> String {
        if let Some(word) = &self.typing {
            return format!("Spec, search: {word}_");
        }
        let here = self.page.starts.partition_point(|start| *start <= self.first()).saturating_sub(1);
        let section = self.wanted.unwrap_or(here);
        sections()
            .get(section)
            .map_or_else(String::new, |found| format!("Spec: {}, {}", found.file, found.title))
    }

    /// Ends a search that is typed; whether there was one.
    pub(super) fn back(&mut self) -> bool {
        self.typing.take().is_some()
    }

    /// Whether nothing in it is of a person: what is looked for stands in the spec.
    pub(super) fn is_public(&self) -> bool {
        let word = self.typing.as_ref().unwrap_or(&self.word).to_lowercase();
        self.page.lines.iter().any(|line| line.text.to_lowercase().contains(&word))
    }

    /// Whether a word to look for is being typed.
    pub(super) const fn is_typing(&self) -> bool {
        self.typing.is_some()
    }

    /// Does what is wanted of it.
    pub(super) fn act(&mut self, action: Action) {
        match (&mut self.typing, action) {
            (Some(word), Action::Edit(Edit::Insert(c))) => word.push(c),
            (Some(word), Action::Edit(Edit::Backspace)) => _ = word.pop(),
            (Some(word), Action::Submit) => {
                self.word = word.to_lowercase();
                self.typing = None;
                self.find(Way::Ahead);
            }
            (Some(_), _) => {}
            (None, Action::Move(Step::Home)) => self.jump(0),
            (None, Action::Move(Step::End)) => self.jump(usize::MAX / 2),
            (None, Action::Slide(Step::Back)) => self.turn(Way::Back),
            (None, Action::Slide(_)) => self.turn(Way::Ahead),
            (None, Action::Find) => self.typing = Some(String::new()),
            (None, Action::Match(Step::Up)) => self.find(Way::Back),
            (None, Action::Match(_)) => self.find(Way::Ahead),
            (None, Action::Return) => self.scroll = self.before.pop().unwrap_or(self.scroll),
            (None, action) => self.scroll.act(action, PAGE),
        }
        self.scroll.fit(self.page.lines.len(), self.rows);
    }

    /// Lays it out for this room, and keeps in view what was.
    pub(super) fn fit(&mut self, (columns, rows): (usize, usize)) {
        if self.columns != columns {
            let here = self.page.starts.partition_point(|start| *start <= self.first()).checked_sub(1);
            self.page = page(columns);
            self.columns = columns;
            self.before.clear();
            self.wanted = self.wanted.or(here);
        }
        self.rows = rows;
        if let Some(start) = self.wanted.take().and_then(|section| self.page.starts.get(section)) {
            self.scroll = Scroll::at(*start);
        }
        self.scroll.fit(self.page.lines.len(), rows);
    }

    const fn first(&self) -> usize {
        self.scroll.first()
    }

    /// The lines in sight.
    pub(super) fn lines(&self, theme: Theme) -> Vec<Line<'static>> {
        let line = |line: &crate::spec::SpecLine| {
            let hit = !self.word.is_empty() && line.text.to_lowercase().contains(&self.word);
            let role = match line.style {
                _ if hit => Role::Marked,
                Style::Title => Role::Strong,
                Style::Head => Role::Dim,
                Style::Code => Role::Focus,
                Style::Text => Role::Text,
            };
            Line::styled(theme.words(&line.text).into_owned(), theme.style(role))
        };
        self.page.lines.iter().skip(self.first()).take(self.rows).map(line).collect()
    }

    /// To another place, and back from there.
    fn jump(&mut self, to: usize) {
        self.before.push(self.scroll);
        self.scroll = Scroll::at(to);
    }

    /// The section before or behind.
    fn turn(&mut self, way: Way) {
        let starts = &self.page.starts;
        let to = match way {
            Way::Ahead => starts.iter().find(|start| **start > self.first()),
            Way::Back => starts.iter().rev().find(|start| **start < self.first()),
        };
        if let Some(to) = to.copied() {
            self.jump(to);
        }
    }

    /// The next line that holds the word, over the end to the start.
    fn find(&mut self, way: Way) {
        let count = self.page.lines.len();
        let holds = |at: &usize| {
            self.page.lines.get(*at).is_some_and(|line| line.text.to_lowercase().contains(&self.word))
        };
        let found = match way {
            _ if self.word.is_empty() => None,
            Way::Ahead => (1..=count).map(|by| (self.first() + by) % count).find(holds),
            Way::Back => (1..=count).map(|by| (self.first() + count - by) % count).find(holds),
        };
        if let Some(to) = found {
            self.jump(to);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Ahead,
    Back,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_made_that_is_out_of_sight() {
        let mut spec = SpecView::at(0);
        spec.fit((100, 20));
        let first = spec.lines(Theme::default());
        spec.act(Action::Move(Step::PageDown));
        let second = spec.lines(Theme::default());
        assert_eq!((first.len(), second.len()), (20, 20));
        assert_ne!(first, second);
    }
}
