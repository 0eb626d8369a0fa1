//! Moving about: lists, conversations, packets and their fields.

use std::borrow::Cow;

use super::action::{Action, Pane, Step};
use super::app::App;
use super::effect::Effect;
use super::overlay::Overlay;
use super::panel::{Fold, bytes_shape};

impl App {
    /// Does what changes nothing but how things are looked at.
    pub(super) fn look(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Move(step) => self.step(step),
            Action::Scroll(step) => self.scroll(step),
            Action::Match(step) => return self.go_to_match(step),
            Action::ToPacket => self.go_to_packet(),
            Action::ToText => self.go_to_text(),
            Action::ToUnread => self.go_to_unread(),
            Action::LastConversation => self.last_conversation(),
            Action::Open => match self.focus {
                Pane::Peers => self.talk_to_selected(),
                Pane::Packets | Pane::Bytes => self.focus = Pane::Details,
                Pane::Details => self.fold(Fold::Open),
                Pane::Conversation => self.open_entry(),
                Pane::Log | Pane::Composer => {}
            },
            Action::Fold if self.focus == Pane::Details => self.fold(Fold::Closed),
            Action::Connect => return self.call_selected(),
            Action::Conversation(row) => self.talk_to(row),
            Action::NextConversation => self.turn(1),
            Action::PreviousConversation => self.turn(self.model.peers.len().saturating_sub(1)),
            Action::NextUnread => self.next_unread(),
            Action::NextBad | Action::PreviousBad => {
                let step = if action == Action::NextBad { Step::Down } else { Step::Up };
                if !self.packets.step_bad(&self.model.packets, step) {
                    let way = if step == Step::Down { "after" } else { "before" };
                    self.notice = Some(format!("no refused frame {way} this one"));
                }
                self.dissect();
            }
            Action::Mark => self.packets.mark(&mut self.model.packets),
            Action::OnlyMarked => {
                if !self.packets.only_marked(&self.model.packets) {
                    self.notice = Some("nothing is marked: m marks a packet".to_owned());
                }
                self.dissect();
            }
            Action::Handshake => {
                let packet = self.packets.packet(&self.model.packets);
                let conn = packet.map(|packet| packet.conn);
                self.handshake(conn);
            }
            Action::Times => self.packets.turn_times(),
            Action::Across => {
                self.focus = if self.focus == Pane::Bytes { Pane::Details } else { Pane::Bytes };
            }
            Action::Layer => self.change_layer(),
            Action::Pause if self.focus == Pane::Log => self.log.pause(&self.model.log),
            Action::Pause => {
                self.packets.pause(&self.model.packets);
                self.dissect();
            }
            Action::LogLine => self.cross_log(),
            Action::Why => self.why_here(),
            Action::Spec => self.spec_here(),
            Action::Slide(step) => self.slide_log(step),
            #[cfg(feature = "lab")]
            Action::Tap(_) | Action::Lab(_) => {}
            // Those that change more were done before, and some are for what lies over the panes.
            #[rustfmt::skip]
            Action::Focus(_) | Action::Slash | Action::NextPane | Action::PreviousPane | Action::Back | Action::Fold
            | Action::Zoom | Action::Shift(_) | Action::Edit(_) | Action::Submit | Action::Help | Action::Palette
            | Action::Filter | Action::FilterField | Action::CopyAs | Action::Follow | Action::Comment
            | Action::Stats | Action::Export | Action::Eyes | Action::Safe | Action::Verify | Action::Mouse
            | Action::Bare | Action::Copy | Action::Retry | Action::Redraw | Action::Suspend | Action::Quit
            | Action::Answer(_) | Action::SearchSaid | Action::Find | Action::Return => {}
        }
        Vec::new()
    }

    /// Moves within the pane that has the focus.
    fn step(&mut self, step: Step) {
        match self.focus {
            Pane::Peers => self.peer_row = moved(self.peer_row, self.model.peers.len(), step, 5),
            Pane::Conversation => self.select(step),
            Pane::Composer => self.scroll(step),
            Pane::Log => self.log.step(&self.model.log, step, self.areas.log.height),
            Pane::Packets => {
                self.packets.step(&self.model.packets, step);
                self.dissect();
            }
            Pane::Details | Pane::Bytes => self.step_field(step),
        }
    }

    fn fold(&mut self, to: Fold) {
        if let Some((_, dissection)) = &self.dissection {
            self.packets.hold();
            self.packets.fields.fold(dissection, to);
        }
    }

    /// Another field or byte. Who looks at one does not want the packet to change under it.
    fn step_field(&mut self, step: Step) {
        let packet = self.packet_seen().map(Cow::into_owned);
        let Some(((_, dissection), packet)) = self.dissection.as_ref().zip(packet) else { return };
        if self.focus == Pane::Bytes {
            self.packets.fields.step_byte(dissection, &packet, step, bytes_shape(self.areas.bytes));
        } else {
            let page = usize::from(self.areas.details.height.saturating_sub(3));
            self.packets.fields.step(dissection, step, page);
        }
        self.packets.hold();
    }

    fn change_layer(&mut self) {
        let packet = self.packet_seen().map(Cow::into_owned);
        let Some(((_, dissection), packet)) = self.dissection.as_ref().zip(packet) else { return };
        if !self.packets.fields.change_layer(dissection, &packet) {
            self.notice = Some("nothing of this frame was opened here".to_owned());
        }
        self.packets.hold();
    }

    /// Shows how a link came about, or the newest one of which that is known.
    pub(super) fn handshake(&mut self, conn: Option<u64>) {
        let ladder = conn.and_then(|conn| self.model.ladders.find(conn));
        match ladder.or_else(|| self.model.ladders.newest(None)) {
            Some(ladder) => self.overlays.push(Overlay::handshake(ladder.conn)),
            None => self.notice = Some("there was no handshake yet: /connect ADDR makes one".to_owned()),
        }
    }

    /// Takes the alarm out of the top bar: the next refusal is as loud as the first.
    pub(super) fn acknowledge(&mut self) -> Vec<Effect> {
        self.model.acknowledge();
        self.packets.calm();
        Vec::new()
    }
}

/// Another row of `count`.
pub(super) fn moved(row: usize, count: usize, step: Step, page: usize) -> usize {
    let last = count.saturating_sub(1);
    match step {
        Step::Up | Step::Back => row.saturating_sub(1),
        Step::Down | Step::Ahead => (row + 1).min(last),
        Step::PageUp => row.saturating_sub(page.max(1)),
        Step::PageDown => (row + page.max(1)).min(last),
        Step::Home => 0,
        Step::End => last,
    }
}
