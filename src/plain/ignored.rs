//! Whose texts are not printed.

use std::collections::HashSet;

use crate::node::{Event, Hearing, PeerId};

use super::line::Format;

/// The peers that a person wants to hear nothing of.
#[derive(Debug, Default)]
pub(super) struct Ignored {
    peers: HashSet<PeerId>,
}

impl Ignored {
    /// Learns who is ignored.
    pub(super) fn note(&mut self, event: &Event) {
        let (peer, ignored) = match event {
            Event::Hearing { peer, hearing, .. } => (*peer, *hearing == Hearing::Ignored),
            Event::Established { info, .. } => (info.peer, info.ignored),
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
        let said = matches!(event, Event::Text { peer, .. } if self.peers.contains(peer));
        said && format == Format::Text
    }
}
