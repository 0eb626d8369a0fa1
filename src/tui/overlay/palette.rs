//! Everything that can be done, by its words: typing narrows, Enter does it.

use ratatui::text::{Line, Span};

use crate::tui::action::{Action, Edit, Step};
use crate::tui::command::{self, Known};
use crate::tui::keys::{Binding, Context, Keymap};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{fit, width};

/// What is typed, and which row is chosen.
#[derive(Clone, Debug, Default)]
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

/// Rows of a page of keys.
const PAGE: usize = 10;
/// Columns for the keys of an action.
const KEYS_COLUMNS: usize = 12;

impl Choice {
    /// What it is for, where its key counts if that is not everywhere, and how it is done without this list.
    fn words(&self, keys: &Keymap) -> [String; 3] {
        match self {
            Self::Key(binding) => {
                let place = if place_of(binding) == Place::Everywhere { "" } else { binding.context.place() };
                [binding.help.to_owned(), place.to_owned(), keys.label(binding, KEYS_COLUMNS)]
            }
            Self::Command(known) => {
                let line = format!("/{} {}", known.name, known.arguments);
                [known.help.to_owned(), String::new(), line.trim_end().to_owned()]
            }
        }
    }
}

/// Where a key counts: what counts everywhere is listed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Everywhere,
    Pane,
}

fn place_of(binding: &Binding) -> Place {
    if binding.context == Context::Global { Place::Everywhere } else { Place::Pane }
}

impl Palette {
    /// What stands in the frame.
    pub(super) fn title(&self) -> String {
        format!("All actions: {}_", self.typed)
    }

    /// What is chosen.
    pub(in crate::tui) fn choice(&self, keys: &Keymap) -> Option<Choice> {
        let found = self.found(keys);
        found.get(self.row.min(found.len().saturating_sub(1))).copied()
    }

    /// Chooses a row.
    pub(in crate::tui) const fn select(&mut self, row: usize) {
        self.row = row;
    }

    /// Does what is wanted of it.
    pub(super) fn act(&mut self, action: Action, keys: &Keymap) {
        let last = self.found(keys).len().saturating_sub(1);
        let row = self.row.min(last);
        self.row = match action {
            Action::Edit(Edit::Older) | Action::Move(Step::Up) => row.saturating_sub(1),
            Action::Edit(Edit::Newer) | Action::Move(Step::Down) => (row + 1).min(last),
            Action::Scroll(Step::PageUp) | Action::Move(Step::PageUp) => row.saturating_sub(PAGE),
            Action::Scroll(Step::PageDown) | Action::Move(Step::PageDown) => (row + PAGE).min(last),
            Action::Edit(Edit::Insert(c)) => {
                self.typed.push(c);
                0
            }
            Action::Edit(Edit::Backspace) => {
                self.typed.pop();
                0
            }
            _ => row,
        };
    }

    /// Everything that has all words that are typed.
    fn found(&self, keys: &Keymap) -> Vec<Choice> {
        let typed = self.typed.to_lowercase();
        // Letters are typed with letters, and rows are chosen with arrows; to do that from a list helps nobody.
        // What lies over the panes is not there while the list is.
        let named = |binding: &&Binding| {
            let none = matches!(binding.action, Action::Edit(_) | Action::Move(_) | Action::Scroll(_));
            let listed = !matches!(binding.action, Action::Conversation(_) | Action::Palette);
            !none && listed && !binding.context.is_over()
        };
        let of_keys = |place: Place| {
            let bindings = keys.all().map(|(binding, _)| binding).filter(named);
            bindings.filter(move |binding| place_of(binding) == place).map(Choice::Key)
        };
        let all =
            of_keys(Place::Everywhere).chain(of_keys(Place::Pane)).chain(command::all().map(Choice::Command));
        let fits = |choice: &Choice| {
            let text = choice.words(keys).join(" ").to_lowercase();
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
    pub(super) fn lines(&self, theme: Theme, keys: &Keymap, columns: u16) -> Vec<Line<'static>> {
        let found = self.found(keys);
        if found.is_empty() {
            return vec![Line::styled("nothing is called so; Backspace", theme.style(Role::Dim))];
        }
        let row = self.row.min(found.len() - 1);
        let line = |(at, choice): (usize, &Choice)| {
            let [help, place, label] = choice.words(keys);
            let columns = usize::from(columns);
            let label = format!("{:>KEYS_COLUMNS$}", fit(&theme.words(&label), columns / 2));
            let help = fit(&theme.words(&help), columns.saturating_sub(width(&label) + 2));
            let room = columns.saturating_sub(width(&label) + width(&help));
            // Where the room is dear, what it is for counts more than where.
            let place = if width(&place) + 2 > room { String::new() } else { place };
            let fill = " ".repeat(room - width(&place));
            let style = |role| theme.style(if at == row { Role::Selected } else { role });
            Line::from(vec![
                Span::styled(help, style(Role::Text)),
                Span::styled(fill, style(Role::Text)),
                Span::styled(place, style(Role::Dim)),
                Span::styled(label, style(Role::Focus)),
            ])
        };
        found.iter().enumerate().map(line).collect()
    }
}
