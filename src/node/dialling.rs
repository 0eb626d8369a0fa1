//! Dials that last: each is repeated until it is told to stop, or until the answer cannot change.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::task::Id;

use crate::crypto::{OsRandom, Pin, SecureRandom as _, VerifyingKey};
use crate::net::{Backoff, PeerAddr};
use crate::protocol;
use crate::wire::Reason;

/// A wish to be connected.
#[derive(Debug)]
pub(super) struct Dial {
    pub(super) to: PeerAddr,
    pub(super) pin: Option<Pin>,
    /// Who answered last, once that is proved.
    pub(super) identity: Option<VerifyingKey>,
    pub(super) state: DialState,
    /// The task that connects TCP.
    pub(super) task: Option<Id>,
    /// Who wishes it.
    pub(super) wish: Wish,
    backoff: Backoff,
}

/// Why there is a dial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// A person or a program asked for it.
    Asked,
    /// Texts wait for the peer. Who asks for the same is not told that it is done already.
    TextsWait,
    /// A script wants to know whether the peer is there. Nobody else is told of it before there is a session, and it ends
    /// with the script.
    Checked,
}

/// What a dial is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DialState {
    /// TCP is being connected.
    Connecting,
    /// This link came of it.
    Linked(u64),
    /// The next try is at this monotonic time.
    Waiting(Duration),
    /// The peer is connected by another link.
    Satisfied,
    /// A person decides about who answered.
    Undecided,
}

impl Dial {
    pub(super) fn new(to: PeerAddr, pin: Option<Pin>) -> Self {
        let identity = match pin {
            Some(Pin::Identity(identity)) => Some(identity),
            Some(Pin::Shown(_)) | None => None,
        };
        let (state, wish) = (DialState::Connecting, Wish::Asked);
        Self { to, pin, identity, state, task: None, wish, backoff: Backoff::default() }
    }

    /// A dial to a known peer that no person asked for.
    pub(super) fn by_itself(to: PeerAddr, identity: VerifyingKey, wish: Wish) -> Self {
        Self { wish, ..Self::new(to, Some(Pin::Identity(identity))) }
    }

    /// Whether this is who answered, or who alone may answer.
    pub(super) fn is_to(&self, identity: &VerifyingKey) -> bool {
        self.identity == Some(*identity) || self.pin.is_some_and(|pin| pin.matches(identity))
    }

    /// Counts a failure; gives the wait before the next try.
    pub(super) fn back_off(&mut self) -> Duration {
        self.backoff.next(any_byte())
    }

    /// The wait before the next try when the peer has said goodbye. Only our own person ends a dial: a peer
    /// that merely restarts says goodbye, too.
    pub(super) fn back_off_in_peace(&mut self) -> Duration {
        self.backoff.after_goodbye(any_byte())
    }

    pub(super) const fn succeeded(&mut self) {
        self.backoff.reset();
    }

    /// A person wants it now: what failed before does not count.
    pub(super) const fn begin_again(&mut self) {
        self.backoff.reset();
        self.state = DialState::Connecting;
    }

    /// The peer is connected, or about to be, by another link.
    pub(super) const fn rely_on(&mut self, identity: VerifyingKey) {
        self.pin = Some(Pin::Identity(identity));
        self.identity = Some(identity);
        self.state = DialState::Satisfied;
    }

    pub(super) const fn attempt(&self) -> u32 {
        self.backoff.attempt() + 1
    }
}

/// The dial to a peer that is done or will be, the one that is nearest to its end. One that has given up, or that
/// relied on a session, reaches nobody.
pub(super) fn under_way(dials: &BTreeMap<u64, Dial>, identity: VerifyingKey) -> Option<(u64, DialState)> {
    let rank = |state| match state {
        DialState::Linked(_) => Some(0),
        DialState::Connecting => Some(1),
        DialState::Waiting(_) => Some(2),
        DialState::Satisfied | DialState::Undecided => None,
    };
    let of_peer = dials.iter().filter(|(_, dial)| dial.identity == Some(identity));
    let ranked = of_peer.filter_map(|(id, dial)| Some((rank(dial.state)?, *id, dial.state)));
    ranked.min_by_key(|(rank, id, _)| (*rank, *id)).map(|(_, id, state)| (id, state))
}

/// Without randomness there is no jitter, which only matters to the peer's load.
fn any_byte() -> u8 {
    let mut random = [0];
    let _ = OsRandom.fill(&mut random);
    let [random] = random;
    random
}

/// Whether dialling the same peer again can end otherwise.
pub(super) fn worth_repeating(error: Option<&protocol::Error>) -> bool {
    let Some(error) = error else { return true };
    if matches!(error, protocol::Error::PeerIncompatible(_)) {
        return false;
    }
    !matches!(
        error.reason(),
        Some(
            Reason::NotAccepted
                // Another process with our identity has taken the place, and would be pushed out in turn.
                | Reason::Superseded
                | Reason::IdMismatch
                | Reason::IdIsSelf
                | Reason::IdWeakKey
                | Reason::IdNotCanonical
                | Reason::BadProtocolId
                | Reason::BadType
        )
    )
}
