//! What a person decides about identities: whom to take, whom to refuse, who was compared.

use crate::crypto::{VerifyingKey, safety_number};
use crate::keystore::{ChangeDecision, Deed, Trust};
use crate::net::Input;
use crate::protocol::{Pin, TrustDecision};
use crate::wire::Reason;

use super::actor::Actor;
use super::command::PeerRef;
use super::delivery::Delivery;
use super::dialling::DialState;
use super::error::Error;
use super::event::Event;
use super::peer::{DialId, Origin};
use super::peers::Compared;

impl Actor {
    pub(super) fn accept(&mut self, peer: &PeerRef) -> Result<(), Error> {
        let identity = self.peers.resolve(peer)?;
        let name = self.peers.name(&identity);
        if self.is_blocked(&identity) {
            self.peers.book.update(&identity, |known| known.trust = Trust::Known);
            self.enter(Deed::Unblocked, identity, None);
            self.trust_changed(&identity, &name, Some(Trust::Known));
            self.answer_waiting_call(identity);
            // To lift the block of the old key says nothing about the new one.
            self.tell_change(&identity, None);
            return Ok(());
        }
        if let Some(claimed) = self.peers.book.change_of(&name) {
            return self.take_new_key(identity, &name, claimed);
        }
        let Some(pending) = self.peers.take_pending(&identity) else {
            return Err(match self.peers.book.get(&identity).map(|known| known.trust) {
                Some(Trust::Verified { .. }) => Error::AlreadyVerified(name),
                Some(Trust::Known) => Error::AlreadyAccepted(name),
                Some(Trust::Blocked) | None => Error::NothingToDecide(name),
            });
        };
        tracing::info!(peer = identity.fingerprint().short(), decision = "accept", "trust");
        self.enter(Deed::Accepted, identity, None);
        if let Some(link) = pending.link.and_then(|conn| self.links.all.get(&conn)) {
            let greeting =
                self.peers.active.get(&identity).map(|peer| peer.outbox.greeting(&self.config.nick));
            let greeting =
                greeting.unwrap_or_else(|| self.peers.entry(identity).outbox.greeting(&self.config.nick));
            link.give(Input::Trust(TrustDecision::Accept(greeting)));
        }
        match pending.dial.and_then(|id| self.dials.get_mut(&id).map(|dial| (id, dial))) {
            // The call that waited becomes the session; the dial takes over when that ends.
            Some((_, dial)) if pending.link.is_some() => dial.rely_on(identity),
            Some((id, _)) => self.redial_pinned(id, identity),
            None => {}
        }
        Ok(())
    }

    /// A caller that was left waiting as if nobody answered gets its answer now. Says whether there is one.
    fn answer_waiting_call(&mut self, identity: VerifyingKey) -> bool {
        // Of several the newest waits; the others were refused, and are on their way out.
        let waiting = self.links.all.iter().filter(|(_, link)| link.waits_for(identity));
        let newest = waiting.map(|(conn, _)| *conn).max();
        let Some(conn) = newest else { return false };
        let greeting = self.greeting(identity);
        let link = self.links.all.get(&conn);
        link.is_some_and(|link| link.give(Input::Trust(TrustDecision::Accept(greeting))))
    }

    /// The name goes to the key that answered for it.
    fn take_new_key(&mut self, old: VerifyingKey, name: &str, claimed: VerifyingKey) -> Result<(), Error> {
        self.peers.book.settle_change(name, ChangeDecision::TakeNew)?;
        // What was written for the old key is never sent to the new one by itself.
        self.give_up_texts(old);
        for link in self.links.all.values_mut().filter(|link| link.identity == Some(old)) {
            link.close(Reason::NotAccepted);
        }
        self.enter(Deed::TookOver, claimed, Some(old));
        self.trust_changed(&claimed, name, Some(Trust::Known));
        let is_answered = self.answer_waiting_call(claimed);
        for id in self.dials_of(old) {
            match self.dials.get_mut(&id) {
                Some(dial) if is_answered => dial.rely_on(claimed),
                _ => self.redial_pinned(id, claimed),
            }
        }
        Ok(())
    }

    /// Every dial of this peer.
    fn dials_of(&self, identity: VerifyingKey) -> Vec<u64> {
        let theirs = self.dials.iter().filter(|(_, dial)| dial.identity == Some(identity));
        theirs.map(|(id, _)| *id).collect()
    }

    /// Says of every text that this peer does not have that it will not be sent.
    fn give_up_texts(&mut self, identity: VerifyingKey) {
        let texts = self.peers.active.get_mut(&identity).map(|peer| peer.outbox.give_up());
        self.give_up(identity, texts.unwrap_or_default(), Delivery::Dropped);
    }

    /// Dials again, now insisting on this identity.
    fn redial_pinned(&mut self, id: u64, identity: VerifyingKey) {
        if let Some(dial) = self.dials.get_mut(&id) {
            dial.pin = Some(Pin::Identity(identity));
            dial.identity = Some(identity);
            dial.begin_again();
            self.dial(id);
        }
    }

    pub(super) fn refuse(&mut self, peer: &PeerRef) -> Result<(), Error> {
        let identity = self.peers.resolve(peer)?;
        let name = self.peers.name(&identity);
        if let Some(claimed) = self.peers.book.change_of(&name) {
            self.peers.book.settle_change(&name, ChangeDecision::KeepOld)?;
            self.enter(Deed::Kept, identity, Some(claimed));
            let trust = self.peers.book.get(&identity).map(|known| known.trust);
            self.trust_changed(&identity, &name, trust);
            // Whoever answers there is not the one that is meant; to dial on would ask the same again.
            let ended = self
                .end_dials(|_, dial| dial.identity == Some(identity) && dial.state == DialState::Undecided);
            for (id, _) in ended {
                self.tell(Event::Closed {
                    name: name.clone(),
                    peer: Some((&identity).into()),
                    origin: Origin::Dialled,
                    reason: Some(Reason::IdMismatch),
                    error: None,
                    established: false,
                    retry_in: None,
                    dial: Some(DialId(id)),
                });
            }
            return Ok(());
        }
        let Some(pending) = self.peers.take_pending(&identity) else {
            return Err(Error::NothingToDecide(name));
        };
        tracing::info!(peer = identity.fingerprint().short(), decision = "refuse", "trust");
        self.enter(Deed::Refused, identity, None);
        if let Some(link) = pending.link.and_then(|conn| self.links.all.get(&conn)) {
            link.give(Input::Trust(TrustDecision::Reject));
        }
        self.end_dials(|id, _| Some(id) == pending.dial);
        self.tell(Event::TrustChanged { peer: (&identity).into(), name, trust: None });
        Ok(())
    }

    pub(super) fn block(&mut self, peer: &PeerRef) -> Result<(), Error> {
        self.block_for(peer, Deed::Blocked)
    }

    /// Blocks an identity, and enters why.
    fn block_for(&mut self, peer: &PeerRef, deed: Deed) -> Result<(), Error> {
        let identity = self.peers.resolve(peer)?;
        let now = self.shared.clock.now().wall.0;
        let nick =
            self.peers.active.get(&identity).and_then(|active| active.nick.clone()).unwrap_or_default();
        let name = self.peers.book.remember(identity, &nick, now);
        self.peers.book.update(&identity, |known| known.trust = Trust::Blocked);
        let pending = self.peers.take_pending(&identity);
        if let Some(link) = pending.and_then(|pending| self.links.all.get(&pending.link?)) {
            link.give(Input::Trust(TrustDecision::Reject));
        }
        self.end_dials(|_, dial| dial.identity == Some(identity));
        for link in self.links.all.values_mut().filter(|link| link.identity == Some(identity)) {
            link.close(Reason::NotAccepted);
        }
        self.give_up_texts(identity);
        if !self.is_blocked(&identity) {
            return Err(Error::BookFull(name));
        }
        self.enter(deed, identity, None);
        self.trust_changed(&identity, &name, Some(Trust::Blocked));
        Ok(())
    }

    pub(super) fn show_safety_number(&mut self, peer: &PeerRef) -> Result<(), Error> {
        let identity = self.peers.resolve(peer)?;
        let number = safety_number(&self.config.identity.verifying_key(), &identity);
        let trust = self.peers.book.get(&identity).map_or(Trust::Known, |known| known.trust);
        self.peers.entry(identity).compared = Compared::Shown;
        self.tell(Event::SafetyNumber { name: self.peers.name(&identity), number, trust });
        Ok(())
    }

    pub(super) fn verified(&mut self, peer: &PeerRef) -> Result<(), Error> {
        let identity = self.peers.resolve(peer)?;
        self.refuse_changed(&identity)?;
        let trust = Trust::Verified { at: self.shared.clock.now().wall.0 };
        let name = self.peers.name(&identity);
        if self.is_blocked(&identity) {
            return Err(Error::Blocked(name));
        }
        if self.peers.entry(identity).compared == Compared::NotShown {
            return Err(Error::NotCompared(name));
        }
        if !self.peers.book.update(&identity, |known| known.trust = trust) {
            return Err(Error::NothingToDecide(name));
        }
        self.enter(Deed::Verified, identity, None);
        self.trust_changed(&identity, &name, Some(trust));
        Ok(())
    }

    /// What a person took for compared was not: the identity stays known, and the digits are to be compared again.
    pub(super) fn unverify(&mut self, peer: &PeerRef) -> Result<(), Error> {
        let identity = self.peers.resolve(peer)?;
        let name = self.peers.name(&identity);
        let known = self.peers.book.get(&identity);
        if !known.is_some_and(|known| matches!(known.trust, Trust::Verified { .. })) {
            return Err(Error::NotVerified(name));
        }
        self.peers.book.update(&identity, |known| known.trust = Trust::Known);
        self.peers.entry(identity).compared = Compared::NotShown;
        self.enter(Deed::Unverified, identity, None);
        self.trust_changed(&identity, &name, Some(Trust::Known));
        Ok(())
    }

    /// The digits were compared and are not the same: somebody sits between, or the key is not the friend's.
    /// Nothing goes to this identity or comes from it until the person takes it back.
    pub(super) fn differs(&mut self, peer: &PeerRef) -> Result<(), Error> {
        let identity = self.peers.resolve(peer)?;
        tracing::warn!(peer = identity.fingerprint().short(), "safety_number_differs");
        self.block_for(peer, Deed::Differs)
    }

    pub(super) fn is_blocked(&self, identity: &VerifyingKey) -> bool {
        self.peers.book.get(identity).is_some_and(|known| known.trust == Trust::Blocked)
    }

    /// Writes the book and tells everybody who looks.
    fn trust_changed(&mut self, identity: &VerifyingKey, name: &str, trust: Option<Trust>) {
        tracing::info!(name = ?name, trust = trust.map_or("unknown", Trust::word), "trust");
        self.savers.book.save(&self.peers.book);
        self.tell(Event::TrustChanged { peer: identity.into(), name: name.to_owned(), trust });
    }
}
