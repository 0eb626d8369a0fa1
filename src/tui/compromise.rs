//! `/compromise`: the packet list painted with what a theft now would open.

use crate::blast::{Blast, Painted};
use crate::node::{Event, Packet, Theft};

use super::action::Pane;
use super::app::App;
use super::command::Done;
use super::effect::Effect;

impl App {
    /// Begins to try all frames of the peer that is talked to, or takes the paint away.
    pub(super) fn compromise(&mut self, theft: Option<Theft>) -> Done {
        self.blast = None;
        let Some(theft) = theft else { return Ok(Vec::new()) };
        self.own_eyes()?;
        let peer = self.model.peer().ok_or("/compromise: nobody is talked to")?.id;
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

    /// What was found out about a packet, while the list is painted. That a packet was refused is never painted over.
    pub(super) fn painted(&self, packet: &Packet) -> Option<&Painted> {
        self.blast.as_ref().and_then(|blast| blast.of(packet.number)).filter(|_| packet.reason.is_none())
    }
}
