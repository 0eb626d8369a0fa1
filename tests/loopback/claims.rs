//! What a peer claims of itself and of its files, and what the node makes of it.

use peerscope::keystore::KnownPeers;
use peerscope::net::Input;
use peerscope::node::{AcceptPolicy, Event, NodeConfig, PeerId, Presence};
use peerscope::wire::{FileOffer, Message, Utf8Lp};
use tokio::net::TcpStream;

use crate::end::{End, dialler};
use crate::peer::{Peer, identity};
use crate::place::Place;

/// Somebody dials the node and calls itself this.
async fn calls(node: &mut Peer, seed: u8, nick: &str) -> End {
    let address = node.listen().await;
    let mut end = End::begin(dialler, seed, TcpStream::connect(address).await.unwrap());
    end.until_established(nick).await;
    end
}

#[tokio::test]
async fn a_name_and_an_address_are_claims_and_only_the_key_says_who_calls() {
    let (alice, mallory) = (identity(1).verifying_key(), identity(3).verifying_key());
    let mut known_peers = KnownPeers::default();
    known_peers.remember(alice, "alice", 1);
    // Everybody here calls from the address at which alice was met.
    known_peers.update(&alice, |peer| peer.address = Some("127.0.0.1:5000".to_owned()));
    let mut bob = Peer::with(2, |config| NodeConfig { accept: AcceptPolicy::Any, known_peers, ..config });
    // The first letter is Cyrillic.
    let _caller = calls(&mut bob, 3, "\u{430}lice").await;
    let info = bob.until_established().await;
    assert_eq!((info.peer, info.looks_like.as_deref()), (PeerId::from(&mallory), Some("alice")));
    assert!(!info.name.to_lowercase().ends_with("lice"), "it is called {}", info.name);
    assert_eq!(bob.about(PeerId::from(&alice)).await.presence, Presence::Absent);
}

#[tokio::test]
async fn a_file_is_offered_under_a_name_that_leads_nowhere() {
    let there = Place::new();
    let mut bob = there.node(2);
    let end = calls(&mut bob, 3, "mallory").await;
    for (number, name) in (1..).zip(["../.ssh/authorized_keys", "/etc/passwd", "..", "C:\\boot.ini"]) {
        let name = Utf8Lp::try_from(name).unwrap();
        let offer = FileOffer { transfer: [number; 16], size: 5, digest: [0; 32], name };
        assert!(end.orders.give(Input::Send(Message::FileOffer(offer))));
        let offered = bob
            .until("offer", |event| match event {
                Event::File(info) => Some(info.name.clone()),
                _ => None,
            })
            .await;
        assert!(!offered.contains(['/', '\\']) && !offered.trim_matches('.').is_empty(), "{offered:?}");
    }
    assert!(!there.downloads().exists(), "nothing is written before a person takes it");
}
