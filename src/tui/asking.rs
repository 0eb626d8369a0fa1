//! What a person asks about what is selected: why it is so, and what the spec says of it.

use crate::inspector::{Sentence, section_of, why};
use crate::node::MessageId;
use crate::spec;
use crate::why::{Presence, Standing, of_line};

use super::action::Pane;
use super::app::App;
use super::command::Done;
use super::model::Model;
use super::model_talk::{Entry, Progress, Source, Voice};
use super::overlay::Overlay;
use super::panel::Mode;

/// What an explanation is about, and its sentences.
type Explained = Option<(String, Vec<Sentence>)>;

impl App {
    /// Says why, about what is selected in the pane that has the focus.
    pub(super) fn why_here(&mut self) {
        let explained = match self.focus {
            Pane::Packets | Pane::Details | Pane::Bytes => {
                self.packets.selected.and_then(|at| self.why_packet(at))
            }
            Pane::Conversation => self.talk.chosen.and_then(|at| self.model.why_entry(at)),
            Pane::Log => self.packet_of_line().ok().and_then(|at| self.why_packet(at)),
            Pane::Peers => {
                let name = self.model.peers.get(self.peer_row).map(|peer| peer.name.clone());
                name.and_then(|name| self.model.why_ended(Some(&name)))
            }
            Pane::Composer => self.why_newest(),
        };
        match explained {
            Some((about, sentences)) => self.overlays.push(Overlay::why(about, sentences)),
            None => self.notice = Some("nothing is known about that: select a packet or a text".to_owned()),
        }
    }

    /// `/why [PACKET|NAME|text ID]`
    pub(super) fn why_command(&mut self, about: &str) -> Done {
        self.own_eyes()?;
        let number = about.trim_start_matches("packet ").parse();
        let explained = match (about.strip_prefix("text "), number) {
            _ if about.is_empty() => {
                self.why_newest().ok_or("nothing was refused and nothing has failed here")
            }
            (Some(id), _) => {
                let at = id.trim().parse().ok().and_then(|id| self.model.entry_of_text(MessageId(id)));
                at.and_then(|at| self.model.why_entry(at))
                    .ok_or("no text of this number is in this conversation")
            }
            (None, Ok(number)) => self.why_packet(number).ok_or("no packet of this number is held"),
            (None, Err(_)) => {
                self.model.why_ended(Some(about)).ok_or("no end of a session with this name is remembered")
            }
        };
        let (about, sentences) = explained?;
        self.overlays.push(Overlay::why(about, sentences));
        Ok(Vec::new())
    }

    /// What is selected, else what went wrong last.
    fn why_newest(&self) -> Explained {
        let entry = self.talk.chosen.and_then(|at| self.model.why_entry(at));
        // What a person holds in view is asked about; what an alarm holds there may be an older one.
        let held = self.packets.selected.filter(|_| self.packets.mode == Mode::Paused);
        let ended = || self.model.peer().filter(|peer| !peer.is_connected()).map(|peer| peer.name.clone());
        let store = &self.model.packets;
        let bad = || {
            let mut packets = store.window(0..store.len()).rev();
            packets.find(|packet| packet.reason.is_some()).map(|packet| packet.number)
        };
        entry
            .or_else(|| held.and_then(|number| self.why_packet(number)))
            .or_else(|| ended().and_then(|name| self.model.why_ended(Some(&name))))
            .or_else(|| bad().and_then(|number| self.model.why(number)))
            .or_else(|| self.model.why_ended(None))
    }

    /// Opens the spec where it says something about what is selected.
    pub(super) fn spec_here(&mut self) {
        let section = match self.focus {
            Pane::Details | Pane::Bytes => self.section_of_field(),
            Pane::Packets => self.packets.packet(&self.model.packets).and_then(section_of),
            Pane::Conversation => self.talk.chosen.and_then(|at| self.model.section_of_entry(at)),
            Pane::Log => self.section_of_line(),
            Pane::Peers => spec::titled("Fingerprint and safety number"),
            Pane::Composer => Some(0),
        };
        match section {
            Some(section) => self.overlays.push(Overlay::spec(section)),
            None => {
                self.notice =
                    Some("the spec says nothing about that; /spec WORD looks for a word".to_owned());
            }
        }
    }

    /// `/spec [WORD]`
    pub(super) fn spec_command(&mut self, word: &str) -> Done {
        let section = if word.is_empty() { Some(0) } else { spec::find(word) };
        let section = section.ok_or("the spec does not hold this word")?;
        self.overlays.push(Overlay::spec(section));
        Ok(Vec::new())
    }

    /// The section of the selected field, or of the check that refused the frame by it.
    fn section_of_field(&self) -> Option<usize> {
        let (_, dissection) = self.dissection.as_ref()?;
        let node = dissection.nodes.get(self.packets.fields.field(dissection)?)?;
        let failed = dissection.checks.failed().filter(|check| check.field == Some(node.path));
        failed.map_or_else(|| spec::of_field(node.path), |check| spec::titled(check.section))
    }

    /// The section of the reason, the message or the frame that a line of net.log names.
    fn section_of_line(&self) -> Option<usize> {
        let log = &self.model.log;
        let line = self.log.row(log).and_then(|row| log.get(row))?;
        ["reason", "kind", "type"].iter().find_map(|name| spec::find(line.field(name)?))
    }
}

impl Model {
    /// Why a packet is what it is.
    pub(super) fn why(&self, number: u64) -> Explained {
        let row = self.packets.row_of(number)?;
        let packet = self.packets.get(row)?;
        let later = self.packets.window(row + 1..self.packets.len());
        let mut sentences = why(packet, &self.whose(packet), later);
        if packet.reason.is_none() {
            sentences.push(Sentence::new(format!("In the conversation: {}.", self.trails.purpose(packet))));
        }
        Some((format!("packet {number}"), sentences))
    }

    /// Why the newest session, or that with this peer, is over.
    fn why_ended(&self, name: Option<&str>) -> Explained {
        let end = self.ends.newest(name)?;
        Some((format!("the end with {}", end.name), end.sentences()))
    }

    /// The entry of a text of ours in the conversation that is shown.
    fn entry_of_text(&self, id: MessageId) -> Option<usize> {
        let is_it = |entry: &Entry| matches!(entry.progress, Progress::At(other, _) if other == id);
        self.talk().iter().find(|(_, entry)| is_it(entry)).map(|(at, _)| at)
    }

    /// Why an entry of the conversation is as it is.
    fn why_entry(&self, at: usize) -> Explained {
        let entry = self.talk().get(at)?;
        let name = self.peer().map_or("", |peer| peer.name.as_str());
        let standing = match (&entry.source, &entry.progress, entry.voice) {
            (Source::Ended(end), ..) => return Some((format!("the end with {}", end.name), end.sentences())),
            (Source::Tries(tries), ..) => return self.why_ended(Some(&tries.of)),
            (_, _, Voice::Refused(refusal)) => return self.why(refusal.first),
            (Source::Peer { .. }, ..) => Standing::Received,
            (Source::Own { .. }, Progress::Asked(_), _) => Standing::Given,
            (Source::Own { .. }, Progress::At(_, delivery), _) => Standing::At(*delivery),
            (Source::Own { .. }, Progress::Rejected(why), _) => Standing::Rejected(why),
            _ => return None,
        };
        let presence = if self.peer().is_some_and(super::model::Peer::is_connected) {
            Presence::There
        } else {
            Presence::Absent(self.ends.newest(Some(name)))
        };
        Some(("this text".to_owned(), of_line(name, standing, &self.frames_of(entry), presence)))
    }

    fn section_of_entry(&self, at: usize) -> Option<usize> {
        let entry = self.talk().get(at)?;
        match (&entry.source, entry.voice) {
            (_, Voice::Refused(refusal)) => {
                let row = self.packets.row_of(refusal.first);
                let packet = row.and_then(|row| self.packets.get(row));
                packet.and_then(section_of).or_else(|| refusal.reason.and_then(spec::of_reason))
            }
            (Source::Ended(end), _) => end.section(),
            (Source::Peer { .. } | Source::Own { .. }, _) => spec::of_field("text"),
            (Source::File(_), _) => spec::titled("Files"),
            (Source::None | Source::Start | Source::Tries(_), _) => None,
        }
    }
}
