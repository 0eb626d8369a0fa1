//! A session between two ends, and the page of it that one of them has.

use core::time::Duration;

use peerscope::explain::{Accounts, Page, page};
use peerscope::lab::{Arena, End, Setup};
use peerscope::protocol::{Config, Disclose, Event, Role};

/// A session with a rekey in which both ends disclose as much as this.
pub(crate) fn session(seed: u64, disclose: Disclose) -> Arena {
    rekeyed_session(seed, disclose, 1)
}

/// The same with so many rekeys.
pub(crate) fn rekeyed_session(seed: u64, disclose: Disclose, rekeys: u16) -> Arena {
    let config = || Config { disclose, ..Config::default() };
    let mut arena = Arena::new(Setup { seed, initiator: config(), responder: config(), session: 0 });
    arena.run();
    for _ in 0..rekeys {
        let now = arena.now();
        arena.initiator.rekey(now).unwrap();
        arena.run();
        // The next one may begin ten seconds later.
        arena.advance(Duration::from_secs(11));
    }
    arena
}

/// The account that an end gave of its session.
pub(crate) fn accounts(end: &mut End) -> Accounts {
    let mut accounts = Accounts::default();
    let peer = end.events.iter().find_map(|event| match event {
        Event::PeerProved { identity } => Some(identity.fingerprint()),
        _ => None,
    });
    let mut disclosed = end.disclosed.drain(..);
    for event in &end.events {
        if let Event::Derived(made) = event {
            accounts.made((peer.unwrap(), "peer <b>*x*"), made.clone());
            disclosed.next().into_iter().for_each(|secrets| accounts.disclosed(secrets));
        }
    }
    disclosed.for_each(|secrets| accounts.disclosed(secrets));
    accounts
}

/// The page that one side has.
pub(crate) fn page_of(arena: &mut Arena, role: Role) -> Page {
    let end = match role {
        Role::Initiator => &mut arena.initiator,
        Role::Responder => &mut arena.responder,
    };
    page(accounts(end).newest(None).unwrap(), "me")
}
