//! What the store is asked beside writing: in parts, so that nothing that is written waits for long.

use core::ops::Range;

use crate::crypto::VerifyingKey;
use crate::store::{self, Keep, Line, Spent, Store, Streams};

use super::event::Event;
use super::history::{PAGE_LINES, Recalled};
use super::seek::Seek;

/// Entries that are looked at before what was written meanwhile has its turn.
const PART: usize = 4_096;
/// The same for a search, which looks at fewer if they have so many bytes.
pub(super) const SEARCH_PART: (usize, usize) = (PART, 1 << 20);

/// A question to the store.
#[derive(Debug)]
pub(super) enum Query {
    /// The last entries of a conversation below a place.
    Lines { identity: VerifyingKey, below: u64, count: usize, recalled: Recalled },
    /// A page of a conversation, the last one below a place: a script asks.
    Page { script: u64, identity: VerifyingKey, below: u64 },
    /// A word, in these conversations: in the first one below this place.
    Find { identities: Vec<VerifyingKey>, word: String, below: u64, found: usize, enough: usize },
    /// A word that is still being typed.
    Seek(Seek),
    /// Which entries from a place on are older than this, in Unix milliseconds, and wait for nobody.
    Old { identity: VerifyingKey, before: u64, streams: Box<Streams>, from: u64 },
    /// Write the file anew without the traces of what was deleted; these are told then.
    Sweep(Vec<Event>),
    /// Nothing: these are told in their turn.
    Tell(Vec<Event>),
}

/// What it says.
#[derive(Debug)]
pub(super) enum Answer {
    Lines {
        identity: VerifyingKey,
        lines: Vec<Line>,
        recalled: Recalled,
    },
    Page {
        script: u64,
        identity: VerifyingKey,
        lines: Result<Vec<Line>, store::Error>,
    },
    /// What a part of the search has found, and where the next one goes on.
    Found {
        identities: Vec<VerifyingKey>,
        word: String,
        lines: Vec<Line>,
        below: Option<u64>,
        found: usize,
        enough: usize,
    },
    /// A part of what is looked for while it is typed, or why there is none.
    Sought(Seek, Result<(), store::Error>),
    /// These, and what is to be asked for the rest.
    Old {
        identity: VerifyingKey,
        /// For how long what is said was to be kept when this was asked.
        keep: Keep,
        spent: Result<(Vec<Range<u64>>, Option<Query>), store::Error>,
    },
    /// It is done, so that these are told.
    Done(Vec<Event>),
    /// In the name of which command.
    Failed(&'static str, store::Error),
}

impl Query {
    pub(super) fn answer(self, store: &mut Store) -> Answer {
        let command = self.command();
        self.tried(store).unwrap_or_else(|why| Answer::Failed(command, why))
    }

    /// Nobody has typed what is swept each day.
    const fn command(&self) -> &'static str {
        match self {
            Self::Sweep(told) if told.is_empty() => "store",
            _ => "history",
        }
    }

    fn tried(self, store: &mut Store) -> Result<Answer, store::Error> {
        Ok(match self {
            Self::Lines { identity, below, count, recalled } => {
                let lines = store.before(&identity, below, count)?;
                Answer::Lines { identity, lines, recalled }
            }
            Self::Page { script, identity, below } => {
                let lines = store.before(&identity, below, PAGE_LINES);
                Answer::Page { script, identity, lines }
            }
            Self::Find { identities, word, below, found, enough } => {
                let none = store::Found { lines: Vec::new(), below: None };
                let part = identities.first().map(|peer| store.find(peer, &word, below, SEARCH_PART));
                let store::Found { lines, below } = part.transpose()?.unwrap_or(none);
                Answer::Found { identities, word, lines, below, found, enough }
            }
            Self::Seek(mut seek) => {
                let looked = seek.part(store);
                Answer::Sought(seek, looked)
            }
            Self::Old { identity, before, streams, from } => {
                let (keep, spent) = (streams.keep, store.spent(&identity, before, &streams, (from, PART)));
                let rest = |from| Self::Old { identity, before, streams, from };
                let spent = spent.map(|Spent { places, from }| (places, from.map(rest)));
                Answer::Old { identity, keep, spent }
            }
            Self::Sweep(told) => {
                store.sweep()?;
                Answer::Done(told)
            }
            Self::Tell(told) => Answer::Done(told),
        })
    }
}
