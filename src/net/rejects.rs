//! How refusals of strangers reach net.log: one line a second and source, then a number, whoever floods us.

use std::collections::HashMap;
use std::time::Duration;

use super::admission::Source;

/// After a line, further refusals of that source are only counted for so long.
const QUIET: Duration = Duration::from_secs(1);
/// Sources with a line of their own within one second; all others are counted together.
const SOURCES_MAX: usize = 64;

/// Whether a refusal gets a line.
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
