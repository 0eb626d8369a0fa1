//! The spec as it is shipped: opened where it says something about what was asked, to be read and searched.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::text::Line;

use crate::spec::{Page, Style, page, sections};
use crate::tui::theme::{Role, Theme};

/// Rows that a page key moves.
const PAGE: usize = 10;

/// How the spec is looked at.
#[derive(Debug, Default)]
pub(in crate::tui) struct SpecView {
    page: Page,
    columns: usize,
    rows: usize,
    first: usize,
    /// The section to show once it is laid out.
    wanted: Option<usize>,
    /// Where it was looked at before a jump, the newest last.
    before: Vec<usize>,
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
        let here = self.page.starts.partition_point(|start| *start <= self.first).saturating_sub(1);
        let section = self.wanted.unwrap_or(here);
        sections()
            .get(section)
            .map_or_else(String::new, |found| format!("Spec: {}, {}", found.file, found.title))
    }

    /// Ends a search that is typed; whether there was one.
    pub(super) fn back(&mut self) -> bool {
        self.typing.take().is_some()
    }

    /// Takes a key; whether it stays.
    pub(super) fn key(&mut self, key: KeyEvent) -> bool {
        if let Some(word) = &mut self.typing {
            match key.code {
                KeyCode::Char(c) => word.push(c),
                KeyCode::Backspace => _ = word.pop(),
                KeyCode::Enter => {
                    self.word = std::mem::take(word).to_lowercase();
                    self.typing = None;
                    self.find(Way::Ahead);
                }
                _ => {}
            }
            return true;
        }
        match key.code {
            KeyCode::Up | KeyCode::Char('k') => self.first = self.first.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => self.first += 1,
            KeyCode::PageUp => self.first = self.first.saturating_sub(PAGE),
            KeyCode::PageDown | KeyCode::Char(' ') => self.first += PAGE,
            KeyCode::Home => self.jump(0),
            KeyCode::End => self.jump(usize::MAX / 2),
            KeyCode::Left => self.turn(Way::Back),
            KeyCode::Right => self.turn(Way::Ahead),
            KeyCode::Char('/') => self.typing = Some(String::new()),
            KeyCode::Char('n') => self.find(Way::Ahead),
            KeyCode::Char('N') => self.find(Way::Back),
            KeyCode::Backspace | KeyCode::Char('b') => self.first = self.before.pop().unwrap_or(self.first),
            KeyCode::Char('K' | 'q') => return false,
            _ => {}
        }
        self.first = self.first.min(self.page.lines.len().saturating_sub(self.rows));
        true
    }

    /// Lays it out for this room, and keeps in view what was.
    pub(super) fn fit(&mut self, (columns, rows): (usize, usize)) {
        if self.columns != columns {
            let here = self.page.starts.partition_point(|start| *start <= self.first).checked_sub(1);
            self.page = page(columns);
            self.columns = columns;
            self.before.clear();
            self.wanted = self.wanted.or(here);
        }
        self.rows = rows;
        if let Some(start) = self.wanted.take().and_then(|section| self.page.starts.get(section)) {
            self.first = *start;
        }
        self.first = self.first.min(self.page.lines.len().saturating_sub(rows));
    }

    pub(super) const fn first(&self) -> usize {
        self.first
    }

    /// All lines.
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
        self.page.lines.iter().map(line).collect()
    }

    /// To another place, and back from there.
    fn jump(&mut self, to: usize) {
        self.before.push(self.first);
        self.first = to;
    }

    /// The section before or behind.
    fn turn(&mut self, way: Way) {
        let starts = &self.page.starts;
        let to = match way {
            Way::Ahead => starts.iter().find(|start| **start > self.first),
            Way::Back => starts.iter().rev().find(|start| **start < self.first),
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
            Way::Ahead => (1..=count).map(|by| (self.first + by) % count).find(holds),
            Way::Back => (1..=count).map(|by| (self.first + count - by) % count).find(holds),
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
