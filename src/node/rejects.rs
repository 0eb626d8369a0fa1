//! Strangers at the door: who is let in, and what net.log says of those who are not.

use std::net::SocketAddr;
use std::time::Duration;

use crate::crypto::{OsRandom, SecureRandom as _};
use crate::net::{Fault, Note, Rest, Source};
use crate::protocol;
use crate::wire::Reason;

use super::actor::Actor;
use super::sessions::Standing;

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
    }
}
