//! A word that is still being typed, looked for in everything that was said: the newest texts that hold it, whoever
//! they were said with.
//!
//! Letters come faster than everything is read. So each such search takes the place of the one before: what of that
//! waits is not asked any more, and what of it is being answered is not told.

use core::cmp::Reverse;

use crate::crypto::VerifyingKey;
use crate::store::{self, Found, Line, Store};

use super::actor::Actor;
use super::error::Error;
use super::event::Event;
use super::history::Hit;
use super::query::{Query, SEARCH_PART};

/// One search, as far as it has come.
#[derive(Debug)]
pub(super) struct Seek {
    /// Which it is: each has a greater number than the one before.
    number: u64,
    word: String,
    /// The conversations that are left: in the first one what stands below this place.
    identities: Vec<VerifyingKey>,
    below: u64,
    /// How many texts hold the word so far.
    found: usize,
    /// The newest of them, the newest first, and how many are enough.
    newest: Vec<(VerifyingKey, Line)>,
    enough: usize,
}

impl Seek {
    /// Looks at the next part.
    pub(super) fn part(&mut self, store: &mut Store) -> Result<(), store::Error> {
        let Some(identity) = self.identities.first().copied() else { return Ok(()) };
        let Found { lines, below } = store.find(&identity, &self.word, self.below, SEARCH_PART)?;
        self.below = below.unwrap_or(u64::MAX);
        if below.is_none() {
            self.identities.remove(0);
        }
        if !lines.is_empty() {
            self.found += lines.len();
            self.newest.extend(lines.into_iter().map(|line| (identity, line)));
            // Of one time what was there first stays first: within a conversation that is the newer one.
            self.newest.sort_by_key(|(_, line)| Reverse(line.entry.at));
            self.newest.truncate(self.enough);
        }
        Ok(())
    }
}

impl Actor {
    /// Looks for a word in what was said with anybody, instead of the one that was looked for so before.
    pub(super) fn seek(&mut self, word: &str, enough: usize) {
        self.seek_no_more();
        let number = self.sought;
        let identities = self.peers.active.keys().copied().collect();
        let word = word.to_lowercase();
        let (below, found, newest) = (u64::MAX, 0, Vec::new());
        let seek = Seek { number, word: word.clone(), identities, below, found, newest, enough };
        if let Err(error) = self.query(Query::Seek(seek)) {
            self.not_sought(word, error);
        }
    }

    /// Of what was typed so far nothing is looked for any more.
    pub(super) fn seek_no_more(&mut self) {
        self.sought += 1;
        self.keeper.forget(|query| matches!(query, Query::Seek(_)));
    }

    /// A part of a search was looked at, or could not be.
    pub(super) fn sought(&mut self, seek: Seek, looked: Result<(), store::Error>) {
        if seek.number != self.sought {
            return;
        }
        if let Err(why) = looked {
            return self.not_sought(seek.word, Error::Store(why));
        }
        if !seek.identities.is_empty() {
            return self.keeper.ask_last(Query::Seek(seek));
        }
        let Seek { word, found, newest, .. } = seek;
        let hit = |(identity, line): (VerifyingKey, Line)| Hit {
            peer: (&identity).into(),
            name: self.peers.name(&identity),
            said: self.said(identity, line),
        };
        let hits = newest.into_iter().map(hit).collect();
        self.tell(Event::Sought { word, found, hits });
    }

    fn not_sought(&mut self, word: String, error: Error) {
        tracing::warn!(command = "search", error = ?error.to_string(), "command_failed");
        self.tell(Event::NotSought { word, error });
    }
}
