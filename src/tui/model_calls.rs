//! Calls that come to nothing. Those of one kind are one line with a count, and a stranger's are no part of any
//! conversation.

use std::time::Duration;

use crate::inspector::clock_text;
use crate::node::{Event, Origin, UnixMillis};
use crate::why::End;

use super::alarm::is_alarming;
use super::model::{Link, Model, Typing};
use super::model_apply::shown;
use super::model_talk::{Entry, Source, Voice};

/// Entries above which a line is too far up to be counted on; another one is put below.
const REACH: usize = 40;

/// How often something was tried, and when it is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tries {
    /// Of what: an address or a name.
    pub(super) of: String,
    /// How often it failed.
    count: u32,
    /// When it failed last.
    last: UnixMillis,
    /// What comes next.
    pub(super) next: Next,
}

/// What comes after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Another try at this time.
    At(UnixMillis),
    /// It is being tried.
    Now,
    /// Nothing: it came about, or was given up.
    Nothing,
}

impl Tries {
    /// ` · 7 tries, the last at 10:42:12 · next in 4 s`
    pub(super) fn text(&self, now: UnixMillis) -> String {
        let clock: String = clock_text(self.last).chars().take(8).collect();
        let count = if self.count > 1 {
            format!(" · {} tries, the last at {clock}", self.count)
        } else {
            String::new()
        };
        let next = match self.next {
            Next::At(at) => match (at.0 / 1_000).saturating_sub(now.0 / 1_000) {
                0 => " · trying again…".to_owned(),
                seconds => format!(" · next in {seconds} s"),
            },
            Next::Now => " · trying again…".to_owned(),
            Next::Nothing => String::new(),
        };
        format!("{count}{next}")
    }
}

impl Model {
    /// A dial reached nobody.
    pub(super) fn dial_failed(&mut self, to: &str, error: &str, retry_in: Option<Duration>) {
        let row = self.whom(to);
        // The error names the address, which is not the name of who is there.
        let known = row.and_then(|row| self.peers.get(row));
        let said = known.map_or_else(|| error.to_owned(), |peer| format!("{}: {error}", peer.name));
        self.tried((to, row), &said, retry_in);
    }

    /// A dial is tried once more.
    pub(super) fn dials_again(&mut self, to: &str) {
        let row = self.whom(to);
        self.tries(row, |tries| tries.next = if tries.of == to { Next::Now } else { tries.next });
    }

    /// What was tried came about, or was given up: nothing counts down any more.
    pub(super) fn tried_enough(&mut self, of: &[&str]) {
        for row in of.iter().map(|of| self.whom(of)).chain([None]).collect::<Vec<_>>() {
            let ends = |tries: &Tries| of.contains(&tries.of.as_str());
            self.tries(row, |tries| tries.next = if ends(tries) { Next::Nothing } else { tries.next });
        }
    }

    /// Whether the conversation says in how many seconds something is tried again.
    pub(super) fn counts_down(&self) -> bool {
        let waits = |entry: &Entry| match &entry.source {
            Source::Tries(Tries { next: Next::At(at), .. }) => at.0 / 1_000 > self.now.0 / 1_000,
            _ => false,
        };
        self.talk().iter().rev().take(REACH).any(|(_, entry)| waits(entry))
    }

    /// The peer of this name, or at this address.
    pub(super) fn whom(&self, to: &str) -> Option<usize> {
        let named = self.peers.iter().position(|peer| peer.name == to);
        named.or_else(|| self.peers.iter().position(|peer| peer.address == to))
    }

    fn tries(&mut self, row: Option<usize>, change: impl Fn(&mut Tries)) {
        let talk = match row.and_then(|row| self.peers.get_mut(row)) {
            Some(peer) => &mut peer.talk,
            None => self.talk_mut(),
        };
        for entry in talk.newest_mut().take(REACH) {
            if let Source::Tries(tries) = &mut entry.source {
                change(tries);
            }
        }
    }

    /// Something failed: one line, however often, in the conversation it belongs to.
    fn tried(&mut self, (of, row): (&str, Option<usize>), said: &str, retry_in: Option<Duration>) {
        let now = self.now;
        let wait = retry_in.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
        let next = wait.map_or(Next::Nothing, |wait| Next::At(UnixMillis(now.0.saturating_add(wait))));
        let talk = match row.and_then(|row| self.peers.get_mut(row)) {
            Some(peer) => &mut peer.talk,
            None => self.talk_mut(),
        };
        let goes_on = |entry: &&mut Entry| match &entry.source {
            Source::Tries(tries) => tries.of == of && tries.next != Next::Nothing,
            _ => false,
        };
        if let Some(entry) = talk.newest_mut().take(REACH).find(goes_on) {
            entry.lines = said.lines().map(ToOwned::to_owned).collect();
            if let Source::Tries(tries) = &mut entry.source {
                (tries.count, tries.last, tries.next) = (tries.count.saturating_add(1), now, next);
            }
            return;
        }
        let source = Source::Tries(Tries { of: of.to_owned(), count: 1, last: now, next });
        talk.push(Entry { source, ..Entry::new(now, Voice::Program, said) });
    }

    /// A session or a handshake is over.
    pub(super) fn closed(&mut self, event: Event) {
        let (cut, end) = (event.cut_before_session(), End::of(&event));
        let Event::Closed { name, peer: id, origin, reason, error, established, retry_in, .. } = event else {
            return;
        };
        let name = shown(&name);
        let why = match (cut, &error, reason) {
            (Some(cut), ..) => cut.to_owned(),
            (None, Some(error), _) => shown(&error.to_string()),
            (None, None, Some(reason)) => reason.name().to_owned(),
            (None, None, None) => "goodbye".to_owned(),
        };
        let bad = reason.is_some_and(|reason| error.is_some() && is_alarming(reason.verdict()));
        if !established {
            self.ladders.failed(&name, id, &why);
        }
        let now = self.now;
        if let Some(id) = id {
            let short = id.0.short();
            if self.questions.iter().any(|question| question.name() == short) {
                self.settle_card(&short, "○ LEFT", "It has left before you decided.");
            }
            self.questions.retain(|question| question.name() != short);
            if let Some(peer) = self.find(id) {
                peer.link = Link::Ended(why.clone());
                peer.since = if established { Some(now) } else { peer.since };
                peer.typing = Typing::No;
            }
        }
        let row = self.whom(&name);
        if retry_in.is_none() {
            self.tried_enough(&[&name]);
        }
        match (established, row, origin) {
            (true, ..) => {
                let then = if retry_in.is_some() { "; it is dialled again" } else { "" };
                let voice = if bad { Voice::Alarm } else { Voice::Program };
                let said = format!("{name}: the link is closed: {why}{then}");
                let source = end.map_or(Source::None, Source::Ended);
                self.tell_entry(&name, Entry { source, ..Entry::new(now, voice, &said) });
            }
            (false, None, Origin::Accepted) => self.stranger(&name, &why),
            (false, row, _) => {
                // What was cut off says already that no session came about.
                let what = if cut.is_some() { "" } else { "no session came about: " };
                self.tried((&name, row), &format!("{name}: {what}{why}"), retry_in);
            }
        }
    }

    /// Somebody nobody knows called, and nothing came of it: it is said once, beside the conversations.
    pub(super) fn stranger(&mut self, from: &str, why: &str) {
        self.aside = Some(format!("from {from}: {why}"));
    }
}
