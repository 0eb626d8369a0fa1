//! A word in everything that was said, with anybody: what holds it is found while it is typed.

use crate::node::{Error, PeerId, UnixMillis};
use crate::text::{escape, outgoing};
use crate::tui::action::{Action, Edit, Step};
use crate::tui::widget::TextInput;

use super::dialog::edit;

/// Texts that are listed; who looks for more gives a longer word.
pub(in crate::tui) const FOUND_MAX: usize = 200;
/// Rows above those of what was found.
pub(super) const HEAD: usize = 2;
/// Characters of a word at most, however it came: what is pasted beyond them is left out.
const WORD_MAX: usize = 200;

/// A text that holds the word. All of it is fit for a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tui) struct Hit {
    /// When it was said.
    pub(in crate::tui) time: UnixMillis,
    /// With whom, and what we call the peer.
    pub(in crate::tui) peer: (PeerId, String),
    /// Whether we said it.
    pub(in crate::tui) is_own: bool,
    /// What was said, in one line.
    pub(in crate::tui) text: String,
    /// Where it stands.
    pub(in crate::tui) spot: Spot,
}

/// Where in its conversation a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui) enum Spot {
    /// At this place of what is kept.
    Kept(u64),
    /// At this entry: it is not kept.
    Here(usize),
}

/// How far the search is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It is on its way.
    Looking,
    /// So many texts hold the word.
    Found(usize),
    /// It was not done, and why.
    Failed(String),
}

/// What is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui) enum Sought {
    /// All that is kept.
    Kept,
    /// What is in the conversations of this screen, since nothing is kept.
    Here,
}

/// The word, and what was found.
#[derive(Debug)]
pub(in crate::tui) struct Finder {
    pub(super) input: TextInput,
    /// What is looked for, in lower case.
    pub(super) word: String,
    pub(super) state: State,
    pub(super) sought: Sought,
    /// The newest first.
    pub(super) hits: Vec<Hit>,
    /// The chosen one, and the first that is in sight.
    pub(super) row: usize,
    pub(super) first: usize,
    rows: usize,
}

impl Finder {
    /// Begins with this word.
    pub(super) fn new(word: &str) -> Self {
        let mut input = TextInput::default();
        input.set(&word.chars().take(WORD_MAX).collect::<String>());
        let (word, state, sought, hits) = (String::new(), State::Found(0), Sought::Kept, Vec::new());
        Self { input, word, state, sought, hits, row: 0, first: 0, rows: 1 }
    }

    /// Takes a paste: one line of it, in which what would act on a terminal is spelled out as in a text.
    pub(in crate::tui) fn paste(&mut self, text: &str) {
        let room = WORD_MAX.saturating_sub(self.length());
        let line: String = outgoing(text).chars().filter(|char| !char.is_control()).take(room).collect();
        self.input.insert(&line);
    }

    /// Characters of what is typed.
    fn length(&self) -> usize {
        self.input.text().chars().count()
    }

    /// What is to be looked for now, if that is another word than before. What was found before and does not hold it
    /// goes at once.
    pub(in crate::tui) fn turn(&mut self) -> Option<(String, Sought)> {
        let word = self.input.text().trim().to_lowercase();
        if word == self.word {
            return None;
        }
        self.word = word;
        (self.row, self.first) = (0, 0);
        if self.word.is_empty() {
            self.hits.clear();
            self.state = State::Found(0);
            return None;
        }
        self.hits.retain(|hit| hit.text.to_lowercase().contains(&self.word));
        self.state = State::Looking;
        Some((self.word.clone(), self.sought))
    }

    /// Takes in what holds a word; an answer for another one than is typed now is none.
    pub(in crate::tui) fn take(&mut self, word: &str, found: usize, hits: Vec<Hit>) {
        if word != self.word || self.state != State::Looking {
            return;
        }
        // Whoever has gone down the list already stays at what is chosen there.
        let chosen = self.hits.get(self.row).filter(|_| self.row > 0);
        let row = chosen.and_then(|chosen| hits.iter().position(|hit| hit == chosen));
        self.row = row.unwrap_or_default();
        (self.hits, self.state) = (hits, State::Found(found));
        self.follow();
    }

    /// A word was not looked for, and why; another one than is typed now does not count. Where nothing is kept, what is
    /// here is searched from now on.
    pub(in crate::tui) fn fail(&mut self, word: &str, why: &Error) {
        if word != self.word || self.state != State::Looking {
            return;
        }
        self.hits.clear();
        if matches!(why, Error::NothingKept) {
            self.sought = Sought::Here;
            self.word.clear();
        } else {
            self.state = State::Failed(escape(&why.to_string()).to_string());
        }
    }

    /// What is chosen, and the word that it holds.
    pub(in crate::tui) fn chosen(&self) -> Option<(Hit, String)> {
        self.hits.get(self.row).map(|hit| (hit.clone(), self.word.clone()))
    }

    /// Chooses a row; whether it was chosen already.
    pub(in crate::tui) fn select(&mut self, row: usize) -> bool {
        std::mem::replace(&mut self.row, row) == row
    }

    /// What stands in a row inside the frame, of what was found.
    pub(super) fn row_at(&self, row: usize) -> Option<usize> {
        row.checked_sub(HEAD).map(|row| self.first + row).filter(|row| *row < self.hits.len())
    }

    /// Does what is wanted of it.
    pub(super) fn act(&mut self, action: Action) {
        let last = self.hits.len().saturating_sub(1);
        let page = self.rows.saturating_sub(1).max(1);
        match action {
            Action::Edit(Edit::Older) | Action::Move(Step::Up) => self.row = self.row.saturating_sub(1),
            Action::Edit(Edit::Newer) | Action::Move(Step::Down) => self.row = (self.row + 1).min(last),
            Action::Scroll(Step::PageUp) => self.row = self.row.saturating_sub(page),
            Action::Scroll(Step::PageDown) => self.row = (self.row + page).min(last),
            _ => self.edit(action),
        }
        self.follow();
    }

    /// Edits the word, unless it would become too long.
    fn edit(&mut self, action: Action) {
        let (before, length) = (self.input.clone(), self.length());
        edit(&mut self.input, action);
        if self.length() > WORD_MAX.max(length) {
            self.input = before;
        }
    }

    /// Keeps what is chosen in sight, with so many rows inside the frame.
    pub(super) fn fit(&mut self, rows: usize) {
        self.rows = rows.saturating_sub(HEAD).max(1);
        self.follow();
    }

    fn follow(&mut self) {
        let lowest = (self.row + 1).saturating_sub(self.rows);
        let most = self.hits.len().saturating_sub(self.rows);
        self.first = self.first.clamp(lowest, self.row.max(lowest)).min(most.max(lowest));
    }
}
