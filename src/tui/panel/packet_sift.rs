//! A display filter at work. Packets are looked at so many a frame, so that no number of them holds the screen up.

use std::collections::VecDeque;

use crate::capture::PacketStore;
use crate::inspector::filter::Filter;
use crate::node::Packet;

use super::packet_rows::Numbers;

/// Packets looked at before each frame. At about a microsecond each that is less than a frame may take.
const SLICE: usize = 10_000;
/// Bytes of them: large frames take longer, most of all where a pattern is looked for in them.
const SLICE_BYTES: usize = 4 << 20;

/// A filter, and which packets it has let through so far.
#[derive(Debug)]
pub(in crate::tui) struct Sift {
    text: String,
    filter: Filter,
    found: Numbers,
    /// Number of the first packet that was not looked at.
    next: u64,
}

impl Sift {
    /// Nothing was looked at yet.
    pub(in crate::tui) fn new(text: &str, filter: Filter) -> Self {
        Self { text: text.to_owned(), filter, found: Numbers::default(), next: 0 }
    }

    /// The filter as it was typed.
    pub(in crate::tui) fn text(&self) -> &str {
        &self.text
    }

    /// The filter as it is asked.
    pub(in crate::tui) const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Changes places with the text, for as long as another one is to be shown.
    pub(super) const fn swap_text(&mut self, text: &mut String) {
        std::mem::swap(&mut self.text, text);
    }

    /// Numbers of the packets that were let through, ascending.
    pub(super) const fn found(&self) -> &VecDeque<u64> {
        self.found.row()
    }

    /// Looks at some more packets; gives the numbers of those let through.
    pub(super) fn step(&mut self, store: &PacketStore) -> Vec<u64> {
        self.found.forget(store);
        let from = store.first_from(self.next);
        let (mut new, mut bytes) = (Vec::new(), 0);
        for packet in store.window(from..from.saturating_add(SLICE)) {
            if self.filter.matches(packet) {
                new.push(packet.number);
            }
            self.next = packet.number + 1;
            bytes += packet.held_bytes();
            if bytes >= SLICE_BYTES {
                break;
            }
        }
        self.found.row_mut().extend(&new);
        new
    }

    /// Looks at a packet once more that has changed.
    pub(super) fn look_again(&mut self, packet: &Packet) {
        let found = self.found.row_mut();
        let at = found.partition_point(|number| *number < packet.number);
        let was = found.get(at) == Some(&packet.number);
        match (was, self.filter.matches(packet)) {
            (true, false) => {
                found.remove(at);
            }
            (false, true) if packet.number < self.next => found.insert(at, packet.number),
            _ => {}
        }
    }

    /// Packets that were not looked at.
    pub(in crate::tui) fn left(&self, store: &PacketStore) -> usize {
        store.len().saturating_sub(store.first_from(self.next))
    }

    /// Packets that match, of those that were looked at.
    pub(in crate::tui) fn count(&self) -> usize {
        self.found.row().len()
    }
}
