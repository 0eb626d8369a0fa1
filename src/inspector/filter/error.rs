//! What is wrong with a filter, and where.

use core::fmt;
use core::ops::Range;

use crate::text::{escape, width};

use super::operand::spelled;

/// Whether more typing may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseState {
    /// It may go on to be a filter.
    Incomplete,
    /// It is none, whatever follows.
    Wrong,
}

/// Why a text is no filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Whether more typing may help.
    pub state: ParseState,
    /// The bytes of the text that are meant.
    pub at: Range<usize>,
    /// What is wrong with them, or what is expected there.
    pub what: String,
    /// What would be right, if that is known.
    pub hint: Option<String>,
    /// What the word may become when more of it is typed.
    pub(super) becomes: Option<&'static str>,
}

impl ParseError {
    pub(super) fn wrong(at: Range<usize>, what: impl Into<String>) -> Self {
        Self { state: ParseState::Wrong, at, what: what.into(), hint: None, becomes: None }
    }

    pub(super) fn incomplete(at: usize, what: impl Into<String>) -> Self {
        Self { state: ParseState::Incomplete, at: at..at, what: what.into(), hint: None, becomes: None }
    }

    pub(super) fn or(mut self, hint: Option<impl Into<String>>) -> Self {
        self.hint = hint.map(Into::into);
        self
    }

    /// Not wrong if it is the beginning of one of these words, and the last thing typed.
    pub(super) fn unless_begun(mut self, word: &str, names: impl Iterator<Item = &'static str>) -> Self {
        let word = word.to_ascii_lowercase();
        let begun = names.filter(|name| !word.is_empty() && name.to_ascii_lowercase().starts_with(&word));
        self.becomes = begun.min_by_key(|name| name.len());
        self.hint = self.hint.or_else(|| self.becomes.map(|name| format!("did you mean {}?", spelled(name))));
        self
    }

    /// The same about a whole text: a word that is begun at its end may become one that is known.
    pub(super) fn in_text(self, text: &str) -> Self {
        match self.becomes {
            Some(name) if self.at.end == text.len() => {
                Self::incomplete(text.len(), format!("{}?", spelled(name)))
            }
            _ => self,
        }
    }

    /// What is wrong with the text, and where.
    pub fn placed(&self, text: &str) -> String {
        format!("{self}, at column {}", self.column(text))
    }

    /// The character with which the fault begins, from 1.
    pub fn column(&self, text: &str) -> usize {
        1 + text.get(..self.at.start).unwrap_or(text).chars().count()
    }

    /// A line that points at the place from below, where the text stands as [`escape`] shows it.
    pub fn caret(&self, text: &str) -> String {
        let columns = |part: &str| width(&escape(part).to_string());
        let before = text.get(..self.at.start).map_or(0, columns);
        let marks = text.get(self.at.clone()).map_or(1, columns).max(1);
        format!("{}{}", " ".repeat(before), "^".repeat(marks))
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.state {
            ParseState::Incomplete => write!(f, "incomplete: {}", self.what)?,
            ParseState::Wrong => f.write_str(&self.what)?,
        }
        match &self.hint {
            Some(hint) => write!(f, ": {hint}"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for ParseError {}
