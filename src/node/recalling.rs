//! What was said, told again; how long it is kept, and how it goes for good.

use core::ops::Range;
use std::time::Duration;

use crate::crypto::VerifyingKey;
use crate::store::{self, Change, Keep, Line, Streams};

use super::actor::Actor;
use super::command::{PeerRef, Recall};
use super::delivery::MessageId;
use super::error::Error;
use super::event::Event;
use super::history::{Looked, Recalled, Said};
use super::query::{Answer, Query};

/// How often what is too old is looked for.
const CLEAN_PERIOD: Duration = Duration::from_hours(24);
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

impl Actor {
    pub(super) fn recall(&mut self, peer: &PeerRef, recall: Recall) -> Result<(), Error> {
        let identity = self.peers.resolve(peer)?;
        let (below, count, recalled) = match recall {
            Recall::Last(count) => (u64::MAX, count, Recalled::Asked),
            Recall::Below(place, count) => (place, count, Recalled::Below(place)),
            Recall::ForFile(file) => (u64::MAX, usize::MAX, Recalled::ForFile(file)),
        };
        self.query(Query::Lines { identity, below, count, recalled })
    }

    /// Looks for a word, in what was said with one peer or with anybody.
    pub(super) fn search(
        &mut self,
        peer: Option<&PeerRef>,
        word: &str,
        (below, enough): (u64, usize),
    ) -> Result<(), Error> {
        let identities = match peer {
            Some(peer) => vec![self.peers.resolve(peer)?],
            None => self.peers.active.keys().copied().collect(),
        };
        self.query(Query::Find { identities, word: word.to_lowercase(), below, found: 0, enough })
    }

    pub(super) fn query(&mut self, query: Query) -> Result<(), Error> {
        if !self.keeper.keeps() {
            return Err(Error::NothingKept);
        }
        if self.keeper.ask(query) { Ok(()) } else { Err(Error::TooMuchAsked) }
    }

    /// What the store has found.
    pub(super) fn answered(&mut self, answer: Answer) {
        match answer {
            Answer::Lines { identity, lines, recalled } => {
                let said = lines.into_iter().map(|line| self.said(identity, line)).collect();
                let event = self.history(identity, said, recalled);
                self.tell(event);
            }
            Answer::Page { script, identity, lines } => {
                let event = match lines {
                    Ok(lines) => {
                        let said =
                            lines.into_iter().map(|line| self.said(identity, line).unnamed()).collect();
                        self.history(identity, said, Recalled::Asked)
                    }
                    Err(why) => Event::CommandFailed { command: "get", error: Error::Store(why) },
                };
                self.scripts.end(script, &event);
            }
            Answer::Found { mut identities, word, lines, below, found, enough } => {
                let found = found + lines.len();
                if let Some(identity) = identities.first().copied().filter(|_| !lines.is_empty()) {
                    let recalled = Recalled::Found(word.clone());
                    self.answered(Answer::Lines { identity, lines, recalled });
                }
                // Where nothing was ever said there is no first one.
                if below.is_none() && !identities.is_empty() {
                    identities.remove(0);
                }
                if identities.is_empty() || found >= enough {
                    let looked = if identities.is_empty() { Looked::Everywhere } else { Looked::AtTheNewest };
                    self.tell(Event::Searched { word, found, looked });
                } else {
                    let below = below.unwrap_or(u64::MAX);
                    self.keeper.ask_first(Query::Find { identities, word, below, found, enough });
                }
            }
            Answer::Sought(seek, looked) => self.sought(seek, looked),
            Answer::Old { identity, keep, spent: Ok(spent) } => self.forget((identity, keep), spent),
            Answer::Old { identity, keep, spent: Err(why) } => self.not_forgotten((identity, keep), why),
            Answer::Done(told) => {
                for event in told {
                    self.tell(event);
                }
            }
            Answer::Failed(command, why) => {
                self.tell(Event::CommandFailed { command, error: Error::Store(why) });
            }
        }
    }

    fn history(&self, identity: VerifyingKey, lines: Vec<Said>, recalled: Recalled) -> Event {
        Event::History { peer: (&identity).into(), name: self.peers.name(&identity), lines, recalled }
    }

    pub(super) fn said(&self, identity: VerifyingKey, line: Line) -> Said {
        let outbox = self.peers.active.get(&identity).map(|peer| &peer.outbox);
        let id = outbox.and_then(|outbox| outbox.called(&line)).unwrap_or(MessageId(0));
        let nothing = Streams::new([0; 16]);
        Said::new(line, id, outbox.map_or(&nothing, |outbox| outbox.streams()))
    }

    /// From now on what is said with this peer is kept for so long.
    pub(super) fn keep_for(&mut self, peer: &PeerRef, keep: Keep) -> Result<(), Error> {
        let identity = self.peers.resolve(peer)?;
        if !self.keeper.keeps() {
            return Err(Error::NothingKept);
        }
        self.peers.entry(identity).outbox.keep_for(keep);
        self.keep_streams(identity);
        let told = Event::KeptFor { name: self.peers.name(&identity), keep };
        self.kept_for.entry(identity).or_default().push(told);
        match keep {
            Keep::Forever => self.keeper.tell(self.kept_for.remove(&identity).unwrap_or_default()),
            Keep::Days(_) => self.clean(identity),
        }
        Ok(())
    }

    /// Deletes all that was said with this peer but what still waits for it.
    pub(super) fn delete_history(&mut self, peer: &PeerRef) -> Result<(), Error> {
        let identity = self.peers.resolve(peer)?;
        if !self.keeper.keeps() {
            return Err(Error::NothingKept);
        }
        self.keeper.keep(Change::Delete(identity, 0..u64::MAX));
        let waiting = self.peers.entry(identity).outbox.waiting();
        let count = waiting.len();
        for placed in waiting {
            self.keep_entry(identity, placed);
        }
        self.keep_streams(identity);
        let name = self.peers.name(&identity);
        self.keeper.sweep(vec![Event::HistoryDeleted { peer: (&identity).into(), name, waiting: count }]);
        Ok(())
    }

    /// Looks for what is too old, once a day.
    pub(super) fn clean_all(&mut self, now: Duration) {
        self.cleaned_next = now + CLEAN_PERIOD;
        let identities: Vec<VerifyingKey> = self.peers.active.keys().copied().collect();
        for identity in identities {
            self.clean(identity);
        }
    }

    /// Looks for what need not be kept of what was said with this peer.
    pub(super) fn clean(&mut self, identity: VerifyingKey) {
        let Some(streams) = self.peers.active.get(&identity).map(|peer| peer.outbox.streams().clone()) else {
            return;
        };
        let Keep::Days(days) = streams.keep else { return };
        let before = match days {
            // Whatever the clock says.
            0 => u64::MAX,
            days => self.shared.clock.now().wall.0.saturating_sub(u64::from(days) * DAY_MS),
        };
        let query = Query::Old { identity, before, streams: Box::new(streams), from: 0 };
        self.keeper.ask_old(&identity, query);
    }

    /// Deletes what was found to be kept no longer, unless a person has wished otherwise since.
    fn forget(
        &mut self,
        (identity, asked): (VerifyingKey, Keep),
        (places, rest): (Vec<Range<u64>>, Option<Query>),
    ) {
        if !self.is_wished(&identity, asked) {
            return;
        }
        if !places.is_empty() {
            self.sweeping.deleted(self.shared.clock.now().monotonic);
        }
        for places in places {
            self.keeper.keep(Change::Delete(identity, places));
        }
        match rest {
            Some(rest) => self.keeper.ask_first(rest),
            None => self.forgotten(identity),
        }
    }

    /// What is too old could not be looked for, and nobody is told that it is gone.
    fn not_forgotten(&mut self, (identity, asked): (VerifyingKey, Keep), why: store::Error) {
        if !self.is_wished(&identity, asked) {
            // The wish that came since is looked at by itself.
            return;
        }
        // Nobody has typed what is looked for each day.
        let is_asked = self.kept_for.remove(&identity).is_some();
        self.failed(if is_asked { "history" } else { "store" }, Error::Store(why));
    }

    fn is_wished(&self, identity: &VerifyingKey, keep: Keep) -> bool {
        self.peers.active.get(identity).is_none_or(|peer| peer.outbox.streams().keep == keep)
    }

    /// Nothing is left of what is too old. Who has asked for that is told when no file has traces of it.
    fn forgotten(&mut self, identity: VerifyingKey) {
        let Some(told) = self.kept_for.remove(&identity) else { return self.sweep() };
        // It is written anew now, whatever was deleted before.
        self.sweeping.hurry();
        self.sweeping.begins(self.shared.clock.now().monotonic);
        self.keeper.sweep(told);
    }

    /// Has the file written anew, if it is time for that.
    pub(super) fn sweep(&mut self) {
        if self.sweeping.begins(self.shared.clock.now().monotonic) {
            self.keeper.sweep(Vec::new());
        }
    }
}
