//! Strangers at the door: who is let in, and what net.log says of those who are not.

use std::net::SocketAddr;
use std::time::Duration;

use crate::admission::{Acquaintance, Fault, Note, Rest, Source, Taken};
use crate::crypto::{OsRandom, SecureRandom as _, VerifyingKey};
use crate::keystore;
use crate::protocol;
use crate::wire::Reason;

use super::actor::Actor;
use super::sessions::{Farewell, Standing};

/// What a caller that has proved its identity gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Given,
    /// None is left for it, and it was told so.
    None,
}

impl Actor {
    /// Whether an accepted socket may begin a handshake; if not, it is closed without a word.
    pub(super) fn admit(&mut self, address: SocketAddr) -> bool {
        let now = self.shared.clock.now().monotonic;
        let source = Source::from(address.ip());
        let mut random = [0];
        // Without randomness the early drop hits everybody, which is the safe side.
        let _ = OsRandom.fill(&mut random);
        let [random] = random;
        let Err(refusal) = self.admission.admit(now, source, self.links.accepted(), random) else {
            return true;
        };
        self.rejected(source, Reason::RateLimited, Some(refusal.name()), 0);
        false
    }

    /// Gives one of the places for callers to an identity that has just been proved. Who finds none is told
    /// that there are too many, and may come again.
    pub(super) fn give_place(
        &mut self,
        conn: u64,
        identity: VerifyingKey,
        standing: &keystore::Standing,
    ) -> Place {
        let who = match standing {
            keystore::Standing::Verified { .. } => Acquaintance::Verified,
            keystore::Standing::Known => Acquaintance::Known,
            _ => Acquaintance::Stranger,
        };
        let Some(source) = self.links.all.get(&conn).map(|link| Source::from(link.address.ip())) else {
            return Place::None;
        };
        // A peer that comes back takes its own place, though the link that had it is not known to be dead yet.
        let before =
            self.links.all.values().find(|link| link.identity == Some(identity) && link.place.is_some());
        let place = match before.and_then(|link| link.place) {
            Some(_) => Ok(()),
            None => self.shared.limits.place_for(who, self.taken(source, who)),
        };
        let Some(link) = self.links.all.get_mut(&conn) else { return Place::None };
        let Err(refusal) = place else {
            link.place = Some(who);
            return Place::Given;
        };
        link.farewell = Farewell::Silent;
        link.close(Reason::RateLimited);
        self.rejected(source, Reason::RateLimited, Some(refusal.name()), 0);
        Place::None
    }

    /// The places that are taken, as seen by somebody who comes from this source and is known so well.
    fn taken(&self, source: Source, like: Acquaintance) -> Taken {
        let mut taken = Taken::default();
        for link in self.links.all.values() {
            let Some((other, who)) = link.identity.zip(link.place) else { continue };
            // Who was compared since then takes nobody's place any more.
            let who = match self.peers.book.standing(&other) {
                keystore::Standing::Verified { .. } => Acquaintance::Verified,
                _ => who,
            };
            taken.all += 1;
            taken.strangers += u32::from(who == Acquaintance::Stranger);
            taken.of_its_like += u32::from(who == like && Source::from(link.address.ip()) == source);
        }
        taken
    }

    /// A link is gone: if it proved no identity, its source may have to pay for it.
    pub(super) fn handshake_ended(&mut self, conn: u64, error: Option<&protocol::Error>, received: u64) {
        let Some(link) = self.links.all.get_mut(&conn).filter(|link| link.identity.is_none()) else { return };
        let source = Source::from(link.address.ip());
        if core::mem::replace(&mut link.standing, Standing::Counted) == Standing::HalfOpen {
            let now = self.shared.clock.now().monotonic;
            self.admission.ended(now, source, Fault::from(error));
        }
        // A link that the other side left broke no rule.
        let reason = error.and_then(protocol::Error::reason).filter(|reason| *reason != Reason::Truncated);
        if let Some(reason) = reason {
            self.rejected(source, reason, None, received);
        }
    }

    /// Writes one line a second and source; further refusals are counted.
    fn rejected(&mut self, source: Source, reason: Reason, limit: Option<&'static str>, bytes: u64) {
        let now = self.shared.clock.now().monotonic;
        if self.rejects.note(now, source) == Note::Write {
            let peer = source.to_string();
            tracing::warn!(peer, phase = "hs", reason = reason.name(), limit, bytes, "reject");
        }
    }

    /// Writes the numbers of refusals that had no line.
    pub(super) fn count_rejects(&mut self, now: Duration) {
        for Rest { source, count } in self.rejects.take(now) {
            let peer = source.map_or_else(|| "others".to_owned(), |source| source.to_string());
            tracing::warn!(peer, phase = "hs", count, "rejects");
        }
        if let Some(count) = self.callers.take(now) {
            tracing::warn!(count, "accepts");
        }
    }
}
