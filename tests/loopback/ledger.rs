//! What becomes of identity keys is entered: each kind of it, by whom, and with which other key.

use std::net::SocketAddr;

use peerscope::crypto::Pin;
use peerscope::node::{AcceptPolicy, Command, Deed, Event, PeerAddr, PeerRef};

use crate::peer::{Peer, identity, pair};
use crate::trust::who_knows_bob;

/// What stands in the ledger of this peer, once it has done what it was told.
async fn deeds(peer: &mut Peer) -> Vec<Deed> {
    peer.tell(Command::TrustLedger(None)).await;
    peer.until("ledger", |event| match event {
        Event::TrustLedger { entries, broken: None } => {
            Some(entries.iter().map(|entry| entry.deed).collect())
        }
        _ => None,
    })
    .await
}

async fn asked(peer: &mut Peer) {
    peer.until("question", |event| matches!(event, Event::TrustNeeded { .. }).then_some(())).await;
}

#[tokio::test]
async fn a_stranger_is_entered_when_a_person_is_asked_and_so_is_the_answer() {
    for (answer, entered) in [
        (Command::Accept as fn(PeerRef) -> Command, vec![Deed::Asked, Deed::Accepted, Deed::Met]),
        (Command::Refuse, vec![Deed::Asked, Deed::Refused]),
        (Command::Block, vec![Deed::Asked, Deed::Blocked]),
    ] {
        let mut listener = Peer::start(1, AcceptPolicy::Ask);
        let address = listener.listen().await;
        let mut stranger = Peer::open(2);
        stranger.dial(address).await;
        asked(&mut listener).await;
        listener.tell(answer(PeerRef::Id(stranger.id))).await;
        if entered.contains(&Deed::Met) {
            listener.until_established().await;
        }
        assert_eq!(deeds(&mut listener).await, entered);
        stranger.shut_down().await;
    }
}

#[tokio::test]
async fn who_comes_in_without_a_person_is_entered_with_what_let_it_in() {
    let mut listener = Peer::open(1);
    let address: SocketAddr = listener.listen().await;
    let mut dialler = Peer::start(2, AcceptPolicy::Known);
    let pin = Some(Pin::Identity(identity(1).verifying_key()));
    dialler.tell(Command::Dial(PeerAddr { pin, ..address.to_string().parse().unwrap() })).await;
    dialler.until_established().await;
    listener.until_established().await;
    assert_eq!(deeds(&mut dialler).await, [Deed::MetByAddress]);
    assert_eq!(deeds(&mut listener).await, [Deed::MetByPolicy]);
}

#[tokio::test]
async fn what_a_person_decides_about_a_peer_is_entered() {
    let (mut alice, bob) = pair((1, 2)).await;
    let about = || PeerRef::Id(bob.id);
    for command in [
        Command::SafetyNumber(about()),
        Command::Verified(about()),
        Command::Unverify(about()),
        Command::Rename(about(), "robert".to_owned()),
        Command::Block(about()),
        Command::Accept(about()),
        Command::SafetyNumber(about()),
        Command::Differs(about()),
    ] {
        alice.tell(command).await;
    }
    let entered = deeds(&mut alice).await;
    assert_eq!(
        entered,
        [
            Deed::MetByPolicy,
            Deed::Verified,
            Deed::Unverified,
            Deed::Renamed,
            Deed::Blocked,
            Deed::Unblocked,
            Deed::Differs
        ]
    );
}

#[tokio::test]
async fn another_key_is_entered_once_however_often_it_answers_and_so_is_the_choice() {
    for (answer, chosen) in
        [(Command::Accept as fn(PeerRef) -> Command, Deed::TookOver), (Command::Refuse, Deed::Kept)]
    {
        let mut impostor = Peer::open(9);
        let mut carol = who_knows_bob(impostor.listen().await);
        let bob = || PeerRef::Name("bob".to_owned());
        let changed = |event: &Event| matches!(event, Event::KeyChanged { .. }).then_some(());
        carol.tell(Command::Dial("bob".parse().unwrap())).await;
        carol.until("warning", changed).await;
        carol.tell(answer(bob())).await;
        // Known before the ledger was begun, verified at that.
        assert_eq!(deeds(&mut carol).await, [Deed::FoundVerified, Deed::Claimed, chosen]);
        carol.tell(Command::TrustLedger(Some("bob".to_owned()))).await;
        let keys = carol
            .until("ledger", |event| match event {
                Event::TrustLedger { entries, .. } => {
                    Some(entries.iter().map(|entry| (entry.key, entry.other)).collect::<Vec<_>>())
                }
                _ => None,
            })
            .await;
        let (old, new) = (keys[0].0, identity(9).verifying_key());
        let last = if chosen == Deed::TookOver { (new, Some(old)) } else { (old, Some(new)) };
        assert_eq!(keys, [(old, None), (new, Some(old)), last]);
    }
}
