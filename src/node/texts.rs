//! Texts and what is said about them, in both directions.

use crate::crypto::VerifyingKey;
use crate::net::Input;
use crate::store::{Entry, Fate, Whose};
use crate::wire::{Message, Receipt, Text, UnixMillis};

use super::actor::Actor;
use super::delivery::{Carried, Delivery, MessageId};
use super::event::Event;
use super::keeper::After;
use super::outbox::Arrival;
use super::sessions::{Link, Receipting};

/// Milliseconds by which the time when a peer was seen last may be off after the program was killed.
pub(super) const SEEN_STEP_MS: u64 = 60_000;

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
                if !states.is_empty() {
                    self.keep_progress(identity);
                }
                self.deliveries(identity, states);
                self.pump(identity);
            }
            Message::Typing(typing) => self.tell(Event::Typing { name, on: typing.on == 1 }),
            Message::Nick(nick) => {
                let Some(nick) = self.peers.renames_itself(identity, nick.nick.text()) else { return };
                let looks_like = self.peers.book.lookalike(&nick, &identity);
                self.tell(Event::NickChanged { name, peer: (&identity).into(), nick, looks_like });
            }
            file @ (Message::FileOffer(_)
            | Message::FileGet(_)
            | Message::FileChunk(_)
            | Message::FileProgress(_)
            | Message::FileStop(_)) => self.file_message(conn, identity, file),
            // The protocol acts on all others itself.
            _ => {}
        }
    }

    fn text(&mut self, conn: u64, identity: VerifyingKey, text: &Text, sent_at: UnixMillis) {
        let Some(stream) = self.links.all.get(&conn).map(|link| link.stream) else { return };
        let Text { number, flags, ref body } = *text;
        if self.peers.entry(identity).outbox.arrived(stream, number) == Arrival::Duplicate {
            self.after(After::CameAgain { conn, identity, stream });
            return;
        }
        self.saw(identity, SEEN_STEP_MS);
        let at = self.shared.clock.now().wall;
        let entry = Entry {
            at,
            sent_at,
            whose: Whose::Theirs,
            fate: Fate::OnItsWay,
            flags,
            epoch: stream,
            number,
            body: body.clone(),
        };
        let place = self.keep_theirs(identity, entry);
        let event = Event::Text {
            conn,
            peer: (&identity).into(),
            name: self.peers.name(&identity),
            number,
            place,
            body: body.text().clone(),
            action: flags & Text::ACTION != 0,
            at,
            sent_at,
        };
        self.after(After::Arrived { conn, identity, stream, number, event: Some(Box::new(event)) });
    }

    /// Gives the current session as many waiting texts as it takes. Those without a number get one, and go when that
    /// is kept.
    pub(super) fn pump(&mut self, identity: VerifyingKey) {
        let Some(conn) = self.peers.active.get(&identity).and_then(|peer| peer.current) else { return };
        let Some(room) = self.links.all.get(&conn).map(Link::room) else { return };
        let ticket = self.keeper.next_ticket();
        let numbered = self.peers.entry(identity).outbox.number(room, ticket);
        if !numbered.is_empty() {
            for placed in numbered {
                self.keep_entry(identity, placed);
            }
            self.keep_streams(identity);
        }
        for (id, text, written_at) in self.peers.entry(identity).outbox.due(room, self.keeper.kept()) {
            let carried = Carried { conn, number: text.number };
            let input = Input::SendText(text, written_at);
            if self.links.all.get(&conn).is_some_and(|link| link.give(input)) {
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
        let is_held = state == Delivery::Held && self.keeps(&identity);
        let place = is_held.then(|| self.peers.entry(identity).outbox.place_of(message)).flatten();
        self.tell(Event::Delivery { peer: (&identity).into(), name, message, state, carried, place });
    }

    /// Says how far the peer's texts have come. Receipts are cumulative, so one that finds no room is owed
    /// and not queued.
    pub(super) fn receipt(&mut self, conn: u64, number: u64) {
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
        self.files_room(identity);
    }
}
