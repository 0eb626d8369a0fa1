//! Which packets of those that are held the list shows: those that a filter lets through, or those that are marked.

use crate::capture::PacketStore;
use crate::inspector::Eyes;
use crate::node::Packet;

use super::packet_rows::Rows;
use super::packet_sift::Sift;
use super::packet_view::{Limit, Mode, PacketView};

impl PacketView {
    /// Whether only marked packets are shown.
    pub(in crate::tui) fn is_marked_only(&self) -> bool {
        self.limit == Limit::Marked
    }

    /// The filter that counts, if there is one.
    pub(in crate::tui) const fn applied(&self) -> Option<&Sift> {
        self.applied.as_ref()
    }

    /// Another text for the filter that counts, for as long as it is to be shown.
    pub(in crate::tui) fn swap_filter_text(&mut self, text: &mut String) {
        if let Some(applied) = &mut self.applied {
            applied.swap_text(text);
        }
    }

    /// The filter that is being typed, if it is one.
    pub(in crate::tui) const fn drafted(&self) -> Option<&Sift> {
        self.drafted.as_ref()
    }

    /// Tries a filter without showing less, or no longer tries one.
    pub(in crate::tui) fn draft(&mut self, drafted: Option<Sift>) {
        self.drafted = drafted;
    }

    /// Shows what a filter lets through, or everything again.
    pub(in crate::tui) fn apply(&mut self, store: &PacketStore, applied: Option<Sift>) {
        self.followed = None;
        self.exchange(store, applied);
    }

    /// The same, for the filter before it.
    pub(super) fn exchange(&mut self, store: &PacketStore, applied: Option<Sift>) -> Option<Sift> {
        let before = std::mem::replace(&mut self.applied, applied);
        self.unlimit();
        self.sift(store);
        if self.mode == Mode::Newest {
            self.select_last(store);
        } else if let Some(row) = self.row(store) {
            self.selected = self.rows.get(store, row).map(|packet| packet.number);
        }
        before
    }

    /// A packet has changed: the filters look at it once more.
    pub(in crate::tui) fn look_again(&mut self, packet: &Packet) {
        let before = self.followed.as_mut().and_then(|followed| followed.before.as_mut());
        let sifts = [self.applied.as_mut(), self.drafted.as_mut(), before];
        sifts.into_iter().flatten().for_each(|sift| sift.look_again(packet));
        if self.limit == Limit::Filter {
            self.unlimit();
        }
    }

    /// Lets the filters look at some more packets.
    pub(in crate::tui) fn sift(&mut self, store: &PacketStore) {
        if let Some(applied) = &mut self.applied {
            let new = applied.step(store);
            self.rows.forget(store);
            if self.limit == Limit::Filter {
                self.rows.extend(&new);
            }
            if self.mode == Mode::Newest && !new.is_empty() {
                self.select_last(store);
            }
        }
        if let Some(drafted) = &mut self.drafted {
            drafted.step(store);
        }
        let sifts = [&self.applied, &self.drafted];
        self.unsifted = sifts.into_iter().flatten().map(|sift| sift.left(store)).max().unwrap_or_default();
    }

    /// Whether there are packets that a filter has not looked at.
    pub(in crate::tui) const fn is_sifting(&self) -> bool {
        self.unsifted > 0
    }

    /// Shows all that the filter lets through, marked or not.
    pub(super) fn unlimit(&mut self) {
        self.limit = Limit::Filter;
        self.lay_rows();
    }

    /// Shows every packet while other eyes look: what we look for is not theirs.
    pub(in crate::tui) fn look_with(&mut self, eyes: Eyes) {
        self.eyes = eyes;
        self.lay_rows();
    }

    fn lay_rows(&mut self) {
        self.rows = match (self.eyes, self.limit, &self.applied) {
            (Eyes::Mine, Limit::Marked, _) => Rows::only(self.marked.iter().copied()),
            (Eyes::Mine, Limit::Filter, Some(sift)) => Rows::only(sift.found().iter().copied()),
            _ => Rows::default(),
        };
    }

    /// Marks the selected packet, or takes its mark away. A marked one outlives what is like it.
    pub(in crate::tui) fn mark(&mut self, store: &mut PacketStore) {
        let Some(number) = self.selected else { return };
        if !self.marked.remove(&number) {
            self.marked.insert(number);
        }
        store.spare(self.marked.iter().copied());
        if self.is_marked_only() && !self.marked.is_empty() {
            self.lay_rows();
            self.selected = self.marked.range(number..).next().or_else(|| self.marked.last()).copied();
        } else if self.is_marked_only() {
            self.unlimit();
        }
    }

    /// Shows the marked packets only, or all again; whether there is a mark.
    pub(in crate::tui) fn only_marked(&mut self, store: &PacketStore) -> bool {
        if self.is_marked_only() {
            self.unlimit();
            return true;
        }
        if self.marked.is_empty() {
            return false;
        }
        self.limit = Limit::Marked;
        self.lay_rows();
        self.mode = Mode::Paused;
        let row = self.row(store).unwrap_or_default();
        self.selected = self.rows.get(store, row).map(|packet| packet.number);
        true
    }

    /// The numbers of the packets that the list shows, ascending; none if it shows all.
    pub(in crate::tui) fn shown(&self) -> Option<Vec<u64>> {
        self.rows.numbers()
    }

    /// Whether a packet is marked.
    pub(in crate::tui) fn is_marked(&self, number: u64) -> bool {
        self.marked.contains(&number)
    }

    /// The numbers of the marked packets, ascending.
    pub(in crate::tui) fn marked(&self) -> Vec<u64> {
        self.marked.iter().copied().collect()
    }

    /// How many packets are marked, and how many of those that are held were refused.
    pub(in crate::tui) fn counts(&self) -> (usize, usize) {
        (self.marked.len(), self.bad.len())
    }
}
