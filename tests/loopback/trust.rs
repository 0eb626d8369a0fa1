//! Who is let in, and what a stranger learns at the door.

use std::net::SocketAddr;

use peerscope::crypto::{Pin, Secret, SigningKey};
use peerscope::keystore::{KnownPeers, Trust, make_private_dir};
use peerscope::node::{
    AcceptPolicy, Command, Delivery, Error, Event, Hearing, NodeConfig, Origin, PeerAddr, PeerRef, Reason,
    Target,
};
use peerscope::why::End;

use crate::peer::{Peer, identity, pair};

fn refused(event: &Event, wanted: Reason) {
    let Event::Closed { reason, established: false, retry_in: None, .. } = event else {
        panic!("refused for good: {event:?}");
    };
    assert_eq!(*reason, Some(wanted));
}

async fn asked(peer: &mut Peer) -> Origin {
    peer.until("question", |event| match event {
        Event::TrustNeeded { origin, .. } => Some(*origin),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn a_stranger_is_refused_where_nobody_can_be_asked() {
    let mut listener = Peer::start(1, AcceptPolicy::Known);
    let address = listener.listen().await;
    let mut stranger = Peer::open(2);
    stranger.dial(address).await;
    refused(&stranger.until_closed().await, Reason::NotAccepted);
}

#[tokio::test]
async fn a_listener_holds_a_stranger_until_a_person_decides() {
    for accepts in [true, false] {
        let mut listener = Peer::start(1, AcceptPolicy::Ask);
        let address = listener.listen().await;
        let mut stranger = Peer::open(2);
        stranger.dial(address).await;
        assert_eq!(asked(&mut listener).await, Origin::Accepted);
        let who = PeerRef::Id(stranger.id);
        if accepts {
            listener.tell(Command::Accept(who)).await;
            listener.until_established().await;
            stranger.until_established().await;
        } else {
            listener.tell(Command::Refuse(who)).await;
            refused(&stranger.until_closed().await, Reason::NotAccepted);
        }
    }
}

#[tokio::test]
async fn a_dialler_asks_before_it_says_who_it_is_and_dials_again_insisting() {
    let mut listener = Peer::open(1);
    let address = listener.listen().await;
    let mut dialler = Peer::start(2, AcceptPolicy::Ask);
    dialler.dial(address).await;
    assert_eq!(asked(&mut dialler).await, Origin::Dialled);
    listener
        .until_packets("response", |packets| {
            packets.iter().any(|packet| packet.type_name == "handshake_response")
        })
        .await;
    listener.until_closed().await;
    assert!(listener.packets.iter().all(|packet| packet.type_name != "handshake_finish"));
    dialler.tell(Command::Accept(PeerRef::Id(listener.id))).await;
    dialler.until_established().await;
    listener.until_established().await;
}

#[tokio::test]
async fn a_dial_that_a_person_has_accepted_counts_its_tries_from_one() {
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    drop(socket);
    let mut dialler = Peer::start(2, AcceptPolicy::Ask);
    dialler.dial(address).await;
    dialler.until("failure", |event| matches!(event, Event::DialFailed { .. }).then_some(())).await;
    let mut listener = Peer::open(1);
    listener.tell(Command::Listen(address.to_string().parse().unwrap())).await;
    assert_eq!(asked(&mut dialler).await, Origin::Dialled);
    assert!(attempts(&dialler).last() > Some(&1));
    dialler.tell(Command::Accept(PeerRef::Id(listener.id))).await;
    dialler.until_established().await;
    assert_eq!(attempts(&dialler).last(), Some(&1));
    listener.until_established().await;
}

fn attempts(peer: &Peer) -> Vec<u32> {
    let attempt =
        |event: &Event| if let Event::Dialling { attempt, .. } = event { Some(*attempt) } else { None };
    peer.seen.iter().filter_map(attempt).collect()
}

#[tokio::test]
async fn a_pinned_dial_ends_before_the_impostor_learns_who_dials() {
    let mut impostor = Peer::open(1);
    let address = impostor.listen().await;
    let mut dialler = Peer::open(2);
    let pin = Some(Pin::Identity(identity(9).verifying_key()));
    let to = PeerAddr { pin, ..address.to_string().parse().unwrap() };
    dialler.tell(Command::Dial(to)).await;
    refused(&dialler.until_closed().await, Reason::IdMismatch);
    impostor.until_closed().await;
    impostor.until_packets("two flights", |packets| packets.len() >= 2).await;
    let types: Vec<_> = impostor.packets.iter().map(|packet| packet.type_name).collect();
    assert_eq!(types.len(), 2, "{types:?}");
    let seen = |id| impostor.seen.iter().any(|event| format!("{event:?}").contains(&format!("{id:?}")));
    assert!(!seen(dialler.id), "the impostor was told who dialled");
}

#[tokio::test]
async fn a_dial_to_ourselves_is_given_up() {
    let mut node = Peer::open(1);
    let address = node.listen().await;
    node.dial(address).await;
    refused(&node.until_closed().await, Reason::IdIsSelf);
}

#[tokio::test]
async fn a_blocked_peer_is_put_out_and_stays_out() {
    let (mut listener, mut pest) = pair((1, 2)).await;
    listener.tell(Command::Block(PeerRef::Id(pest.id))).await;
    let Event::Closed { reason, retry_in, .. } = pest.until_closed().await else {
        panic!("a blocked peer's session ends");
    };
    assert_eq!((reason, retry_in), (Some(Reason::NotAccepted), None));
    let address = listener.listen().await;
    pest.dial(address).await;
    refused(&pest.until_closed().await, Reason::NotAccepted);
}

#[tokio::test]
async fn a_peer_that_cannot_be_remembered_as_blocked_is_put_out_and_the_person_is_told() {
    let mut known_peers = KnownPeers::default();
    for number in 0..1_000_u64 {
        let mut seed = [7; 32];
        seed[..8].copy_from_slice(&number.to_be_bytes());
        known_peers.remember(SigningKey::from_seed(Secret::new(seed)).verifying_key(), "", 1);
    }
    let mut listener =
        Peer::with(1, |config| NodeConfig { accept: AcceptPolicy::Any, known_peers, ..config });
    let address = listener.listen().await;
    let mut pest = Peer::open(2);
    pest.dial(address).await;
    listener.until_established().await;
    listener.tell(Command::Block(PeerRef::Id(pest.id))).await;
    assert!(matches!(fails(&mut listener).await, Error::BookFull(_)));
    let Event::Closed { reason, .. } = pest.until_closed().await else { panic!("its session ends") };
    assert_eq!(reason, Some(Reason::NotAccepted));
}

/// A node that knows peer 2 by the name bob at this address, and has compared safety numbers.
pub(crate) fn who_knows_bob(address: SocketAddr) -> Peer {
    let mut known_peers = KnownPeers::default();
    let bob = identity(2).verifying_key();
    known_peers.remember(bob, "bob", 1);
    known_peers.update(&bob, |known| {
        known.address = Some(address.to_string());
        known.trust = Trust::Verified { at: 1 };
    });
    Peer::with(3, |config| NodeConfig { accept: AcceptPolicy::Any, known_peers, ..config })
}

async fn fails(peer: &mut Peer) -> Error {
    peer.until("failed command", |event| matches!(event, Event::CommandFailed { .. }).then_some(())).await;
    let Some(Event::CommandFailed { error, .. }) = peer.seen.pop() else { panic!("it was seen") };
    error
}

#[tokio::test]
async fn a_changed_key_stops_everything_until_a_person_decides() {
    for takes_new in [true, false] {
        let mut impostor = Peer::open(9);
        let address = impostor.listen().await;
        let mut carol = who_knows_bob(address);
        carol.say_to(Target::One(PeerRef::Name("bob".to_owned())), "for the key that I know").await;
        carol.tell(Command::Dial("bob".parse().unwrap())).await;
        let verified = carol
            .until("warning", |event| match event {
                Event::KeyChanged { verified_at, .. } => Some(*verified_at),
                _ => None,
            })
            .await;
        assert_eq!(verified, Some(1));
        refused(&carol.until_closed().await, Reason::IdMismatch);

        let bob = || PeerRef::Name("bob".to_owned());
        carol.say_to(Target::One(bob()), "secret").await;
        assert!(matches!(fails(&mut carol).await, Error::KeyChanged(_)));
        carol.tell(Command::Dial("bob".parse().unwrap())).await;
        assert!(matches!(fails(&mut carol).await, Error::KeyChanged(_)));
        // The new key is let in by no policy either.
        let back = carol.listen().await;
        impostor.until_closed().await;
        impostor.dial(back).await;
        refused(&impostor.until_closed().await, Reason::NotAccepted);

        if takes_new {
            carol.tell(Command::Accept(bob())).await;
            carol.until_delivered(Delivery::Dropped, 1).await;
            let info = carol.until_established().await;
            assert_eq!((info.name.as_str(), info.trust), ("bob", Some(Trust::Known)));
            carol.say(&impostor, "for the new key").await;
            impostor.until_text("for the new key").await;
            assert_eq!(impostor.bodies(), ["for the new key"], "what was meant for another key is not sent");
        } else {
            carol.tell(Command::Refuse(bob())).await;
            let trust = carol
                .until("old trust", |event| match event {
                    Event::TrustChanged { trust, .. } => Some(*trust),
                    _ => None,
                })
                .await;
            assert_eq!(trust, Some(Trust::Verified { at: 1 }));
            refused(&carol.until_closed().await, Reason::IdMismatch);
            assert_eq!(carol.delivered(Delivery::Dropped), 0, "it waits for the key that was kept");
        }
    }
}

#[tokio::test]
async fn only_a_number_that_was_shown_can_be_the_same_and_one_that_differs_blocks() {
    let (mut alice, mut bob) = pair((1, 2)).await;
    let id = bob.id;
    let about = || PeerRef::Id(id);
    alice.tell(Command::Verified(about())).await;
    assert!(matches!(fails(&mut alice).await, Error::NotCompared(_)));
    alice.tell(Command::SafetyNumber(about())).await;
    alice.tell(Command::Verified(about())).await;
    let trust = |event: &Event| match event {
        Event::TrustChanged { trust, .. } => Some(*trust),
        _ => None,
    };
    assert!(matches!(alice.until("trust", trust).await, Some(Trust::Verified { .. })));
    // A slip of the hand is taken back, and then the digits are to be looked at again.
    alice.tell(Command::Unverify(about())).await;
    assert_eq!(alice.until("trust", trust).await, Some(Trust::Known));
    for (again, why) in
        [(Command::Unverify(about()), "taken back"), (Command::Verified(about()), "not compared")]
    {
        alice.tell(again).await;
        let error = fails(&mut alice).await;
        assert!(matches!(error, Error::NotVerified(_) | Error::NotCompared(_)), "{why}: {error:?}");
    }
    alice.tell(Command::Differs(about())).await;
    assert_eq!(alice.until("trust", trust).await, Some(Trust::Blocked));
    let Event::Closed { reason, .. } = bob.until_closed().await else { panic!("it is over") };
    assert_eq!(reason, Some(Reason::NotAccepted));
    alice.say(&bob, "into the wrong ears").await;
    assert!(matches!(fails(&mut alice).await, Error::Blocked(_)));
    alice.tell(Command::Accept(about())).await;
    assert_eq!(
        alice.until("trust", trust).await,
        Some(Trust::Known),
        "taken back, and not verified any more"
    );
    assert_eq!(bob.bodies(), Vec::<&str>::new());
}

#[tokio::test]
async fn what_cannot_be_written_at_the_end_either_is_told_as_lost() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("keystore");
    std::fs::write(&folder, "in the way").unwrap();
    let mut alice = Peer::with(1, |config| {
        let known_peers = KnownPeers::load(&home.path().join("known_peers")).unwrap();
        NodeConfig { nick_file: Some(folder.join("nick")), known_peers, ..config }
    });
    alice.tell(Command::Nick("queen".to_owned())).await;
    assert!(matches!(fails(&mut alice).await, Error::NotSaved(_)));
    alice.shut_down().await;
    let Some(Event::CommandFailed { command, error: error @ Error::Lost(_) }) = alice.seen.last() else {
        panic!("the last that is told: {:?}", alice.seen);
    };
    assert_eq!(*command, "save");
    assert!(error.to_string().starts_with("not saved, and what was decided since is lost"), "{error}");
}

#[tokio::test]
async fn a_decision_that_could_not_be_written_is_told_and_written_when_it_can_be() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("keystore");
    let path = folder.join("known_peers");
    let known_peers = KnownPeers::load(&path).unwrap();
    // A file stands where the folder has to be.
    std::fs::write(&folder, "in the way").unwrap();
    let mut alice = Peer::with(1, |config| NodeConfig { accept: AcceptPolicy::Any, known_peers, ..config });
    let address = alice.listen().await;
    let mut bob = Peer::open(2);
    bob.dial(address).await;
    bob.until_established().await;
    assert!(matches!(fails(&mut alice).await, Error::NotSaved(_)));
    std::fs::remove_file(&folder).unwrap();
    make_private_dir(&folder).unwrap();
    alice.shut_down().await;
    assert_eq!(KnownPeers::load(&path).unwrap().iter().count(), 1);
}

#[tokio::test]
async fn a_friend_who_answers_at_the_address_of_another_is_not_lost_to_that_name() {
    let mut zoe = Peer::open(9);
    let address = zoe.listen().await;
    let (bob, key) = (identity(2).verifying_key(), identity(9).verifying_key());
    let mut known_peers = KnownPeers::default();
    known_peers.remember(bob, "bob", 1);
    known_peers.update(&bob, |known| known.address = Some(address.to_string()));
    known_peers.remember(key, "zoe", 1);
    known_peers.update(&key, |known| known.trust = Trust::Verified { at: 1 });
    let mut carol = Peer::with(3, |config| NodeConfig { known_peers, ..config });
    carol.tell(Command::Dial("bob".parse().unwrap())).await;
    let whose = |event: &Event| match event {
        Event::KeyChanged { claimed_by, .. } => Some(claimed_by.clone()),
        _ => None,
    };
    assert_eq!(carol.until("warning", whose).await, Some("zoe".to_owned()));

    let called_bob = || PeerRef::Name("bob".to_owned());
    carol.tell(Command::Accept(called_bob())).await;
    let Error::Petname(error) = fails(&mut carol).await else { panic!("the name is not given away") };
    assert!(error.to_string().contains("zoe"), "{error}");
    assert_eq!(carol.about(zoe.id).await.trust, Some(Trust::Verified { at: 1 }));

    carol.tell(Command::Refuse(called_bob())).await;
    carol.dial(address).await;
    let info = carol.until_established().await;
    assert_eq!((info.name.as_str(), info.trust), ("zoe", Some(Trust::Verified { at: 1 })));
}

#[tokio::test]
async fn whoever_blocks_a_peer_is_told_so_and_not_of_a_goodbye() {
    let (mut alice, mut bob) = pair((1, 2)).await;
    alice.tell(Command::Block(PeerRef::Id(bob.id))).await;
    for peer in [&mut alice, &mut bob] {
        let event = peer.until_closed().await;
        let Event::Closed { reason, established: true, .. } = &event else { panic!("{event:?}") };
        assert_eq!(*reason, Some(Reason::NotAccepted));
        let said: Vec<String> =
            End::of(&event).unwrap().sentences().into_iter().map(|told| told.text).collect();
        assert!(said.iter().all(|told| !told.contains("said goodbye")), "{said:?}");
        assert!(said.iter().any(|told| told.contains("not_accepted")), "{said:?}");
    }
}

#[tokio::test]
async fn texts_of_who_is_ignored_come_and_are_acked_all_the_same() {
    let (mut alice, mut bob) = pair((1, 2)).await;
    let id = bob.id;
    let about = || PeerRef::Id(id);
    let hearing = |event: &Event| match event {
        Event::Hearing { hearing, .. } => Some(*hearing),
        _ => None,
    };
    alice.tell(Command::Hear(about(), Hearing::Ignored)).await;
    assert_eq!(alice.until("ignored", hearing).await, Hearing::Ignored);
    let own = alice.id;
    bob.tell(Command::SendText {
        to: Target::One(PeerRef::Id(own)),
        body: "anybody?".to_owned(),
        action: false,
    })
    .await;
    alice.until_text("anybody?").await;
    bob.until_delivered(Delivery::Acked, 1).await;
    alice.tell(Command::Describe(Some(about()))).await;
    let described = |event: &Event| match event {
        Event::Peers(infos) => infos.first().map(|info| info.ignored),
        _ => None,
    };
    assert!(alice.until("description", described).await);
    alice.tell(Command::Hear(about(), Hearing::Heard)).await;
    assert_eq!(alice.until("heard again", hearing).await, Hearing::Heard);
}
