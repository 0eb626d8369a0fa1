//! Looking for a word in everything that was said, and going to a text that holds it.

use core::cmp::Reverse;

use crate::node::{Command, Event, Hit as Told, PeerId};
use crate::text::escape;

use super::app::App;
use super::effect::Effect;
use super::model::{Model, Peer};
use super::model_history::entry;
use super::model_talk::{Entry, Voice};
use super::overlay::{FOUND_MAX, Hit, Overlay, Sought, Spot};
use super::recalling::around;

impl App {
    /// Opens the search of everything that was said, with this word.
    ///
    /// # Errors
    /// Why there is nothing to search, in words.
    pub(super) fn open_finder(&mut self, word: &str) -> Result<(), String> {
        self.own_eyes()?;
        if self.is_tap() {
            return Err("nobody is talked to at a tap".to_owned());
        }
        self.overlays.push(Overlay::finder(word));
        Ok(())
    }

    /// Looks for what is typed in it, once for each word; what was looked for before is not any more.
    pub(super) fn find_typed(&mut self) -> Option<Effect> {
        if self.is_full() {
            return None;
        }
        let Some(Overlay::Finder(finder)) = self.overlays.last_mut() else { return None };
        let (word, sought) = finder.turn()?;
        if sought == Sought::Here || self.model.replayed.is_some() {
            let (found, hits) = self.model.holding(&word);
            finder.take(&word, found, hits);
            return None;
        }
        Some(Effect::Node(Command::Seek { word, enough: FOUND_MAX }))
    }

    /// Takes what is told of that search; gives back every other event.
    pub(super) fn sought(&mut self, event: Box<Event>) -> Result<Vec<Effect>, Box<Event>> {
        let finder = match self.overlays.last_mut() {
            Some(Overlay::Finder(finder)) => Some(finder),
            _ => None,
        };
        match (*event, finder) {
            (Event::Sought { word, found, hits }, Some(finder)) => {
                finder.take(&word, found, hits.iter().map(|hit| self.model.hit(hit)).collect());
            }
            (Event::NotSought { word, error }, Some(finder)) => finder.fail(&word, &error),
            (Event::Sought { .. } | Event::NotSought { .. }, None) => {}
            (other, _) => return Err(Box::new(other)),
        }
        Ok(Vec::new())
    }

    /// Goes to a text in its conversation, which is brought in if it is not there.
    pub(super) fn go_to_hit(&mut self, hit: Hit, word: String) -> Vec<Effect> {
        let (id, name) = hit.peer;
        self.model.peer_mut(id, &name);
        if let Some(row) = self.model.peers.iter().position(|peer| peer.id == id) {
            self.talk_to(row);
        }
        self.begin_matches(word);
        match hit.spot {
            Spot::Here(at) if self.model.talk().get(at).is_some() => self.choose_amid(at),
            Spot::Here(_) => self.notice = Some(GONE.to_owned()),
            Spot::Kept(place) => {
                self.talk.wanted = Some(place);
                if !self.shows_wanted() {
                    return self.bring_in_wanted(place);
                }
            }
        }
        Vec::new()
    }

    /// Shows the text that is wanted; whether it is here.
    pub(super) fn shows_wanted(&mut self) -> bool {
        let found = self.talk.wanted.and_then(|place| self.model.talk().at_place(place));
        if let Some(at) = found {
            self.talk.wanted = None;
            self.choose_amid(at);
        }
        found.is_some()
    }

    /// Asks for a text that is not here, and for what stands around it.
    fn bring_in_wanted(&mut self, place: u64) -> Vec<Effect> {
        let peer = self.model.current.and_then(|row| self.model.peers.get_mut(row));
        let asked = peer.and_then(|peer| Some(around(peer.id, place, peer.talk.make_room_for(place)?)));
        if asked.is_none() {
            (self.talk.wanted, self.notice) = (None, Some(GONE.to_owned()));
        }
        asked.into_iter().collect()
    }
}

/// What is said where a text is not any more.
const GONE: &str = "this text is not here any more";

impl Model {
    /// A text that was found in what is kept.
    fn hit(&self, told: &Told) -> Hit {
        let known = self.peers.iter().find(|peer| peer.id == told.peer);
        let name = known.map_or_else(|| escape(&told.name).to_string(), |peer| peer.name.clone());
        let entry = entry(&told.said, (&self.own.name, &name));
        Hit::of(&entry, (told.peer, name), Spot::Kept(told.said.place))
    }

    /// How many texts in the conversations of this screen hold a word in lower case, and the newest of them.
    fn holding(&self, word: &str) -> (usize, Vec<Hit>) {
        let said = |(_, entry): &(usize, &Entry)| matches!(entry.voice, Voice::Own | Voice::Peer);
        let of = |peer: &'_ Peer| {
            let texts = peer.talk.iter().rev().filter(said).filter(|(_, entry)| entry.holds(word));
            texts.map(|(at, entry)| Hit::of(entry, (peer.id, peer.name.clone()), Spot::Here(at))).collect()
        };
        let mut hits: Vec<Hit> = self.peers.iter().flat_map(|peer| -> Vec<Hit> { of(peer) }).collect();
        let found = hits.len();
        hits.sort_by_key(|hit| Reverse(hit.time));
        hits.truncate(FOUND_MAX);
        (found, hits)
    }
}

impl Hit {
    fn of(entry: &Entry, peer: (PeerId, String), spot: Spot) -> Self {
        let text = entry.lines.join(" ");
        Self { time: entry.time, peer, is_own: entry.voice == Voice::Own, text, spot }
    }
}
