//! Who is let in, and what a stranger learns at the door.

use peerscope::crypto::Pin;
use peerscope::node::{AcceptPolicy, Command, Event, Origin, PeerAddr, PeerRef, Reason};

use crate::peer::{Peer, identity, pair};

fn refused(event: &Event, wanted: Reason) {
    let Event::Closed { reason, established: false, will_retry: false, .. } = event else {
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
    let Event::Closed { reason, will_retry, .. } = pest.until_closed().await else {
        panic!("a blocked peer's session ends");
    };
    assert_eq!((reason, will_retry), (Some(Reason::NotAccepted), false));
    let address = listener.listen().await;
    pest.dial(address).await;
    refused(&pest.until_closed().await, Reason::NotAccepted);
}
