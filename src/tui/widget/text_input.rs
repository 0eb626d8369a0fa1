//! A text that is being typed, edited as readline edits, by characters as people count them.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::tui::action::Edit;

/// States that undo goes back to.
const UNDO_MAX: usize = 100;
/// Bytes that a draft holds at most: enough to see by how much a paste is too long to be sent.
pub(in crate::tui) const DRAFT_BYTES_MAX: usize = 65_536;

/// Text and cursor. The cursor is a byte offset between two characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::tui) struct TextInput {
    text: String,
    cursor: usize,
    killed: String,
    last: Last,
    before: Vec<State>,
    after: Vec<State>,
}

type State = (String, usize);

/// What was done last: what belongs together is undone and brought back together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Last {
    #[default]
    Other,
    /// A part of a word was typed.
    Typed,
    /// Text before the cursor was killed.
    KilledBefore,
    /// Text behind the cursor was killed.
    KilledBehind,
}

impl TextInput {
    /// What was typed.
    pub(in crate::tui) fn text(&self) -> &str {
        &self.text
    }

    /// The same with an asterisk for each character behind the first `public` bytes.
    pub(in crate::tui) fn masked(&self, public: usize) -> Self {
        let mask = |text: &str, shown: usize| -> String {
            let (shown, hidden) = text.split_at_checked(shown.min(text.len())).unwrap_or(("", text));
            let stars = hidden.graphemes(true).map(|letter| if letter == "\n" { '\n' } else { '*' });
            shown.chars().chain(stars).collect()
        };
        let head = mask(self.head(), public);
        let tail = mask(self.tail(), public.saturating_sub(self.cursor));
        Self { cursor: head.len(), text: head + &tail, ..Self::default() }
    }

    /// What stands before the cursor.
    pub(in crate::tui) fn head(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    /// What stands behind it.
    pub(in crate::tui) fn tail(&self) -> &str {
        self.text.get(self.cursor..).unwrap_or_default()
    }

    /// Another text, with the cursor at its end.
    pub(in crate::tui) fn set(&mut self, text: &str) {
        self.remember();
        self.last = Last::Other;
        text.clone_into(&mut self.text);
        self.cursor = self.text.len();
    }

    /// Another text before the cursor; what stands behind it stays.
    pub(in crate::tui) fn set_head(&mut self, head: &str) {
        self.remember();
        self.last = Last::Other;
        self.text = head.to_owned() + self.tail();
        self.cursor = head.len();
    }

    /// Gives the text away and begins anew.
    pub(in crate::tui) fn take(&mut self) -> String {
        self.before.clear();
        self.after.clear();
        self.last = Last::Other;
        self.cursor = 0;
        std::mem::take(&mut self.text)
    }

    /// Text at the cursor, as far as the draft holds it. Gives how many bytes there was no room for.
    pub(in crate::tui) fn insert(&mut self, text: &str) -> usize {
        let room = DRAFT_BYTES_MAX.saturating_sub(self.text.len());
        let end =
            (0..=room.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        let fits = text.get(..end).unwrap_or_default();
        let of_word = !fits.contains(char::is_whitespace) && fits.chars().count() == 1;
        if !(of_word && self.last == Last::Typed) {
            self.remember();
        }
        self.last = if of_word { Last::Typed } else { Last::Other };
        self.text.insert_str(self.cursor, fits);
        self.cursor += fits.len();
        text.len() - fits.len()
    }

    /// Does one edit; those that are about more than the text do nothing here.
    pub(in crate::tui) fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Insert(c) => {
                self.insert(c.encode_utf8(&mut [0; 4]));
                return;
            }
            Edit::DeleteWord => return self.kill_before(self.word_left()),
            Edit::DeleteToBlank => return self.kill_before(self.blank_left()),
            Edit::KillToStart => return self.kill_before(0),
            Edit::KillWord => return self.kill_behind(self.word_right()),
            Edit::KillToEnd => return self.kill_behind(self.text.len()),
            Edit::NewLine => {
                self.insert("\n");
            }
            Edit::Backspace => self.cut(self.left(), self.cursor),
            Edit::Delete => self.cut(self.cursor, self.right()),
            Edit::Clear => {
                self.cursor = self.text.len();
                self.kill_before(0);
            }
            Edit::Yank => {
                let killed = self.killed.clone();
                self.insert(&killed);
            }
            Edit::Transpose => self.transpose(),
            Edit::Undo => self.travel(Way::Back),
            Edit::Redo => self.travel(Way::Forth),
            Edit::Left => self.cursor = self.left(),
            Edit::Right => self.cursor = self.right(),
            Edit::WordLeft => self.cursor = self.word_left(),
            Edit::WordRight => self.cursor = self.word_right(),
            Edit::LineStart => self.cursor = self.line_start(),
            Edit::LineEnd => self.cursor = self.line_end(),
            Edit::Older | Edit::Newer | Edit::Complete | Edit::Search => return,
        }
        self.last = Last::Other;
    }

    /// One line up or down within the text, as near to this column as the line is long; whether there is one.
    pub(in crate::tui) fn line(&mut self, way: Way) -> bool {
        let start = self.line_start();
        let column = self.head().get(start..).unwrap_or_default().graphemes(true).count();
        let line = match way {
            Way::Back => start.checked_sub(1).map(|end| self.head().get(..end).map_or(0, last_line)..end),
            Way::Forth => {
                let from = self.line_end() + 1;
                let rest = self.text.get(from..);
                rest.map(|rest| from..from + rest.find('\n').unwrap_or(rest.len()))
            }
        };
        let Some(line) = line else { return false };
        let there = self.text.get(line.clone()).unwrap_or_default();
        self.cursor = there.grapheme_indices(true).nth(column).map_or(line.end, |(at, _)| line.start + at);
        self.last = Last::Other;
        true
    }

    fn remember(&mut self) {
        self.after.clear();
        if self.before.len() == UNDO_MAX {
            self.before.remove(0);
        }
        self.before.push((self.text.clone(), self.cursor));
    }

    fn travel(&mut self, way: Way) {
        let (from, to) = match way {
            Way::Back => (&mut self.before, &mut self.after),
            Way::Forth => (&mut self.after, &mut self.before),
        };
        if let Some((text, cursor)) = from.pop() {
            to.push((std::mem::replace(&mut self.text, text), self.cursor));
            self.cursor = cursor;
        }
    }

    fn cut(&mut self, from: usize, to: usize) {
        if from == to {
            return;
        }
        self.remember();
        self.text.replace_range(from..to, "");
        self.cursor = from;
    }

    fn kill_before(&mut self, from: usize) {
        if from < self.cursor {
            let killed = self.text.get(from..self.cursor).unwrap_or_default();
            let more = if self.last == Last::KilledBefore { self.killed.as_str() } else { "" };
            self.killed = format!("{killed}{more}");
            self.cut(from, self.cursor);
        }
        self.last = Last::KilledBefore;
    }

    fn kill_behind(&mut self, to: usize) {
        if self.cursor < to {
            let killed = self.text.get(self.cursor..to).unwrap_or_default();
            let more = if self.last == Last::KilledBehind { self.killed.as_str() } else { "" };
            self.killed = format!("{more}{killed}");
            self.cut(self.cursor, to);
        }
        self.last = Last::KilledBehind;
    }

    fn transpose(&mut self) {
        // At the end of a line the two before the cursor are meant.
        let at = if self.tail().is_empty() { self.left() } else { self.cursor };
        let (head, tail) = self.text.split_at(at);
        let Some((start, first)) = head.grapheme_indices(true).next_back() else { return };
        let Some(second) = tail.graphemes(true).next() else { return };
        let (swapped, end) = (format!("{second}{first}"), at + second.len());
        self.remember();
        self.text.replace_range(start..end, &swapped);
        self.cursor = end;
    }

    fn left(&self) -> usize {
        self.head().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        self.cursor + self.tail().graphemes(true).next().map_or(0, str::len)
    }

    fn word_left(&self) -> usize {
        let mut words = self.head().split_word_bound_indices().rev();
        words.find(|(_, word)| word.chars().any(char::is_alphanumeric)).map_or(0, |(at, _)| at)
    }

    fn blank_left(&self) -> usize {
        let word = self.head().trim_end();
        word.rfind(char::is_whitespace)
            .and_then(|at| word.get(at..))
            .map_or(0, |rest| word.len() - rest.trim_start().len())
    }

    fn word_right(&self) -> usize {
        let mut words = self.tail().split_word_bound_indices();
        let word = words.find(|(_, word)| word.chars().any(char::is_alphanumeric));
        word.map_or(self.text.len(), |(at, word)| self.cursor + at + word.len())
    }

    fn line_start(&self) -> usize {
        last_line(self.head())
    }

    fn line_end(&self) -> usize {
        self.tail().find('\n').map_or(self.text.len(), |at| self.cursor + at)
    }
}

/// Which way to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui) enum Way {
    /// Up, or to what was before.
    Back,
    /// Down, or to what came after.
    Forth,
}

/// Where the last line of a text begins.
fn last_line(text: &str) -> usize {
    text.rfind('\n').map_or(0, |at| at + 1)
}
