//! net.log as the screen knows it: the newest lines, and how the file does. They come in by a bounded queue.

use std::collections::VecDeque;
use std::ops::Range;

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

/// How the file does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogHealth {
    /// Bytes of the file that is written now.
    pub bytes: u64,
    /// Lines that are missing in it.
    pub lost: u64,
    /// Why nothing can be written now.
    pub fault: Option<String>,
}

/// News of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogNews {
    /// Lines written since the last news, the oldest first.
    pub lines: Vec<LogLine>,
    /// Lines that did not come to the screen since its start; they are in the file.
    pub missed: u64,
    /// How the file does.
    pub health: LogHealth,
}

/// What is known of the log.
#[derive(Debug, Default)]
pub(super) struct Log {
    lines: VecDeque<LogLine>,
    /// Lines that were forgotten here, so that numbers stay.
    forgotten: u64,
    /// Lines that did not come to the screen.
    pub(super) missed: u64,
    /// How the file does; `None` while nobody has said.
    pub(super) health: Option<LogHealth>,
}

impl Log {
    /// Takes news.
    pub(super) fn take(&mut self, news: LogNews) {
        self.lines.extend(news.lines);
        while self.lines.len() > LINES_MAX {
            self.lines.pop_front();
            self.forgotten += 1;
        }
        self.missed = news.missed;
        self.health = Some(news.health);
    }

    /// How many lines are kept.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// How many came before those that are kept.
    pub(super) const fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// The number of a row. Numbers stay when rows move.
    pub(super) fn number(&self, row: usize) -> u64 {
        self.forgotten.saturating_add(u64::try_from(row).unwrap_or(u64::MAX))
    }

    /// The row of a line; the first one when it was forgotten.
    pub(super) fn row(&self, number: u64) -> usize {
        usize::try_from(number.saturating_sub(self.forgotten)).unwrap_or(usize::MAX)
    }

    /// The line in a row.
    pub(super) fn get(&self, row: usize) -> Option<&LogLine> {
        self.lines.get(row)
    }

    /// The lines in these rows, as far as there are any.
    pub(super) fn window(&self, rows: Range<usize>) -> impl Iterator<Item = (usize, &LogLine)> {
        let count = rows.len();
        self.lines.iter().enumerate().skip(rows.start).take(count)
    }

    /// The newest row whose line is as asked for.
    pub(super) fn find(&self, wanted: impl Fn(&LogLine) -> bool) -> Option<usize> {
        self.lines.iter().rposition(wanted)
    }
}
