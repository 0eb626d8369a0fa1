//! Whose the links of this process are, by whole identities: the digits in front of a packet can be made alike.

use std::collections::VecDeque;

use crate::node::PeerId;

/// Links that are remembered.
const LINKS_MAX: usize = 256;

/// The newest links on which somebody has proved who it is, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Links {
    all: VecDeque<(u64, PeerId)>,
}

impl Links {
    /// The other end of a link has proved who it is.
    pub(super) fn proved(&mut self, conn: u64, peer: PeerId) {
        if self.peer(conn).is_some() {
            return;
        }
        if self.all.len() == LINKS_MAX {
            self.all.pop_front();
        }
        self.all.push_back((conn, peer));
    }

    /// Who is at the other end of a link.
    pub(super) fn peer(&self, conn: u64) -> Option<PeerId> {
        self.all.iter().find(|(other, _)| *other == conn).map(|(_, peer)| *peer)
    }

    /// The links with a peer.
    pub(super) fn with(&self, peer: PeerId) -> impl Iterator<Item = u64> {
        self.all.iter().filter(move |(_, other)| *other == peer).map(|(conn, _)| *conn)
    }
}
