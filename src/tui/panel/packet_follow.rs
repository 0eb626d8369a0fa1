//! Following one link or one peer, and the way back to what was looked at before.

use crate::capture::PacketStore;
use crate::node::PeerId;

use super::packet_sift::Sift;
use super::packet_view::{Mode, PacketView};

/// What was looked at before.
#[derive(Debug)]
pub(super) struct Followed {
    /// The filter that counted.
    pub(super) before: Option<Sift>,
    /// The peer that is followed, if it is one.
    peer: Option<PeerId>,
    selected: Option<u64>,
    mode: Mode,
}

impl PacketView {
    /// Shows nothing but what this filter lets through, the packets of a link or of a peer, until [`Self::go_back`].
    pub(in crate::tui) fn follow(&mut self, store: &PacketStore, sift: Sift, peer: Option<PeerId>) {
        let (selected, mode) = (self.selected, self.mode);
        let before = self.exchange(store, Some(sift));
        // From one that is followed to another, the way back stays.
        self.followed.get_or_insert(Followed { before, peer, selected, mode }).peer = peer;
    }

    /// Another filter for the peer that is followed; what is selected stays.
    pub(in crate::tui) fn replace(&mut self, store: &PacketStore, sift: Sift) {
        self.applied = Some(sift);
        self.unlimit();
        self.sift(store);
    }

    /// The peer that is followed.
    pub(in crate::tui) fn followed_peer(&self) -> Option<PeerId> {
        self.followed.as_ref()?.peer
    }

    /// Goes back to what was looked at before one was followed; whether one was.
    pub(in crate::tui) fn go_back(&mut self, store: &PacketStore) -> bool {
        let Some(Followed { before, selected, mode, .. }) = self.followed.take() else { return false };
        self.exchange(store, before);
        if let Some(number) = selected {
            self.show(store, number);
        }
        if mode == Mode::Newest {
            self.pause(store);
        }
        true
    }

    /// Whether one link or peer is followed.
    pub(in crate::tui) const fn is_following(&self) -> bool {
        self.followed.is_some()
    }
}
