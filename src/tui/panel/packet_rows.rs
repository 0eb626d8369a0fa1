//! Which packets the list shows: every one that is held, or some of them by number.

use std::collections::VecDeque;

use crate::capture::PacketStore;
use crate::node::Packet;

/// The rows of the list. Rows count from 0 and shift when the oldest packet goes; numbers stay.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The numbers shown, ascending; `None` shows all.
    only: Option<VecDeque<u64>>,
}

impl Rows {
    /// The packets with these numbers, which ascend.
    pub(super) fn only(numbers: impl IntoIterator<Item = u64>) -> Self {
        Self { only: Some(numbers.into_iter().collect()) }
    }

    /// Adds packets that are newer than those shown.
    pub(super) fn extend(&mut self, numbers: &[u64]) {
        if let Some(only) = &mut self.only {
            only.extend(numbers);
        }
    }

    /// Whether this packet is shown.
    pub(super) fn has(&self, store: &PacketStore, number: u64) -> bool {
        self.get(store, self.near(store, number)).is_some_and(|packet| packet.number == number)
    }

    /// The numbers shown, ascending; none if all are.
    pub(super) fn numbers(&self) -> Option<Vec<u64>> {
        self.only.as_ref().map(|only| only.iter().copied().collect())
    }

    /// How many rows there are.
    pub(super) fn len(&self, store: &PacketStore) -> usize {
        self.only.as_ref().map_or_else(|| store.len(), VecDeque::len)
    }

    /// The packet in a row.
    pub(super) fn get<'a>(&self, store: &'a PacketStore, row: usize) -> Option<&'a Packet> {
        match &self.only {
            None => store.get(row),
            Some(only) => store.get(store.row_of(*only.get(row)?)?),
        }
    }

    /// The row of this packet, else that of the next newer one that is shown.
    pub(super) fn near(&self, store: &PacketStore, number: u64) -> usize {
        let last = self.len(store).saturating_sub(1);
        let row = match &self.only {
            None => store.row_of(number).unwrap_or_else(|| {
                if store.get(0).is_some_and(|oldest| number < oldest.number) { 0 } else { last }
            }),
            Some(only) => only.partition_point(|other| *other < number),
        };
        row.min(last)
    }

    /// Leaves out what the store does not hold any more.
    pub(super) fn forget(&mut self, oldest: u64) {
        if let Some(only) = &mut self.only {
            forget(only, oldest);
        }
    }
}

/// Drops the numbers below `oldest` from an ascending row of numbers.
pub(super) fn forget(numbers: &mut VecDeque<u64>, oldest: u64) {
    while numbers.front().is_some_and(|number| *number < oldest) {
        numbers.pop_front();
    }
}
