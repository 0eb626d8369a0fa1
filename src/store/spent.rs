//! Which texts need not be kept any longer.

use core::ops::Range;

use crate::crypto::VerifyingKey;

use super::entry::Whose;
use super::error::Error;
use super::open::Store;
use super::read::Line;
use super::streams::Streams;

/// What need not be kept of a part of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// From one place to before another, oldest first.
    pub places: Vec<Range<u64>>,
    /// The place from which on the rest is to be looked through; `None` if there is nothing more to find.
    pub from: Option<u64>,
}

impl Store {
    /// Looks through so many entries from a place on for those that are older than `at`, in Unix milliseconds, and that
    /// wait for nobody: the peer has what is ours, and what is the peer's was seen here, or printed for a program. What
    /// came after it was known that the streams are so far is not looked at.
    ///
    /// # Errors
    /// A row that does not open, or what the database said.
    pub fn spent(
        &mut self,
        peer: &VerifyingKey,
        at: u64,
        streams: &Streams,
        (from, count): (u64, usize),
    ) -> Result<Spent, Error> {
        let lines = self.onward(peer, (from, streams.next_place), count)?;
        let mut from = lines.last().map(|line| line.place + 1).filter(|_| lines.len() == count);
        let (mut places, mut is_news_behind): (Vec<Range<u64>>, bool) = (Vec::new(), false);
        let mut follows = false;
        for line in &lines {
            let all_waits_behind = is_news_behind && line.place >= streams.own.waiting_from;
            // Entries stand in the order in which they came.
            if line.entry.at.0 >= at || all_waits_behind {
                from = None;
                break;
            }
            let is_spent = streams.is_spent(line);
            is_news_behind |= !is_spent && line.entry.whose == Whose::Theirs;
            match places.last_mut().filter(|_| is_spent && follows) {
                Some(range) => range.end = line.place + 1,
                None if is_spent => places.push(line.place..line.place + 1),
                None => {}
            }
            follows = is_spent;
        }
        Ok(Spent { places, from })
    }
}

impl Streams {
    /// Whether nobody waits for this entry any more, neither there nor here.
    fn is_spent(&self, Line { place, entry }: &Line) -> bool {
        match entry.whose {
            Whose::Own => *place < self.own.waiting_from,
            Whose::Theirs => self.is_behind(self.seen, entry) || self.is_behind(self.printed, entry),
        }
    }
}
