//! What is entered in the trust ledger, and how it is told.

use crate::crypto::VerifyingKey;
use crate::keystore::{Deed, TrustEntry};
use crate::protocol::Pin;

use super::actor::Actor;
use super::error::Error;
use super::event::Event;

/// Strangers who are entered in one run because a person is asked about them; who is decided about is entered anyway.
const ASKED_MAX: usize = 64;

impl Actor {
    /// Enters what became of a key, and writes it.
    pub(super) fn enter(&mut self, deed: Deed, key: VerifyingKey, other: Option<VerifyingKey>) {
        let (at, name) = (self.shared.clock.now().wall.0, self.peers.name(&key));
        self.enter_as(TrustEntry { at, deed, key, other, name });
    }

    fn enter_as(&mut self, entry: TrustEntry) {
        self.config.ledger.enter(entry);
        self.savers.ledger.save(&self.config.ledger);
    }

    /// A person is asked about a key. Strangers can come in any number, and what they come to in the ledger is bounded.
    pub(super) fn enter_asked(&mut self, key: VerifyingKey) {
        if self.asked < ASKED_MAX && self.config.ledger.last(&key).is_none() {
            self.asked += 1;
            self.enter(Deed::Asked, key, None);
        }
    }

    /// Another key answered for a name: entered once, however often it does.
    pub(super) fn enter_claim(&mut self, claimed: VerifyingKey, known: VerifyingKey) {
        if self.config.ledger.last(&claimed) != Some(Deed::Claimed) {
            let (at, name) = (self.shared.clock.now().wall.0, self.peers.name(&known));
            self.enter_as(TrustEntry { at, deed: Deed::Claimed, key: claimed, other: Some(known), name });
        }
    }

    /// The first session with a key, on the way that this dial chose, if one did.
    pub(super) fn enter_met(&mut self, key: VerifyingKey, pin: Option<&Pin>) {
        let deed = match (self.config.ledger.last(&key), pin) {
            (Some(Deed::Accepted), _) => Deed::Met,
            (_, Some(_)) => Deed::MetByAddress,
            (_, None) => Deed::MetByPolicy,
        };
        self.enter(deed, key, None);
    }

    /// Tells what is entered, about everybody or about one.
    pub(super) fn tell_ledger(&mut self, name: Option<String>) -> Result<(), Error> {
        let ledger = &self.config.ledger;
        let entries = match &name {
            Some(name) => ledger.about(name),
            None => ledger.entries().to_vec(),
        };
        if let Some(name) = name.filter(|_| entries.is_empty()) {
            return Err(Error::UnknownPeer { name, nearest: None });
        }
        let broken = ledger.found().broken.clone();
        self.tell(Event::TrustLedger { entries, broken });
        Ok(())
    }

    /// Enters what was decided while no program ran, and says so if what stood in the ledger was changed.
    pub(super) fn take_up_ledger(&mut self) {
        let now = self.shared.clock.now().wall.0;
        self.config.ledger.compare(&self.peers.book, now);
        self.savers.ledger.save(&self.config.ledger);
        if let Some(broken) = self.config.ledger.found().broken.clone() {
            self.failed("trust", Error::LedgerBroken { line: broken.line, what: broken.what });
        }
    }
}
