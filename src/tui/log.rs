//! net.log as the screen knows it: the newest lines, and how the file does. They come in by a bounded queue.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::mem::swap;
use std::ops::Range;

use crate::capture::FileHealth;
use crate::inspector::filter::{Filter, LogFields};

/// Lines that are kept to be looked at; the file has them all.
const LINES_MAX: usize = 5_000;

/// How important a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Something does not work.
    Error,
    /// Something was refused or lost.
    Warn,
    /// Something happened.
    Info,
    /// One frame, or less.
    Debug,
}

impl LogLevel {
    /// As it stands in the log.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Error => "ERROR",
            Self::Warn => "WARN",
            Self::Info => "INFO",
            Self::Debug => "DEBUG",
        }
    }
}

/// One line, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When, as it stands in the log.
    pub time: String,
    /// How important.
    pub level: LogLevel,
    /// What.
    pub event: String,
    /// Names and values.
    pub fields: Vec<(String, String)>,
}

impl LogLine {
    /// The value of a field.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Display for LogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.time, self.level.name(), self.event)?;
        self.fields.iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))
    }
}

/// News of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogNews {
    /// Lines written since the last news, the oldest first.
    pub lines: Vec<LogLine>,
    /// Lines that did not come to the screen since its start; they are in the file.
    pub missed: u64,
    /// How the file does.
    pub health: FileHealth,
}

impl LogFields for LogLine {
    fn head(&self) -> [&str; 3] {
        [&self.time, self.level.name(), &self.event]
    }

    fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// What is known of the log. Rows are those of the lines that are shown, numbers are of all lines and stay.
#[derive(Debug, Default)]
pub(super) struct Log {
    lines: VecDeque<LogLine>,
    /// Lines that were forgotten here, so that numbers stay.
    forgotten: u64,
    /// What of it is shown, if not all is.
    shown: Option<Shown>,
    /// Lines that did not come to the screen.
    pub(super) missed: u64,
    /// How the file does; `None` while nobody has said.
    pub(super) health: Option<FileHealth>,
    /// What stands for each line that is looked at, if it is not itself.
    mask: Option<Mask>,
}

/// What is shown instead of a line.
type Mask = fn(&LogLine) -> LogLine;

/// How the log is told of.
#[derive(Debug)]
pub(super) struct Telling {
    mask: Option<Mask>,
    filter: String,
    health: Option<FileHealth>,
}

/// The lines that a filter lets through.
#[derive(Debug)]
struct Shown {
    text: String,
    filter: Filter,
    /// Their numbers, ascending.
    numbers: VecDeque<u64>,
}

impl Log {
    /// Takes news.
    pub(super) fn take(&mut self, news: LogNews) {
        for line in news.lines {
            let number = self.number_at(self.lines.len());
            if let Some(shown) = self.shown.as_mut().filter(|shown| shown.filter.matches_line(&line)) {
                shown.numbers.push_back(number);
            }
            self.lines.push_back(line);
        }
        while self.lines.len() > LINES_MAX {
            self.lines.pop_front();
            self.forgotten += 1;
        }
        if let Some(shown) = &mut self.shown {
            while shown.numbers.front().is_some_and(|number| *number < self.forgotten) {
                shown.numbers.pop_front();
            }
        }
        self.missed = news.missed;
        self.health = Some(news.health);
    }

    /// What stands for each line, for the filter and for how the file does.
    pub(super) fn telling(&self, mask: Mask, health: impl Fn(&FileHealth) -> FileHealth) -> Telling {
        let filter = "a filter".to_owned();
        Telling { mask: Some(mask), filter, health: self.health.as_ref().map(health) }
    }

    /// Is told in this way from now on; gives back how it was.
    pub(super) fn exchange(&mut self, telling: &mut Telling) {
        swap(&mut self.mask, &mut telling.mask);
        swap(&mut self.health, &mut telling.health);
        if let Some(shown) = &mut self.shown {
            swap(&mut shown.text, &mut telling.filter);
        }
    }

    /// Shows what this filter lets through; an empty one shows all.
    pub(super) fn limit(&mut self, text: &str, filter: Filter) {
        let through = self.lines.iter().zip(self.forgotten..);
        let through = through.filter(|(line, _)| filter.matches_line(*line)).map(|(_, number)| number);
        let numbers = through.collect();
        self.shown = (!filter.is_empty()).then(|| Shown { text: text.to_owned(), filter, numbers });
    }

    /// The same, if other names are understood in it than before.
    pub(super) fn limit_anew(&mut self, text: &str, filter: Filter) {
        if self.shown.as_ref().is_some_and(|shown| !shown.filter.is_named_as(&filter)) {
            self.limit(text, filter);
        }
    }

    /// The filter that counts, if there is one.
    pub(super) fn filter(&self) -> Option<&str> {
        self.shown.as_ref().map(|shown| shown.text.as_str())
    }

    /// How many of the lines a filter lets through.
    pub(super) fn count(&self, filter: &Filter) -> usize {
        self.lines.iter().filter(|line| filter.matches_line(*line)).count()
    }

    /// The lines that are kept, shown or not, the oldest first.
    pub(super) fn lines(&self) -> impl Iterator<Item = &LogLine> {
        self.lines.iter()
    }

    /// How many lines are kept, shown or not.
    pub(super) fn held(&self) -> usize {
        self.lines.len()
    }

    /// How many lines are shown.
    pub(super) fn len(&self) -> usize {
        self.shown.as_ref().map_or(self.lines.len(), |shown| shown.numbers.len())
    }

    /// How many came before those that are kept.
    pub(super) const fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// The number of a row. Numbers stay when rows move.
    pub(super) fn number(&self, row: usize) -> u64 {
        match &self.shown {
            Some(shown) => shown.numbers.get(row).copied().unwrap_or(u64::MAX),
            None => self.number_at(row),
        }
    }

    fn number_at(&self, place: usize) -> u64 {
        self.forgotten.saturating_add(u64::try_from(place).unwrap_or(u64::MAX))
    }

    /// The row of a line, else that of the next one that is shown.
    pub(super) fn row(&self, number: u64) -> usize {
        match &self.shown {
            Some(shown) => shown.numbers.partition_point(|other| *other < number),
            None => usize::try_from(number.saturating_sub(self.forgotten)).unwrap_or(usize::MAX),
        }
    }

    /// The line in a row, as it may be shown.
    pub(super) fn get(&self, row: usize) -> Option<Cow<'_, LogLine>> {
        let place = match &self.shown {
            Some(shown) => usize::try_from(shown.numbers.get(row)?.checked_sub(self.forgotten)?).ok()?,
            None => row,
        };
        let line = self.lines.get(place)?;
        Some(self.mask.map_or(Cow::Borrowed(line), |mask| Cow::Owned(mask(line))))
    }

    /// The lines in these rows, as far as there are any.
    pub(super) fn window(&self, rows: Range<usize>) -> impl Iterator<Item = (usize, Cow<'_, LogLine>)> {
        (rows.start..rows.end.min(self.len())).filter_map(|row| Some((row, self.get(row)?)))
    }

    /// The row of the newest line that is as asked for. A filter that hides it counts no longer.
    pub(super) fn find(&mut self, wanted: impl Fn(&LogLine) -> bool) -> Option<usize> {
        let number = self.number_at(self.lines.iter().rposition(wanted)?);
        let hides = |shown: &mut Shown| shown.numbers.binary_search(&number).is_err();
        self.shown.take_if(hides);
        Some(self.row(number))
    }
}
