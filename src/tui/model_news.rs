//! What nobody has seen of a conversation: some of its entries, and texts that are not among them.

use std::ops::Range;

use super::model_talk::{Entry, Source, Talk};

/// What nobody has seen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct News {
    /// The first entry that no frame has shown; whatever is news stands there or behind it.
    from: Option<usize>,
    /// Entries that are news.
    here: usize,
    /// Texts that are not here.
    missed: usize,
    /// How far back those go.
    gap: Gap,
    /// That news had to make room is not said yet.
    is_untold: bool,
}

/// How far back it goes what nobody has seen and what is not here. Until the conversation reaches there no text is
/// reported as shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Gap {
    /// All of it is here.
    #[default]
    None,
    /// The oldest text stands at this place of what is kept.
    From(u64),
    /// A text is not kept, so that it never comes back.
    Endless,
}

impl News {
    /// The first entry that no frame has shown.
    pub(super) const fn from(&self) -> Option<usize> {
        self.from
    }

    /// How many entries nobody has seen.
    pub(super) const fn here(&self) -> usize {
        self.here
    }

    /// How many texts nobody has seen, here or not.
    pub(super) const fn count(&self) -> usize {
        self.here + self.missed
    }

    /// How far back it goes what is not here.
    pub(super) const fn gap(&self) -> Gap {
        self.gap
    }

    /// So many texts were missed before the entry `at`, the oldest at this place.
    pub(super) fn miss(&mut self, missed: usize, (oldest, at): (u64, usize)) {
        (self.missed, self.gap) = (missed, Gap::From(oldest));
        self.begin(at);
    }

    /// Nothing was missed any more that is not here.
    pub(super) const fn end_missing(&mut self) {
        (self.missed, self.gap, self.is_untold) = (0, Gap::None, false);
    }

    /// Whether it is to be said that news had to make room: it is, from then on.
    pub(super) const fn tell_gap(&mut self) -> bool {
        std::mem::replace(&mut self.is_untold, false)
    }

    fn begin(&mut self, at: usize) {
        self.from = Some(self.from.map_or(at, |from| from.min(at)));
    }

    /// A text had to make room that nobody has seen, and that is kept at this place, if it is.
    fn lose(&mut self, place: Option<u64>) {
        self.missed += 1;
        self.is_untold |= self.gap == Gap::None;
        self.gap = match (self.gap, place) {
            (Gap::None, Some(place)) => Gap::From(place),
            (Gap::From(oldest), Some(place)) => Gap::From(oldest.min(place)),
            (Gap::Endless, _) | (_, None) => Gap::Endless,
        };
    }
}

impl Talk {
    /// Takes the entry of this number for news.
    pub(super) fn note_news(&mut self, at: usize) {
        if let Some(entry) = self.get_mut(at).filter(|entry| !entry.is_unseen) {
            entry.is_unseen = true;
            self.news.here += 1;
            self.news.begin(at);
        }
    }

    /// Takes the entry above all others for news that was missed: it was counted then.
    pub(super) fn note_missed(&mut self) {
        self.news.missed = self.news.missed.saturating_sub(1);
        self.note_news(self.first());
    }

    /// Takes the news before this entry for seen; gives the number of the last text among them.
    pub(super) fn see_before(&mut self, end: usize) -> Option<u64> {
        let mut last = None;
        for at in self.news.from.unwrap_or(end)..end {
            if let Some(entry) = self.get_mut(at).filter(|entry| entry.is_unseen) {
                entry.is_unseen = false;
                last = number(entry).or(last);
                self.news.here -= 1;
            }
        }
        self.news.from = self.next_news(end);
        last
    }

    /// Takes all there is for seen, here or not.
    pub(super) fn see_all(&mut self) {
        self.see_before(self.end());
        self.news.end_missing();
    }

    /// The numbers of the texts that nobody has seen.
    pub(super) fn unseen_numbers(&self) -> impl Iterator<Item = u64> {
        let unseen = self.news.from.map_or(0..0, |from| from..self.end());
        unseen.filter_map(|at| self.get(at).filter(|entry| entry.is_unseen)).filter_map(number)
    }

    /// How many files are news.
    pub(super) fn unseen_files(&self) -> usize {
        let unseen = self.news.from.map_or(0..0, |from| from..self.end());
        let is_file = |entry: &&Entry| entry.is_unseen && matches!(entry.source, Source::File(_));
        unseen.filter_map(|at| self.get(at)).filter(is_file).count()
    }

    /// How many of these entries are news.
    pub(super) fn news_within(&self, entries: Range<usize>) -> usize {
        entries.filter(|at| self.get(*at).is_some_and(|entry| entry.is_unseen)).count()
    }

    /// Notes that this entry, the first one, has gone.
    pub(super) fn note_gone(&mut self, entry: &Entry) {
        if entry.is_unseen {
            self.news.here -= 1;
            if number(entry).is_some() {
                self.news.lose(entry.place);
            }
        }
        if self.news.from.is_some_and(|from| from < self.first()) {
            self.news.from = self.next_news(self.first());
        }
    }

    /// The first news from this entry on.
    fn next_news(&self, from: usize) -> Option<usize> {
        let mut all = if self.news.here > 0 { from..self.end() } else { 0..0 };
        all.find(|at| self.get(*at).is_some_and(|entry| entry.is_unseen))
    }
}

/// The number of a text of the peer.
const fn number(entry: &Entry) -> Option<u64> {
    match entry.source {
        Source::Peer { carried, .. } => Some(carried.number()),
        _ => None,
    }
}
