//! `/away`: nobody looks until the next key, and whoever writes is told so once.

use std::collections::HashSet;

use crate::inspector::counted;
use crate::node::{Command, PeerId, PeerRef, Target};

use super::app::App;
use super::command::{self, Done};
use super::effect::Effect;
use super::model_talk::Voice;

/// What is so while the person is away.
#[derive(Debug, Default)]
pub(super) struct Away {
    /// What whoever writes is told, if anything.
    says: Option<String>,
    /// Who was told. Two programs that answer each other stop at that.
    told: HashSet<PeerId>,
    /// Texts that were there already.
    unread: usize,
}

impl App {
    /// `/away [TEXT]`
    pub(super) fn away_command(&mut self, text: &str) -> Done {
        let says = (!text.is_empty()).then(|| format!("is away: {text}"));
        command::within(says.as_deref().unwrap_or_default(), self)?;
        let answer = match &says {
            Some(says) => format!("; whoever writes is told once: {} {says}", self.model.own.name),
            None => String::new(),
        };
        self.away = Some(Away { says, unread: self.unread(), told: HashSet::new() });
        let said = format!("you are away until the next key: nothing counts as seen{answer}");
        self.model.say(Voice::Program, &said);
        Ok(Vec::new())
    }

    /// Somebody is at the keys.
    pub(super) fn come_back(&mut self) {
        let Some(away) = self.away.take() else { return };
        let new = self.unread().saturating_sub(away.unread);
        let key = self.model.keys.named("next-unread");
        let said = match new {
            0 => "you are back; nothing came".to_owned(),
            new => format!("you are back; {} came, {key} goes there", counted(new, "text")),
        };
        self.model.say(Voice::Program, &said);
    }

    /// What is answered to whoever writes while nobody is here.
    pub(super) fn answer(&mut self, id: PeerId) -> Option<Effect> {
        let says = self.away.as_ref()?.says.clone()?;
        let row = self.model.peers.iter().position(|peer| peer.id == id)?;
        let peer = self.model.peers.get(row)?;
        let may = peer.is_connected() && !peer.ignored && !self.model.has_changed(&peer.name);
        if !may || self.has_room().is_err() || !self.away.as_mut()?.told.insert(id) {
            return None;
        }
        self.model.said(row, (&says, true));
        let to = Target::One(PeerRef::Id(id));
        Some(Effect::Node(Command::SendText { to, body: says, action: true }))
    }
}
