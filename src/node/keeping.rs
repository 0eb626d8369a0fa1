//! What is kept of texts, and what is told once it is kept.

use std::time::Duration;

use crate::crypto::VerifyingKey;
use crate::store::{Change, Entry, Keep};
use crate::wire::UnixMillis;

use super::actor::Actor;
use super::command::Author;
use super::delivery::{Delivery, MessageId};
use super::error::Error;
use super::event::Event;
use super::keeper::{After, Report};
use super::outbox::Placed;

impl Actor {
    /// Whether anything is kept of this peer: of strangers, of whom there may be any number, nothing is.
    pub(super) fn keeps(&self, identity: &VerifyingKey) -> bool {
        self.keeper.keeps() && self.peers.book.get(identity).is_some()
    }

    /// Writes a text where it stands.
    pub(super) fn keep_entry(&mut self, identity: VerifyingKey, (place, entry): Placed) {
        if self.keeps(&identity) {
            self.keeper.keep(Change::Entry(identity, place, Box::new(entry)));
        }
    }

    /// Writes how far both streams have come.
    pub(super) fn keep_streams(&mut self, identity: VerifyingKey) {
        let Some(peer) = self.peers.active.get(&identity).filter(|_| self.keeps(&identity)) else { return };
        self.keeper.keep(Change::Streams(identity, Box::new(peer.outbox.streams().clone())));
    }

    /// Writes a text of the peer; says where.
    pub(super) fn keep_theirs(&mut self, identity: VerifyingKey, entry: Entry) -> Option<u64> {
        let outbox = &mut self.peers.entry(identity).outbox;
        let place = outbox.next_place();
        self.keep_entry(identity, (place, entry));
        self.keep_streams(identity);
        self.keeps(&identity).then_some(place)
    }

    /// The peer has more of our texts, or more of its own were read here: what is not to be kept any longer goes.
    pub(super) fn keep_progress(&mut self, identity: VerifyingKey) {
        self.keep_streams(identity);
        let keep = self.peers.active.get(&identity).map(|peer| peer.outbox.streams().keep);
        if keep == Some(Keep::Days(0)) && self.keeps(&identity) {
            self.clean(identity);
        }
    }

    /// Does this once everything that was changed so far is kept.
    pub(super) fn after(&mut self, after: After) {
        let after = if self.keeper.is_failing() { self.show_unkept(after) } else { Some(after) };
        if let Some(after) = after {
            self.keeper.after(after);
        }
        self.carry_on();
    }

    /// Tells something in its turn: not before what is to be told of earlier commands.
    pub(super) fn tell_in_turn(&mut self, event: Event) {
        self.after(After::Tell(Box::new(event)));
    }

    /// Does what had to wait for what is kept by now.
    fn carry_on(&mut self) {
        while let Some(after) = self.keeper.next_due() {
            match after {
                After::Held(identity, id, _) => self.delivery(identity, (id, Delivery::Held), None),
                After::Tell(event) => self.tell(*event),
                After::Arrived { conn, identity, stream, number, event } => {
                    let outbox = &mut self.peers.entry(identity).outbox;
                    outbox.keeps(stream, number);
                    let highest = outbox.highest(stream);
                    self.receipt(conn, highest);
                    self.say_shown(identity);
                    if let Some(event) = event {
                        self.tell(*event);
                    }
                }
                After::CameAgain { conn, identity, stream } => {
                    let highest = self.peers.entry(identity).outbox.highest(stream);
                    self.receipt(conn, highest);
                }
            }
        }
    }

    /// The disk has a batch or refused it, or a question is answered.
    pub(super) fn reported(&mut self, report: Report) {
        match report {
            Report::Kept => {
                self.keeper.is_kept();
                self.go_on();
            }
            Report::Failed { changes, why } => {
                self.keeper.has_failed(changes, self.shared.clock.now().monotonic);
                self.not_kept(&why);
            }
            Report::Answer(answer) => {
                self.keeper.is_answered();
                self.answered(answer);
            }
        }
    }

    /// More is kept: what waited for it goes.
    fn go_on(&mut self) {
        self.carry_on();
        let connected: Vec<VerifyingKey> =
            self.peers.active.iter().filter(|(_, peer)| peer.current.is_some()).map(|(id, _)| *id).collect();
        for identity in connected {
            self.pump(identity);
        }
    }

    /// Nothing can be kept now. Texts of ours are refused. Texts of peers are shown and not acked, so that they
    /// come again if this program ends before it could keep them.
    fn not_kept(&mut self, why: &str) {
        tracing::error!(error = ?why, "not_kept");
        let mut refused = false;
        for (ticket, after) in self.keeper.take_line() {
            match after {
                After::Held(identity, id, author) => {
                    refused = true;
                    self.take_back(identity, id);
                    match author {
                        Author::Person => self.failed("text", Error::NotKept(why.to_owned())),
                        // It was shown to the person already, who did not ask for it.
                        Author::Script => {
                            let error = Error::NotKept(why.to_owned());
                            self.scripts.end_text(id, &Event::CommandFailed { command: "send", error });
                            self.delivery(identity, (id, Delivery::Dropped), None);
                        }
                    }
                }
                other => {
                    if let Some(other) = self.show_unkept(other) {
                        self.keeper.wait_on(ticket, other);
                    }
                }
            }
        }
        if !refused {
            self.tell(Event::CommandFailed { command: "save", error: Error::NotSaved(why.to_owned()) });
        }
    }

    fn take_back(&mut self, identity: VerifyingKey, id: MessageId) {
        let place = self.peers.entry(identity).outbox.take_back(id);
        if let Some(place) = place {
            self.keeper.keep(Change::Delete(identity, place..place.saturating_add(1)));
        }
    }

    /// Tells what is only told, and shows a text of a peer, before that is kept: all in the order in which it came. What
    /// still has to wait comes back.
    fn show_unkept(&mut self, after: After) -> Option<After> {
        match after {
            After::Tell(event) => {
                self.tell(*event);
                None
            }
            After::Arrived { conn, identity, stream, number, event: Some(event) } => {
                self.tell(*event);
                Some(After::Arrived { conn, identity, stream, number, event: None })
            }
            other => Some(other),
        }
    }

    /// When the text that has waited longest has waited too long, on the monotonic clock.
    pub(super) fn next_expiry(&self) -> Option<Duration> {
        let now = self.shared.clock.now();
        let oldest = self.peers.active.values().filter_map(|peer| peer.outbox.oldest()).min()?;
        let age = Duration::from_millis(now.wall.0.saturating_sub(oldest.0));
        Some(now.monotonic + self.config.held_for.saturating_sub(age))
    }

    /// Gives up the texts that have waited too long.
    pub(super) fn expire_texts(&mut self) {
        let patience = u64::try_from(self.config.held_for.as_millis()).unwrap_or(u64::MAX);
        let Some(before) = self.shared.clock.now().wall.0.checked_sub(patience) else { return };
        let identities: Vec<VerifyingKey> = self.peers.active.keys().copied().collect();
        for identity in identities {
            let texts = self.peers.entry(identity).outbox.expire(UnixMillis(before));
            self.give_up(identity, texts, Delivery::Expired);
        }
    }

    /// Says of these texts that they will not be sent, and keeps that.
    pub(super) fn give_up(
        &mut self,
        identity: VerifyingKey,
        texts: Vec<(MessageId, Placed)>,
        state: Delivery,
    ) {
        if texts.is_empty() {
            return;
        }
        for (id, placed) in texts {
            self.keep_entry(identity, placed);
            self.delivery(identity, (id, state), None);
        }
        self.keep_progress(identity);
    }
}
