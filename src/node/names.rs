//! What we call ourselves, what we call others, and of whom we want to hear nothing.

use crate::keystore::{Deed, OwnNick};
use crate::net::{Input, PeerHost};
use crate::text::can_be_nick;
use crate::wire::{Message, Nick, Utf8Lp};

use super::actor::Actor;
use super::command::{Hearing, PeerRef};
use super::error::Error;
use super::event::Event;

impl Actor {
    /// Tells everybody who is connected, and keeps it for the next time.
    pub(super) fn set_nick(&mut self, nick: &str) -> Result<(), Error> {
        let nick = nick.trim();
        if !can_be_nick(nick) {
            return Err(Error::BadNick);
        }
        nick.clone_into(&mut self.config.nick);
        for link in self.links.all.values().filter(|link| link.session_id.is_some()) {
            link.give(Input::Send(Message::Nick(Nick { nick: Utf8Lp::cut(nick) })));
        }
        if let Some(path) = &self.config.nick_file {
            self.savers.nick.save(&Some(OwnNick::new(path.clone(), nick.to_owned())));
        }
        Ok(())
    }

    /// Calls a peer something else: only here, and whatever it calls itself. The name goes to its identity.
    pub(super) fn rename(&mut self, peer: &PeerRef, name: &str) -> Result<(), Error> {
        let identity = self.peers.resolve(peer)?;
        let from = self.peers.name(&identity);
        self.peers.book.rename(&identity, name)?;
        for dial in self.dials.values_mut().filter(|dial| dial.identity == Some(identity)) {
            if let PeerHost::Petname(called) = &mut dial.to.host {
                name.clone_into(called);
            }
        }
        tracing::info!(peer = identity.fingerprint().short(), name = ?name, "rename");
        self.savers.book.save(&self.peers.book);
        self.enter(Deed::Renamed, identity, None);
        self.tell(Event::Renamed { peer: (&identity).into(), from, name: name.to_owned() });
        Ok(())
    }

    /// Announces nothing of a peer from now on, or everything again.
    pub(super) fn hear(&mut self, peer: &PeerRef, hearing: Hearing) -> Result<(), Error> {
        let identity = self.peers.resolve(peer)?;
        let name = self.peers.name(&identity);
        if !self.peers.book.update(&identity, |known| known.ignored = hearing == Hearing::Ignored) {
            return Err(Error::NotKnown(name));
        }
        let peer = identity.fingerprint().short();
        match hearing {
            Hearing::Ignored => tracing::info!(peer, name = ?name, "ignore"),
            Hearing::Heard => tracing::info!(peer, name = ?name, "unignore"),
        }
        self.savers.book.save(&self.peers.book);
        self.tell(Event::Hearing { peer: (&identity).into(), name, hearing });
        Ok(())
    }
}
