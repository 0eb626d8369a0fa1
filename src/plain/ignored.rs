//! Whose texts are not printed, and of whom nothing is reported as read since texts before that were not.

use std::collections::{HashMap, HashSet};

use crate::node::{By, Event, Hearing, PeerId, ReadBy, Recalled, Said};

use super::line::Format;

/// The peers that a person wants to hear nothing of.
#[derive(Debug, Default)]
pub(super) struct Ignored {
    peers: HashSet<PeerId>,
    /// From whom there are texts that were not printed: how many that no person has seen, with those printed since. A
    /// report of one says the same of all before it.
    behind: HashMap<PeerId, u64>,
}

impl Ignored {
    /// Learns who is ignored.
    pub(super) fn note(&mut self, event: &Event) {
        let (peer, ignored) = match event {
            Event::Hearing { peer, hearing, .. } => (*peer, *hearing == Hearing::Ignored),
            Event::Established { info, .. } => (info.peer, info.ignored),
            Event::History { peer, recalled: Recalled::AtStart { hearing, .. }, .. } => {
                (*peer, *hearing == Hearing::Ignored)
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

    /// So many texts of a peer were not printed.
    pub(super) fn fell_behind(&mut self, peer: PeerId, count: u64) {
        let behind = self.behind.entry(peer).or_default();
        *behind = behind.saturating_add(count);
    }

    /// How many texts have to be told again before one of this peer may be reported as read.
    pub(super) fn behind(&self, peer: PeerId) -> Option<u64> {
        self.behind.get(&peer).copied()
    }

    /// Texts were told again: if these were all that were not printed, the number of the newest.
    pub(super) fn caught_up(&mut self, peer: PeerId, lines: &[Said]) -> Option<u64> {
        let behind = self.behind(peer)?;
        let is_before = |said: &&Said| matches!(said.by, By::Them { read_by: ReadBy::Person, .. });
        if unseen(lines) < behind && !lines.iter().any(|said| is_before(&said)) {
            return None;
        }
        self.behind.remove(&peer);
        lines.iter().rev().find(|said| matches!(said.by, By::Them { .. })).map(|said| said.number)
    }
}

/// How many of these texts are of the peer, and no person has seen them.
pub(super) fn unseen(lines: &[Said]) -> u64 {
    let is_unseen = |said: &&Said| matches!(said.by, By::Them { read_by, .. } if read_by != ReadBy::Person);
    u64::try_from(lines.iter().filter(is_unseen).count()).unwrap_or(u64::MAX)
}
