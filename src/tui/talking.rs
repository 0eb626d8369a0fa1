//! Conversations: going from one to the other, and what can be done with what was said.

use crate::inspector::counted;
use crate::node::{Command, DialId, Error, Event, PeerAddr, PeerHost, PeerId, PeerRef, Target, Trust};

use super::action::Pane;
use super::app::App;
use super::command::Done;
use super::effect::{BUSY, Effect};
use super::model::Peer;
use super::model_news::Gap;
use super::model_talk::{Entry, Voice};
use super::panel::{TalkView, Top, Unread, grouped};

/// Whether a person has asked for somebody, and has turned to nothing else since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AskedFor {
    Nobody,
    /// Somebody who is dialled; the node has not said yet which dial it is.
    Dialled,
    /// It is this one.
    DialledBy(DialId),
    /// What was said with somebody who was not on the screen.
    Past {
        /// A name, or the first digits of a fingerprint.
        whom: String,
        /// The conversation in which that was.
        from: Option<PeerId>,
    },
}

impl App {
    /// Talks to the peer in this row; drafts stay with their conversations.
    pub(super) fn talk_to(&mut self, row: usize) {
        if row >= self.model.peers.len() || self.model.current == Some(row) {
            return;
        }
        let (from, to) =
            (self.model.peer().map(|peer| peer.id), self.model.peers.get(row).map(|peer| peer.id));
        self.composer.switch(from, to);
        self.asked_for = AskedFor::Nobody;
        self.last = from;
        self.model.current = Some(row);
        self.peer_row = row;
        self.begin_view();
    }

    /// Something became of a dial. Whom a person has just asked for is talked to once it is there, unless a line is
    /// begun already.
    pub(super) fn dial_told(&mut self, event: &Event) {
        let opens = |peer: &Peer| match event {
            Event::DialReached { info, .. } => peer.id == info.peer,
            Event::CommandFailed { error: Error::AlreadyConnected(name), .. } => peer.name == *name,
            _ => false,
        };
        match (event, &self.asked_for) {
            (Event::DialTaken { dial }, AskedFor::Dialled) => self.asked_for = AskedFor::DialledBy(*dial),
            (Event::DialReached { dial, .. }, AskedFor::DialledBy(asked)) if dial != asked => {}
            (Event::DialReached { .. }, AskedFor::DialledBy(_))
            | (Event::CommandFailed { command: "connect", .. }, AskedFor::Dialled) => {
                let row = self.model.peers.iter().position(opens);
                if let Some(row) = row.filter(|_| self.composer.input.text().is_empty()) {
                    self.talk_to(row);
                }
                self.asked_for = AskedFor::Nobody;
            }
            _ => {}
        }
    }

    /// Looks at a conversation anew: where what was not seen begins, or at its end.
    pub(super) fn begin_view(&mut self) {
        let from = self.model.peer().and_then(Peer::unseen);
        let unread = from.map(|(at, count)| Unread { at, count, is_read: false });
        self.talk = TalkView { unread, ..TalkView::default() };
        if let Some((at, _)) = from {
            self.show_from(Some((at, 0)));
        }
    }

    /// Opens the conversation with the selected peer, to write in.
    pub(super) fn talk_to_selected(&mut self) {
        if self.peer_row < self.model.peers.len() {
            self.talk_to(self.peer_row);
            self.focus = Pane::Composer;
        }
    }

    /// Talks to the selected peer, and dials it where it was last.
    pub(super) fn call_selected(&mut self) -> Vec<Effect> {
        match self.callable() {
            Ok(name) => {
                let host = PeerHost::Petname(name.to_owned());
                self.talk_to(self.peer_row);
                vec![Effect::Node(Command::Dial(PeerAddr { host, pin: None }))]
            }
            Err(why) => {
                self.fault = Some(why);
                Vec::new()
            }
        }
    }

    /// The name by which the selected peer can be dialled.
    ///
    /// # Errors
    /// Why it cannot be.
    pub(super) fn callable(&self) -> Result<&str, String> {
        let peer = self.model.peers.get(self.peer_row);
        let peer = peer.ok_or("nobody is known yet: /connect ADDR dials somebody")?;
        let name = &peer.name;
        match peer.trust {
            _ if peer.is_connected() => Err(format!("{name} is connected")),
            Some(Trust::Blocked) => Err(format!("{name} is blocked: /trust {name} lifts it")),
            _ if peer.address.is_empty() => {
                Err(format!("where {name} can be reached is not known: /connect ADDR dials"))
            }
            _ => Ok(name),
        }
    }

    /// The conversation so many further on.
    pub(super) fn turn(&mut self, by: usize) {
        let count = self.model.peers.len();
        if count > 0 {
            self.talk_to(self.model.current.map_or(0, |row| (row + by) % count));
        }
    }

    /// The next conversation with something unread.
    pub(super) fn next_unread(&mut self) {
        let next = self.unread_elsewhere().next();
        match next {
            Some(row) => self.talk_to(row),
            None => self.notice = Some("nothing is unread in another conversation".to_owned()),
        }
    }

    /// The other conversations with something unread, in the order of the list from this one on.
    pub(super) fn unread_elsewhere(&self) -> impl Iterator<Item = usize> {
        let count = self.model.peers.len();
        let (here, others) = self.model.current.map_or((0, 0..count), |here| (here, 1..count));
        let unread = |row: &usize| self.model.peers.get(*row).is_some_and(|peer| peer.news() > 0);
        others.map(move |by| (here + by) % count).filter(unread)
    }

    /// How much is unread in them.
    pub(super) fn news_elsewhere(&self) -> usize {
        self.unread_elsewhere().filter_map(|row| self.model.peers.get(row)).map(Peer::news).sum()
    }

    /// Back to the conversation before this one.
    pub(super) fn last_conversation(&mut self) {
        match self.last.and_then(|last| self.model.peers.iter().position(|peer| peer.id == last)) {
            Some(row) => self.talk_to(row),
            None => self.notice = Some("there was no conversation before this one".to_owned()),
        }
    }

    /// To the line before what was not seen.
    pub(super) fn go_to_unread(&mut self) {
        if let Some(unread) = self.talk.unread {
            self.focus = Pane::Conversation;
            let at = unread.at.max(self.model.talk().first());
            self.talk.chosen = Some(at);
            self.talk.top = Top::At(at, 0);
        } else {
            let elsewhere = match self.news_elsewhere() {
                0 => String::new(),
                count => {
                    let key = self.model.keys.named("unread_chat");
                    format!("; {} new elsewhere: {key}", grouped(count))
                }
            };
            self.notice = Some(format!("everything here was seen{elsewhere}"));
        }
    }

    /// Opens the selected entry, or closes it.
    pub(super) fn open_entry(&mut self) {
        let Some(at) = self.talk.chosen else { return };
        if !self.talk.open.remove(&at) {
            self.talk.open.insert(at);
        }
        self.choose(at);
    }

    /// The text of the selected entry, for the clipboard: as it is shown.
    pub(super) fn copy_entry(&mut self) -> Vec<Effect> {
        let chosen = |app: &Self| app.talk.chosen.and_then(|at| app.model.talk().get(at)).map(Entry::text);
        let Some(text) = self.presented(chosen) else {
            self.notice = Some("nothing is selected: Up and Down select".to_owned());
            return Vec::new();
        };
        self.copied(text)
    }

    /// Sends a text again that was not taken.
    pub(super) fn retry(&mut self) -> Vec<Effect> {
        if let Err(busy) = self.has_room() {
            self.notice = Some(busy);
            return Vec::new();
        }
        let Some((peer, body, action)) = self.talk.chosen.and_then(|at| self.model.again(at)) else {
            self.notice = Some("only a text that was rejected is sent again".to_owned());
            return Vec::new();
        };
        vec![Effect::Node(Command::SendText { to: Target::One(PeerRef::Id(peer)), body, action })]
    }

    /// `/clear`
    pub(super) fn clear(&mut self) -> Done {
        match self.model.peer().map(|peer| peer.talk.news.here()) {
            Some(unseen) if unseen > 0 => return Err(self.unseen(unseen)),
            _ => {}
        }
        self.model.clear_talk();
        self.talk = TalkView::default();
        Ok(Vec::new())
    }

    /// Why what so many texts are in does not go away.
    fn unseen(&self, count: usize) -> String {
        let texts = if count > 0 { counted(count, "text") } else { "texts".to_owned() };
        let key = self.model.keys.named("to_unread");
        format!("{texts} here nobody has seen: {key} goes there, /read counts all as seen")
    }

    /// `/win N`
    pub(super) fn win(&mut self, rest: &str) -> Done {
        if rest.is_empty() {
            return self.wins();
        }
        let row = rest.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let row = row.filter(|row| *row < self.model.peers.len());
        let row = row.ok_or_else(|| match self.model.peers.len() {
            0 => "there is no conversation yet".to_owned(),
            count => format!("a number from 1 to {count} is needed; /wins lists them"),
        })?;
        self.talk_to(row);
        Ok(Vec::new())
    }

    /// `/wins`
    pub(super) fn wins(&mut self) -> Done {
        if self.model.peers.is_empty() {
            return Err("there is no conversation yet".to_owned());
        }
        let line = |(at, peer): (usize, &Peer)| {
            let state = if peer.is_connected() { "connected" } else { "not connected" };
            let unread = if peer.left() > 0 { format!(", {} unread", peer.left()) } else { String::new() };
            format!("{}  {}  {state}{unread}", at + 1, peer.name)
        };
        let lines: Vec<String> = self.model.peers.iter().enumerate().map(line).collect();
        self.model.say(Voice::Program, &lines.join("\n"));
        Ok(Vec::new())
    }

    /// `/close`
    pub(super) fn close(&mut self) -> Done {
        let (row, peer) = self.model.current.zip(self.model.peer()).ok_or("there is no conversation")?;
        if peer.is_connected() {
            return Err(format!("{0} is connected: /disconnect {0} ends that first", peer.name));
        }
        let held = peer.held.len();
        if held > 0 {
            let are = if held == 1 { "is" } else { "are" };
            return Err(format!("{} for {} {are} still held", counted(held, "text"), peer.name));
        }
        // Once that is forgotten, the report of a later text would say the same of what nobody has seen.
        if peer.unread() > 0 || peer.talk.news.gap() != Gap::None {
            return Err(self.unseen(peer.unread()));
        }
        if peer.unshown.is_some() {
            return Err(BUSY.to_owned());
        }
        let id = peer.id;
        let next = if row > 0 { row - 1 } else { 1 };
        if self.model.peers.len() > 1 {
            self.talk_to(next);
        } else {
            self.composer.switch(Some(id), None);
            self.talk = TalkView::default();
        }
        self.composer.forget(id);
        self.model.peers.remove(row);
        let current = self.model.current.filter(|_| !self.model.peers.is_empty());
        self.model.current = current.map(|at| if at > row { at - 1 } else { at });
        self.peer_row = self.model.current.unwrap_or_default();
        Ok(Vec::new())
    }

    /// `/unread`
    pub(super) fn mark_unread(&mut self) -> Done {
        let chosen = self.talk.chosen;
        let row = self.model.current.ok_or("there is no conversation")?;
        let peer = self.model.peers.get_mut(row).ok_or("there is no conversation")?;
        let theirs = |(_, entry): &(usize, &Entry)| entry.voice == Voice::Peer;
        let from = match chosen {
            Some(from) => Some(from),
            None => peer.talk.iter().rev().find(theirs).map(|(at, _)| at),
        };
        let from = from.ok_or_else(|| format!("{} has said nothing", peer.name))?;
        let places: Vec<usize> =
            peer.talk.iter().filter(|(at, _)| *at >= from).filter(theirs).map(|(at, _)| at).collect();
        let count = places.len();
        if count == 0 {
            return Err(format!("{} has said nothing from there on", peer.name));
        }
        for at in places {
            peer.talk.note_news(at);
        }
        self.talk.unread = Some(Unread { at: from, count, is_read: false });
        self.talk.is_marked = true;
        self.choose(from);
        Ok(Vec::new())
    }
}
