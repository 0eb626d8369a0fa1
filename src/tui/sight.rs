//! What a person has seen of a conversation: what stood in a frame that was drawn, with nothing unseen above it left out.

use crate::inspector::Eyes;
use crate::node::{Command, PeerId};

use super::app::{App, Attention, View};
use super::effect::Effect;
use super::model::Peer;
use super::model_talk::{Source, Talk};
use super::panel::{Unread, in_view};

/// What the frame that is drawn next shows of what nobody has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sight {
    /// Whose conversation it is.
    peer: PeerId,
    /// The first entry whose last row is not in the frame any more.
    end: usize,
}

impl App {
    /// Before a frame, and whenever something came: what the frame is to show counts as read on it. What comes while
    /// something else is in view stays unread, with a line before it.
    pub(super) fn see(&mut self) {
        let window = self.sees().then(|| in_view(self));
        self.sight = None;
        let Some(peer) = self.model.current.and_then(|row| self.model.peers.get_mut(row)) else { return };
        let sight = |end| Some(Sight { peer: peer.id, end });
        match (peer.unseen(), window) {
            (Some(from), Some(window)) if window.contains(&from) => {
                self.sight = sight(window.end);
                peer.unread = peer.news_behind(window.end).count();
            }
            (Some(from), _) => {
                peer.unread = peer.unread.max(peer.news_behind(from).count());
                if self.talk.unread.is_none_or(|line| line.is_read || line.at == from) {
                    self.talk.unread = Some(Unread { at: from, count: peer.unread, is_read: false });
                }
            }
            // There was no room for the report.
            (None, Some(_)) if peer.unshown.is_some() => self.sight = sight(peer.talk.end()),
            _ => {}
        }
    }

    /// After a frame: what it has shown is seen, and texts are reported so.
    pub(super) fn looked(&mut self) -> Vec<Effect> {
        let Some(Sight { peer, end }) = self.sight.take() else { return Vec::new() };
        let Some(peer) = self.model.find(peer) else { return Vec::new() };
        let shown = peer.saw(end).map(|number| Command::Shown { peer: peer.id, number });
        if peer.unseen_from.is_none()
            && let Some(line) = &mut self.talk.unread
        {
            line.is_read = true;
        }
        shown.into_iter().map(Effect::Node).collect()
    }

    /// Whether a person can read the conversation that is there.
    fn sees(&self) -> bool {
        let is_in_sight =
            self.areas.conversation.height > 0 && self.view != View::Bare && self.overlays.is_empty();
        // Who sees sizes alone, or with the eyes of somebody else, has not seen a text.
        let is_readable = self.eyes == Eyes::Mine && !self.is_safe();
        let is_there = self.attention == Attention::Here && self.away.is_none();
        is_in_sight && is_readable && is_there && !self.talk.is_marked
    }
}

impl Peer {
    /// The entry at this place is news.
    pub(super) fn has_news(&mut self, at: usize) {
        let from = *self.unseen_from.get_or_insert(at);
        if from < self.talk.first() {
            // What had to make room was not seen: how far back it goes, what is kept says.
            self.missed_from.get_or_insert(0);
        }
        self.unseen_from = Some(from.min(at));
        self.unread += 1;
        if let Some(entry) = self.talk.get_mut(at) {
            entry.is_unseen = true;
        }
    }

    /// The entry above all others is news that was missed.
    pub(super) fn has_old_news(&mut self) {
        self.has_news(self.talk.first());
    }

    /// Nothing of what there is, is news any more.
    pub(super) fn has_seen_all(&mut self) {
        if let Some(from) = self.unseen_from.take() {
            (from..self.talk.end()).for_each(|at| self.talk.see(at));
        }
        (self.unread, self.unshown, self.missed_from) = (0, None, None);
    }

    /// The first entry that nobody has seen, as far as it is still here.
    fn unseen(&self) -> Option<usize> {
        self.unseen_from.map(|from| from.max(self.talk.first()))
    }

    /// The news from this entry on.
    fn news_behind(&self, from: usize) -> impl Iterator<Item = usize> {
        (from..self.talk.end()).filter(|at| self.talk.get(*at).is_some_and(|entry| entry.is_unseen))
    }

    /// All before this entry was seen; gives the number up to which texts can be reported so.
    fn saw(&mut self, end: usize) -> Option<u64> {
        let from = self.unseen().unwrap_or(end);
        let number = |talk: &Talk, at: usize| match talk.get(at)?.source {
            Source::Peer { carried, .. } => Some(carried.number()),
            _ => None,
        };
        let seen = self.news_behind(from).take_while(|at| *at < end);
        let seen = seen.filter_map(|at| number(&self.talk, at)).last();
        (from..end).for_each(|at| self.talk.see(at));
        let left: Vec<usize> = self.news_behind(end).collect();
        self.unseen_from = left.first().copied();
        let newest = self.unshown.filter(|_| self.missed_from.is_none())?;
        let left: Vec<u64> = left.into_iter().filter_map(|at| number(&self.talk, at)).collect();
        if left.is_empty() {
            return self.unshown.take();
        }
        // Numbers count within a stream: one that goes down is of another stream, of which nothing can be said yet.
        let grows = |last: u64, next: &u64| (*next > last).then_some(*next);
        seen.filter(|seen| left.iter().try_fold(*seen, grows) == Some(newest))
    }
}
