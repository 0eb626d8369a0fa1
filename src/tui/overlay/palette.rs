//! Everything that can be done, by its words: typing narrows, Enter does it.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::text::{Line, Span};

use crate::tui::action::Action;
use crate::tui::command::{self, Known};
use crate::tui::keymap::{Binding, KEYS};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{fit, width};

/// What is typed, and which row is chosen.
#[derive(Debug, Default)]
pub(in crate::tui) struct Palette {
    typed: String,
    row: usize,
}

/// One thing that can be done.
#[derive(Clone, Copy, Debug)]
pub(in crate::tui) enum Choice {
    /// What a key does.
    Key(&'static Binding),
    /// What a command does.
    Command(Known),
}

impl Choice {
    fn words(&self) -> (String, String) {
        match self {
            Self::Key(binding) => (binding.help.to_owned(), binding.label.to_owned()),
            Self::Command(known) => {
                (known.help.to_owned(), format!("/{} {}", known.name, known.arguments).trim_end().to_owned())
            }
        }
    }
}

impl Palette {
    /// What stands in the frame.
    pub(super) fn title(&self) -> String {
        format!("All actions: {}_", self.typed)
    }

    /// What is chosen.
    pub(in crate::tui) fn choice(&self) -> Option<Choice> {
        let found = self.found();
        found.get(self.row.min(found.len().saturating_sub(1))).copied()
    }

    /// Takes a key.
    pub(super) fn key(&mut self, key: KeyEvent) {
        let last = self.found().len().saturating_sub(1);
        match key.code {
            KeyCode::Up => self.row = self.row.min(last).saturating_sub(1),
            KeyCode::Down => self.row = (self.row + 1).min(last),
            KeyCode::PageUp => self.row = self.row.min(last).saturating_sub(10),
            KeyCode::PageDown => self.row = (self.row + 10).min(last),
            KeyCode::Char(c) => {
                self.typed.push(c);
                self.row = 0;
            }
            KeyCode::Backspace => {
                self.typed.pop();
                self.row = 0;
            }
            _ => {}
        }
    }

    /// Everything that has all words that are typed.
    fn found(&self) -> Vec<Choice> {
        let typed = self.typed.to_lowercase();
        // Letters are typed with letters; to do that from a list helps nobody.
        let named =
            |binding: &&Binding| !binding.help.is_empty() && !matches!(binding.action, Action::Edit(_));
        let keys = KEYS.iter().filter(named).map(Choice::Key);
        let all = keys.chain(command::all().map(Choice::Command));
        let fits = |choice: &Choice| {
            let (help, label) = choice.words();
            let text = format!("{help} {label}").to_lowercase();
            typed.split_whitespace().all(|word| text.contains(word))
        };
        all.filter(fits).collect()
    }

    /// The first line to show, so that the chosen one is in view.
    pub(super) fn first(&self, lines: usize, height: u16) -> usize {
        let height = usize::from(height);
        (self.row + 2).saturating_sub(height).min(lines.saturating_sub(height))
    }

    /// The rows.
    pub(super) fn lines(&self, theme: Theme, columns: u16) -> Vec<Line<'static>> {
        let found = self.found();
        if found.is_empty() {
            return vec![Line::styled("nothing is called so; Backspace", theme.style(Role::Dim))];
        }
        let row = self.row.min(found.len() - 1);
        let line = |(at, choice): (usize, &Choice)| {
            let (help, label) = choice.words();
            let label = fit(&theme.words(&label), usize::from(columns) / 2);
            let help = fit(&theme.words(&help), usize::from(columns).saturating_sub(width(&label) + 2));
            let fill = " ".repeat(usize::from(columns).saturating_sub(width(&label) + width(&help)));
            let style = |role| theme.style(if at == row { Role::Selected } else { role });
            Line::from(vec![
                Span::styled(help, style(Role::Text)),
                Span::styled(fill, style(Role::Text)),
                Span::styled(label, style(Role::Focus)),
            ])
        };
        found.iter().enumerate().map(line).collect()
    }
}
