//! What a person decides, and what it calls others: it holds for the identity, whoever dialled.

use std::net::SocketAddr;
use std::time::Duration;

use peerscope::keystore::{KnownPeers, Trust};
use peerscope::link::Direction;
use peerscope::node::{
    AcceptPolicy, Clock, Command, Error, Event, NodeConfig, Origin, Packet, PeerRef, Presence, Reason, Target,
};
use peerscope::protocol::Timeouts;

use crate::peer::{Peer, identity};

/// A node that knows the peer of this number by the name bob, at this address.
fn who_knows_bob(seed: u8, address: SocketAddr) -> Peer {
    let mut known_peers = KnownPeers::default();
    let bob = identity(seed).verifying_key();
    known_peers.remember(bob, "bob", 1);
    known_peers.update(&bob, |known| known.address = Some(address.to_string()));
    known_peers.remember(identity(8).verifying_key(), "friend", 1);
    Peer::with(3, |config| NodeConfig { accept: AcceptPolicy::Ask, known_peers, ..config })
}

fn bob() -> PeerRef {
    PeerRef::Name("bob".to_owned())
}

async fn asked(peer: &mut Peer, wanted: Origin) {
    let is_it =
        |event: &Event| matches!(event, Event::TrustNeeded { origin, .. } if *origin == wanted).then_some(());
    peer.until("question", is_it).await;
}

async fn fails(peer: &mut Peer) -> Error {
    peer.until("failed command", |event| matches!(event, Event::CommandFailed { .. }).then_some(())).await;
    let Some(Event::CommandFailed { error, .. }) = peer.seen.pop() else { panic!("it was seen") };
    error
}

#[tokio::test]
async fn whom_we_dial_and_who_dials_us_is_decided_once_and_the_dial_stays() {
    let (mut alice, mut bob) = (Peer::start(1, AcceptPolicy::Ask), Peer::open(2));
    let (to_alice, to_bob) = (alice.listen().await, bob.listen().await);
    alice.dial(to_bob).await;
    asked(&mut alice, Origin::Dialled).await;
    bob.dial(to_alice).await;
    asked(&mut alice, Origin::Accepted).await;
    alice.tell(Command::Accept(PeerRef::Id(bob.id))).await;
    alice.until_established().await;
    bob.shut_down().await;
    let Event::Closed { retry_in, .. } = alice.until_closed().await else { panic!("it is over") };
    assert!(retry_in.is_some(), "the dial that was asked for first is still there");
}

#[tokio::test]
async fn nobody_is_asked_again_about_whom_they_accepted() {
    let (mut alice, mut bob) = (Peer::start(1, AcceptPolicy::Ask), Peer::start(2, AcceptPolicy::Ask));
    let (to_alice, to_bob) = (alice.listen().await, bob.listen().await);
    alice.dial(to_bob).await;
    asked(&mut alice, Origin::Dialled).await;
    alice.tell(Command::Accept(PeerRef::Id(bob.id))).await;
    asked(&mut bob, Origin::Accepted).await;
    // While bob's person thinks, bob calls the very identity that alice has.
    bob.tell(Command::Dial(format!("{to_alice}#{}", alice.id.0).parse().unwrap())).await;
    alice.until_established().await;
    bob.until_established().await;
    let questions = alice.seen.iter().filter(|event| matches!(event, Event::TrustNeeded { .. })).count();
    assert_eq!(questions, 1, "{:?}", alice.seen);
}

#[tokio::test]
async fn a_peer_was_seen_last_when_it_left_and_what_is_settled_is_not_asked() {
    let (mut alice, mut bob) = (Peer::open(1), Peer::open(2));
    alice.dial(bob.listen().await).await;
    alice.until_established().await;
    bob.until_established().await;
    let accept = Command::Accept(PeerRef::Id(bob.id));
    alice.tell(accept.clone()).await;
    assert!(matches!(fails(&mut alice).await, Error::AlreadyAccepted(_)));
    alice.tell(Command::SafetyNumber(PeerRef::Id(bob.id))).await;
    alice.tell(Command::Verified(PeerRef::Id(bob.id))).await;
    alice.tell(accept).await;
    assert!(matches!(fails(&mut alice).await, Error::AlreadyVerified(_)));
    let before = Clock::start().now().wall.0;
    bob.shut_down().await;
    alice.until_closed().await;
    let seen = alice.about(bob.id).await.seen.unwrap();
    assert!(seen.0 <= before && seen.1 >= before, "{seen:?}, it left after {before}");
}

#[tokio::test]
async fn a_name_that_a_person_gives_goes_to_the_identity_and_every_dial_goes_with_it() {
    let mut robert = Peer::open(2);
    let address = robert.listen().await;
    let mut carol = who_knows_bob(2, address);
    carol.tell(Command::Dial("bob".parse().unwrap())).await;
    carol.until_established().await;
    carol.tell(Command::Rename(bob(), "robert".to_owned())).await;
    let renamed = |event: &Event| match event {
        Event::Renamed { from, name, .. } => Some((from.clone(), name.clone())),
        _ => None,
    };
    assert_eq!(carol.until("new name", renamed).await, ("bob".to_owned(), "robert".to_owned()));
    carol.tell(Command::Rename(bob(), "eve".to_owned())).await;
    assert!(matches!(fails(&mut carol).await, Error::UnknownPeer { .. }), "the old name is nobody's");
    // The last one looks like the name of another peer.
    for name in ["", "a b", "4000", "beef", "fr\u{456}end"] {
        let to = PeerRef::Name("robert".to_owned());
        carol.tell(Command::Rename(to, name.to_owned())).await;
        assert!(matches!(fails(&mut carol).await, Error::Petname(_)), "{name:?}");
    }
    robert.shut_down().await;
    let Event::Closed { name, retry_in, .. } = carol.until_closed().await else { panic!("it is over") };
    assert_eq!((name.as_str(), retry_in.is_some()), ("robert", true));
    // The wait after a goodbye is long; a person does not wait.
    carol.tell(Command::Dial("robert".parse().unwrap())).await;
    let again = |event: &Event| match event {
        Event::DialFailed { to, .. } => Some(to.to_string()),
        _ => None,
    };
    assert_eq!(carol.until("next try", again).await, "robert", "the dial goes by the new name");
}

#[tokio::test]
async fn a_name_without_an_address_is_not_dialled_for_ever() {
    let mut known_peers = KnownPeers::default();
    known_peers.remember(identity(2).verifying_key(), "bob", 1);
    let mut carol = Peer::with(3, |config| NodeConfig { known_peers, ..config });
    carol.tell(Command::Dial("bob".parse().unwrap())).await;
    assert!(matches!(fails(&mut carol).await, Error::NoAddress(name) if name == "bob"));
}

#[tokio::test]
async fn whoever_takes_a_new_key_hangs_up_on_the_old_one() {
    let (mut old, mut new) = (Peer::open(2), Peer::open(9));
    let mut carol = who_knows_bob(2, new.listen().await);
    carol.tell(Command::Dial("bob".parse().unwrap())).await;
    let changed = |event: &Event| matches!(event, Event::KeyChanged { .. }).then_some(());
    carol.until("warning", changed).await;
    // The key that is known still counts, and calls in the meantime.
    old.dial(carol.listen().await).await;
    old.until_established().await;
    carol.until_established().await;
    old.say(&carol, "still me").await;
    carol.until_text("still me").await;

    carol.tell(Command::Accept(bob())).await;
    let Event::Closed { reason, retry_in, established, .. } = old.until_closed().await else {
        panic!("it is over");
    };
    assert_eq!((reason, retry_in, established), (Some(Reason::NotAccepted), None, true));
    let info = carol.until_established().await;
    assert_eq!((info.name.as_str(), info.peer), ("bob", new.id), "the name goes with the key");
    new.until_established().await;
    let of_old = carol.about(old.id).await;
    assert_eq!((of_old.presence, of_old.trust), (Presence::Absent, None), "the old key is a stranger's");
    carol.say_to(Target::One(bob()), "only for the new key").await;
    new.until_text("only for the new key").await;
    assert_eq!(old.bodies(), Vec::<&str>::new());
}

#[tokio::test]
async fn a_blocked_caller_hears_no_sooner_than_one_whom_nobody_answers() {
    let mut known_peers = KnownPeers::default();
    let blocked = identity(2).verifying_key();
    known_peers.remember(blocked, "bob", 1);
    known_peers.update(&blocked, |known| known.trust = Trust::Blocked);
    let timeouts = Timeouts { trust: Duration::from_secs(2), ..Timeouts::default() };
    let mut alice = Peer::with(1, |config| NodeConfig { known_peers, timeouts, ..config });
    let address = alice.listen().await;
    // The second call of the blocked one ends the first, as that of anybody would.
    let (mut bob, mut again, mut stranger) = (Peer::open(2), Peer::open(2), Peer::open(4));
    bob.dial(address).await;
    let finish = |packets: &[Packet]| packets.iter().any(|packet| packet.type_name == "handshake_finish");
    alice.until_packets("first call", finish).await;
    let first = alice.packets.iter().map(|packet| packet.conn).max().unwrap();
    again.dial(address).await;
    stranger.dial(address).await;
    asked(&mut alice, Origin::Accepted).await;
    for caller in [&mut bob, &mut again, &mut stranger] {
        let Event::Closed { reason, retry_in: None, established: false, .. } = caller.until_closed().await
        else {
            panic!("all three are refused for good");
        };
        assert_eq!(reason, Some(Reason::NotAccepted));
    }
    let closes = |packets: &[Packet]| packets.iter().filter(|packet| packet.kind == Some("close")).count();
    alice.until_packets("three ends", |packets| closes(packets) >= 3).await;
    let seen = |conn, what: fn(&Packet) -> bool| {
        let mut of_link = alice.packets.iter().filter(move |packet| packet.conn == conn);
        of_link.find(|packet| what(packet)).unwrap().time.0
    };
    for conn in alice.packets.iter().map(|packet| packet.conn).filter(|conn| *conn != first) {
        let finished = seen(conn, |packet| packet.type_name == "handshake_finish");
        let refused = seen(conn, |packet| packet.kind == Some("close"));
        assert!(refused - finished >= 1_990, "link {conn}: {} ms", refused - finished);
    }
    let questions = alice.seen.iter().filter(|event| matches!(event, Event::TrustNeeded { .. })).count();
    assert_eq!(questions, 1, "nobody is asked about the blocked one");
}

#[tokio::test]
async fn who_is_unblocked_while_its_call_waits_is_answered() {
    let mut known_peers = KnownPeers::default();
    let blocked = identity(2).verifying_key();
    known_peers.remember(blocked, "bob", 1);
    known_peers.update(&blocked, |known| known.trust = Trust::Blocked);
    let timeouts = Timeouts { trust: Duration::from_secs(5), ..Timeouts::default() };
    let mut alice = Peer::with(1, |config| NodeConfig { known_peers, timeouts, ..config });
    let mut caller = Peer::open(2);
    caller.dial(alice.listen().await).await;
    let finish = |packets: &[Packet]| packets.iter().any(|packet| packet.type_name == "handshake_finish");
    alice.until_packets("call", finish).await;
    alice.tell(Command::Accept(bob())).await;
    let info = alice.until_established().await;
    assert_eq!((info.name.as_str(), info.trust), ("bob", Some(Trust::Known)));
    caller.until_established().await;
}

#[tokio::test]
async fn who_calls_with_the_new_key_while_it_is_decided_about_is_answered() {
    let mut new = Peer::open(9);
    let mut carol = who_knows_bob(2, new.listen().await);
    carol.tell(Command::Dial("bob".parse().unwrap())).await;
    let changed = |event: &Event| matches!(event, Event::KeyChanged { .. }).then_some(());
    carol.until("warning", changed).await;
    let calls = |packets: &[Packet]| {
        let finish = |packet: &&Packet| packet.type_name == "handshake_finish";
        packets.iter().filter(finish).any(|packet| packet.direction == Direction::Received)
    };
    new.dial(carol.listen().await).await;
    carol.until_packets("call", calls).await;
    carol.tell(Command::Accept(bob())).await;
    let origin = carol.until("session", |event| match event {
        Event::Established { info, origin, .. } => Some((info.peer, *origin)),
        _ => None,
    });
    assert_eq!(origin.await, (new.id, Origin::Accepted), "the call that waited becomes the session");
    new.until_established().await;
}
