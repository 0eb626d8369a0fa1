//! How the packets are looked at: which are shown, which one is selected, what is marked, and whether the view
//! goes with the newest.

use std::collections::{BTreeSet, VecDeque};

use crate::capture::PacketStore;
use crate::inspector::{Eyes, Tone};
use crate::node::{Packet, UnixMillis, Verdict};
use crate::tui::action::Step;
use crate::tui::alarm::is_alarming;
use crate::tui::navigate::moved;

use super::packet_fields::FieldView;
use super::packet_follow::Followed;
use super::packet_rows::{Rows, forget};
use super::packet_sift::Sift;

/// Rows of the pane that are no packets: two of the frame, the heading, the counts.
const FIXED_ROWS: u16 = 4;

/// The selection in the packet list. It is kept by number, so that it stays when rows move.
#[derive(Debug, Default)]
pub(in crate::tui) struct PacketView {
    /// Number of the selected packet.
    pub(in crate::tui) selected: Option<u64>,
    /// The field and the byte of it.
    pub(in crate::tui) fields: FieldView,
    /// Whether the view goes with the newest packet.
    pub(in crate::tui) mode: Mode,
    /// What the time column says.
    pub(in crate::tui) times: Times,
    pub(super) rows: Rows,
    /// The filter that counts, and the one that is being typed.
    pub(super) applied: Option<Sift>,
    pub(super) drafted: Option<Sift>,
    /// What was looked at before one link or peer was followed.
    pub(super) followed: Option<Followed>,
    /// Packets that one of them has not looked at.
    pub(super) unsifted: usize,
    pub(super) limit: Limit,
    /// Whose eyes look.
    pub(super) eyes: Eyes,
    pub(super) marked: BTreeSet<u64>,
    /// Numbers of the refused packets that are held.
    pub(super) bad: VecDeque<u64>,
    /// Number of the first row in view, and how many there is room for.
    top: Option<u64>,
    height: usize,
    begun: Option<UnixMillis>,
    /// Number of the newest packet when the view was last with it.
    seen: u64,
    nerve: Nerve,
}

/// Whether the view goes with the newest packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::tui) enum Mode {
    /// It does.
    #[default]
    Newest,
    /// A person looks at something.
    Paused,
    /// A frame was refused, and stays in view.
    Evidence(Verdict),
}

/// What the time column says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::tui) enum Times {
    /// The time of day, UTC.
    #[default]
    Clock,
    /// Since the first packet.
    Relative,
    /// Since the row above.
    Delta,
}

/// Which packets are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Limit {
    /// Those that the filter, if there is one, does not let through.
    #[default]
    Filter,
    /// Those that are not marked.
    Marked,
}

/// The first refused frame holds the view; those after it do not until a person has acknowledged it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Nerve {
    #[default]
    Fresh,
    Startled,
}

impl PacketView {
    /// Packets from the number `since` on are new in the store.
    pub(in crate::tui) fn arrived(&mut self, store: &PacketStore, since: u64) {
        let from = store.first_from(since);
        let mut first = None;
        for packet in store.window(from..store.len()) {
            self.begun.get_or_insert(packet.time);
            if Tone::of(packet.verdict) == Tone::Bad {
                self.bad.push_back(packet.number);
            }
            if is_alarming(packet.verdict) {
                first.get_or_insert((packet.number, packet.verdict));
            }
        }
        let oldest = store.get(0).map_or(0, |packet| packet.number);
        forget(&mut self.bad, oldest);
        self.rows.forget(store);
        self.marked = self.marked.split_off(&oldest);
        self.sift(store);
        if self.mode == Mode::Newest {
            let seen = |(number, _): &(u64, Verdict)| self.rows.has(store, *number);
            match first.filter(|_| self.nerve == Nerve::Fresh).filter(seen) {
                Some((number, verdict)) => {
                    self.nerve = Nerve::Startled;
                    self.seen = number;
                    self.accuse(number, verdict);
                }
                None => self.select_last(store),
            }
        }
        if let Some(number) = self.selected.filter(|_| self.mode == Mode::Newest) {
            self.seen = number;
        }
        // What is selected may have gone for want of room.
        let held = |number: u64| store.get(store.first_from(number)).map_or(number, |packet| packet.number);
        self.selected = self.selected.map(held);
    }

    /// Whether this packet is among those that are shown.
    pub(in crate::tui) fn lists(&self, store: &PacketStore, number: u64) -> bool {
        self.rows.has(store, number)
    }

    /// Holds a refused frame in view.
    pub(in crate::tui) fn accuse(&mut self, number: u64, verdict: Verdict) {
        self.mode = Mode::Evidence(verdict);
        self.selected = Some(number);
        self.fields.accuse();
    }

    /// The person has taken note of what was refused: the next refusal holds the view again.
    pub(in crate::tui) const fn calm(&mut self) {
        self.nerve = Nerve::Fresh;
    }

    /// Rows that are shown, of those that are held.
    pub(in crate::tui) fn len(&self, store: &PacketStore) -> usize {
        self.rows.len(store)
    }

    /// The selected row.
    pub(in crate::tui) fn row(&self, store: &PacketStore) -> Option<usize> {
        let number = self.selected.filter(|_| self.len(store) > 0)?;
        Some(self.rows.near(store, number))
    }

    /// The selected packet.
    pub(in crate::tui) fn packet<'a>(&self, store: &'a PacketStore) -> Option<&'a Packet> {
        store.get(store.row_of(self.selected?)?)
    }

    /// Lays the list out for a pane of so many rows, so that the selected packet is in view.
    pub(in crate::tui) fn fit(&mut self, store: &PacketStore, height: u16) {
        self.height = usize::from(height.saturating_sub(FIXED_ROWS)).max(1);
        let len = self.len(store);
        let row = self.row(store).unwrap_or_default();
        let last = len.saturating_sub(self.height);
        let top = self.top.map_or(last, |number| self.rows.near(store, number));
        let margin = usize::from(self.height > 4);
        let top = match self.mode {
            Mode::Newest => last,
            Mode::Paused | Mode::Evidence(_) => {
                let lowest = (row + 1 + margin).saturating_sub(self.height);
                top.clamp(lowest, row.saturating_sub(margin).max(lowest))
            }
        };
        self.top = self.rows.get(store, top.min(last)).map(|packet| packet.number);
    }

    /// The packets in view, and the one above them.
    pub(in crate::tui) fn window<'a>(
        &self,
        store: &'a PacketStore,
    ) -> (Option<&'a Packet>, Vec<(usize, &'a Packet)>) {
        let first = self.first(store);
        let above = first.checked_sub(1).and_then(|row| self.rows.get(store, row));
        let rows = first..first.saturating_add(self.height).min(self.len(store));
        (above, rows.filter_map(|row| Some((row, self.rows.get(store, row)?))).collect())
    }

    /// The packets that are shown, from this number on.
    pub(in crate::tui) fn from<'a>(
        &'a self,
        store: &'a PacketStore,
        number: u64,
    ) -> impl Iterator<Item = &'a Packet> {
        let packets = self.rows.from(store, self.rows.near(store, number));
        packets.filter(move |packet| packet.number >= number)
    }

    /// Packets that came since the view was with the newest, of those that are shown.
    pub(in crate::tui) fn news(&self, store: &PacketStore) -> usize {
        let row = self.rows.near(store, self.seen);
        let is_newer = |packet: &Packet| packet.number > self.seen;
        let seen = usize::from(!self.rows.get(store, row).is_some_and(is_newer));
        self.len(store).saturating_sub(row + seen)
    }

    fn first(&self, store: &PacketStore) -> usize {
        self.top.map_or(0, |number| self.rows.near(store, number))
    }

    /// When the first packet was seen.
    pub(in crate::tui) const fn begun(&self) -> Option<UnixMillis> {
        self.begun
    }

    /// Selects another packet.
    pub(in crate::tui) fn step(&mut self, store: &PacketStore, step: Step) {
        let row = self.row(store).unwrap_or_default();
        self.select(store, moved(row, self.len(store), step, self.height));
    }

    fn select(&mut self, store: &PacketStore, row: usize) {
        if let Some(packet) = self.rows.get(store, row) {
            self.selected = Some(packet.number);
            let is_newest = row + 1 == self.len(store);
            self.mode = if is_newest && self.limit == Limit::Filter { Mode::Newest } else { Mode::Paused };
            self.seen = if is_newest { packet.number } else { self.seen };
        }
    }

    /// Selects the packet of this number and holds the view there. A filter that hides it counts no longer.
    pub(in crate::tui) fn show(&mut self, store: &PacketStore, number: u64) {
        self.unlimit();
        if !self.rows.has(store, number) {
            self.apply(store, None);
        }
        if store.row_of(number).is_some() {
            self.select(store, self.rows.near(store, number));
            self.mode = Mode::Paused;
        }
    }

    pub(super) fn select_last(&mut self, store: &PacketStore) {
        let last = self.len(store).checked_sub(1);
        self.selected = last.and_then(|row| self.rows.get(store, row)).map(|packet| packet.number);
    }

    /// A click on a row of the pane.
    pub(in crate::tui) fn click(&mut self, store: &PacketStore, row: usize) {
        if let Some(row) = row.checked_sub(2).filter(|row| *row < self.height) {
            self.select(store, self.first(store) + row);
        }
    }

    /// The next or previous refused packet among those shown; whether there is one.
    pub(in crate::tui) fn step_bad(&mut self, store: &PacketStore, step: Step) -> bool {
        let here = self.selected.unwrap_or_default();
        let at = self.bad.partition_point(|number| *number < here);
        let shown = |number: &&u64| self.rows.has(store, **number);
        let found = if step == Step::Down {
            self.bad.range(at..).filter(|number| **number > here).find(shown)
        } else {
            self.bad.range(..at).rev().find(shown)
        };
        let Some(number) = found.copied() else { return false };
        self.select(store, self.rows.near(store, number));
        // It stays where it is even if it is the newest: a person wants to look at it.
        self.mode = Mode::Paused;
        self.fields.accuse();
        true
    }

    /// Holds the view.
    pub(in crate::tui) fn hold(&mut self) {
        if self.mode == Mode::Newest {
            self.mode = Mode::Paused;
        }
    }

    /// Holds the view, or follows again.
    pub(in crate::tui) fn pause(&mut self, store: &PacketStore) {
        if self.mode == Mode::Newest {
            self.mode = Mode::Paused;
        } else {
            self.unlimit();
            self.mode = Mode::Newest;
            self.select_last(store);
            self.seen = self.selected.unwrap_or(self.seen);
        }
    }

    /// What the time column says next.
    pub(in crate::tui) const fn turn_times(&mut self) {
        self.times = match self.times {
            Times::Clock => Times::Relative,
            Times::Relative => Times::Delta,
            Times::Delta => Times::Clock,
        };
    }
}
