//! How strangers reach net.log: a few lines a second, then a number, whoever floods us.

use std::collections::HashMap;
use std::time::Duration;

use super::bucket::{Bucket, Rate};
use super::door::Source;

/// After a line, further refusals of that source are only counted for so long.
const QUIET: Duration = Duration::from_secs(1);
/// Sources with a line of their own within one second; all others are counted together.
const SOURCES_MAX: usize = 64;

/// Strangers whose links get lines of their own: so many at once, then eight a second.
const CALLERS: Rate = Rate { every: Duration::from_millis(125), burst: 64 };

/// Whether something that a stranger did gets lines of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// It does.
    Write,
    /// It will be part of a number.
    Counted,
}

/// Refusals that had no line of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// Whose; `None` for sources that were too many to be told apart.
    pub source: Option<Source>,
    /// How many.
    pub count: u64,
}

/// Who has had a line in the last second, and what was only counted since.
#[derive(Debug, Default)]
pub struct RejectLog {
    quiet: HashMap<Source, (Duration, u64)>,
    others: Option<(Duration, u64)>,
}

impl RejectLog {
    /// Takes up one refusal.
    pub fn note(&mut self, now: Duration, source: Source) -> Note {
        let until = now.saturating_add(QUIET);
        if let Some((_, count)) = self.quiet.get_mut(&source) {
            *count += 1;
            return Note::Counted;
        }
        if self.quiet.len() < SOURCES_MAX {
            self.quiet.insert(source, (until, 0));
            return Note::Write;
        }
        self.others.get_or_insert((until, 0)).1 += 1;
        Note::Counted
    }

    /// When [`Self::take`] has something to give or to forget.
    pub fn due(&self) -> Option<Duration> {
        self.quiet.values().chain(&self.others).map(|(until, _)| *until).min()
    }

    /// Ends what was quiet long enough, and gives its numbers.
    pub fn take(&mut self, now: Duration) -> Vec<Rest> {
        let over = self.quiet.extract_if(|_, (until, _)| *until <= now);
        let mut rests: Vec<Rest> =
            over.map(|(source, (_, count))| Rest { source: Some(source), count }).collect();
        rests.sort_by_key(|rest| rest.source);
        rests.extend(
            self.others.take_if(|(until, _)| *until <= now).map(|(_, count)| Rest { source: None, count }),
        );
        rests.retain(|rest| rest.count > 0);
        rests
    }
}

/// Which links of strangers get lines of their own, until they have proved who they are.
#[derive(Debug, Default)]
pub struct CallerLog {
    lines: Bucket,
    /// When the number is due, and the number.
    counted: Option<(Duration, u64)>,
}

impl CallerLog {
    /// Takes up one link.
    pub fn note(&mut self, now: Duration) -> Note {
        if self.lines.ready_at(CALLERS) <= now {
            self.lines.take(now, 1, CALLERS);
            return Note::Write;
        }
        self.counted.get_or_insert_with(|| (now.saturating_add(QUIET), 0)).1 += 1;
        Note::Counted
    }

    /// When [`Self::take`] has something to give.
    pub fn due(&self) -> Option<Duration> {
        self.counted.map(|(until, _)| until)
    }

    /// The number of links that had no lines, once a second.
    pub fn take(&mut self, now: Duration) -> Option<u64> {
        self.counted.take_if(|(until, _)| *until <= now).map(|(_, count)| count)
    }
}
