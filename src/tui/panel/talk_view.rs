//! How a conversation is looked at: from where, what is selected, what is open. Only rows near the window are
//! ever laid out, however long the conversation is.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::inspector::Eyes;
use crate::tui::action::Step;
use crate::tui::app::App;

use super::draft::rows_above;
use super::talk_rows::{row_count, rules};

/// Where the window begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::tui) enum Top {
    /// Wherever the newest entry is the last row.
    #[default]
    End,
    /// At this row of this entry.
    At(usize, usize),
}

/// More rows than a terminal has.
const ROWS_MAX: usize = 512;

/// The line before what was not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui) struct Unread {
    /// The first entry behind it.
    pub(in crate::tui) at: usize,
    /// How many texts.
    pub(in crate::tui) count: usize,
    /// Whether all of them were seen since.
    pub(in crate::tui) is_read: bool,
}

/// A search that is being typed: what it marks and shows goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tui) struct Tried {
    /// What is typed, in lower case.
    pub(in crate::tui) word: String,
    /// Where the window began before.
    pub(in crate::tui) top: Top,
    /// What was selected, and what was searched for.
    pub(in crate::tui) before: (Option<usize>, Option<String>),
}

/// How a conversation is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::tui) struct TalkView {
    /// Where the window begins.
    pub(in crate::tui) top: Top,
    /// The selected entry.
    pub(in crate::tui) chosen: Option<usize>,
    /// The entries that are shown whole.
    pub(in crate::tui) open: BTreeSet<usize>,
    /// Where the unread begins.
    pub(in crate::tui) unread: Option<Unread>,
    /// The entry of which a frame has shown the beginning, and not yet the end.
    pub(in crate::tui) begun: Option<usize>,
    /// Whether it was marked as not seen: then it stays so while it is in view.
    pub(in crate::tui) is_marked: bool,
    /// What is searched for, in lower case.
    pub(in crate::tui) word: Option<String>,
    /// The search that is being typed.
    pub(in crate::tui) tried: Option<Tried>,
    /// The place of the text that is shown once it is brought in.
    pub(in crate::tui) wanted: Option<u64>,
    /// Rows that other eyes look above the end.
    pub(in crate::tui) up: usize,
}

impl TalkView {
    /// The first entry that is selected or may be in view, of a conversation that ends here.
    pub(in crate::tui) fn reach(&self, end: usize) -> usize {
        let newest = end.saturating_sub(ROWS_MAX);
        let top = match self.top {
            Top::End => newest,
            // What stands before it decides whether a new day is said.
            Top::At(at, _) => newest.min(at.saturating_sub(1)),
        };
        self.chosen.map_or(top, |chosen| top.min(chosen))
    }
}

/// Columns and rows inside the pane as it was drawn last.
pub(in crate::tui) const fn inside(app: &App) -> (usize, usize) {
    let area = app.areas.conversation;
    let (columns, rows) = (area.width.saturating_sub(2) as usize, area.height.saturating_sub(2) as usize);
    if rows == 0 { (40, 10) } else { (columns, rows) }
}

/// The first row of a window of `rows` whose last row is the last of entry `last`.
pub(super) fn top_above(app: &App, last: usize, (columns, rows): (usize, usize)) -> (usize, usize) {
    let first = app.model.talk().first();
    let mut left = rows;
    for at in (first..=last).rev() {
        let count = row_count(app, at, columns);
        if count >= left {
            return (at, count - left);
        }
        left -= count;
    }
    (first, 0)
}

/// The rows of a window: the entry and row where it begins, or the end.
pub(super) fn top(app: &App, size: (usize, usize)) -> (usize, usize) {
    let talk = app.model.talk();
    match app.talk.top {
        Top::At(at, row) if at >= talk.first() && at < talk.end() => (at, row),
        Top::At(at, _) if at < talk.first() => (talk.first(), 0),
        _ => top_above(app, talk.end().saturating_sub(1), size),
    }
}

/// What a window shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::tui) struct InView {
    /// The entry and the row of it where it begins.
    pub(super) top: (usize, usize),
    /// The entries whose last row is in it.
    pub(in crate::tui) entries: Range<usize>,
    /// The first of them of which the beginning is in it, too.
    pub(in crate::tui) whole_from: usize,
    /// The entry behind them, if its beginning is in it.
    pub(in crate::tui) begun: Option<usize>,
    /// Rows that are left below all entries, where the window does not follow the end.
    pub(in crate::tui) room: usize,
}

/// What the window shows, as far as nothing lies over it.
pub(in crate::tui) fn in_view(app: &App) -> InView {
    let size = inside(app);
    let (from, skipped) = top(app, size);
    let covered = usize::from(rows_over(app));
    let (mut end, mut left) = (from, size.1.saturating_sub(covered) + skipped);
    let is_there = |at: usize| at < app.model.talk().end();
    if app.talk.top == Top::End && covered == 0 {
        (end, left) = (app.model.talk().end(), 0);
    }
    while is_there(end) {
        let count = row_count(app, end, size.0);
        if count > left {
            break;
        }
        left -= count;
        end += 1;
    }
    let begins = |at: usize, rows: usize| rows > rules(app, at, size.0).len();
    let is_cut = begins(from, skipped);
    // Of what is taller than the window the middle alone is neither.
    let is_beginning = end > from || !is_cut || app.talk.begun == Some(end);
    InView {
        top: (from, skipped),
        entries: from..end,
        whole_from: from + usize::from(is_cut),
        begun: (is_there(end) && begins(end, left) && is_beginning).then_some(end),
        room: if is_there(end) { 0 } else { left },
    }
}

/// How many rows of the pane lie under what is said or offered above the line that is typed.
fn rows_over(app: &App) -> u16 {
    let pane_end = app.areas.conversation.bottom().saturating_sub(1);
    pane_end.saturating_sub(app.areas.composer.y.saturating_sub(rows_above(app)))
}

/// The entry in this row of the pane, its frame being row 0.
pub(in crate::tui) fn entry_at(app: &App, row: usize) -> Option<usize> {
    let size = inside(app);
    let (from, skipped) = top(app, size);
    let mut left = row.checked_sub(1).filter(|row| *row < size.1)? + skipped;
    (from..app.model.talk().end()).find(|at| {
        let count = row_count(app, *at, size.0);
        let is_here = left < count;
        left = left.saturating_sub(count);
        is_here
    })
}

/// The same window so many rows further down; `None` where it would reach the end.
fn below(app: &App, from: (usize, usize), by: usize, size: (usize, usize)) -> Option<(usize, usize)> {
    let last = app.model.talk().end().checked_sub(1)?;
    let lowest = top_above(app, last, size);
    let (mut at, mut row) = (from.0, from.1 + by);
    while at < lowest.0 {
        let count = row_count(app, at, size.0);
        if row < count {
            return Some((at, row));
        }
        row -= count;
        at += 1;
    }
    ((at, row) < lowest).then_some((at, row))
}

/// The same window so many rows further up.
fn above(app: &App, from: (usize, usize), by: usize, size: (usize, usize)) -> (usize, usize) {
    if by <= from.1 {
        return (from.0, from.1 - by);
    }
    match from.0.checked_sub(1).filter(|at| *at >= app.model.talk().first()) {
        Some(before) => top_above(app, before, (size.0, by - from.1)),
        None => (from.0, 0),
    }
}

impl App {
    /// Scrolls the conversation; what is selected stays selected.
    pub(in crate::tui) fn scroll(&mut self, step: Step) {
        if self.eyes != Eyes::Mine {
            return self.scroll_eyes(step);
        }
        let size = inside(self);
        let from = top(self, size);
        let page = size.1.saturating_sub(1).max(1);
        let to = match step {
            Step::Up | Step::Back => Some(above(self, from, 1, size)),
            Step::PageUp => Some(above(self, from, page, size)),
            Step::Home => Some((self.model.talk().first(), 0)),
            Step::Down | Step::Ahead => below(self, from, 1, size),
            Step::PageDown => below(self, from, page, size),
            Step::End => None,
        };
        self.show_from(to);
    }

    /// Other eyes have no entries to select: rows go by, counted from the end. The next frame knows how many there are.
    fn scroll_eyes(&mut self, step: Step) {
        let (up, page) = (self.talk.up, inside(self).1.saturating_sub(1).max(1));
        self.talk.up = match step {
            Step::Up | Step::Back => up + 1,
            Step::Down | Step::Ahead => up.saturating_sub(1),
            Step::PageUp => up + page,
            Step::PageDown => up.saturating_sub(page),
            Step::Home => usize::MAX / 2,
            Step::End => 0,
        };
    }

    /// A window that reaches the end, and in which nothing is selected, follows it.
    pub(in crate::tui) fn settle_talk(&mut self) {
        if let (Top::At(at, row), None) = (self.talk.top, self.talk.chosen) {
            self.show_from(Some((at, row)));
        }
    }

    /// Puts the window here; the end stays the end.
    pub(in crate::tui) fn show_from(&mut self, to: Option<(usize, usize)>) {
        let size = inside(self);
        let to = to.filter(|to| below(self, *to, 0, size).is_some());
        match to {
            Some((at, row)) => {
                self.talk.top = Top::At(at, row);
            }
            None => self.show_end(),
        }
    }

    fn show_end(&mut self) {
        (self.talk.top, self.talk.is_marked) = (Top::End, false);
    }

    /// Selects another entry, and brings it into view.
    pub(in crate::tui) fn select(&mut self, step: Step) {
        if self.eyes != Eyes::Mine {
            return self.scroll_eyes(step);
        }
        let talk = self.model.talk();
        let (first, Some(last)) = (talk.first(), talk.end().checked_sub(1)) else { return };
        if last < first {
            return;
        }
        if step == Step::End {
            self.talk.chosen = None;
            return self.show_end();
        }
        let Some(chosen) = self.talk.chosen else {
            let at = if step == Step::Home { first } else { self.lowest_in_view() };
            return self.choose(at);
        };
        match step {
            Step::Up | Step::Back => self.choose(chosen.saturating_sub(1).max(first)),
            Step::Down | Step::Ahead => self.choose((chosen + 1).min(last)),
            Step::Home => self.choose(first),
            Step::PageUp | Step::PageDown | Step::End => {
                self.scroll(step);
                let size = inside(self);
                let at = if step == Step::PageUp { top(self, size).0 } else { self.lowest_in_view() };
                self.choose(at);
            }
        }
    }

    fn lowest_in_view(&self) -> usize {
        let (columns, rows) = inside(self);
        let (mut at, row) = top(self, (columns, rows));
        let (last, mut left) = (self.model.talk().end().saturating_sub(1), rows + row);
        while at < last {
            let count = row_count(self, at, columns);
            if count >= left {
                break;
            }
            left -= count;
            at += 1;
        }
        at
    }

    /// Selects this entry. Whoever has selected one does not want it to move: the window is held.
    pub(in crate::tui) fn choose(&mut self, at: usize) {
        let size = inside(self);
        let held = top(self, size);
        self.talk.chosen = Some(at);
        self.talk.top = Top::At(held.0, held.1);
        if at < held.0 || at == held.0 && held.1 > 0 {
            self.talk.top = Top::At(at, 0);
        } else {
            let lowest = top_above(self, at, size);
            if lowest > held {
                self.talk.top = Top::At(lowest.0, lowest.1);
            }
        }
    }

    /// Selects this entry, with as much in view before it as behind it.
    pub(in crate::tui) fn choose_amid(&mut self, at: usize) {
        let (columns, rows) = inside(self);
        let amid = top_above(self, at, (columns, (rows / 2).max(1)));
        let lowest = top_above(self, self.model.talk().end().saturating_sub(1), (columns, rows));
        let (at_entry, row) = amid.min(lowest);
        (self.talk.chosen, self.talk.top) = (Some(at), Top::At(at_entry, row));
    }

    /// Nothing is selected or searched for any more; a window at the end follows again.
    pub(in crate::tui) fn let_go(&mut self) {
        (self.talk.chosen, self.talk.word, self.talk.wanted) = (None, None, None);
        let size = inside(self);
        let from = top(self, size);
        self.show_from(Some(from));
    }
}
