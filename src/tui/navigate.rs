//! Moving about: lists, conversations, packets and their fields.

use super::action::{Action, Pane, Step};
use super::app::App;
use super::effect::Effect;
use super::panel::{Fold, Scroll};

impl App {
    /// Does what changes nothing but how things are looked at.
    pub(super) fn look(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Move(step) => match self.focus {
                Pane::Peers => self.peer_row = moved(self.peer_row, self.model.peers.len(), step, 5),
                Pane::Conversation | Pane::Composer => self.scroll.step(step, self.areas.conversation.height),
                Pane::Packets => {
                    self.packets.step(&self.model.packets, step, self.areas.packets.height);
                    self.dissect();
                }
                Pane::Details | Pane::Bytes => {
                    if let Some((_, dissection)) = &self.dissection {
                        self.packets.step_field(dissection, step);
                    }
                }
            },
            Action::Scroll(step) => self.scroll.step(step, self.areas.conversation.height),
            Action::Open => match self.focus {
                Pane::Peers => self.talk_to(self.peer_row),
                Pane::Packets => self.focus = Pane::Details,
                Pane::Details => self.fold(Fold::Open),
                Pane::Conversation | Pane::Bytes | Pane::Composer => {}
            },
            Action::Fold => match self.focus {
                Pane::Details => self.fold(Fold::Closed),
                Pane::Bytes => self.focus = Pane::Details,
                _ => {}
            },
            Action::Conversation(row) => self.talk_to(row),
            Action::NextConversation => self.turn(1),
            Action::PreviousConversation => self.turn(self.model.peers.len().saturating_sub(1)),
            Action::NextUnread => {
                if let Some(row) = self.model.peers.iter().position(|peer| peer.unread > 0) {
                    self.talk_to(row);
                }
            }
            Action::NextBad | Action::PreviousBad => {
                let step = if action == Action::NextBad { Step::Down } else { Step::Up };
                self.packets.step_bad(&self.model.packets, step);
                self.dissect();
            }
            Action::Pause => self.packets.pause(&self.model.packets),
            _ => {}
        }
        self.looked()
    }

    fn fold(&mut self, to: Fold) {
        if let Some((_, dissection)) = &self.dissection {
            self.packets.fold(dissection, to);
        }
    }

    fn turn(&mut self, by: usize) {
        let count = self.model.peers.len();
        if count > 0 {
            self.talk_to((self.model.current.unwrap_or_default() + by) % count);
        }
    }

    /// Talks to the peer in this row; drafts stay with their conversations.
    pub(super) fn talk_to(&mut self, row: usize) {
        if row >= self.model.peers.len() || self.model.current == Some(row) {
            return;
        }
        let to = self.model.peers.get(row).map(|peer| peer.id);
        self.composer.switch(self.model.peer().map(|peer| peer.id), to);
        self.model.current = Some(row);
        self.peer_row = row;
        self.scroll = Scroll::default();
        let peer = self.model.peer();
        self.read_to = peer
            .filter(|peer| peer.unread > 0)
            .map(|peer| (peer.forgotten + peer.entries.len()).saturating_sub(peer.unread));
    }
}

/// Another row of `count`.
pub(super) fn moved(row: usize, count: usize, step: Step, page: usize) -> usize {
    let last = count.saturating_sub(1);
    match step {
        Step::Up => row.saturating_sub(1),
        Step::Down => (row + 1).min(last),
        Step::PageUp => row.saturating_sub(page.max(1)),
        Step::PageDown => (row + page.max(1)).min(last),
        Step::Home => 0,
        Step::End => last,
    }
}
