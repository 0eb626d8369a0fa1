//! Whose texts are not printed, and of whom nothing is reported as read since texts before that were not.

use std::collections::{HashMap, HashSet};

use crate::node::{By, Event, Hearing, PeerId, ReadBy, Recalled, Said};

use super::line::Format;

/// The peers that a person wants to hear nothing of.
#[derive(Debug, Default)]
pub(super) struct Ignored {
    peers: HashSet<PeerId>,
    /// From whom there are texts that were not printed. A report of one says the same of all before it.
    behind: HashMap<PeerId, Behind>,
}

/// Texts of a peer that were not printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Behind {
    /// Where the oldest and the newest of them stand; none if one of them is not kept, so that it cannot be told again.
    pub(super) places: Option<(u64, u64)>,
    /// The number of the newest text of the peer, printed or not, if that is known.
    newest: Option<u64>,
}

impl Ignored {
    /// Learns who is ignored.
    pub(super) fn note(&mut self, event: &Event) {
        let (peer, ignored) = match event {
            Event::Hearing { peer, hearing, .. } => (*peer, *hearing == Hearing::Ignored),
            Event::Established { info, .. } => (info.peer, info.ignored),
            Event::History { peer, recalled: Recalled::AtStart(start), .. } => {
                (*peer, start.hearing == Hearing::Ignored)
            }
            _ => return,
        };
        if ignored {
            self.peers.insert(peer);
        } else {
            self.peers.remove(&peer);
        }
    }

    /// Whether it is a text of somebody who is ignored. A program that reads along gets all of them.
    pub(super) fn hides(&self, event: &Event, format: Format) -> bool {
        matches!(event, Event::Text { peer, .. } if self.ignores(*peer, format))
    }

    /// Whether nothing of what this peer says is printed.
    pub(super) fn ignores(&self, peer: PeerId, format: Format) -> bool {
        self.peers.contains(&peer) && format == Format::Text
    }

    /// Texts that were said before this run were not printed, from this place on.
    pub(super) fn missed(&mut self, peer: PeerId, from: u64, lines: &[Said]) {
        let last = lines.last().map_or(from, |said| said.place);
        self.behind.insert(peer, Behind { places: Some((from, last)), newest: newest(lines) });
    }

    /// A text was not printed.
    pub(super) fn hid(&mut self, peer: PeerId, (number, place): (u64, Option<u64>)) {
        let before = self.behind.get(&peer).map(|behind| behind.places);
        let from = before.map_or(place, |places| places.map(|(from, _)| from));
        let behind = Behind { places: from.zip(place), newest: Some(number) };
        self.behind.insert(peer, behind);
    }

    /// A text was printed: whether that may be reported, since all before it were.
    pub(super) fn printed(&mut self, peer: PeerId, number: u64) -> bool {
        match self.behind.get_mut(&peer) {
            Some(behind) => {
                behind.newest = Some(number);
                false
            }
            None => true,
        }
    }

    /// What has to be told again before a text of this peer may be reported as read.
    pub(super) fn behind(&self, peer: PeerId) -> Option<Behind> {
        self.behind.get(&peer).copied()
    }

    /// Texts were told again: if all that were not printed are among them, the number of the newest of the peer.
    pub(super) fn caught_up(&mut self, peer: PeerId, lines: &[Said]) -> Option<u64> {
        let behind = self.behind(peer)?;
        let was_seen = |said: &Said| matches!(said.by, By::Them { read_by: ReadBy::Person, .. });
        // What was never kept does not come back, nor does what is not kept any more: a person says that it counts.
        let (from, to) = behind.places?;
        let (first, last) = lines.first().zip(lines.last())?;
        if last.place < to || first.place > from && !lines.iter().any(was_seen) {
            return None;
        }
        self.forget(peer);
        behind.newest.or_else(|| newest(lines))
    }

    /// What was not printed is gone, or counts as read.
    pub(super) fn forget(&mut self, peer: PeerId) {
        self.behind.remove(&peer);
    }
}

/// The number of the newest of these texts that is of the peer.
fn newest(lines: &[Said]) -> Option<u64> {
    lines.iter().rev().find(|said| matches!(said.by, By::Them { .. })).map(|said| said.number)
}
