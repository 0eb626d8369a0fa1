//! Where a person types: the draft, what was pasted into it, and what is offered to complete it.

use std::collections::HashMap;

use crate::node::PeerId;
use crate::text::outgoing;
use crate::tui::action::Edit;
use crate::tui::complete::{Offers, offers};
use crate::tui::history::History;
use crate::tui::model::Model;
use crate::tui::widget::{DRAFT_BYTES_MAX, TextInput, Way};

/// Bytes of the longest text.
pub(in crate::tui) const TEXT_BYTES_MAX: usize = 16_384;

/// The draft of this conversation, and those of the others.
#[derive(Debug, Default)]
pub(in crate::tui) struct Composer {
    /// What is being typed.
    pub(in crate::tui) input: TextInput,
    drafts: HashMap<Option<PeerId>, TextInput>,
    list: List,
    paste: Option<Paste>,
    cut: usize,
    search: Option<Search>,
    /// A line that destroys what cannot be brought back, and that a person was asked about.
    pub(in crate::tui) doubted: Option<String>,
}

/// The list of what may come next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum List {
    /// It is open when there is something to offer.
    #[default]
    Open,
    /// The same, and this one is chosen.
    At(usize),
    /// It was closed, until something else is typed.
    Closed,
}

/// Several lines that came at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tui) struct Paste {
    /// How many lines.
    pub(in crate::tui) lines: usize,
    /// How many bytes.
    pub(in crate::tui) bytes: usize,
}

/// A search in the lines sent before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::tui) struct Search {
    /// What is looked for.
    pub(in crate::tui) word: String,
    skipped: usize,
    draft: String,
    /// Whether a line holds it.
    pub(in crate::tui) hit: Hit,
}

/// Whether a search has found something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::tui) enum Hit {
    /// Nothing is looked for yet, or it was found.
    #[default]
    Found,
    /// No line holds it.
    Missed,
}

impl Composer {
    /// Takes pasted text as part of the draft, whatever it holds. What would act on a terminal is spelled out,
    /// as the other side gets it. `lost` bytes of it did not come this far.
    pub(in crate::tui) fn paste(&mut self, text: &str, lost: usize) {
        self.search = None;
        let end = (0..=text.len().min(DRAFT_BYTES_MAX)).rev().find(|end| text.is_char_boundary(*end));
        let (kept, cut) = text.split_at(end.unwrap_or_default());
        let kept = kept.replace("\r\n", "\n").replace('\r', "\n");
        let missing = lost + cut.len() + self.input.insert(&outgoing(&kept));
        self.cut = self.cut.saturating_add(missing);
        self.list = List::Closed;
        let lines = kept.lines().count() + cut.lines().count();
        let bytes = text.len() + lost;
        self.paste = (lines > 1 || missing > 0).then_some(Paste { lines, bytes });
    }

    /// The same with an asterisk for each character that is typed, but for so many bytes at the beginning.
    pub(in crate::tui) fn masked(&self, public: usize) -> Self {
        let Self { input, drafts: _, list, paste, cut, search, doubted: _ } = self;
        let stars =
            |search: &Search| Search { word: "*".repeat(search.word.chars().count()), ..search.clone() };
        Self {
            input: input.masked(public),
            drafts: HashMap::new(),
            list: *list,
            paste: paste.clone(),
            cut: *cut,
            search: search.as_ref().map(stars),
            doubted: None,
        }
    }

    /// What was pasted and neither sent, nor discarded, nor changed.
    pub(in crate::tui) const fn pasted(&self) -> Option<&Paste> {
        self.paste.as_ref()
    }

    /// How many bytes of what was pasted are not in the draft, since it holds no more.
    pub(in crate::tui) const fn cut(&self) -> usize {
        self.cut
    }

    /// Whether the draft is a text that nobody can be sent.
    pub(in crate::tui) fn is_too_long(&self) -> bool {
        self.input.text().len() > TEXT_BYTES_MAX || self.cut > 0
    }

    /// The search that goes on.
    pub(in crate::tui) const fn searching(&self) -> Option<&Search> {
        self.search.as_ref()
    }

    /// Puts the draft of one conversation away and takes out that of another.
    pub(in crate::tui) fn switch(&mut self, from: Option<PeerId>, to: Option<PeerId>) {
        self.search = None;
        self.paste = None;
        self.cut = 0;
        self.list = List::Open;
        let next = self.drafts.remove(&to).unwrap_or_default();
        self.drafts.insert(from, std::mem::replace(&mut self.input, next));
    }

    /// Forgets the draft of a conversation that is closed.
    pub(in crate::tui) fn forget(&mut self, peer: PeerId) {
        self.drafts.remove(&Some(peer));
    }

    /// Gives the draft away.
    pub(in crate::tui) fn take(&mut self) -> String {
        self.search = None;
        self.paste = None;
        self.cut = 0;
        self.list = List::Open;
        self.input.take()
    }

    /// Does one edit, but for what needs more than the draft.
    pub(in crate::tui) fn edit(&mut self, edit: Edit, history: &mut History) {
        if self.search.is_some() && self.look_for(edit, history) {
            return;
        }
        self.search = None;
        match edit {
            Edit::Search => {
                self.search = Some(Search { draft: self.input.text().to_owned(), ..Search::default() });
            }
            Edit::Older | Edit::Newer => self.up_or_down(edit, history),
            _ => {
                let before = self.input.text().len();
                self.input.edit(edit);
                if self.input.text().is_empty() {
                    self.cut = 0;
                }
                if self.input.text().len() != before {
                    self.paste = None;
                    self.list = List::Open;
                    history.leave();
                }
            }
        }
    }

    /// Within a draft of several lines, else through the lines sent before.
    fn up_or_down(&mut self, edit: Edit, history: &mut History) {
        let up = edit == Edit::Older;
        if !history.is_open() && self.input.line(if up { Way::Back } else { Way::Forth }) {
            return;
        }
        let line = if up { history.older(self.input.text()) } else { history.newer() };
        if let Some(line) = line {
            self.input.set(line);
            self.paste = None;
            self.cut = 0;
            self.list = List::Closed;
        }
    }

    /// Undoes the innermost: a search, a paste, the list. Whether there was one.
    pub(in crate::tui) fn back(&mut self, model: &Model) -> bool {
        if let Some(search) = self.search.take() {
            self.input.set(&search.draft);
            return true;
        }
        if self.paste.take().is_some() {
            self.input.edit(Edit::Undo);
            self.cut = 0;
            return true;
        }
        let open = self.offers(model).is_some();
        self.list = List::Closed;
        open
    }

    /// What may come next and which of it is chosen, while the list is open.
    pub(in crate::tui) fn offers(&self, model: &Model) -> Option<(Offers, Option<usize>)> {
        if self.list == List::Closed || self.search.is_some() {
            return None;
        }
        let offers = offers(self.input.head(), model);
        let last = offers.items.len().checked_sub(1)?;
        let chosen = if let List::At(row) = self.list { Some(row.min(last)) } else { None };
        Some((offers, chosen))
    }

    /// Chooses the next or the previous offer; whether the list is open.
    pub(in crate::tui) fn choose(&mut self, way: Way, model: &Model) -> bool {
        let Some((offers, chosen)) = self.offers(model) else { return false };
        let count = offers.items.len();
        let row = match (way, chosen) {
            (Way::Forth, None) => 0,
            (Way::Forth, Some(row)) => (row + 1) % count,
            (Way::Back, None) => count - 1,
            (Way::Back, Some(row)) => (row + count - 1) % count,
        };
        self.list = List::At(row);
        true
    }

    /// Chooses the offer in this row.
    pub(in crate::tui) const fn choose_row(&mut self, row: usize) {
        self.list = List::At(row);
    }

    /// Puts an offer, or what all have in common, in the place of the word that it completes.
    pub(in crate::tui) fn put(&mut self, from: usize, word: &str) {
        let head = format!("{}{word}", self.input.head().get(..from).unwrap_or_default());
        self.input.set_head(&head);
        self.list = List::Open;
    }

    /// One key of a search; `false` if it ends the search and is to be done as it is.
    fn look_for(&mut self, edit: Edit, history: &History) -> bool {
        let Some(search) = &mut self.search else { return false };
        match edit {
            Edit::Insert(c) => {
                search.word.push(c);
                search.skipped = 0;
            }
            Edit::Backspace => {
                search.word.pop();
                search.skipped = 0;
            }
            Edit::Search | Edit::Older => {
                let more = history.find(&search.word, search.skipped + 1).is_some();
                search.skipped += usize::from(more);
            }
            Edit::Newer => search.skipped = search.skipped.saturating_sub(1),
            _ => return false,
        }
        let line = history.find(&search.word, search.skipped).filter(|_| !search.word.is_empty());
        search.hit = if line.is_none() && !search.word.is_empty() { Hit::Missed } else { Hit::Found };
        let line = line.unwrap_or(&search.draft).to_owned();
        self.input.set(&line);
        true
    }

    /// Ends a search with the line that was found; whether there was one.
    pub(in crate::tui) fn found(&mut self) -> bool {
        self.list = if self.search.is_some() { List::Closed } else { self.list };
        self.search.take().is_some()
    }
}
