//! What can be asked in the line mode: about a peer, why something was refused or ended, and the spec.

use std::collections::{BTreeMap, HashSet};
use std::io;

use crate::capture::PacketStore;
use crate::commands::About;
use crate::inspector::{Direction, Sentence, Trails, why};
use crate::node::{Carried, Delivery, Event, MessageId, Packet, PeerId, PeerRef};
use crate::spec;
use crate::why::{Ends, Presence, Standing, of_line};

use super::render;
use super::session::Session;

/// Bytes of packets that are kept to be asked about.
const PACKETS_BYTES: usize = 8 * 1024 * 1024;
/// Texts of ours that are kept to be asked about.
const TEXTS_MAX: usize = 1_000;
/// Columns of a line of the spec.
const COLUMNS: usize = 100;

/// What was seen, as far as it can be asked about.
#[derive(Debug)]
pub(super) struct Memory {
    packets: PacketStore,
    trails: Trails,
    ends: Ends,
    /// With whom there is a session.
    there: HashSet<PeerId>,
    texts: BTreeMap<MessageId, Text>,
    /// Number of the newest packet that was refused.
    refused: Option<u64>,
}

/// A text of ours.
#[derive(Debug)]
struct Text {
    name: String,
    to: PeerId,
    state: Delivery,
    carried: Option<Carried>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            packets: PacketStore::new(PACKETS_BYTES),
            trails: Trails::default(),
            ends: Ends::default(),
            there: HashSet::new(),
            texts: BTreeMap::new(),
            refused: None,
        }
    }
}

impl Memory {
    /// Takes packets into account.
    pub(super) fn saw(&mut self, packets: &[Packet], lost: u64) {
        for packet in packets {
            self.trails.saw(packet);
            self.refused = packet.reason.map_or(self.refused, |_| Some(packet.number));
        }
        self.packets.extend(packets.iter().cloned(), lost);
        self.trails.forget(self.packets.get(0).map_or(0, |oldest| oldest.number));
    }

    /// Takes an event into account.
    pub(super) fn note(&mut self, event: &Event) {
        self.ends.note(event);
        match event {
            Event::Established { info, .. } => _ = self.there.insert(info.peer),
            Event::Closed { peer: Some(peer), established: true, .. } => _ = self.there.remove(peer),
            Event::Delivery { name, peer, message, state, carried, .. } => {
                let before = self.texts.get(message).and_then(|text| text.carried);
                let text = Text { name: name.clone(), to: *peer, state: *state, carried: carried.or(before) };
                self.texts.insert(*message, text);
                if self.texts.len() > TEXTS_MAX {
                    self.texts.pop_first();
                }
            }
            _ => {}
        }
    }

    /// The packets that are kept.
    pub(super) const fn packets(&self) -> &PacketStore {
        &self.packets
    }

    /// What is said about a packet, a text, the end with a peer, or what went wrong last.
    fn why(&self, about: Option<&str>) -> Result<(String, Vec<Sentence>), &'static str> {
        let words: Vec<&str> = about.unwrap_or_default().split_whitespace().collect();
        match (words.as_slice(), words.last().and_then(|word| word.parse().ok())) {
            ([], _) => {
                let newest = self.refused.and_then(|number| self.of_packet(number));
                let found = newest.or_else(|| self.of_end(None));
                found.ok_or("nothing was refused and nothing has ended so far")
            }
            (["text", _], Some(number)) => {
                self.of_text(MessageId(number)).ok_or("no text of this number is remembered")
            }
            ([_] | ["packet", _], Some(number)) => {
                self.of_packet(number).ok_or("no packet of this number is held")
            }
            _ => self.of_end(about).ok_or("no end of a session with this name is remembered"),
        }
    }

    fn of_packet(&self, number: u64) -> Option<(String, Vec<Sentence>)> {
        let row = self.packets.row_of(number)?;
        let packet = self.packets.get(row)?;
        let later = self.packets.window(row + 1..self.packets.len());
        Some((format!("packet {number}"), why(packet, &packet.peer, later)))
    }

    fn of_end(&self, name: Option<&str>) -> Option<(String, Vec<Sentence>)> {
        let end = self.ends.newest(name)?;
        Some((end.name.clone(), end.sentences()))
    }

    fn of_text(&self, id: MessageId) -> Option<(String, Vec<Sentence>)> {
        let Text { name, to, state, carried } = self.texts.get(&id)?;
        let line = carried.map(|at| self.trails.line(at.conn, Direction::Sent, at.number));
        let frames = line.map_or_else(Vec::new, |line| self.trails.frames(line));
        let presence = if self.there.contains(to) {
            Presence::There
        } else {
            Presence::Absent(self.ends.newest(Some(name)))
        };
        let sentences = of_line(name, Standing::At(*state), &frames, presence);
        Some((format!("text {}", id.0), sentences))
    }
}

impl Session {
    /// `/why [PACKET|NAME|text ID]`
    pub(super) fn say_why(&mut self, about: Option<&str>) -> io::Result<()> {
        match self.memory.why(about) {
            Ok((about, sentences)) => {
                let lines = sentences.iter().map(|sentence| render::why(&about, sentence));
                lines.collect::<Vec<_>>().iter().try_for_each(|line| self.printer.print(line))
            }
            Err(why) => self.refuse("why", why),
        }
    }

    /// `/spec [WORD]`: the section about it, or the list of all sections.
    pub(super) fn say_spec(&mut self, word: Option<&str>) -> io::Result<()> {
        let Some(word) = word else {
            let titles = spec::sections().iter();
            return titles
                .map(|section| render::spec(section.file, &section.title))
                .try_for_each(|line| self.printer.print(&line));
        };
        let Some((at, section)) = spec::find(word).and_then(|at| Some((at, spec::sections().get(at)?)))
        else {
            return self.refuse("spec", "the spec does not hold this word");
        };
        let page = spec::page(COLUMNS);
        let lines = page.of(at).iter().map(|line| render::spec(&section.title, &line.text));
        lines.collect::<Vec<_>>().iter().try_for_each(|line| self.printer.print(line))
    }

    /// What is asked or decided about one peer.
    pub(super) fn about(&mut self, what: About, name: Option<String>) -> io::Result<()> {
        let peer = match (name, what.is_decision(), &self.current) {
            (Some(name), ..) => Ok(PeerRef::Name(name)),
            (None, true, _) => self.undecided.only(),
            (None, false, Some((peer, _))) => Ok(PeerRef::Id(*peer)),
            (None, false, None) => Err("nobody is talked to: give a name".to_owned()),
        };
        let peer = match peer {
            Ok(peer) => peer,
            Err(why) => {
                let command = what.command(PeerRef::Name(String::new())).name();
                return self.refuse(command, &why);
            }
        };
        if what == About::Differ {
            let said = "different numbers mean that somebody may be in between: this identity is blocked, /trust NAME takes it back";
            self.printer.print(&render::note(said))?;
        }
        self.ask(what.command(peer));
        Ok(())
    }
}
