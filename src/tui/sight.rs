//! What a person has seen of a conversation: what stood in a frame that was drawn, with nothing unseen above it left out.

use crate::history;
use crate::inspector::Eyes;
use crate::node::{Command, PeerId};

use super::app::{App, Attention, View};
use super::effect::Effect;
use super::model::Peer;
use super::model_talk::{Entry, Source, Talk, Voice};
use super::panel::{Unread, in_view};

/// What the frame that is drawn next shows of what nobody has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sight {
    /// Whose conversation it is.
    peer: PeerId,
    /// The first entry whose last row is not in the frame any more.
    end: usize,
    /// That entry, if its first rows are.
    begun: Option<usize>,
}

impl App {
    /// Before a frame, and whenever something came: what the frame is to show is announced to nobody. What comes while
    /// something else is in view stays unread, with a line before it.
    pub(super) fn see(&mut self) {
        self.sight = None;
        self.model.peers.iter_mut().for_each(|peer| peer.in_sight = 0);
        let now = self.model.now;
        let current = self.model.current.and_then(|row| self.model.peers.get_mut(row));
        let Some(peer) = current.filter(|peer| peer.unseen_from.is_some() || peer.unshown.is_some()) else {
            return;
        };
        if peer.finds_gap() {
            let said = history::made_room(&peer.name);
            peer.talk.push(Entry::new(now, Voice::Program, &said));
        }
        let (id, from, end) = (peer.id, peer.unseen(), peer.talk.end());
        let Some(window) = self.sees().then(|| in_view(self)) else { return self.draw_line(from) };
        let Some(from) = from else {
            // There was no room for the report.
            self.sight = Some(Sight { peer: id, end, begun: None });
            return;
        };
        let (end, begun) = (window.entries.end, window.begun);
        // What is taller than the window is seen once its end is in a frame and its beginning was in one before.
        let is_whole = from >= window.whole_from || self.talk.begun == Some(from);
        if window.entries.contains(&from) && is_whole || begun == Some(from) {
            self.sight = Some(Sight { peer: id, end, begun });
            if let Some(peer) = self.model.find(id) {
                peer.in_sight = peer.unread.saturating_sub(peer.missed_left + peer.news_behind(end).count());
            }
        } else {
            self.draw_line(Some(from));
        }
    }

    /// Draws the line where the unread begins, unless one stands above it already.
    fn draw_line(&mut self, from: Option<usize>) {
        let unread = self.model.peer().map_or(0, |peer| peer.unread);
        let Some(at) = from.filter(|_| unread > 0) else { return };
        if self.talk.unread.is_none_or(|line| line.is_read || at <= line.at) {
            self.talk.unread = Some(Unread { at, count: unread, is_read: false });
        }
    }

    /// After a frame: what it has shown is seen, and texts are reported so.
    pub(super) fn looked(&mut self) -> Vec<Effect> {
        let Some(Sight { peer, end, begun }) = self.sight.take() else { return Vec::new() };
        let Some(peer) = self.model.find(peer) else { return Vec::new() };
        let shown = peer.saw(end).map(|number| Command::Shown { peer: peer.id, number });
        let is_read = peer.unseen_from.is_none();
        self.talk.begun = begun;
        if let Some(line) = &mut self.talk.unread {
            line.is_read |= is_read;
        }
        shown.into_iter().map(Effect::Node).collect()
    }

    /// Whether a person can read the conversation that is there.
    fn sees(&self) -> bool {
        // A pane of two rows is nothing but its frame.
        let has_room = self.areas.conversation.height > 2 && self.areas.conversation.width > 2;
        let is_in_sight = has_room && self.view != View::Bare && self.overlays.is_empty();
        // Who sees sizes alone, or with the eyes of somebody else, has not seen a text.
        let is_readable = self.eyes == Eyes::Mine && !self.is_safe();
        let is_there = self.attention == Attention::Here && self.away.is_none();
        is_in_sight && is_readable && is_there && !self.talk.is_marked
    }
}

impl Peer {
    /// Texts that stay unread behind the next frame.
    pub(super) const fn left(&self) -> usize {
        self.unread.saturating_sub(self.in_sight)
    }

    /// Takes the entry at this place for news.
    pub(super) fn note_news(&mut self, at: usize) {
        self.unread += 1;
        self.mark_news(at);
    }

    /// Takes the entry above all others for news that was missed: it was counted then.
    pub(super) fn note_missed(&mut self) {
        match self.missed_left.checked_sub(1) {
            Some(left) => self.missed_left = left,
            None => self.unread += 1,
        }
        self.mark_news(self.talk.first());
    }

    fn mark_news(&mut self, at: usize) {
        self.unseen_from = Some(self.unseen_from.map_or(at, |from| from.min(at)));
        if let Some(entry) = self.talk.get_mut(at) {
            entry.is_unseen = true;
        }
    }

    /// Nothing was missed any more that is not here.
    pub(super) fn end_missing(&mut self) {
        self.missed_from = None;
        self.unread = self.unread.saturating_sub(std::mem::take(&mut self.missed_left));
    }

    /// Takes all there is for seen.
    pub(super) fn see_all(&mut self) {
        if let Some(from) = self.unseen_from.take() {
            (from.max(self.talk.first())..self.talk.end()).for_each(|at| self.talk.see(at));
        }
        self.end_missing();
        (self.unread, self.in_sight, self.unshown) = (0, 0, None);
    }

    /// Counts anew: news that went is what was missed.
    pub(super) fn count_news(&mut self) {
        self.unread = self.missed_left + self.news_behind(self.talk.first()).count();
    }

    /// Whether news had to make room that nobody has seen: it is missed from now on. How far back it goes, what is kept
    /// says.
    fn finds_gap(&mut self) -> bool {
        let first = self.talk.first();
        if self.unseen_from.is_none_or(|from| from >= first) {
            return false;
        }
        let next = self.news_behind(first).next();
        self.unseen_from = next;
        self.missed_left = self.unread.saturating_sub(self.news_behind(first).count());
        let is_new = self.missed_left > 0 && self.missed_from.is_none();
        self.missed_from = self.missed_from.or_else(|| is_new.then_some(0));
        is_new
    }

    /// The first entry that nobody has seen, as far as it is still here.
    pub(super) fn unseen(&self) -> Option<usize> {
        self.unseen_from.map(|from| from.max(self.talk.first()))
    }

    /// The news from this entry on.
    fn news_behind(&self, from: usize) -> impl Iterator<Item = usize> {
        (from..self.talk.end()).filter(|at| self.talk.get(*at).is_some_and(|entry| entry.is_unseen))
    }

    /// Takes all before this entry for seen; gives the number up to which texts can be reported so.
    fn saw(&mut self, end: usize) -> Option<u64> {
        let from = self.unseen().unwrap_or(end);
        let number = |talk: &Talk, at: usize| match talk.get(at)?.source {
            Source::Peer { carried, .. } => Some(carried.number()),
            _ => None,
        };
        let seen: Vec<usize> = self.news_behind(from).take_while(|at| *at < end).collect();
        for at in &seen {
            self.talk.see(*at);
        }
        self.unread = self.unread.saturating_sub(seen.len());
        self.in_sight = 0;
        let left: Vec<usize> = self.news_behind(end).collect();
        self.unseen_from = left.first().copied();
        let newest = self.unshown.filter(|_| self.missed_from.is_none())?;
        let left: Vec<u64> = left.into_iter().filter_map(|at| number(&self.talk, at)).collect();
        if left.is_empty() {
            return self.unshown.take();
        }
        // Numbers count within a stream: one that goes down is of another stream, of which nothing can be said yet.
        let grows = |last: u64, next: &u64| (*next > last).then_some(*next);
        let seen = seen.into_iter().filter_map(|at| number(&self.talk, at)).next_back();
        seen.filter(|seen| left.iter().try_fold(*seen, grows) == Some(newest))
    }
}
