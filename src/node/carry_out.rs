//! What each command does.

use crate::crypto::{Pin, VerifyingKey};
use crate::net::{Input, PeerAddr, PeerHost};
use crate::text::outgoing;
use crate::wire::limits::TEXT_BYTES_MAX;
use crate::wire::{Message, Reason, Receipt, Text};

use super::actor::Actor;
use super::command::{Author, Command, PeerRef, Target};
use super::delivery::MessageId;
use super::dialling::{Dial, DialState};
use super::error::Error;
use super::event::Event;
use super::keeper::After;
use super::outbox::OUTBOX_MAX;
use super::peer::{DialId, Origin, PeerInfo};
use super::sessions::{Farewell, Link};

impl Actor {
    pub(super) fn carry_out(&mut self, command: Command) -> Result<(), Error> {
        match command {
            Command::Listen(address) => self.listen(address),
            Command::Dial(to) => self.wish_dial(to),
            Command::Hangup(peer) => self.hang_up(&peer),
            Command::SendText { to, body, action } => {
                let flags = if action { Text::ACTION } else { 0 };
                self.send_text(&to, (&body, flags), Author::Person)
            }
            Command::SendFile { to, path } => self.offer_file(&to, &path),
            Command::File(id, step) => self.file_step(id, step),
            Command::Files => {
                self.describe_files();
                Ok(())
            }
            Command::Shown { peer, number } => self.saw_up_to(&PeerRef::Id(peer), number).map(|_| ()),
            Command::Read(peer) => {
                let identity = self.saw_up_to(&peer, u64::MAX)?;
                let name = self.peers.name(&identity);
                // Behind the texts of it that have come and still have to be told.
                self.tell_in_turn(Event::AllRead { peer: (&identity).into(), name });
                Ok(())
            }
            Command::Printed { peer, number } => {
                let identity = self.peers.resolve(&PeerRef::Id(peer))?;
                self.peers.entry(identity).outbox.printed(number);
                self.keep_progress(identity);
                Ok(())
            }
            Command::Nick(nick) => self.set_nick(&nick),
            Command::Rename(peer, name) => self.rename(&peer, &name),
            Command::Rekey(peer) => self.ask(&peer, Input::Rekey),
            Command::Ping(peer) => self.ping(&peer),
            Command::SameWords(peer) => self.ask(&peer, Input::SameWords),
            Command::TryRecorded { peer, theft, frames } => {
                self.ask(&peer, Input::TryRecorded(theft, frames))
            }
            Command::Accept(peer) => self.accept(&peer),
            Command::Refuse(peer) => self.refuse(&peer),
            Command::Block(peer) => self.block(&peer),
            Command::SafetyNumber(peer) => self.show_safety_number(&peer),
            Command::Verified(peer) => self.verified(&peer),
            Command::Unverify(peer) => self.unverify(&peer),
            Command::Hear(peer, hearing) => self.hear(&peer, hearing),
            Command::Differs(peer) => self.differs(&peer),
            Command::Describe(peer) => self.describe(peer),
            Command::Recall(peer, recall) => self.recall(&peer, recall),
            Command::Search { peer, word, below, enough } => {
                self.search(peer.as_ref(), &word, (below, enough))
            }
            Command::Seek { word, enough } => {
                self.seek(&word, enough);
                Ok(())
            }
            Command::Keep(peer, keep) => self.keep_for(&peer, keep),
            Command::DeleteHistory(peer) => self.delete_history(&peer),
            Command::TrustLedger(name) => self.tell_ledger(name),
            Command::Shutdown => Ok(()),
        }
    }

    /// A person has seen all that a peer said, up to this number.
    fn saw_up_to(&mut self, peer: &PeerRef, number: u64) -> Result<VerifyingKey, Error> {
        let identity = self.peers.resolve(peer)?;
        self.peers.entry(identity).outbox.saw(number);
        self.keep_progress(identity);
        self.say_shown(identity);
        Ok(identity)
    }

    /// Tells the peer how far its texts were seen, now or when there is a session with room for it.
    pub(super) fn say_shown(&mut self, identity: VerifyingKey) {
        let Some(link) = self.session(&identity) else { return };
        let peer = self.peers.active.get(&identity);
        let Some(number) = peer.and_then(|peer| peer.outbox.unsaid(link.stream)) else { return };
        if link.give(Input::Send(Message::Receipt(Receipt { state: Receipt::SHOWN, number }))) {
            self.peers.entry(identity).outbox.said(number);
            self.keep_streams(identity);
        }
    }

    pub(super) fn wish_dial(&mut self, mut to: PeerAddr) -> Result<(), Error> {
        let pin = match &mut to.host {
            PeerHost::Place { .. } => to.pin,
            PeerHost::Petname(name) => {
                let identity = self.peers.resolve(&PeerRef::Name(name.clone()))?;
                // Digits of its fingerprint mean the peer, too.
                *name = self.peers.name(&identity);
                self.may_dial(&identity)?;
                Some(Pin::Identity(identity))
            }
        };
        self.add_dial(to, pin)
    }

    /// Whether a peer can be dialled by its name.
    pub(super) fn may_dial(&self, identity: &VerifyingKey) -> Result<(), Error> {
        self.refuse_changed(identity)?;
        let name = self.peers.name(identity);
        if self.is_blocked(identity) {
            return Err(Error::Blocked(name));
        }
        if self.session(identity).is_some() {
            return Err(Error::AlreadyConnected(name));
        }
        if self.peers.book.get(identity).is_none_or(|known| known.address.is_none()) {
            return Err(Error::NoAddress(name));
        }
        Ok(())
    }

    /// The link that carries the session with a peer.
    pub(super) fn session(&self, identity: &VerifyingKey) -> Option<&Link> {
        let conn = self.peers.active.get(identity)?.current?;
        self.links.all.get(&conn)
    }

    pub(super) fn ask(&self, peer: &PeerRef, input: Input) -> Result<(), Error> {
        let identity = self.peers.resolve(peer)?;
        let link = self.session(&identity).ok_or_else(|| Error::NotConnected(self.peers.name(&identity)))?;
        if link.give(input) { Ok(()) } else { Err(Error::Busy(self.peers.name(&identity))) }
    }

    fn ping(&mut self, peer: &PeerRef) -> Result<(), Error> {
        self.ask(peer, Input::Ping)?;
        let identity = self.peers.resolve(peer)?;
        let conn = self.peers.active.get(&identity).and_then(|peer| peer.current);
        if let Some(link) = conn.and_then(|conn| self.links.all.get_mut(&conn)) {
            link.pings += 1;
        }
        Ok(())
    }

    fn hang_up(&mut self, peer: &PeerRef) -> Result<(), Error> {
        let by_address = match peer {
            PeerRef::Name(name) => {
                self.dials.iter().find(|(_, dial)| dial.to.to_string() == *name).map(|(id, _)| *id)
            }
            PeerRef::Id(_) => None,
        };
        let identity = match self.peers.resolve(peer) {
            Ok(identity) => Some(identity),
            Err(error) if by_address.is_none() => return Err(error),
            Err(_) => None,
        };
        let meant =
            |id: u64, dial: &Dial| Some(id) == by_address || identity.is_some() && dial.identity == identity;
        let stopped = self.end_dials(meant);
        let mut closing = false;
        for (conn, link) in &mut self.links.all {
            let dialled = stopped.iter().any(|(_, dial)| dial.state == DialState::Linked(*conn));
            if dialled || identity.is_some() && link.identity == identity {
                link.close(Reason::Goodbye);
                // Of one that lingers the end was told already, and is not told again.
                closing |= link.farewell == Farewell::Due;
            }
        }
        if stopped.is_empty() && !closing {
            return Err(Error::NotConnected(
                identity.map_or_else(String::new, |identity| self.peers.name(&identity)),
            ));
        }
        if !closing {
            // No link will tell that this is over.
            let name = stopped.first().map_or_else(String::new, |(_, dial)| dial.to.to_string());
            self.tell(Event::Closed {
                name,
                peer: identity.as_ref().map(Into::into),
                origin: Origin::Dialled,
                reason: Some(Reason::Goodbye),
                error: None,
                established: false,
                retry_in: None,
                dial: stopped.first().map(|(id, _)| DialId(*id)),
            });
        }
        Ok(())
    }

    pub(super) fn send_text(
        &mut self,
        to: &Target,
        (body, flags): (&str, u8),
        author: Author,
    ) -> Result<(), Error> {
        let body = &*outgoing(body);
        if body.is_empty() || body.len() > TEXT_BYTES_MAX {
            return Err(Error::TextLength(body.len()));
        }
        let receivers = match to {
            Target::One(peer) => vec![self.peers.resolve(peer)?],
            Target::Everybody => self
                .peers
                .active
                .iter()
                .filter(|(_, peer)| peer.current.is_some())
                .map(|(identity, _)| *identity)
                .collect(),
        };
        if receivers.is_empty() {
            return Err(Error::NobodyConnected);
        }
        let [receiver] = receivers[..] else {
            // What keeps a text from one keeps it from nobody else.
            for receiver in receivers {
                if let Err(error) = self.hold_text(receiver, (body, flags), author) {
                    self.tell_in_turn(Event::CommandFailed { command: "text", error });
                }
            }
            return Ok(());
        };
        self.hold_text(receiver, (body, flags), author)
    }

    fn hold_text(
        &mut self,
        identity: VerifyingKey,
        (body, flags): (&str, u8),
        author: Author,
    ) -> Result<(), Error> {
        self.refuse_changed(&identity)?;
        let name = self.peers.name(&identity);
        if self.is_blocked(&identity) {
            return Err(Error::Blocked(name));
        }
        let length = Error::TextLength(body.len());
        let text = body.try_into().map_err(|_checked_before| length)?;
        let id = MessageId(self.last_message + 1);
        let peer = self.peers.entry(identity);
        if peer.outbox.len() >= OUTBOX_MAX {
            return Err(Error::OutboxFull(OUTBOX_MAX, name));
        }
        self.last_message = id.0;
        if author == Author::Script {
            let (peer, body, action) = ((&identity).into(), body.to_owned(), flags & Text::ACTION != 0);
            self.tell(Event::Said { peer, name, message: id, body, action });
        }
        let now = self.shared.clock.now().wall;
        let text = Text { number: 0, flags, body: text };
        let placed = self.peers.entry(identity).outbox.hold(id, text, now);
        self.keeper.hurry();
        self.keep_entry(identity, placed);
        self.keep_streams(identity);
        self.after(After::Held(identity, id, author));
        self.pump(identity);
        Ok(())
    }

    pub(super) fn refuse_changed(&self, identity: &VerifyingKey) -> Result<(), Error> {
        let name = self.peers.name(identity);
        match self.peers.book.change_of(&name) {
            Some(_) => Err(Error::KeyChanged(name)),
            None => Ok(()),
        }
    }

    fn describe(&mut self, peer: Option<PeerRef>) -> Result<(), Error> {
        let infos = self.infos(peer)?;
        self.tell_in_turn(Event::Peers(infos));
        Ok(())
    }

    /// What is known about one peer, or all.
    pub(super) fn infos(&self, peer: Option<PeerRef>) -> Result<Vec<PeerInfo>, Error> {
        let identities = match peer {
            Some(peer) => vec![self.peers.resolve(&peer)?],
            None => self.peers.identities(),
        };
        Ok(identities.iter().map(|identity| self.info(identity)).collect())
    }
}
