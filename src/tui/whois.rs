//! All that is known about a peer, on a card in the conversation.

use crate::inspector::time_text;
use crate::node::{Command, PeerInfo, Presence, Trust, UnixMillis};
use crate::text::Place;

use super::app::App;
use super::effect::Effect;
use super::model::{About, Model};
use super::model_apply::shown;
use super::model_talk::{Entry, Voice};

impl App {
    /// `/fingerprint`
    pub(super) fn say_keys(&mut self) -> Vec<Effect> {
        if self.is_safe() {
            self.notice = Some("keys are hidden while the screen is safe: /safe off".to_owned());
            return Vec::new();
        }
        let theirs = self
            .model
            .peer()
            .map(|peer| format!("\nthe key of {}\n{}", peer.name, in_halves(&peer.id.0.to_string())));
        let own = in_halves(&self.model.own.fingerprint);
        self.model.say(Voice::Program, &format!("your key\n{own}{}", theirs.unwrap_or_default()));
        Vec::new()
    }

    /// What the screen asks first: who is known already.
    pub(super) fn ask_who_is_known(&mut self) -> Command {
        self.model.asked_about.push_back(About::AtStart);
        Command::Describe(None)
    }
}

/// A fingerprint in two lines, so that no group of its digits is broken where there are few columns.
fn in_halves(fingerprint: &str) -> String {
    let groups: Vec<&str> = fingerprint.split('-').collect();
    let (first, second) = groups.split_at(groups.len() / 2);
    format!("{}-\n{}", first.join("-"), second.join("-"))
}

/// Groups of four bytes of a session's public name that are shown.
const ID_GROUPS: usize = 4;

impl Model {
    /// Puts the card where the person looks.
    pub(super) fn introduce_fully(&mut self, info: &PeerInfo) {
        let name = shown(&info.name);
        let decide = self.keys.verify();
        let epoch = self.find(info.peer).and_then(|peer| peer.epoch);
        let facts = [
            who(info),
            standing(info, &decide),
            place(info),
            session(info, epoch),
            seen(info),
            todo(&name, info),
        ];
        let text: Vec<String> = facts.into_iter().flatten().collect();
        let card = Entry::card(self.now, Voice::Program, &format!("WHO IS {name}"), &text.join("\n"));
        self.talk_mut().push(card);
    }
}

fn who(info: &PeerInfo) -> Vec<String> {
    let mut lines = vec!["its key".to_owned(), info.peer.0.to_string()];
    if let Some(nick) = &info.nick {
        lines.push(format!("calls itself [{}]", nick.shown(Place::Name)));
    }
    if let Some(like) = &info.looks_like {
        lines.push(format!("! that may be taken for {}: it is another peer", shown(like)));
    }
    lines
}

fn standing(info: &PeerInfo, decide: &str) -> Vec<String> {
    let standing = match info.trust {
        Some(Trust::Verified { at }) => format!("✓ verified on {} UTC", time_text(UnixMillis(at))),
        Some(Trust::Known) => "? known, not verified: nobody has compared the digits".to_owned(),
        Some(Trust::Blocked) => "✗ blocked: nothing is sent or taken".to_owned(),
        None if info.presence == Presence::Pending => format!("? waits for your decision: {decide}"),
        None => "? not known".to_owned(),
    };
    let changed = info.changed.map(|claimed| format!("✗ ANOTHER KEY ANSWERED\n{claimed}"));
    let ignored =
        info.ignored.then(|| "ignored: nothing of it is announced; /unignore hears it again".to_owned());
    std::iter::once(standing).chain(changed).chain(ignored).collect()
}

fn place(info: &PeerInfo) -> Vec<String> {
    let Some(address) = info.address.as_deref().map(shown) else {
        return vec!["no address of it is known".to_owned()];
    };
    vec![match info.presence {
        Presence::Connected => format!("connected from {address}"),
        Presence::Pending => format!("waits at {address}"),
        Presence::Absent => format!("not connected, reached last at {address}"),
    }]
}

fn session(info: &PeerInfo, epoch: Option<u16>) -> Vec<String> {
    let Some(id) = &info.session_id else { return Vec::new() };
    let groups = id.as_chunks::<4>().0.iter().take(ID_GROUPS);
    let groups: Vec<String> = groups.map(|four| format!("{:08x}", u32::from_be_bytes(*four))).collect();
    let epoch = epoch.map_or_else(String::new, |epoch| format!(" · epoch {epoch}"));
    vec![format!("session {}…{epoch}", groups.join(" "))]
}

fn seen(info: &PeerInfo) -> Vec<String> {
    let Some((first, last)) = info.seen else { return vec!["not seen in this run".to_owned()] };
    let first = format!("seen first {} UTC", time_text(UnixMillis(first)));
    let last = format!("seen last  {} UTC", time_text(UnixMillis(last)));
    if info.presence == Presence::Connected { vec![first] } else { vec![first, last] }
}

/// What can be done about it.
fn todo(name: &str, info: &PeerInfo) -> Vec<String> {
    let first = match info.trust {
        Some(Trust::Verified { .. }) => format!("/verify {name}  the 60 digits again"),
        Some(Trust::Known) => format!("/verify {name}  compare 60 digits"),
        Some(Trust::Blocked) => format!("/trust {name}  lift the block"),
        None => format!("/trust {name}  or /reject {name}"),
    };
    let block = format!("/block {name}  never talk to it again");
    let forget = format!("forget it: peerscope id forget {name}");
    let is_known = info.trust.is_some();
    let is_blocked = info.trust == Some(Trust::Blocked);
    std::iter::once(first).chain((!is_blocked).then_some(block)).chain(is_known.then_some(forget)).collect()
}
