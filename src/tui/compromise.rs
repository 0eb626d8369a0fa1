//! `/compromise`: the packet list painted with what a theft now would open.

use crate::blast::{Blast, Painted};
use crate::inspector::{Eyes, Sentence};
use crate::node::{Event, Packet, Theft};

use super::action::Pane;
use super::app::App;
use super::command::Done;
use super::effect::Effect;
use super::widget::width;

/// What a thief has of a frame, where there is room.
const OPEN: &str = "OPEN to thief";
const CLOSED: &str = "closed to thief";

impl App {
    /// Begins to try all frames of the peer that is talked to, or takes the paint away.
    pub(super) fn compromise(&mut self, theft: Option<Theft>) -> Done {
        self.blast = None;
        let Some(theft) = theft else { return Ok(Vec::new()) };
        self.own_eyes()?;
        let peer = self.model.peer().ok_or("/compromise: nobody is talked to")?;
        if !peer.is_connected() {
            return Err(format!("/compromise: {} is not connected: no key is left", peer.name));
        }
        let peer = peer.id;
        let blast = Blast::begin(peer, theft, &self.model.packets);
        let command = blast.next(&self.model.packets).ok_or("/compromise: no frame of this peer is held")?;
        self.notice = Some(blast.told());
        self.blast = Some(blast);
        self.focus = Pane::Packets;
        Ok(vec![Effect::Node(command)])
    }

    /// Paints what the session has said of some frames; gives back everything else.
    pub(super) fn tried(&mut self, event: Box<Event>) -> Result<Vec<Effect>, Box<Event>> {
        let Event::Tried { theft, tried } = &*event else { return Err(event) };
        let Some(blast) = &mut self.blast else { return Ok(Vec::new()) };
        blast.take((*theft, tried), &self.model.packets);
        self.notice = Some(blast.told());
        Ok(blast.next(&self.model.packets).map(Effect::Node).into_iter().collect())
    }

    /// That the list is painted with a theft, as a title says it; other eyes than ours do not see it.
    pub(super) fn stolen(&self) -> Option<String> {
        self.blast.as_ref().filter(|_| self.eyes == Eyes::Mine).map(Blast::title)
    }

    /// Until which packet it is painted, and what takes the paint away, in so many columns.
    pub(super) fn stolen_until(&self, columns: usize) -> Option<String> {
        let last = self.blast.as_ref().filter(|_| self.eyes == Eyes::Mine)?.last();
        let long = format!(" as of packet {last}, later ones show their verdict · /compromise off ends it");
        let short = format!(" as of {last} · /compromise off");
        Some(if width(&long) <= columns { long } else { short })
    }

    /// What stands in place of the verdict of a painted packet: words that are no verdict.
    pub(super) fn thief_word(&self, packet: &Packet, columns: usize) -> Option<&'static str> {
        let opens = self.painted(packet)?.exposed.is_some();
        Some(match (opens, columns >= CLOSED.len()) {
            (true, true) => OPEN,
            (false, true) => CLOSED,
            (true, false) => "thief: open",
            (false, false) => "thief: closed",
        })
    }

    /// Why a packet is what it is; while it is painted, what a thief has of it comes first.
    pub(super) fn why_packet(&self, number: u64) -> Option<(String, Vec<Sentence>)> {
        let (about, mut sentences) = self.model.why(number)?;
        let store = &self.model.packets;
        let packet = store.row_of(number).and_then(|row| store.get(row));
        if let Some((painted, title)) = packet.and_then(|packet| self.painted(packet)).zip(self.stolen()) {
            let told = format!("{title}. To the thief it is {}.", painted.to_thief());
            let opens = painted.exposed.is_some();
            sentences.insert(0, if opens { Sentence::bad(told) } else { Sentence::new(told) });
        }
        Some((about, sentences))
    }

    /// What was found out about a packet, while the list is painted. That a packet was refused is never painted over.
    pub(super) fn painted(&self, packet: &Packet) -> Option<&Painted> {
        self.blast.as_ref().and_then(|blast| blast.of(packet.number)).filter(|_| packet.reason.is_none())
    }
}
