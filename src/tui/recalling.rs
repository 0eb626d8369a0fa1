//! What was said before what is on the screen: `/history`, and a search that goes on where the screen ends.

use crate::history::{self, Past};
use crate::node::{Command, Event, PeerId, PeerRef, Recall, Recalled, Said, is_same_petname};
use crate::text::escape;

use super::action::Step;
use super::app::App;
use super::command::Done;
use super::effect::Effect;
use super::panel::TalkView;
use super::talking::AskedFor;

/// Texts that are brought in before one that was found, so that it does not stand alone, and behind it.
const AROUND_FOUND: (u64, u64) = (5, 20);
/// Places above what is there up to which all of it is brought in, however much that is.
const NEAR: u64 = 200;

impl App {
    /// `/history`
    pub(super) fn past(&mut self, past: Past, name: Option<String>) -> Done {
        if self.is_safe() && matches!(past, Past::Recall(Recall::ForFile(_))) {
            return Err(
                "/history: a file of it holds what was said, and the screen is safe: /safe off first"
                    .to_owned(),
            );
        }
        let (past, peer) = match past {
            Past::Recall(Recall::Last(count)) => {
                let row = name.as_ref().map_or(self.model.current, |name| self.model.row_of(name));
                // What comes stands in its conversation, so that one is opened.
                match (row, &name) {
                    (Some(row), _) => self.talk_to(row),
                    (None, Some(whom)) => {
                        let from = self.model.peer().map(|peer| peer.id);
                        self.asked_for = AskedFor::Past { whom: whom.clone(), from };
                    }
                    (None, None) => {}
                }
                // What is there already is not told again.
                let peer = row.and_then(|row| self.model.peers.get(row));
                let below = peer.and_then(|peer| peer.talk.reach()).map_or(u64::MAX, |reach| reach.joined);
                // To the node these digits or this name may mean somebody who is not on the screen.
                (Past::Recall(Recall::Below(below, count)), peer.map(|peer| PeerRef::Id(peer.id)))
            }
            past => (past, None),
        };
        let talked_to = || self.model.peer().map(|peer| PeerRef::Id(peer.id));
        let peer = peer.or_else(|| name.map(PeerRef::Name)).or_else(talked_to);
        let peer = peer.ok_or("/history: nobody is talked to: give a name")?;
        Ok(vec![Effect::Node(past.command(peer))])
    }

    /// Takes the conversation into the list of which something was asked while it was not there: it was closed, or the
    /// name is one that only the node knows. It opens where nothing was begun since, so that no line goes to another
    /// peer than the one it was begun for. Whoever has turned to something else keeps the list as it is.
    fn open_asked(&mut self, (peer, name): (PeerId, &str)) {
        let AskedFor::Past { whom, from } = &self.asked_for else { return };
        if !is_same_petname(whom, name) && !peer.0.begins_with(whom) {
            return;
        }
        let is_idle = self.overlays.is_empty()
            && self.composer.input.text().is_empty()
            && self.composer.searching().is_none()
            && self.burst.due().is_none()
            && self.model.peer().map(|here| here.id) == *from;
        self.asked_for = AskedFor::Nobody;
        self.model.peer_mut(peer, name);
        if let Some(row) = self.model.peers.iter().position(|here| here.id == peer).filter(|_| is_idle) {
            self.talk_to(row);
        }
    }

    /// Looks further back than what is on the screen, if there is more.
    pub(super) fn search_further(&mut self, word: &str) -> Option<Effect> {
        let peer = self.model.peer()?;
        let below = peer.talk.reach().map(|reach| reach.oldest).filter(|place| *place > 0)?;
        self.notice = Some("looking in what was said before...".to_owned());
        let (peer, word) = (Some(PeerRef::Id(peer.id)), word.to_owned());
        Some(Effect::Node(Command::Search { peer, word, below, enough: 1 }))
    }

    /// Takes what is told about what was said before; gives back every other event.
    pub(super) fn recalled(&mut self, event: Box<Event>) -> Result<Vec<Effect>, Box<Event>> {
        match *event {
            Event::History { peer, name, lines, recalled: Recalled::AtStart(start) } => {
                let before = self.model.current;
                self.model.take_up((peer, &name), &lines, start);
                if self.model.current != before {
                    self.begin_view();
                }
                Ok(Vec::new())
            }
            Event::History { peer, name, lines, recalled: Recalled::Below(place) } => {
                if !lines.is_empty() {
                    self.open_asked((peer, &name));
                }
                let brought = self.model.bring_in(peer, place, &lines);
                // What is brought in may have the number of an entry that had to go.
                self.talk.begun = None;
                let name = escape(&name).to_string();
                let is_here = self.model.peer().is_some_and(|here| here.id == peer);
                self.notice = Some(if lines.is_empty() || is_here {
                    history::brought(&name, lines.len(), brought)
                } else {
                    history::came_late(&name, lines.len())
                });
                if is_here && self.shows_wanted() {
                    return Ok(Vec::new());
                }
                let is_searching = brought > 0 && self.talk.word.is_some() && self.talk.tried.is_none();
                Ok(if is_searching { self.go_to_match(Step::Up) } else { Vec::new() })
            }
            Event::History { peer, lines, recalled: Recalled::Found(word), .. } => {
                Ok(self.found(peer, &lines, &word))
            }
            Event::History { name, lines, recalled: Recalled::ForFile(path), .. } => {
                let names = (self.model.own.name.as_str(), escape(&name).to_string());
                let text = history::file(&path, (names.0, &names.1), &lines);
                Ok(vec![Effect::Export { said: history::written(&path, &lines), path, text }])
            }
            Event::Searched { word, found: 0, looked } => {
                self.notice = Some(history::searched(&escape(&word).to_string(), 0, looked));
                Ok(Vec::new())
            }
            Event::Searched { .. } => Ok(Vec::new()),
            Event::KeptFor { name, keep } => {
                self.notice = Some(history::kept_for(&escape(&name).to_string(), keep));
                Ok(Vec::new())
            }
            Event::AllRead { peer, name } => {
                self.model.all_read(peer);
                if self.model.peer().is_some_and(|here| here.id == peer) {
                    (self.talk.unread, self.talk.is_marked) = (None, false);
                }
                self.notice = Some(history::all_read(&escape(&name).to_string()));
                Ok(Vec::new())
            }
            Event::HistoryDeleted { peer, name, waiting } => {
                self.model.drop_talk(peer);
                if self.model.peer().is_some_and(|here| here.id == peer) {
                    self.talk = TalkView::default();
                }
                self.notice = Some(history::deleted(&escape(&name).to_string(), waiting));
                Ok(Vec::new())
            }
            other => Err(Box::new(other)),
        }
    }

    /// A text that is older than what is on the screen holds the word: it is brought in with what stands around it.
    fn found(&self, peer: PeerId, lines: &[Said], word: &str) -> Vec<Effect> {
        let here =
            self.model.peer().filter(|here| here.id == peer && self.talk.word.as_deref() == Some(word));
        let oldest = here.and_then(|here| here.talk.reach()).map(|reach| reach.oldest);
        let older = |oldest| lines.iter().map(|said| said.place).find(|place| *place < oldest);
        let Some((oldest, place)) = oldest.and_then(|oldest| Some((oldest, older(oldest)?))) else {
            return Vec::new();
        };
        vec![around(peer, place, oldest)]
    }
}

/// Asks for what stands around a place, which is above the oldest one that is here.
pub(super) fn around(peer: PeerId, place: u64, oldest: u64) -> Effect {
    let (before, behind) = AROUND_FOUND;
    let below = if oldest - place <= NEAR { oldest } else { place + 1 + behind };
    // No two texts are in one place.
    let count = usize::try_from(below - place + before).unwrap_or(usize::MAX);
    Effect::Node(Command::Recall(PeerRef::Id(peer), Recall::Below(below, count)))
}
