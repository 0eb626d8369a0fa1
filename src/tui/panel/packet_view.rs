//! How the packets are looked at: which one, which field, what is folded.

use std::collections::HashSet;

use crate::capture::PacketStore;
use crate::inspector::{Dissection, Tone};
use crate::tui::action::Step;
use crate::tui::navigate::moved;

/// The selection in the three packet panes. It is kept by number and by path, so that it stays when rows move.
#[derive(Debug, Default)]
pub(in crate::tui) struct PacketView {
    /// Number of the selected packet.
    pub(in crate::tui) selected: Option<u64>,
    /// Path of the selected field.
    pub(in crate::tui) path: Option<&'static str>,
    folded: HashSet<&'static str>,
    /// Whether the newest packet is always selected.
    pub(in crate::tui) mode: Mode,
    /// The first bad packet holds the view once.
    startled: bool,
}

/// Whether the view goes with the newest packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::tui) enum Mode {
    /// It does.
    #[default]
    Follow,
    /// A person looks at something.
    Paused,
}

/// What happens to a branch of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui) enum Fold {
    /// Its fields are shown.
    Open,
    /// They are not.
    Closed,
}

impl PacketView {
    /// New packets are there.
    pub(in crate::tui) fn follow(&mut self, store: &PacketStore) {
        if self.mode == Mode::Paused {
            return;
        }
        let Some(last) = store.len().checked_sub(1) else { return };
        let from = self.selected.and_then(|number| store.row_of(number)).map_or(0, |row| row + 1);
        let bad = store.window(from..last + 1).find(|packet| Tone::of(packet.verdict) == Tone::Bad);
        match bad {
            Some(packet) if !self.startled => {
                self.startled = true;
                self.mode = Mode::Paused;
                self.selected = Some(packet.number);
            }
            _ => self.selected = store.get(last).map(|packet| packet.number),
        }
    }

    /// The selected row.
    pub(in crate::tui) fn row(&self, store: &PacketStore) -> Option<usize> {
        // A packet that was forgotten leaves the oldest one selected.
        self.selected.map(|number| store.row_of(number).unwrap_or_default()).filter(|_| !store.is_empty())
    }

    /// Selects another packet.
    pub(in crate::tui) fn step(&mut self, store: &PacketStore, step: Step, height: u16) {
        let row = self.row(store).unwrap_or_default();
        self.select(store, moved(row, store.len(), step, usize::from(height.saturating_sub(4))));
    }

    fn select(&mut self, store: &PacketStore, row: usize) {
        if let Some(packet) = store.get(row) {
            self.selected = Some(packet.number);
            self.mode = if row + 1 == store.len() { Mode::Follow } else { Mode::Paused };
        }
    }

    /// The first row in view, for so many rows.
    pub(in crate::tui) fn first(&self, store: &PacketStore, rows: usize) -> usize {
        let row = self.row(store).unwrap_or_default();
        (row + 1 + rows / 3).min(store.len()).saturating_sub(rows)
    }

    /// A click on a row of the pane.
    pub(in crate::tui) fn click(&mut self, store: &PacketStore, row: usize, height: u16) {
        let rows = usize::from(height.saturating_sub(4));
        if let Some(row) = row.checked_sub(2).filter(|row| *row < rows) {
            self.select(store, self.first(store, rows) + row);
        }
    }

    /// The next or previous refused packet.
    pub(in crate::tui) fn step_bad(&mut self, store: &PacketStore, step: Step) {
        let row = self.row(store).unwrap_or_default();
        let bad = |row: &usize| store.get(*row).is_some_and(|packet| Tone::of(packet.verdict) == Tone::Bad);
        let found =
            if step == Step::Down { (row + 1..store.len()).find(bad) } else { (0..row).rev().find(bad) };
        if let Some(row) = found {
            self.select(store, row);
        }
    }

    /// Holds the view, or follows again.
    pub(in crate::tui) fn pause(&mut self, store: &PacketStore) {
        if self.mode == Mode::Follow {
            self.mode = Mode::Paused;
        } else {
            self.mode = Mode::Follow;
            self.selected =
                store.len().checked_sub(1).and_then(|row| store.get(row)).map(|packet| packet.number);
        }
    }

    /// The fields in view: all but those in folded branches.
    pub(in crate::tui) fn open(&self, dissection: &Dissection) -> Vec<usize> {
        let hidden = |index: usize| {
            let mut above = dissection.parent(index);
            while let Some(parent) = above {
                if dissection.nodes.get(parent).is_some_and(|node| self.folded.contains(node.path)) {
                    return true;
                }
                above = dissection.parent(parent);
            }
            false
        };
        (0..dissection.nodes.len()).filter(|index| !hidden(*index)).collect()
    }

    /// Whether a branch is folded.
    pub(in crate::tui) fn is_folded(&self, path: &str) -> bool {
        self.folded.contains(path)
    }

    /// The selected field; of a refused packet, the one that failed unless another was chosen.
    pub(in crate::tui) fn field(&self, dissection: &Dissection) -> Option<usize> {
        let failed = || dissection.checks.failed().and_then(|check| check.field);
        self.path.or_else(failed).and_then(|path| dissection.find(path)).or(if dissection.nodes.is_empty() {
            None
        } else {
            Some(0)
        })
    }

    /// Selects another field.
    pub(in crate::tui) fn step_field(&mut self, dissection: &Dissection, step: Step) {
        let open = self.open(dissection);
        let here = self.field(dissection).and_then(|index| open.iter().position(|other| *other == index));
        let row = moved(here.unwrap_or_default(), open.len(), step, 10);
        self.path = open.get(row).and_then(|index| dissection.nodes.get(*index)).map(|node| node.path);
    }

    /// Closes or opens the branch that is selected, or that the selected field is in.
    pub(in crate::tui) fn fold(&mut self, dissection: &Dissection, to: Fold) {
        let Some(index) = self.field(dissection) else { return };
        let is_branch = dissection.nodes.get(index).is_some_and(crate::inspector::Node::is_branch);
        let branch = if is_branch { Some(index) } else { dissection.parent(index) };
        let Some(node) = branch.and_then(|index| dissection.nodes.get(index)) else { return };
        if to == Fold::Closed {
            self.folded.insert(node.path);
            self.path = Some(node.path);
        } else {
            self.folded.remove(node.path);
        }
    }
}
