//! Whose eyes the screen is seen with: one key goes through ours, the peer's and those of a listener on the wire.

use std::borrow::Cow;

use ratatui::text::{Line, Span};

use crate::inspector::{Dissection, Eyes, as_peer, dissect, peer_verdict, summary};
use crate::node::Packet;

use super::action::Action;
use super::app::App;
use super::colours::Rule;
use super::command::Done;
use super::model::Peer;
use super::theme::Role;

impl App {
    /// `/eyes mine|peer|eve`; alone it goes to the next.
    pub(super) fn eyes_command(&mut self, word: &str) -> Done {
        let eyes = match word {
            "" => self.eyes.next(),
            word => {
                let named = Eyes::ALL.into_iter().find(|eyes| eyes.word() == word);
                named.ok_or("mine, peer or eve")?
            }
        };
        self.see_with(eyes);
        Ok(Vec::new())
    }

    /// Sees with these eyes from now on, and says what they know.
    pub(super) fn see_with(&mut self, eyes: Eyes) {
        if self.is_tap() {
            self.notice = Some("a tap has the eyes of an attacker, and no others".to_owned());
            return;
        }
        self.eyes = eyes;
        self.talk.up = 0;
        self.packets.look_with(eyes);
        self.dissect_anew();
        self.notice = Some(self.eyes_told());
    }

    /// Whose eyes see the packets: at a tap there are none but a listener's.
    pub(super) const fn packet_eyes(&self) -> Eyes {
        if self.is_tap() { Eyes::Eve } else { self.eyes }
    }

    /// Whether this is the screen of a tap, which a build without the lab has not.
    #[cfg(not(feature = "lab"))]
    #[expect(clippy::unused_self, reason = "with the lab it depends on it")]
    pub(super) const fn is_tap(&self) -> bool {
        false
    }

    /// Fails while other eyes look.
    ///
    /// # Errors
    /// Why what was wanted is not done, in words.
    pub(super) fn own_eyes(&self) -> Result<(), String> {
        if self.eyes == Eyes::Mine {
            Ok(())
        } else {
            Err("only your own eyes have that: /eyes mine".to_owned())
        }
    }

    /// What is said of the eyes that look.
    pub(super) fn eyes_told(&self) -> String {
        let key = self.model.keys.told(Action::Eyes, "/eyes");
        match self.eyes {
            Eyes::Mine => "your own eyes again".to_owned(),
            eyes => format!("{}: {}. {key} goes on, /eyes mine goes back", eyes.title(), eyes.knows()),
        }
    }

    /// A packet as the eyes that look have it; `None` of one that crossed where they see nothing.
    pub(super) fn seen<'a>(&self, packet: &'a Packet) -> Option<Cow<'a, Packet>> {
        match self.eyes {
            Eyes::Mine => Some(self.public(packet)),
            Eyes::Peer => self
                .is_of_peer(packet)
                .then(|| Cow::Owned(as_peer(&self.public(packet), self.model.trails.arrival(packet)))),
            Eyes::Eve => Some(Cow::Owned(self.tapped(packet).packet())),
        }
    }

    /// The same, taken apart.
    pub(super) fn dissected(&self, packet: &Packet) -> Option<Dissection> {
        match self.packet_eyes() {
            Eyes::Mine => Some(dissect(&self.public(packet))),
            Eyes::Peer => {
                let seen = self.seen(packet)?;
                let mut dissection = dissect(&seen);
                // When the peer saw it is not known here.
                for node in dissection.nodes.iter_mut().filter(|node| node.path == "sent_at") {
                    node.note.clear();
                }
                Some(dissection)
            }
            Eyes::Eve => Some(self.tapped(packet).dissect()),
        }
    }

    /// The word for what became of a packet, as far as the eyes that look can know it.
    /// The words of a theft take its place in a column of this width.
    pub(super) fn verdict_seen(&self, packet: &Packet, columns: usize) -> String {
        match self.eyes {
            Eyes::Peer => {
                let verdict = peer_verdict(packet, self.model.trails.arrival(packet));
                let sign = if verdict == "unknown" { "?" } else { "✓" };
                format!("{sign} {verdict}")
            }
            Eyes::Mine | Eyes::Eve => {
                if let Some(word) = self.thief_word(packet, columns) {
                    return word.to_owned();
                }
                let summary = summary(packet);
                format!("{} {}", summary.tone.symbol(), summary.verdict.name())
            }
        }
    }

    /// What the eyes that look call the other end of a packet's link.
    pub(super) fn other_end(&self, packet: &Packet) -> String {
        match self.eyes {
            Eyes::Peer => "you".to_owned(),
            _ if self.is_safe() => packet.peer.clone(),
            _ => self.model.whose(packet),
        }
    }

    /// The rule that gives a row its colour: ours alone.
    pub(super) fn rule_of(&self, packet: &Packet) -> Option<&Rule> {
        self.colours.of(packet).filter(|_| self.eyes == Eyes::Mine)
    }

    /// The selected packet as the eyes that look have it.
    pub(super) fn packet_seen(&self) -> Option<Cow<'_, Packet>> {
        self.packets.packet(&self.model.packets).and_then(|packet| self.seen(packet))
    }

    /// A title, behind the name of the eyes that look where they are not ours.
    pub(super) fn titled(&self, title: Line<'static>) -> Line<'static> {
        if self.eyes == Eyes::Mine {
            return title;
        }
        let whose = Span::styled(format!(" {} ", self.eyes.title()), self.theme.style(Role::Alarm));
        Line::from([vec![whose], title.spans].concat()).style(title.style)
    }

    /// Columns that this takes of a title.
    pub(super) fn eyes_columns(&self) -> usize {
        if self.eyes == Eyes::Mine { 0 } else { self.eyes.title().len() + 2 }
    }

    /// Whether the link of a packet is one with the peer that is talked to.
    fn is_of_peer(&self, packet: &Packet) -> bool {
        let is_of = |peer: &Peer| self.model.links.peer(packet.conn) == Some(peer.id);
        // In a capture there is nobody to talk to: each link has its own other end.
        self.model.replayed.is_some() || self.model.peer().is_some_and(is_of)
    }
}
