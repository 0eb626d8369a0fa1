//! Files in the line mode: which lines a person reads, and what the program waits for at its end.

use std::collections::BTreeMap;

use crate::node::{FileId, FileInfo, FileSide, FileState};
use crate::progress;

use super::line::Format;

/// Hundredths of a file between two lines of its progress.
const STEP: u64 = 10;

/// The transfers of this run that are not over.
#[derive(Debug, Default)]
pub(super) struct OpenFiles(BTreeMap<FileId, Last>);

/// What was printed last.
#[derive(Debug)]
struct Last {
    side: FileSide,
    state: FileState,
    percent: u64,
}

impl OpenFiles {
    /// Takes in how a transfer stands, and says whether that is worth a line: programs read all, people each tenth.
    pub(super) fn note(&mut self, info: &FileInfo, format: Format) -> bool {
        let now = Last { side: info.side, state: info.state, percent: progress::percent(info) };
        let before = self.0.get(&info.id);
        let is_news = format == Format::Json
            || before.is_none_or(|last| last.state != now.state || now.percent >= last.percent + STEP);
        if info.state.is_over() {
            self.0.remove(&info.id);
        } else if is_news {
            self.0.insert(info.id, now);
        }
        is_news
    }

    /// How many have not arrived; what nobody here has decided about is not to arrive yet.
    pub(super) fn left(&self) -> usize {
        let is_wanted = |last: &&Last| last.side == FileSide::Sending || last.state != FileState::Offered;
        self.0.values().filter(is_wanted).count()
    }

    /// How many would be cut off by an end; what waits for somebody else is not worth waiting for.
    pub(super) fn unfinished(&self) -> usize {
        let on_their_way = |last: &&Last| {
            matches!(
                last.state,
                FileState::Preparing | FileState::Accepted | FileState::Moving | FileState::Checking
            )
        };
        self.0.values().filter(on_their_way).count()
    }
}
