//! Texts and what is said about them, in both directions.

use crate::crypto::VerifyingKey;
use crate::net::Input;
use crate::wire::{Message, Receipt, Text, UnixMillis};

use super::actor::Actor;
use super::event::{Carried, Delivery, Event, MessageId};
use super::outbox::Arrival;
use super::sessions::{Link, Receipting};

/// Milliseconds by which the time when a peer was seen last may be off after the program was killed.
const SEEN_STEP_MS: u64 = 60_000;

impl Actor {
    /// A message for people, not for the protocol.
    pub(super) fn message(&mut self, conn: u64, message: Message, sent_at: UnixMillis) {
        let Some(identity) = self.links.all.get(&conn).and_then(|link| link.identity) else { return };
        let name = self.peers.name(&identity);
        match message {
            Message::Text(text) => self.text(conn, identity, &text, sent_at),
            Message::Receipt(Receipt { state, number }) => {
                let outbox = &mut self.peers.entry(identity).outbox;
                let states =
                    if state == Receipt::SHOWN { outbox.shown(number) } else { outbox.acked(number) };
                self.deliveries(identity, states);
                self.pump(identity);
            }
            Message::Typing(typing) => self.tell(Event::Typing { name, on: typing.on == 1 }),
            Message::Nick(nick) => {
                let Some(nick) = self.peers.renames_itself(identity, nick.nick.text()) else { return };
                let looks_like = self.peers.book.lookalike(&nick, &identity);
                self.tell(Event::NickChanged { name, peer: (&identity).into(), nick, looks_like });
            }
            // The protocol acts on all others itself.
            _ => {}
        }
    }

    fn text(&mut self, conn: u64, identity: VerifyingKey, text: &Text, sent_at: UnixMillis) {
        let Some(stream) = self.links.all.get(&conn).map(|link| link.stream) else { return };
        let outbox = &mut self.peers.entry(identity).outbox;
        let arrival = outbox.arrived(stream, text.number);
        let highest = outbox.highest(stream);
        self.receipt(conn, highest);
        if arrival == Arrival::New {
            self.saw(identity, SEEN_STEP_MS);
            let name = self.peers.name(&identity);
            self.tell(Event::Text {
                conn,
                peer: (&identity).into(),
                name,
                number: text.number,
                body: text.body.text().clone(),
                action: text.flags & Text::ACTION != 0,
                sent_at,
            });
        }
    }

    /// Gives the current session as many waiting texts as it takes.
    pub(super) fn pump(&mut self, identity: VerifyingKey) {
        let Some(conn) = self.peers.active.get(&identity).and_then(|peer| peer.current) else { return };
        let Some(room) = self.links.all.get(&conn).map(Link::room) else { return };
        for (id, text) in self.peers.entry(identity).outbox.due(room) {
            let carried = Carried { conn, number: text.number };
            let message = Message::Text(text);
            if self.links.all.get(&conn).is_some_and(|link| link.give(Input::Send(message))) {
                self.delivery(identity, (id, Delivery::Written), Some(carried));
            }
        }
    }

    pub(super) fn deliveries(&mut self, identity: VerifyingKey, states: Vec<(MessageId, Delivery)>) {
        for came in states {
            self.delivery(identity, came, None);
        }
    }

    /// A text came further.
    pub(super) fn delivery(
        &mut self,
        identity: VerifyingKey,
        (message, state): (MessageId, Delivery),
        carried: Option<Carried>,
    ) {
        let name = self.peers.name(&identity);
        self.tell(Event::Delivery { peer: (&identity).into(), name, message, state, carried });
    }

    /// Says how far the peer's texts have come. Receipts are cumulative, so one that finds no room is owed
    /// and not queued.
    fn receipt(&mut self, conn: u64, number: u64) {
        let Some(link) = self.links.all.get_mut(&conn) else { return };
        let receipt = Receipt { state: Receipt::ACKED, number };
        let given = link.give(Input::Send(Message::Receipt(receipt)));
        link.receipt = if given { Receipting::Told } else { Receipting::Owed };
    }

    /// A link that was behind has room again.
    pub(super) fn room(&mut self, conn: u64) {
        let Some(link) = self.links.all.get(&conn) else { return };
        let Some(identity) = link.identity else { return };
        if link.receipt == Receipting::Owed {
            let stream = link.stream;
            let highest = self.peers.entry(identity).outbox.highest(stream);
            self.receipt(conn, highest);
        }
        self.say_shown(identity);
        self.pump(identity);
    }
}
