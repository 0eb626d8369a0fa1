//! What the account of a session has of rekeys that were refused.

use peerscope::protocol::{Event, Name, Role};

use super::scene::Scene;
use super::session;

/// Whether the account has a signature of the evil peer.
fn has_peers_signature(scene: &Scene) -> bool {
    scene.victim.events.iter().any(|event| match event {
        Event::Derived(made) => {
            let peers = if made.role == Role::Initiator { Name::RekeySigR } else { Name::RekeySigI };
            made.values.iter().any(|derived| derived.name == peers)
        }
        _ => false,
    })
}

#[test]
fn a_signature_is_in_the_account_only_if_it_was_checked_and_right() {
    assert!(has_peers_signature(&session::rekeyed()));
    let refused: Vec<_> = session::CASES.iter().filter(|case| case.row == "R10").collect();
    assert_eq!(refused.len(), 5);
    for case in refused {
        assert!(!has_peers_signature(&(case.run)()), "{}", case.input);
    }
}
