//! Files in the line mode: which lines a person reads, and what the program waits for at its end.

use std::collections::BTreeMap;

use crate::node::{FileCause, FileId, FileInfo, FileSide, FileState, Who};
use crate::progress;

use super::line::Format;

/// How a transfer ends that a person here has ended.
const CANCELLED: (FileCause, Who) = (FileCause::Cancelled, Who::Us);
/// Hundredths of a file between two lines of its progress.
const STEP: u64 = 10;

/// The transfers that are not over, and those of this run that came to nothing.
#[derive(Debug, Default)]
pub(super) struct OpenFiles {
    open: BTreeMap<FileId, Last>,
    failed: usize,
}

/// When a transfer began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Since {
    Before,
    ThisRun,
}

/// What was printed last.
#[derive(Debug)]
struct Last {
    side: FileSide,
    /// Whether it began in this run.
    since: Since,
    state: FileState,
    percent: u64,
}

impl OpenFiles {
    /// Takes in how a transfer stands, and says whether that is worth a line: programs read all, people each tenth.
    pub(super) fn note(&mut self, info: &FileInfo, format: Format) -> bool {
        let before = self.open.get(&info.id);
        let is_new = matches!(info.state, FileState::Preparing | FileState::Offered);
        let since = before.map_or(if is_new { Since::ThisRun } else { Since::Before }, |last| last.since);
        let now = Last { side: info.side, since, state: info.state, percent: progress::percent(info) };
        let is_news = format == Format::Json
            || before.is_none_or(|last| last.state != now.state || now.percent >= last.percent + STEP);
        if info.state.is_over() {
            let is_refused =
                matches!(info.state, FileState::Stopped(cause, who) if (cause, who) != CANCELLED);
            self.failed += usize::from(is_refused && now.is_wanted());
            self.open.remove(&info.id);
        } else if is_news {
            self.open.insert(info.id, now);
        }
        is_news
    }

    /// How many of this run came to nothing, and not because somebody here wanted that.
    pub(super) const fn failed(&self) -> usize {
        self.failed
    }

    /// How many of this run have not arrived.
    pub(super) fn left(&self) -> usize {
        self.open.values().filter(|last| last.is_wanted()).count()
    }

    /// How many would be cut off by an end; what waits for somebody else is not worth waiting for.
    pub(super) fn unfinished(&self) -> usize {
        let on_their_way = |last: &&Last| {
            matches!(
                last.state,
                FileState::Preparing | FileState::Accepted | FileState::Moving | FileState::Checking
            )
        };
        self.open.values().filter(on_their_way).count()
    }
}

impl Last {
    /// Whether this run is about it. What nobody here has decided about is not to arrive yet.
    fn is_wanted(&self) -> bool {
        let is_decided = self.side == FileSide::Sending || self.state != FileState::Offered;
        self.since == Since::ThisRun && is_decided
    }
}
