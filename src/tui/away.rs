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
    /// Texts and files that were there already.
    unread: (usize, usize),
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
        self.away = Some(Away { says, unread: self.unread_kinds(), told: HashSet::new() });
        let said = format!("you are away until the next key: nothing counts as seen{answer}");
        self.model.say(Voice::Program, &said);
        Ok(Vec::new())
    }

    /// Somebody is at the keys.
    pub(super) fn come_back(&mut self) {
        let Some(away) = self.away.take() else { return };
        let (texts, files) = self.unread_kinds();
        let kinds = [("text", texts, away.unread.0), ("file", files, away.unread.1)];
        let kinds = kinds.map(|(what, now, before)| (what, now.saturating_sub(before)));
        let came: Vec<String> =
            kinds.iter().filter(|(_, new)| *new > 0).map(|(what, new)| counted(*new, what)).collect();
        let said = match came.as_slice() {
            [] => "you are back; nothing came".to_owned(),
            came => format!("you are back; {} came, {}", came.join(" and "), self.ways_there()),
        };
        self.model.say(Voice::Program, &said);
    }

    /// Texts and files that nobody has seen.
    fn unread_kinds(&self) -> (usize, usize) {
        let heard = self.model.peers.iter().filter(|peer| !peer.ignored);
        let files = heard.map(|peer| peer.talk.unseen_files()).sum();
        (self.unread().saturating_sub(files), files)
    }

    /// The keys that go to what nobody has seen.
    fn ways_there(&self) -> String {
        let keys = &self.model.keys;
        let here = self.model.peer().filter(|peer| peer.news() > 0).map(|_| keys.named("to_unread"));
        let elsewhere = self.unread_elsewhere().next().map(|_| keys.named("unread_chat"));
        match (here, elsewhere) {
            (Some(here), Some(elsewhere)) => format!("{here} and {elsewhere} go there"),
            (Some(key), None) | (None, Some(key)) => format!("{key} goes there"),
            (None, None) => "all of it was seen".to_owned(),
        }
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
