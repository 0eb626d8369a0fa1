//! What each intent of a person does.

use crate::node::{Command, PeerRef};

use super::action::{Action, Pane};
use super::app::App;
use super::arrangement::Zoom;
use super::effect::Effect;
use super::model::Peer;
use super::overlay::Overlay;

impl App {
    /// Does what a person wants.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        if action.is_ours_alone()
            && let Err(why) = self.own_eyes()
        {
            self.notice = Some(why);
            return Vec::new();
        }
        match action {
            Action::Focus(pane) => {
                if pane == Pane::Packets && self.focus != Pane::Packets {
                    self.turn_to_evidence();
                }
                self.focus = pane;
            }
            Action::Slash => self.begin_command(),
            Action::NextPane => self.cycle(1),
            Action::PreviousPane => self.cycle(Pane::ALL.len() - 1),
            Action::Back if self.focus == Pane::Composer && self.composer.back(&self.model) => {}
            Action::Back if self.focus == Pane::Composer && self.leave_search() => {}
            Action::Back if self.is_filter_first() => self.unfilter_here(),
            Action::Back => {
                self.let_go();
                self.focus = Pane::Composer;
                self.desk.zoom = Zoom::Out;
            }
            Action::Zoom => self.desk.turn_zoom(),
            Action::Shift(way) => self.desk.shift(way, self.focus, self.areas.shares()),
            Action::SearchSaid => self.begin_search(),
            Action::Edit(edit) => self.edit(edit),
            Action::Submit => return self.submit(),
            Action::Help => self.overlays.push(Overlay::help(self.focus, None)),
            Action::Filter => self.open_filter(),
            Action::FilterField => self.filter_field(),
            Action::CopyAs => self.copy_as(),
            Action::Stats => self.open_stats(),
            Action::Follow => self.follow_link(),
            Action::Comment => self.open_comment(),
            Action::Export => self.open_export(),
            Action::Palette => self.overlays.push(Overlay::palette()),
            Action::Verify => return self.verify(),
            Action::Bare => return self.show_bare(),
            Action::Mouse => return self.point(self.pointer.other()),
            Action::Copy if self.focus == Pane::Conversation => return self.copy_entry(),
            Action::Copy => return self.copy(),
            Action::Retry => return self.retry(),
            #[cfg(feature = "lab")]
            Action::Tap(key) => return self.tap_key(key),
            Action::Eyes => self.see_with(self.eyes.next()),
            Action::Safe => return self.safe_command("").unwrap_or_default(),
            Action::Redraw => return vec![Effect::Redraw],
            Action::Suspend => return vec![Effect::Suspend],
            Action::Quit => return self.leave(),
            other => return self.look(other),
        }
        Vec::new()
    }

    /// Gives the focus to another pane in the order of Tab.
    pub(super) fn cycle(&mut self, by: usize) {
        let here = Pane::ALL.iter().position(|pane| *pane == self.focus).unwrap_or_default();
        self.focus = Pane::ALL.iter().cycle().nth(here + by).copied().unwrap_or(Pane::Composer);
    }

    /// Asks about who waits, else compares the digits of the current peer.
    fn verify(&mut self) -> Vec<Effect> {
        if let Some(question) = self.model.questions.first().cloned() {
            self.overlays.push(Overlay::trust(question));
            return Vec::new();
        }
        let connected = self.model.peer().is_some_and(Peer::is_connected);
        if let Some(name) = self.model.awaited().filter(|_| !connected) {
            self.notice = Some(format!(
                "{name} has not answered yet, it may be asking its person: there is nothing to decide here"
            ));
            return Vec::new();
        }
        let Some(peer) = self.model.peer() else {
            self.notice = Some("nobody waits for a decision, and nobody is talked to".to_owned());
            return Vec::new();
        };
        vec![Effect::Node(Command::SafetyNumber(PeerRef::Id(peer.id)))]
    }

    fn copy(&mut self) -> Vec<Effect> {
        let packet = self.packet_seen();
        let Some(((_, dissection), packet)) = self.dissection.as_ref().zip(packet) else { return Vec::new() };
        let Some(node) = self.packets.fields.field(dissection) else { return Vec::new() };
        let text = dissection.copy_text(node, &packet);
        self.copied(text)
    }
}
