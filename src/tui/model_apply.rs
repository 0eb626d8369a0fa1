//! What each event changes in the model.

use std::cmp::Reverse;
use std::time::Duration;

use crate::node::{
    Carried, Delivery, Error, Event, MessageId, PeerId, PeerInfo, Presence, Trust, UnixMillis,
};
use crate::text::{Escaped, PeerText, Place, escape};

use super::command;
use super::ladder::Flight;
use super::model::{About, Digits, Link, Model, Peer, Typing};
use super::model_history::lines;
use super::model_talk::{Carriage, Entry, Progress, Source, Talk, Voice};
use super::widget::NO_BREAK;

impl Model {
    /// Takes what the node tells; gives the digits if it told them.
    pub(super) fn apply(&mut self, event: Event) -> Option<Digits> {
        self.ends.note(&event);
        match event {
            Event::SafetyNumber { name, number, trust } => {
                return Some(Digits { name: shown(&name), number, trust });
            }
            Event::Text { conn, peer, number, place, body, action, name, sent_at, .. } => {
                let named = if action { format!("* {} ", shown(&name)) } else { String::new() };
                let carried = Carriage::OnLink(Carried { conn, number });
                let source = Source::Peer { carried, sent_at, named: named.len() };
                self.heard((peer, &name), (&body, &named), (number, source, place));
            }
            Event::Said { peer, name, message, body, action } => {
                let entry = self.own_text((&body, action), Progress::At(message, Delivery::Held));
                self.peer_mut(peer, &name).talk.push(entry);
            }
            Event::Delivery { peer, message, state, carried, place, .. } => {
                self.delivered(peer, (message, state), (carried, place));
            }
            Event::File(info) => self.file(&info),
            Event::Files(infos) => self.files(&infos),
            Event::HandshakeStep { conn, peer, identity, step } => {
                if let Some(identity) = identity {
                    self.links.proved(conn, identity);
                }
                let flight =
                    Flight { name: step.name, direction: step.direction, bytes: step.bytes, took: step.took };
                self.ladders.flew(conn, shown(&peer), flight, self.now);
            }
            Event::Derived { peer, name, made } => self.accounts.made((peer.0, &shown(&name)), made),
            Event::Disclosed(secrets) => self.accounts.disclosed(secrets),
            Event::Established { info, took, .. } => self.established(&info, took),
            Event::SessionReplaced { info } => {
                let said = format!("{} has another session in place of the one before", shown(&info.name));
                self.connected(&info, &said);
            }
            Event::Typing { name, on } => {
                if let Some(peer) = self.named(&shown(&name)) {
                    peer.typing = if on { Typing::Yes } else { Typing::No };
                }
            }
            Event::Rekeyed { name, epoch } => {
                let name = shown(&name);
                if let Some(peer) = self.named(&name) {
                    peer.epoch = Some(epoch);
                }
                self.tell(&name, Voice::Program, &format!("fresh keys: epoch {epoch} begins"));
            }
            Event::SameWords { .. } | Event::Pong { .. } => self.measured(event),
            Event::NickChanged { name, nick, looks_like, .. } => {
                self.nick_changed(&shown(&name), &nick, looks_like.as_deref());
            }
            Event::Closed { .. } => self.closed(event),
            Event::Peers(infos) => self.described(&infos),
            Event::CommandFailed { command, error } => self.not_done(command, &error),
            other => self.trusted(other),
        }
        None
    }

    /// What a person has asked a session.
    fn measured(&mut self, event: Event) {
        match event {
            Event::SameWords { name, words, sent, received } => {
                let counts = format!("{sent} of yours, {received} of theirs");
                let said = format!(
                    "same words: {words} ({counts}); {} sees the same, or has another history",
                    shown(&name)
                );
                self.tell(&shown(&name), Voice::Program, &said);
            }
            Event::Pong { name, rtt, skew_ms } => {
                let (rtt, skew) = (millis(rtt, 1), format!("{skew_ms:+}{NO_BREAK}ms"));
                let said = format!("there and back in {rtt}, the other clock is {skew}");
                self.tell(&shown(&name), Voice::Program, &said);
            }
            _ => {}
        }
    }

    fn established(&mut self, info: &PeerInfo, took: Duration) {
        let name = shown(&info.name);
        self.accounts.call(&info.peer.0, &name);
        self.ladders.established(&name, info, took);
        let address = info.address.as_deref().map(shown).unwrap_or_default();
        self.tried_enough(&[&name, &address]);
        self.connected(info, &format!("{name} connected, keys agreed in {}", millis(took, 0)));
    }

    fn nick_changed(&mut self, name: &str, nick: &PeerText, looks_like: Option<&str>) {
        let mut said = format!("{name} calls itself [{}] now", nick.shown(Place::Name));
        if let Some(like) = looks_like {
            said = format!("{said}, which may be taken for {}: it is another peer", shown(like));
        }
        self.tell(name, Voice::Program, &said);
    }

    fn heard(
        &mut self,
        (id, name): (PeerId, &str),
        (body, named): (&PeerText, &str),
        (number, source, place): (u64, Source, Option<u64>),
    ) {
        let now = self.now;
        let lines = lines(body, named);
        let peer = self.peer_mut(id, name);
        let at = peer.talk.push(Entry { lines, source, place, ..Entry::new(now, Voice::Peer, "") });
        peer.talk.note_news(at);
        peer.unshown = Some(number);
        peer.typing = Typing::No;
    }

    pub(super) fn peer_mut(&mut self, id: PeerId, name: &str) -> &mut Peer {
        let row = self.peers.iter().position(|peer| peer.id == id).unwrap_or_else(|| {
            self.peers.push(Peer::new(id, shown(name)));
            self.peers.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the row was found or pushed just now")]
        &mut self.peers[row]
    }

    /// A text of ours as it was typed, before the node says how far it is.
    pub(super) fn said(&mut self, row: usize, (body, action): (&str, bool)) {
        let entry = self.own_text((body, action), Progress::Asked(self.asked));
        self.asked += 1;
        if let Some(peer) = self.peers.get_mut(row) {
            peer.talk.push(entry);
        }
    }

    fn own_text(&self, (body, action): (&str, bool), progress: Progress) -> Entry {
        let first = if action { format!("* {} ", self.own.name) } else { String::new() };
        Entry {
            lines: format!("{first}{body}")
                .lines()
                .map(|line| Escaped::new(line, Place::Message).to_string())
                .collect(),
            progress,
            source: Source::Own { body: body.to_owned(), action, carried: None },
            ..Entry::new(self.now, Voice::Own, "")
        }
    }

    /// A text of ours that was not taken is given to the node once more; gives it.
    pub(super) fn again(&mut self, at: usize) -> Option<(PeerId, String, bool)> {
        let asked = self.asked;
        let id = self.peer()?.id;
        let entry = self.talk_mut().get_mut(at)?;
        let (Progress::Rejected(_), Source::Own { body, action, .. }) = (&entry.progress, &entry.source)
        else {
            return None;
        };
        let again = (id, body.clone(), *action);
        entry.progress = Progress::Asked(asked);
        self.asked += 1;
        Some(again)
    }

    fn delivered(
        &mut self,
        id: PeerId,
        (message, state): (MessageId, Delivery),
        (carried, place): (Option<Carried>, Option<u64>),
    ) {
        let Some(peer) = self.find(id) else { return };
        if state == Delivery::Held {
            peer.held.insert(message);
        } else {
            peer.held.remove(&message);
        }
        let known = |entry: &Entry| match entry.progress {
            Progress::At(other, _) => other == message,
            _ => false,
        };
        let at = peer.talk.iter().rev().find(|(_, entry)| known(entry)).map(|(at, _)| at);
        // Texts come back in the order in which they were given, and are held first: the oldest without a number is
        // the one. Whatever else is told is about one that is not here any more.
        let asked = || oldest_asked(&peer.talk).filter(|_| state == Delivery::Held).map(|(_, at)| at);
        let at = at.or_else(asked);
        if let Some(entry) = at.and_then(|at| peer.talk.get_mut(at)) {
            entry.progress = Progress::At(message, state);
            entry.place = entry.place.or(place);
            if let (Source::Own { carried: before, .. }, Some(carried)) = (&mut entry.source, carried) {
                *before = Some(Carriage::OnLink(carried));
            }
        } else if let Some(place) = place {
            peer.talk.cut_off(place);
        }
    }

    fn connected(&mut self, info: &PeerInfo, said: &str) {
        self.questions.retain(|question| question.name() != info.peer.0.short());
        self.learn(info);
        let now = self.now;
        self.begin_with(info.peer);
        let peer = self.peer_mut(info.peer, &info.name);
        peer.link = Link::Connected;
        peer.epoch = Some(1);
        peer.since = None;
        peer.talk.push(Entry::new(now, Voice::Program, said));
    }

    /// Talks to this peer, unless somebody is talked to already.
    pub(super) fn begin_with(&mut self, id: PeerId) {
        if self.current.is_some() {
            return;
        }
        self.current = self.peers.iter().position(|peer| peer.id == id);
        if let Some(peer) = self.current.and_then(|row| self.peers.get_mut(row)) {
            // Nobody sees any more what was said while there was nobody.
            for warning in self.home.take_warnings() {
                peer.talk.push(warning);
            }
        }
    }

    fn learn(&mut self, info: &PeerInfo) {
        let peer = self.peer_mut(info.peer, &info.name);
        peer.name = shown(&info.name);
        peer.trust = info.trust;
        peer.ignored = info.ignored;
        peer.first_seen = info.seen.map(|(first, _)| first);
        peer.address = info.address.as_deref().map(shown).unwrap_or_default();
        match info.presence {
            Presence::Connected => {
                peer.link = Link::Connected;
                peer.since = None;
            }
            Presence::Pending => peer.link = Link::Waiting,
            Presence::Absent => {
                peer.since = peer.since.or_else(|| info.seen.map(|(_, last)| UnixMillis(last)));
                if peer.is_connected() {
                    peer.link = Link::Absent;
                }
            }
        }
    }

    fn described(&mut self, infos: &[PeerInfo]) {
        for info in infos {
            self.learn(info);
        }
        match self.asked_about.pop_front() {
            Some(About::AtStart) => self.order_peers(),
            Some(About::One) => {
                for info in infos {
                    self.introduce_fully(info);
                }
            }
            Some(About::Everybody) | None => {}
        }
    }

    /// Puts those first who were there last, and those last who are blocked. From then on each keeps its number.
    fn order_peers(&mut self) {
        let talked_to = self.peer().map(|peer| peer.id);
        let order = |peer: &Peer| {
            let is_blocked = peer.trust == Some(Trust::Blocked);
            (is_blocked, !peer.is_connected(), Reverse(peer.since))
        };
        self.peers.sort_by_key(order);
        self.current = self.peers.iter().position(|peer| Some(peer.id) == talked_to);
    }

    /// Something that was asked for was not done, or something is to be told about how this run began.
    fn not_done(&mut self, command: &'static str, error: &Error) {
        let why = shown(&error.to_string());
        if error.is_note() {
            let entry = Entry::new(self.now, Voice::Program, &format!("{command}: {why}"));
            self.talk_mut().push(Entry { source: Source::Start, ..entry });
            return;
        }
        if matches!(error, Error::ListeningLost) {
            self.listening = None;
        }
        self.failed(command, &why);
    }

    fn failed(&mut self, command: &'static str, why: &str) {
        if command == "text" {
            let oldest =
                |(row, peer): (usize, &Peer)| oldest_asked(&peer.talk).map(|(order, at)| (order, row, at));
            let asked = self.peers.iter().enumerate().filter_map(oldest).min();
            let talk = asked.and_then(|(_, row, at)| self.peers.get_mut(row)?.talk.get_mut(at));
            if let Some(entry) = talk {
                entry.progress = Progress::Rejected(why.to_owned());
                return;
            }
        }
        if command == "whois" {
            self.asked_about.pop_front();
        }
        if command == "listen" {
            self.listen_fault = Some(why.to_owned());
        }
        // Some of what fails was not typed.
        let slash = if command::known(command).is_some() { "/" } else { "" };
        self.say(Voice::Alarm, &format!("{slash}{command}: {why}"));
    }

    /// Says something in the conversation of this peer, or where the person looks.
    pub(super) fn tell(&mut self, name: &str, voice: Voice, text: &str) {
        self.tell_entry(name, Entry::new(self.now, voice, text));
    }

    /// The same with all that there is to know about it.
    pub(super) fn tell_entry(&mut self, name: &str, entry: Entry) {
        let talk = match self.named(name) {
            Some(peer) => &mut peer.talk,
            None => self.talk_mut(),
        };
        talk.push(entry);
    }
}

impl Peer {
    fn new(id: PeerId, name: String) -> Self {
        Self {
            id,
            name,
            trust: None,
            link: Link::default(),
            address: String::new(),
            first_seen: None,
            epoch: None,
            typing: Typing::default(),
            talk: Talk::default(),
            in_sight: 0,
            ignored: false,
            held: std::collections::BTreeSet::new(),
            since: None,
            unshown: None,
        }
    }
}

/// The oldest text of which the node has said nothing yet: its order among all, and its place.
fn oldest_asked(talk: &Talk) -> Option<(u64, usize)> {
    let asked = talk.iter().filter_map(|(at, entry)| match entry.progress {
        Progress::Asked(order) => Some((order, at)),
        _ => None,
    });
    asked.min()
}

/// Fit for a terminal, wherever it is from.
pub(super) fn shown(text: &str) -> String {
    escape(text).to_string()
}

/// A time in milliseconds with so many decimals; a row does not break before the unit.
fn millis(time: Duration, decimals: usize) -> String {
    format!("{:.decimals$}{NO_BREAK}ms", time.as_secs_f64() * 1e3)
}
