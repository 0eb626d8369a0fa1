//! The filter bar: what is typed is checked with every key, and shows nothing less until Enter.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::text::{Line, Span};

use crate::capture::PacketStore;
use crate::inspector::filter::{Completion, Filter, ParseError, ParseState, TEXT_MAX, complete, find};
use crate::text::escape;
use crate::tui::action::{Action, Edit, Pane};
use crate::tui::keys::Keymap;
use crate::tui::panel::{PacketView, Sift};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{TextInput, Way, cell, width, wrap};

/// Words that are offered at a time.
const OFFERS: usize = 8;
/// Filters to begin with.
const PRESETS: &str =
    "bad    kind == text    dir == sent    verdict == bad_mac    frame contains 50:53    \"words\"";

/// What is typed.
#[derive(Debug, Default)]
pub(in crate::tui) struct FilterBar {
    input: TextInput,
    /// What Tab goes through, and which of it stands there now.
    offered: Option<(Completion, usize)>,
    /// Filters that were applied, the newest last, and which of them stands there now.
    recalled: (Vec<String>, usize),
    /// Whether Enter did nothing.
    kept: bool,
    /// Of the packets held, how many match what is typed and how many were not looked at yet.
    counted: Option<Counted>,
    /// The filter that counts.
    applied: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Counted {
    found: usize,
    left: usize,
    held: usize,
}

impl FilterBar {
    /// A bar that begins with the filter that counts.
    pub(in crate::tui) fn new(applied: &str, recalled: Vec<String>) -> Self {
        let mut bar = Self { recalled: (recalled, usize::MAX), ..Self::default() };
        bar.input.set(applied);
        bar
    }

    /// What is typed.
    pub(in crate::tui) fn text(&self) -> &str {
        self.input.text()
    }

    /// The filter that is typed, ready to look at packets.
    fn sift(&self) -> Option<Sift> {
        let filter = Filter::parse(self.text()).ok()?;
        (!filter.is_empty()).then(|| Sift::new(self.text(), filter))
    }

    /// Has the packets looked at with what is typed, from the first on if it has changed.
    pub(in crate::tui) fn try_on(&self, view: &mut PacketView) {
        if view.drafted().map(Sift::text) != Some(self.text()) {
            view.draft(self.sift());
        }
    }

    /// Enter on what is no filter: the one before it goes on to count.
    pub(in crate::tui) const fn keep(&mut self) {
        self.kept = true;
    }

    /// Takes in what has been found so far.
    pub(in crate::tui) fn look(&mut self, view: &PacketView, store: &PacketStore) {
        let count = |sift: &Sift| Counted { found: sift.count(), left: sift.left(store), held: store.len() };
        self.counted = view.drafted().map(count);
        self.applied = view.applied().map(|sift| sift.text().to_owned());
    }

    /// Takes a paste.
    pub(in crate::tui) fn paste(&mut self, text: &str) {
        let line: String = text.chars().filter(|char| !char.is_control()).take(TEXT_MAX).collect();
        self.input.insert(&line);
        self.edited();
    }

    fn edited(&mut self) {
        self.offered = None;
        self.kept = false;
    }

    /// Takes a key.
    pub(super) fn key(&mut self, key: KeyEvent, keys: &Keymap) {
        match (key.code, keys.action(Pane::Composer, key)) {
            (KeyCode::Tab, _) => self.offer(1),
            (KeyCode::BackTab, _) => self.offer(usize::MAX),
            (KeyCode::Up, _) => self.recall(Way::Back),
            (KeyCode::Down, _) => self.recall(Way::Forth),
            (
                _,
                Some(Action::Edit(Edit::NewLine | Edit::Search | Edit::Complete | Edit::Older | Edit::Newer)),
            ) => {}
            (_, Some(Action::Edit(edit))) => {
                self.input.edit(edit);
                self.edited();
            }
            _ => {}
        }
    }

    /// The next of the words that may stand at the cursor.
    fn offer(&mut self, by: usize) {
        let (offered, at) = match self.offered.take() {
            Some((offered, at)) => {
                let count = offered.words.len();
                (offered, if by == 1 { (at + 1) % count } else { (at + count - 1) % count })
            }
            None => (complete(self.text(), self.input.head().len()), 0),
        };
        let Some(word) = offered.words.get(at) else { return };
        let head = self.input.head().get(..offered.at.start).unwrap_or_default();
        let head = format!("{head}{word}");
        self.input.set_head(&head);
        self.kept = false;
        // One word that fits is taken; the next Tab is about what comes after it.
        self.offered = (offered.words.len() > 1).then_some((offered, at));
    }

    fn recall(&mut self, way: Way) {
        let (filters, at) = &mut self.recalled;
        let here = (*at).min(filters.len());
        let next = match way {
            Way::Back => here.saturating_sub(1),
            Way::Forth => here.saturating_add(1).min(filters.len()),
        };
        *at = next;
        let text = filters.get(next).cloned().unwrap_or_default();
        self.input.set(&text);
        self.edited();
    }

    /// The rows.
    pub(super) fn lines(&self, theme: Theme, columns: usize) -> Vec<Line<'static>> {
        let parsed = Filter::parse(self.text());
        let mut lines = vec![self.typed(theme, &parsed, columns)];
        lines.push(caret(theme, self.text(), parsed.as_ref().err(), columns));
        let (role, said) = self.state(&parsed);
        let said = theme.words(&said).into_owned();
        lines.extend(wrap(&said, columns).into_iter().map(|line| Line::styled(line, theme.style(role))));
        let counts = match &self.applied {
            Some(applied) => format!("counts now: {}", escape(applied)),
            None => "counts now: none, all packets are shown".to_owned(),
        };
        lines.push(Line::styled(cell(theme, &counts, columns), theme.style(Role::Dim)));
        lines.push(Line::default());
        let offered = self.offered.as_ref().map(|(offered, at)| (offered.clone(), Some(*at)));
        let (offered, at) = offered.unwrap_or_else(|| (complete(self.text(), self.input.head().len()), None));
        lines.push(words(theme, &offered.words, at, columns));
        let about = offered.words.get(at.unwrap_or_default()).and_then(|word| find(word));
        let about = about.map_or_else(String::new, |field| format!("{}: {}", field.name, field.doc));
        lines.push(Line::styled(cell(theme, &about, columns), theme.style(Role::Dim)));
        lines.push(Line::styled(cell(theme, &format!("try: {PRESETS}"), columns), theme.style(Role::Dim)));
        lines
    }

    fn typed(&self, theme: Theme, parsed: &Result<Filter, ParseError>, columns: usize) -> Line<'static> {
        let role = match parsed {
            Ok(_) => Role::Strong,
            Err(error) if error.state == ParseState::Incomplete => Role::Warning,
            Err(_) => Role::Alarm,
        };
        let (head, tail) = (escape(self.input.head()).to_string(), escape(self.input.tail()).to_string());
        let mut at = tail.chars();
        let under = at.next().map_or_else(|| " ".to_owned(), String::from);
        let tail = cell(theme, at.as_str(), columns.saturating_sub(head.chars().count() + 1));
        let style = theme.style(role);
        Line::from(vec![
            Span::styled(head, style),
            Span::styled(under, theme.style(Role::Selected)),
            Span::styled(tail, style),
        ])
    }

    fn state(&self, parsed: &Result<Filter, ParseError>) -> (Role, String) {
        match parsed {
            Ok(filter) if filter.is_empty() => (Role::Dim, "Enter shows all packets again".to_owned()),
            Ok(_) => {
                let Some(Counted { found, left, held }) = self.counted else {
                    return (Role::Good, "✓".to_owned());
                };
                let left = if left == 0 { String::new() } else { format!(", {left} not looked at yet") };
                (Role::Good, format!("✓ {found} of {held} match{left}"))
            }
            Err(error) if error.state == ParseState::Incomplete => {
                let kept = if self.kept { "; the filter before it goes on to count" } else { "" };
                (Role::Warning, format!("… {error}{kept}"))
            }
            Err(error) => {
                let kept = if self.kept { "; the filter before it goes on to count" } else { "" };
                (
                    Role::Alarm,
                    format!("✗ {} at {}{kept}", escape(&error.to_string()), error.column(self.text())),
                )
            }
        }
    }
}

/// Points at what is wrong.
fn caret(theme: Theme, text: &str, error: Option<&ParseError>, columns: usize) -> Line<'static> {
    let Some(error) = error else { return Line::default() };
    let before = text.get(..error.at.start).unwrap_or(text);
    let place = width(&escape(before).to_string());
    let marks = text.get(error.at.clone()).map_or(1, |part| part.chars().count().max(1));
    let line = format!("{}{}", " ".repeat(place), "^".repeat(marks));
    let role = if error.state == ParseState::Wrong { Role::Alarm } else { Role::Warning };
    Line::styled(cell(theme, &line, columns), theme.style(role))
}

/// What Tab offers, a few at a time.
fn words(theme: Theme, words: &[String], at: Option<usize>, columns: usize) -> Line<'static> {
    let first = at.unwrap_or_default() / OFFERS * OFFERS;
    let mut spans = vec![Span::styled("Tab: ", theme.style(Role::Dim))];
    let mut room = columns.saturating_sub(5);
    for (place, word) in words.iter().enumerate().skip(first).take(OFFERS) {
        let Some(left) = room.checked_sub(word.chars().count() + 2) else { break };
        room = left;
        let role = if at == Some(place) { Role::Selected } else { Role::Strong };
        spans.push(Span::styled(word.clone(), theme.style(role)));
        spans.push(Span::raw("  "));
    }
    if words.is_empty() {
        spans.push(Span::styled("nothing to complete", theme.style(Role::Dim)));
    }
    Line::from(spans)
}
