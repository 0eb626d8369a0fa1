//! Which packets the list shows: every one that is held, or some of them by number.

use std::collections::VecDeque;

use crate::capture::PacketStore;
use crate::node::Packet;

/// The rows of the list. Rows count from 0 and shift when the oldest packet goes; numbers stay.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The numbers shown, ascending; `None` shows all.
    only: Option<Numbers>,
}

/// Numbers of packets that the store holds, ascending.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    row: VecDeque<u64>,
    /// Where packets may be missing among older ones, those up to here were looked for.
    swept_to: u64,
}

impl Rows {
    /// The packets with these numbers, which ascend.
    pub(super) fn only(numbers: impl IntoIterator<Item = u64>) -> Self {
        Self { only: Some(Numbers { row: numbers.into_iter().collect(), swept_to: 0 }) }
    }

    /// Adds packets that are newer than those shown.
    pub(super) fn extend(&mut self, numbers: &[u64]) {
        if let Some(only) = &mut self.only {
            only.row.extend(numbers);
        }
    }

    /// Whether this packet is shown.
    pub(super) fn has(&self, store: &PacketStore, number: u64) -> bool {
        self.get(store, self.near(store, number)).is_some_and(|packet| packet.number == number)
    }

    /// The numbers shown, ascending; none if all are.
    pub(super) fn numbers(&self) -> Option<Vec<u64>> {
        self.only.as_ref().map(|only| only.row.iter().copied().collect())
    }

    /// How many rows there are.
    pub(super) fn len(&self, store: &PacketStore) -> usize {
        self.only.as_ref().map_or_else(|| store.len(), |only| only.row.len())
    }

    /// The packet in a row.
    pub(super) fn get<'a>(&self, store: &'a PacketStore, row: usize) -> Option<&'a Packet> {
        match &self.only {
            None => store.get(row),
            Some(only) => store.get(store.row_of(*only.row.get(row)?)?),
        }
    }

    /// The row of this packet, else that of the next newer one that is shown.
    pub(super) fn near(&self, store: &PacketStore, number: u64) -> usize {
        let last = self.len(store).saturating_sub(1);
        let row = match &self.only {
            None => store.first_from(number),
            Some(only) => only.row.partition_point(|other| *other < number),
        };
        row.min(last)
    }

    /// The packets in the rows from this one on.
    pub(super) fn from<'a>(&'a self, store: &'a PacketStore, row: usize) -> impl Iterator<Item = &'a Packet> {
        let all = self.only.is_none().then(|| store.window(row..store.len()));
        let some = self.only.as_ref().map(|only| only.row.iter().skip(row));
        let some = some.into_iter().flatten().filter_map(|number| store.get(store.row_of(*number)?));
        all.into_iter().flatten().chain(some)
    }

    /// Leaves out what the store does not hold any more.
    pub(super) fn forget(&mut self, store: &PacketStore) {
        if let Some(only) = &mut self.only {
            only.forget(store);
        }
    }
}

impl Numbers {
    /// The numbers.
    pub(super) const fn row(&self) -> &VecDeque<u64> {
        &self.row
    }

    /// The numbers, to add some that are held.
    pub(super) const fn row_mut(&mut self) -> &mut VecDeque<u64> {
        &mut self.row
    }

    /// Leaves out what the store does not hold any more. Each number is looked for once, if at all.
    pub(super) fn forget(&mut self, store: &PacketStore) {
        forget(&mut self.row, store.get(0).map_or(0, |oldest| oldest.number));
        let from = self.row.partition_point(|number| *number < self.swept_to);
        let to = self.row.partition_point(|number| *number < store.gaps_to());
        self.swept_to = store.gaps_to();
        let swept = self.row.range(from..to.max(from)).copied();
        let held: VecDeque<u64> = swept.filter(|number| store.row_of(*number).is_some()).collect();
        if held.len() < to.saturating_sub(from) {
            let newer = self.row.split_off(to);
            self.row.truncate(from);
            self.row.extend(held.into_iter().chain(newer));
        }
    }
}

/// Drops the numbers below `oldest` from an ascending row of numbers.
pub(super) fn forget(numbers: &mut VecDeque<u64>, oldest: u64) {
    while numbers.front().is_some_and(|number| *number < oldest) {
        numbers.pop_front();
    }
}
