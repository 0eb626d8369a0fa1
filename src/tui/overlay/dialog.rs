//! What a question has to say, and its answers: whatever the size, the answers are seen and the rest can be.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::text::escape;
use crate::tui::action::{Action, Answer, Edit, Step};
use crate::tui::keys::Keymap;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{TextInput, after, fit, width, wrap};

/// Rows that what is said has at least; where the answers leave fewer, they are scrolled too.
const LEAST: usize = 3;

/// What is said, and the answers.
pub(super) type Parts = (Vec<Line<'static>>, Vec<Line<'static>>);

/// How much of what is said has been scrolled out of sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Scroll {
    first: usize,
}

impl Scroll {
    /// From the start.
    pub(super) const fn new() -> Self {
        Self { first: 0 }
    }

    /// Scrolls, if that is wanted; whether it was.
    pub(super) const fn act(&mut self, action: Action) -> bool {
        match action {
            Action::Move(Step::Up) => self.first = self.first.saturating_sub(1),
            Action::Move(Step::Down) => self.first += 1,
            Action::Move(Step::PageUp) => self.first = self.first.saturating_sub(5),
            Action::Move(Step::PageDown) => self.first += 5,
            _ => return false,
        }
        true
    }

    /// Keeps the last of so many rows at the end of the view.
    pub(super) fn fit(&mut self, (said, answers): &Parts, rows: usize) {
        let (said, answers) = (said.len(), answers.len());
        let (said, answers) = if rows < answers + LEAST { (said + answers, 0) } else { (said, answers) };
        self.first = self.first.min(hidden(said, rows.saturating_sub(answers)));
    }

    /// What is said, as far as there are rows for it, above the answers.
    pub(super) fn over(self, theme: Theme, (said, answers): Parts, rows: usize) -> Vec<Line<'static>> {
        let (said, answers) = if rows < answers.len() + LEAST {
            ([said, answers].concat(), Vec::new())
        } else {
            (said, answers)
        };
        let room = rows.saturating_sub(answers.len());
        let hidden = hidden(said.len(), room);
        if hidden == 0 {
            return [said, answers].concat();
        }
        let first = self.first.min(hidden);
        let below = said.len() - first - room.saturating_sub(1);
        let more = match below {
            0 => "Up: what comes before".to_owned(),
            below => format!("Down: {below} more rows"),
        };
        let shown = said.into_iter().skip(first).take(room.saturating_sub(1));
        let more = Line::styled(theme.words(&more).into_owned(), theme.style(Role::Warning));
        shown.chain(Some(more)).chain(answers).collect()
    }
}

/// Rows that cannot be in view at once; one row says so.
fn hidden(said: usize, room: usize) -> usize {
    if said <= room { 0 } else { said - room.saturating_sub(1) }
}

/// A sentence in as many rows as it takes.
pub(super) fn sentence(text: &str, style: Style, columns: usize) -> Vec<Line<'static>> {
    wrap(text, columns).into_iter().map(|row| Line::styled(row, style)).collect()
}

/// A word and its value, side by side where that fits.
pub(super) fn pair(name: &str, value: &str, style: Style, columns: usize) -> Vec<Line<'static>> {
    let name = format!("{name:<10} ");
    if width(&name) + width(value) > columns {
        return [sentence(&name, Style::new(), columns), sentence(&format!("  {value}"), style, columns)]
            .concat();
    }
    vec![Line::from(vec![Span::raw(name), Span::styled(value.to_owned(), style)])]
}

/// How the row of an answer begins, if a key gives it.
pub(super) fn head(keys: &Keymap, answer: Answer) -> Option<String> {
    keys.of_answer(answer).map(|key| format!("[ {key} "))
}

/// The answers under each other, all of one width, each with the key that gives it.
pub(super) fn answers(all: &[(Answer, String)], keys: &Keymap, columns: usize) -> Vec<Line<'static>> {
    let head = |answer| head(keys, answer).unwrap_or_else(|| "[ - ".to_owned());
    let all: Vec<_> = all.iter().map(|(answer, text)| (head(*answer), text)).collect();
    let before = all.iter().map(|(head, _)| width(head)).max().unwrap_or_default() + 1;
    let most = columns.saturating_sub(before + 3);
    let wide = all.iter().map(|(_, text)| width(text)).max().unwrap_or_default().min(most);
    let row = |(head, text): &(String, &String)| {
        let rows = wrap(text, wide.max(8));
        let last = rows.len().saturating_sub(1);
        let line = |(at, text): (usize, &String)| {
            let head = if at == 0 { head.as_str() } else { "" };
            let end = if at == last { " ]" } else { "" };
            let fill = " ".repeat(wide.saturating_sub(width(text)));
            Line::raw(format!("{head:<before$}{text}{fill}{end}"))
        };
        rows.iter().enumerate().map(line).collect::<Vec<_>>()
    };
    all.iter().flat_map(row).collect()
}

/// A line that is being typed, with its cursor.
pub(super) fn typed(input: &TextInput, theme: Theme, columns: usize) -> Line<'static> {
    let (head, tail) = (escape(input.head()).to_string(), escape(input.tail()).to_string());
    let head = after(&head, (width(&head) + 2).saturating_sub(columns)).to_owned();
    let mut at = tail.chars();
    let under = at.next().map_or_else(|| " ".to_owned(), String::from);
    let tail = fit(at.as_str(), columns.saturating_sub(width(&head) + 1));
    Line::from(vec![Span::raw(head), Span::styled(under, theme.style(Role::Selected)), Span::raw(tail)])
}

/// Edits a line, if that is wanted. A line of its own knows no second row, no history and nothing to complete.
pub(super) fn edit(input: &mut TextInput, action: Action) {
    match action {
        Action::Edit(Edit::NewLine | Edit::Search | Edit::Complete | Edit::Older | Edit::Newer) => {}
        Action::Edit(edit) => input.edit(edit),
        _ => {}
    }
}

/// Takes the empty rows out.
pub(super) fn dense(lines: Vec<Line<'static>>) -> Vec<Line<'static>> {
    lines.into_iter().filter(|line| line.width() > 0).collect()
}
