//! What a person has seen of a conversation: what stood in a frame that was drawn, with nothing unseen above it left out.
//!
//! Of a long text that is not opened, its first rows and the line below them that says how many more there are stand for
//! all of it: whoever goes on from there has decided not to open it.

use crate::history;
use crate::inspector::Eyes;
use crate::node::{Command, PeerId};

use super::app::{App, Attention, View};
use super::effect::Effect;
use super::model::Peer;
use super::model_news::Gap;
use super::model_talk::{Entry, Voice};
use super::panel::{Top, Unread, in_view, inside, row_count};

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
    /// Before a frame: what it is to show is announced to nobody. What comes while something else is in view stays
    /// unread, with a line before it.
    pub(super) fn see(&mut self) {
        self.sight = None;
        self.model.peers.iter_mut().for_each(|peer| peer.in_sight = 0);
        self.tell_gap();
        self.window = in_view(self);
        let (sees, begun_before) = (self.sees(), self.talk.begun);
        let current = self.model.current.and_then(|row| self.model.peers.get_mut(row));
        let Some(peer) = current.filter(|peer| peer.has_unseen()) else { return };
        let (from, window) = (peer.talk.news.from(), &self.window);
        let (end, begun) = (window.entries.end, window.begun);
        // What is taller than the window is seen once its end is in a frame and its beginning was in one before.
        let is_in_view = |from: usize| {
            let is_whole = from >= window.whole_from || begun_before == Some(from);
            window.entries.contains(&from) && is_whole || begun == Some(from)
        };
        // Where nothing is unseen, what was seen before is only to be reported.
        if sees && from.is_none_or(is_in_view) {
            peer.in_sight = from.map_or(0, |from| peer.talk.news_within(from..end));
            self.sight = Some(Sight { peer: peer.id, end, begun });
            return;
        }
        let before = self.talk.unread.map(|line| line.at);
        self.draw_line();
        if self.talk.unread.map(|line| line.at) != before {
            // The line is one row more.
            self.window = in_view(self);
        }
    }

    /// Entries of the conversation that nobody has seen.
    pub(super) fn news_here(&self) -> usize {
        self.model.peer().map_or(0, |peer| peer.talk.news.here())
    }

    /// Something came: what the next frame is likely to show is announced to nobody, either. It is laid out in that frame,
    /// and no sooner, so that a flood costs little.
    pub(super) fn foresee(&mut self) {
        if !self.sees() {
            return self.draw_line();
        }
        let is_next = |peer: &Peer| peer.talk.news.here() == peer.in_sight + 1;
        if !self.model.peer().is_some_and(is_next) {
            return;
        }
        if self.talk.top != Top::End {
            // A window that is held shows it if there is room left below.
            let end = self.window.entries.end;
            if end + 1 != self.model.talk().end() {
                return;
            }
            let rows = row_count(self, end, inside(self).0);
            let Some(room) = self.window.room.checked_sub(rows) else { return };
            (self.window.entries.end, self.window.room) = (end + 1, room);
        }
        if let Some(peer) = self.model.current.and_then(|row| self.model.peers.get_mut(row)) {
            peer.in_sight += 1;
        }
    }

    /// Says that news had to make room that nobody has seen.
    fn tell_gap(&mut self) {
        let now = self.model.now;
        let current = self.model.current.and_then(|row| self.model.peers.get_mut(row));
        if let Some(peer) = current
            && peer.talk.news.tell_gap()
        {
            let said = history::made_room(&peer.name);
            peer.talk.push(Entry::new(now, Voice::Program, &said));
        }
    }

    /// Draws the line where the unread begins, unless one stands above it already.
    fn draw_line(&mut self) {
        let Some((at, count)) = self.model.peer().and_then(Peer::unseen) else { return };
        if self.talk.unread.is_none_or(|line| line.is_read || at <= line.at) {
            self.talk.unread = Some(Unread { at, count, is_read: false });
        }
    }

    /// After a frame: what it has shown is seen, and texts are reported so. Nothing counts as seen while that cannot be
    /// reported.
    pub(super) fn looked(&mut self) -> Vec<Effect> {
        let Some(Sight { peer, end, begun }) = self.sight.take().filter(|_| !self.is_full()) else {
            return Vec::new();
        };
        let Some(peer) = self.model.find(peer) else { return Vec::new() };
        let shown = peer.saw(end).map(|number| Command::Shown { peer: peer.id, number });
        let is_read = peer.talk.news.from().is_none();
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
    /// Texts that nobody has seen.
    pub(super) const fn unread(&self) -> usize {
        self.talk.news.count()
    }

    /// Where what nobody has seen begins, as far as it is here, and how many texts that is.
    pub(super) fn unseen(&self) -> Option<(usize, usize)> {
        self.talk.news.from().map(|from| (from, self.unread())).filter(|(_, count)| *count > 0)
    }

    /// Texts that stay unread behind the next frame.
    pub(super) const fn left(&self) -> usize {
        self.unread().saturating_sub(self.in_sight)
    }

    /// Takes all there is for seen.
    pub(super) fn see_all(&mut self) {
        self.talk.see_all();
        (self.in_sight, self.unshown) = (0, None);
    }

    /// Whether there is something that a frame can show for the first time, or that is to be reported as shown.
    fn has_unseen(&self) -> bool {
        let is_to_report = self.unshown.is_some() && self.talk.news.gap() == Gap::None;
        self.talk.news.from().is_some() || is_to_report
    }

    /// Takes all before this entry for seen; gives the number up to which texts can be reported so.
    fn saw(&mut self, end: usize) -> Option<u64> {
        let seen = self.talk.see_before(end);
        self.in_sight = 0;
        let newest = self.unshown.filter(|_| self.talk.news.gap() == Gap::None)?;
        if self.talk.unseen_numbers().next().is_none() {
            return self.unshown.take();
        }
        // Numbers count within a stream: one that goes down is of another stream, of which nothing can be said yet.
        let grows = |last: u64, next: u64| (next > last).then_some(next);
        seen.filter(|seen| self.talk.unseen_numbers().try_fold(*seen, grows) == Some(newest))
    }
}
