//! Turning the safe screen on and off.

use std::borrow::Cow;

use crate::inspector::Tapped;
use crate::node::Packet;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::command::{Done, GOES_FOR_GOOD};
use crate::tui::overlay::Overlay;
use crate::tui::panel::in_view;

use super::stand_in::StandIn;

impl App {
    /// `/safe on|off`, and the other of both without a word.
    pub(in crate::tui) fn safe_command(&mut self, word: &str) -> Done {
        let on = match word {
            "on" => true,
            "off" => false,
            "" => !self.is_safe(),
            _ => return Err("the safe screen is on or off".to_owned()),
        };
        self.choice.settings.safe = on;
        self.safe_turned();
        Ok(Vec::new())
    }

    /// The safe screen was turned on or off: what shows more than it may goes, and it is said.
    pub(in crate::tui) fn safe_turned(&mut self) {
        // It holds what it was opened on.
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Copy(_)));
        self.dissect_anew();
        self.notice = Some(self.safe_told());
    }

    /// Whether nothing private may be shown.
    pub(in crate::tui) const fn is_safe(&self) -> bool {
        self.choice.settings.safe
    }

    /// What is said of it: one of the sentences that a safe screen shows.
    fn safe_told(&self) -> String {
        let key = self.model.keys.told(Action::Safe, "/safe off");
        if self.is_safe() {
            let said = "screen-safe: names, addresses and texts are hidden, what you type too";
            let capture =
                if self.model.recorded.is_some() { "; --capture goes on with real addresses" } else { "" };
            format!("{said}{capture}. {key} shows them")
        } else {
            "names, addresses and texts are shown again".to_owned()
        }
    }

    /// Whether this is one of the sentences that name nobody.
    pub(super) fn is_public_notice(&self, notice: &str) -> bool {
        notice == self.safe_told() || notice == self.eyes_told() || notice == GOES_FOR_GOOD
    }

    /// Lets this look at the screen as it may be shown.
    pub(in crate::tui) fn presented<T>(&mut self, look: impl FnOnce(&Self) -> T) -> T {
        if !self.is_safe() {
            return look(self);
        }
        let mut stand_in = StandIn::of(self);
        stand_in.exchange(self);
        // What stands for a text has other rows.
        let shown = in_view(self);
        let window = std::mem::replace(&mut self.window, shown);
        let seen = look(self);
        self.window = window;
        stand_in.exchange(self);
        seen
    }

    /// A packet as it may be shown, or given to a file.
    pub(in crate::tui) fn public<'a>(&self, packet: &'a Packet) -> Cow<'a, Packet> {
        if self.is_safe() { Cow::Owned(self.veil.packet(packet)) } else { Cow::Borrowed(packet) }
    }

    /// The same for a listener on the wire.
    pub(in crate::tui) fn tapped<'a>(&self, packet: &'a Packet) -> Tapped<'a> {
        let tapped = Tapped::from(packet);
        let veiled = |(from, to)| (self.veil.address(from), self.veil.address(to));
        if self.is_safe() { Tapped { ends: tapped.ends.map(veiled), ..tapped } } else { tapped }
    }

    /// Gives everybody who is there a pseudonym.
    pub(in crate::tui) fn learn_peers(&mut self) {
        for peer in &self.model.peers {
            self.veil.learn_peer(&peer.id.0.short());
        }
    }
}
