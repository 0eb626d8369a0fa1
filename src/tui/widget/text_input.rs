//! A text that is being typed, edited as readline edits, by characters as people count them.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::tui::action::Edit;

/// States that undo goes back to.
const UNDO_MAX: usize = 100;

/// Text and cursor. The cursor is a byte offset between two characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::tui) struct TextInput {
    text: String,
    cursor: usize,
    killed: String,
    before: Vec<(String, usize)>,
}

impl TextInput {
    /// What was typed.
    pub(in crate::tui) fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the cursor.
    pub(in crate::tui) fn head(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    fn tail(&self) -> &str {
        self.text.get(self.cursor..).unwrap_or_default()
    }

    /// Another text, with the cursor at its end.
    pub(in crate::tui) fn set(&mut self, text: &str) {
        self.remember();
        text.clone_into(&mut self.text);
        self.cursor = self.text.len();
    }

    /// Gives the text away and begins anew.
    pub(in crate::tui) fn take(&mut self) -> String {
        self.before.clear();
        self.cursor = 0;
        std::mem::take(&mut self.text)
    }

    /// Text at the cursor.
    pub(in crate::tui) fn insert(&mut self, text: &str) {
        self.remember();
        let (head, tail) = (self.head().to_owned(), self.tail().to_owned());
        self.cursor = head.len() + text.len();
        self.text = head + text + &tail;
    }

    /// Does one edit; those that are about more than the text do nothing here.
    pub(in crate::tui) fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Insert(c) => self.insert(c.encode_utf8(&mut [0; 4])),
            Edit::NewLine => self.insert("\n"),
            Edit::Backspace => self.cut(self.left(), self.cursor),
            Edit::Delete => self.cut(self.cursor, self.right()),
            Edit::DeleteWord => self.kill(self.word_left(), self.cursor),
            Edit::KillToEnd => self.kill(self.cursor, self.text.len()),
            Edit::KillToStart => self.kill(0, self.cursor),
            Edit::Clear => self.kill(0, self.text.len()),
            Edit::Yank => {
                let killed = self.killed.clone();
                self.insert(&killed);
            }
            Edit::Transpose => self.transpose(),
            Edit::Undo => {
                if let Some((text, cursor)) = self.before.pop() {
                    (self.text, self.cursor) = (text, cursor);
                }
            }
            Edit::Left => self.cursor = self.left(),
            Edit::Right => self.cursor = self.right(),
            Edit::WordLeft => self.cursor = self.word_left(),
            Edit::WordRight => self.cursor = self.word_right(),
            Edit::LineStart => self.cursor = self.head().rfind('\n').map_or(0, |at| at + 1),
            Edit::LineEnd => {
                self.cursor = self.tail().find('\n').map_or(self.text.len(), |at| self.cursor + at);
            }
            Edit::Older | Edit::Newer | Edit::Complete => {}
        }
    }

    fn remember(&mut self) {
        if self.before.len() == UNDO_MAX {
            self.before.remove(0);
        }
        self.before.push((self.text.clone(), self.cursor));
    }

    fn cut(&mut self, from: usize, to: usize) {
        if from == to {
            return;
        }
        self.remember();
        let head = self.text.get(..from).unwrap_or_default();
        let tail = self.text.get(to..).unwrap_or_default();
        self.text = format!("{head}{tail}");
        self.cursor = from;
    }

    fn kill(&mut self, from: usize, to: usize) {
        if from < to {
            self.text.get(from..to).unwrap_or_default().clone_into(&mut self.killed);
            self.cut(from, to);
        }
    }

    fn transpose(&mut self) {
        let Some((at, first)) = self.head().grapheme_indices(true).next_back() else { return };
        let Some(second) = self.tail().graphemes(true).next() else { return };
        let (first, second) = (first.to_owned(), second.to_owned());
        self.cut(at, at + first.len() + second.len());
        self.insert(&(second + &first));
    }

    fn left(&self) -> usize {
        self.head().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        self.cursor + self.tail().graphemes(true).next().map_or(0, str::len)
    }

    fn word_left(&self) -> usize {
        let words = self.head().split_word_bound_indices().rev();
        words.map(|(at, word)| (at, !word.trim().is_empty())).find(|(_, seen)| *seen).map_or(0, |(at, _)| at)
    }

    fn word_right(&self) -> usize {
        let words = self.tail().split_word_bound_indices();
        let end = words.filter(|(_, word)| !word.trim().is_empty()).map(|(at, word)| at + word.len()).next();
        end.map_or(self.text.len(), |end| self.cursor + end)
    }
}
