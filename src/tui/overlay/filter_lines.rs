//! What the filter bar shows.

use ratatui::text::{Line, Span};

use crate::inspector::filter::{ParseError, ParseState, Subject, find};
use crate::text::escape;
use crate::tui::keys::{CHATS, Keymap};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{after, cell, width, wrap};

use super::filter::{Counted, FilterBar};

/// Words that are offered at a time.
const OFFERS: usize = 8;
/// Columns that stay free behind the cursor when a filter is longer than the bar.
const AHEAD: usize = 8;

impl FilterBar {
    pub(super) const fn what(&self) -> &'static str {
        match self.subject {
            Subject::Packets => "packets",
            Subject::Lines => "lines",
        }
    }

    /// The rows.
    pub(super) fn lines(&self, theme: Theme, keys: &Keymap, columns: usize) -> Vec<Line<'static>> {
        // Of a filter that is longer than the bar, what stands at the cursor is in sight.
        let cursor = width(&escape(self.input.head()).to_string());
        let skipped = (cursor + AHEAD).saturating_sub(columns.max(AHEAD));
        let mut lines = vec![self.typed(theme, (columns, skipped))];
        lines.push(caret(theme, self.text(), self.parsed.as_ref().err(), (columns, skipped)));
        let (role, said) = self.state();
        let said = theme.words(&said).into_owned();
        lines.extend(wrap(&said, columns).into_iter().map(|line| Line::styled(line, theme.style(role))));
        let counts = match &self.applied {
            Some(applied) => format!("counts now: {}", escape(applied)),
            None => format!("counts now: none, all {} are shown", self.what()),
        };
        lines.push(Line::styled(cell(theme, &counts, columns), theme.style(Role::Dim)));
        lines.push(Line::default());
        let (offered, at) = &self.offered;
        lines.push(words(theme, &offered.words, *at, columns));
        let about = offered.words.get(at.unwrap_or_default()).and_then(|word| find(word));
        let about = about.map_or_else(String::new, |field| format!("{}: {}", field.name, field.doc));
        lines.push(Line::styled(cell(theme, &about, columns), theme.style(Role::Dim)));
        let presets = self.presets.iter().zip(CHATS);
        let presets = presets.map(|(preset, key)| format!("{} {}", keys.named(key), escape(preset)));
        lines.extend(
            packed(presets, columns).into_iter().map(|row| Line::styled(row, theme.style(Role::Dim))),
        );
        lines
    }

    fn typed(&self, theme: Theme, (columns, skipped): (usize, usize)) -> Line<'static> {
        let role = match &self.parsed {
            Ok(_) => Role::Strong,
            Err(error) if error.state == ParseState::Incomplete => Role::Warning,
            Err(_) => Role::Alarm,
        };
        let (head, tail) = (escape(self.input.head()).to_string(), escape(self.input.tail()).to_string());
        let head = after(&head, skipped);
        let mut at = tail.chars();
        let under = at.next().map_or_else(|| " ".to_owned(), String::from);
        let tail = cell(theme, at.as_str(), columns.saturating_sub(width(head) + 1));
        let style = theme.style(role);
        Line::from(vec![
            Span::styled(head.to_owned(), style),
            Span::styled(under, theme.style(Role::Selected)),
            Span::styled(tail, style),
        ])
    }

    fn state(&self) -> (Role, String) {
        let kept = if self.kept { "; the filter before it goes on to count" } else { "" };
        match &self.parsed {
            Ok(filter) if filter.is_empty() => (Role::Dim, format!("Enter shows all {} again", self.what())),
            Ok(_) => {
                let Some(Counted { found, left, held }) = self.counted else {
                    return (Role::Good, "✓".to_owned());
                };
                let left = if left == 0 { String::new() } else { format!(", {left} not looked at yet") };
                (Role::Good, format!("✓ {found} of {held} match{left}"))
            }
            Err(error) if error.state == ParseState::Incomplete => {
                (Role::Warning, format!("… {error}{kept}"))
            }
            Err(error) => (Role::Alarm, format!("✗ {}{kept}", escape(&error.placed(self.text())))),
        }
    }
}

/// Points at what is wrong.
fn caret(
    theme: Theme,
    text: &str,
    error: Option<&ParseError>,
    (columns, skipped): (usize, usize),
) -> Line<'static> {
    let Some(error) = error else { return Line::default() };
    let role = if error.state == ParseState::Wrong { Role::Alarm } else { Role::Warning };
    Line::styled(cell(theme, after(&error.caret(text), skipped), columns), theme.style(role))
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

/// Whole pieces in rows of so many columns.
fn packed(pieces: impl Iterator<Item = String>, columns: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for piece in pieces {
        match rows.last_mut().filter(|row| width(row) + width(&piece) + 3 <= columns) {
            Some(row) => *row = format!("{row}   {piece}"),
            None => rows.push(piece),
        }
    }
    rows
}
