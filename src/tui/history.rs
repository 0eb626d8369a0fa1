//! Lines that were sent, to be had again.

/// Lines that are kept.
const LINES_MAX: usize = 500;

/// Older lines, and where among them the person is.
#[derive(Debug, Default)]
pub(super) struct History {
    lines: Vec<String>,
    at: Option<usize>,
    draft: String,
}

impl History {
    /// Notes a line that was sent.
    pub(super) fn add(&mut self, line: &str) {
        self.at = None;
        if self.lines.last().is_some_and(|last| last == line) {
            return;
        }
        if self.lines.len() == LINES_MAX {
            self.lines.remove(0);
        }
        self.lines.push(line.to_owned());
    }

    /// The line before; `draft` comes back behind the newest.
    pub(super) fn older(&mut self, draft: &str) -> Option<&str> {
        let at = match self.at {
            None => {
                let newest = self.lines.len().checked_sub(1)?;
                draft.clone_into(&mut self.draft);
                newest
            }
            Some(at) => at.saturating_sub(1),
        };
        self.at = Some(at);
        self.lines.get(at).map(String::as_str)
    }

    /// The line after.
    pub(super) fn newer(&mut self) -> Option<&str> {
        let at = self.at? + 1;
        if at < self.lines.len() {
            self.at = Some(at);
            return self.lines.get(at).map(String::as_str);
        }
        self.at = None;
        Some(&self.draft)
    }

    /// The line in the composer is the person's own again.
    pub(super) const fn leave(&mut self) {
        self.at = None;
    }

    /// Whether an older line is looked at.
    pub(super) const fn is_open(&self) -> bool {
        self.at.is_some()
    }

    /// The newest line that holds `word`, whatever its case, after `skipped` others that hold it.
    pub(super) fn find(&self, word: &str, skipped: usize) -> Option<&str> {
        let word = word.to_lowercase();
        let mut found = self.lines.iter().rev().filter(|line| line.to_lowercase().contains(&word));
        found.nth(skipped).map(String::as_str)
    }
}
