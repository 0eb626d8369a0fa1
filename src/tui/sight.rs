//! What a person has seen of a conversation: what stood in a frame that was drawn, with nothing unseen above it left out.

use crate::inspector::Eyes;
use crate::node::{Command, PeerId};

use super::app::{App, Attention, View};
use super::effect::Effect;
use super::model::Peer;
use super::model_talk::Source;
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
    /// Something new is at this place.
    pub(super) fn has_news(&mut self, at: usize) {
        self.unseen_from.get_or_insert(at);
        self.unread += 1;
    }

    /// The first entry that nobody has seen, as far as it is still here.
    fn unseen(&self) -> Option<usize> {
        self.unseen_from.map(|from| from.max(self.talk.first()))
    }

    /// The entries from this one on that are news: what the peer said, and files that it offers.
    fn news_behind(&self, from: usize) -> impl Iterator<Item = usize> {
        let is_news = |at: &usize| self.talk.get(*at).is_some_and(super::model_talk::Entry::is_news);
        (from..self.talk.end()).filter(is_news)
    }

    /// All before this entry was seen; gives the number up to which texts can be reported so.
    fn saw(&mut self, end: usize) -> Option<u64> {
        let from = self.unseen().unwrap_or(end);
        let next = self.news_behind(end).next();
        self.unseen_from = next;
        let newest = self.unshown.filter(|_| self.missed == 0)?;
        let number = |at: usize| match self.talk.get(at)?.source {
            Source::Peer { carried, .. } => Some(carried.number()),
            _ => None,
        };
        let left: Vec<u64> = self.news_behind(end).filter_map(number).collect();
        if left.is_empty() {
            return self.unshown.take();
        }
        let seen = (from..end).filter_map(number).next_back()?;
        // Numbers count within a stream: one that goes down is of another stream, of which nothing can be said yet.
        let is_one_stream =
            left.iter().try_fold(seen, |last, next| (*next > last).then_some(*next)) == Some(newest);
        is_one_stream.then_some(seen)
    }
}
