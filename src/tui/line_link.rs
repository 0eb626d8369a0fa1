//! From a line of the conversation to the frames that carried it and its receipts, and back.

use crate::inspector::{Direction, LineId, Part, Purpose};
use crate::node::Carried;

use super::action::Pane;
use super::app::App;
use super::model::Model;
use super::model_talk::{Carriage, Entry, Source, Voice};
use super::panel::Mode;

/// Entries in which a card is looked for.
const CARDS_REACH: usize = 64;

impl Model {
    /// The packets that have to do with an entry, as far as they are held: those that carried it and the first
    /// receipts of it, or those that its card is about.
    pub(super) fn frames_of(&self, entry: &Entry) -> Vec<(u64, Part)> {
        let frames = match (self.line_of(entry), entry.voice) {
            (Some(line), _) => self.trails.frames(line),
            (None, Voice::Refused(refusal)) if refusal.first == refusal.last => {
                vec![(refusal.first, Part::Carried)]
            }
            (None, Voice::Refused(refusal)) => {
                vec![(refusal.first, Part::Carried), (refusal.last, Part::Again)]
            }
            (None, _) => Vec::new(),
        };
        frames.into_iter().filter(|(number, _)| self.packets.row_of(*number).is_some()).collect()
    }

    /// The line that an entry is, if it stood on the wire.
    fn line_of(&self, entry: &Entry) -> Option<LineId> {
        let (direction, carried) = match entry.source {
            Source::Peer { carried, .. } => (Direction::Received, carried),
            Source::Own { carried, .. } => (Direction::Sent, carried?),
            Source::None | Source::Start | Source::File(_) | Source::Tries(_) | Source::Ended(_) => {
                return None;
            }
        };
        Some(match carried {
            Carriage::OnLink(Carried { conn, number }) => self.trails.line(conn, direction, number),
            Carriage::InStream(stream, number) => LineId::in_stream(direction, stream, number),
        })
    }

    /// The entry that a packet is about: the row of the peer and the number of the entry.
    fn entry_of(&self, number: u64, purpose: Purpose) -> Option<(usize, usize)> {
        let is_it = |entry: &Entry| match (purpose.line(), entry.voice) {
            (Some(line), _) => self.line_of(entry) == Some(line),
            (None, Voice::Refused(refusal)) => (refusal.first..=refusal.last).contains(&number),
            (None, _) => false,
        };
        self.peers.iter().enumerate().find_map(|(row, peer)| {
            let found = peer.talk.iter().rev().find(|(_, entry)| is_it(entry));
            found.map(|(at, _)| (row, at))
        })
    }
}

impl App {
    /// From the selected entry to its packet; from there back, and here again, to the next one.
    pub(super) fn go_to_packet(&mut self) {
        let Some(entry) = self.talk.chosen.and_then(|at| self.model.talk().get(at)) else {
            self.notice = Some("no line is selected: Up and Down in the conversation select one".to_owned());
            return;
        };
        let frames = self.model.frames_of(entry);
        let seen = frames.iter().position(|(number, _)| self.packets.selected == Some(*number));
        let next = seen.map_or(0, |at| (at + 1) % frames.len());
        let Some((number, part)) = frames.get(next).copied() else {
            self.notice = Some("no packet of this entry is held".to_owned());
            return;
        };
        self.packets.show(&self.model.packets, number);
        self.focus = Pane::Packets;
        self.dissect();
        if frames.len() > 1 {
            let (back, again) = (self.model.keys.named("to_text"), self.model.keys.named("to_packet"));
            let all: Vec<_> =
                frames.iter().map(|(number, part)| format!("{number} {}", part.word())).collect();
            let (at, all) = (next + 1, all.join(", "));
            self.notice = Some(format!(
                "packet {number} {}, {at} of {}: {all}; {back} {again} goes to the next",
                part.word(),
                frames.len()
            ));
        }
    }

    /// Holds the frame in view that the newest card of the conversation is about, unless a person looks at something.
    pub(super) fn turn_to_evidence(&mut self) {
        let Mode::Evidence(_) = self.packets.mode else { return };
        let newest =
            self.model.talk().iter().rev().take(CARDS_REACH).find_map(|(_, entry)| match entry.voice {
                Voice::Refused(refusal) => Some((refusal.first, refusal.verdict)),
                _ => None,
            });
        let is_newer = |number: u64| {
            let is_listed = self.packets.lists(&self.model.packets, number);
            is_listed && self.packets.selected.is_none_or(|selected| number > selected)
        };
        if let Some((number, verdict)) = newest.filter(|(number, _)| is_newer(*number)) {
            self.packets.accuse(number, verdict);
            self.dissect();
        }
    }

    /// From the selected packet to the line that it carried or is about, or to the card of its refusal.
    pub(super) fn go_to_text(&mut self) {
        let Some(packet) = self.packets.packet(&self.model.packets) else {
            self.notice = Some("no packet is selected".to_owned());
            return;
        };
        let (number, purpose) = (packet.number, self.model.trails.purpose(packet));
        // A receipt is for all texts up to one: whoever came from a line goes back to it.
        let from = self.talk.chosen.and_then(|at| self.model.talk().get(at));
        let is_back =
            from.is_some_and(|entry| self.model.frames_of(entry).iter().any(|(frame, _)| *frame == number));
        if is_back {
            self.focus = Pane::Conversation;
            return;
        }
        match self.model.entry_of(number, purpose) {
            Some((row, at)) => {
                self.talk_to(row);
                self.focus = Pane::Conversation;
                self.choose(at);
            }
            None if purpose.line().is_some() => {
                self.notice = Some(format!("packet {number} {purpose}; its line is not here"));
            }
            None => self.notice = Some(format!("packet {number}: {purpose}")),
        }
    }
}
