//! The filter bar: what is typed is checked with every key, and shows nothing less until Enter.

use crate::capture::PacketStore;
use crate::inspector::filter::{Completion, Filter, ParseError, Subject, TEXT_MAX, complete};
use crate::tui::action::{Action, Edit};
use crate::tui::model::Model;
use crate::tui::panel::{PacketView, Sift};
use crate::tui::widget::{TextInput, Way};

use super::dialog::edit;

/// What is typed.
#[derive(Debug)]
pub(in crate::tui) struct FilterBar {
    /// What is filtered.
    pub(in crate::tui) subject: Subject,
    pub(super) input: TextInput,
    /// The same as a filter, or why it is none.
    pub(super) parsed: Result<Filter, ParseError>,
    /// Words that may stand at the cursor, and which of them stands there now.
    pub(super) offered: (Completion, Option<usize>),
    /// Filters that one key brings.
    pub(super) presets: Vec<String>,
    /// Filters that were applied, the newest last, and which of them stands there now.
    recalled: (Vec<String>, usize),
    /// Whether Enter did nothing.
    pub(super) kept: bool,
    /// Of the packets held, how many match what is typed and how many were not looked at yet.
    pub(super) counted: Option<Counted>,
    /// The filter that counts.
    pub(super) applied: Option<String>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Counted {
    pub(super) found: usize,
    pub(super) left: usize,
    pub(super) held: usize,
}

impl FilterBar {
    /// A bar that begins with this text; `presets` come with the keys of the first conversations, `recalled` with Up.
    pub(in crate::tui) fn new(
        (subject, text): (Subject, &str),
        presets: Vec<String>,
        recalled: Vec<String>,
    ) -> Self {
        let mut bar = Self {
            subject,
            input: TextInput::default(),
            parsed: Ok(Filter::default()),
            offered: (complete(subject, "", 0), None),
            presets,
            recalled: (recalled, usize::MAX),
            kept: false,
            counted: None,
            applied: None,
        };
        bar.set(text);
        bar
    }

    /// What is typed.
    pub(in crate::tui) fn text(&self) -> &str {
        self.input.text()
    }

    /// Has the packets or the lines looked at with what is typed, from the first on if it has changed.
    pub(in crate::tui) fn try_on(&mut self, view: &mut PacketView, model: &Model) {
        let filter = self.parsed.as_ref().ok().filter(|filter| !filter.is_empty());
        let filter = filter.map(|filter| model.naming(filter.clone()));
        let log = &model.log;
        match self.subject {
            Subject::Packets if view.drafted().map(Sift::text) != Some(self.text()) => {
                view.draft(filter.map(|filter| Sift::new(self.text(), filter)));
            }
            Subject::Packets => {}
            Subject::Lines => {
                let (found, held) = (filter.map(|filter| log.count(&filter)), log.held());
                self.counted = found.map(|found| Counted { found, left: 0, held });
                self.applied = log.filter().map(str::to_owned);
            }
        }
    }

    /// Enter on what is no filter: the one before it goes on to count.
    pub(in crate::tui) const fn keep(&mut self) {
        self.kept = true;
    }

    /// Takes in what has been found so far.
    pub(in crate::tui) fn look(&mut self, view: &PacketView, store: &PacketStore) {
        if self.subject == Subject::Lines {
            return;
        }
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

    fn set(&mut self, text: &str) {
        self.input.set(text);
        self.edited();
    }

    /// Reads what is typed: once for each key, not for each frame.
    fn edited(&mut self) {
        self.parsed = Filter::about(self.subject, self.input.text());
        self.offered = (complete(self.subject, self.input.text(), self.input.head().len()), None);
        self.kept = false;
    }

    /// Does what is wanted of it: the keys of conversations bring the filters that are offered.
    pub(super) fn act(&mut self, action: Action) {
        match action {
            Action::Edit(Edit::Complete) => self.offer(1),
            Action::PreviousPane => self.offer(usize::MAX),
            Action::Edit(Edit::Older) => self.recall(Way::Back),
            Action::Edit(Edit::Newer) => self.recall(Way::Forth),
            Action::Conversation(number) => {
                if let Some(preset) = self.presets.get(number).cloned() {
                    self.set(&preset);
                }
            }
            Action::Edit(_) => {
                edit(&mut self.input, action);
                self.edited();
            }
            _ => {}
        }
    }

    /// The next of the words that may stand at the cursor.
    fn offer(&mut self, by: usize) {
        let (offered, at) = &self.offered;
        let count = offered.words.len();
        let at = match at {
            Some(at) if by == 1 => (at + 1) % count,
            Some(at) => (at + count - 1) % count,
            None => 0,
        };
        let Some(word) = offered.words.get(at) else { return };
        let head = self.input.head().get(..offered.at.start).unwrap_or_default();
        self.input.set_head(&format!("{head}{word}"));
        let offered = offered.clone();
        self.edited();
        // One word that fits is taken; the next Tab is about what comes after it.
        if count > 1 {
            self.offered = (offered, Some(at));
        }
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
        self.set(&text);
    }
}
