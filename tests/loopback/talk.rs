//! Who is connected hears what is said, and is told when it ends.

use peerscope::node::{Command, Delivery, Event, PeerRef, Presence, Reason, Target};

use crate::peer::{Peer, pair};
use crate::proxy::{Flow, Proxy};

#[tokio::test]
async fn two_peers_talk_both_ways_and_learn_how_far_each_text_came() {
    let (mut alice, mut bob) = pair((1, 2)).await;
    alice.say(&bob, "hello").await;
    bob.until_text("hello").await;
    alice.until_delivered(Delivery::Acked, 1).await;
    bob.tell(Command::Shown { peer: alice.id, number: 1 }).await;
    alice.until_delivered(Delivery::Shown, 1).await;
    bob.say(&alice, "hello back").await;
    alice.until_text("hello back").await;
    bob.until_delivered(Delivery::Acked, 1).await;
    let states: Vec<_> = alice
        .seen
        .iter()
        .filter_map(|event| if let Event::Delivery { state, .. } = event { Some(*state) } else { None })
        .collect();
    assert_eq!(states, [Delivery::Held, Delivery::Written, Delivery::Acked, Delivery::Shown]);
}

#[tokio::test]
async fn what_a_person_saw_while_the_link_was_down_is_told_in_the_next_session() {
    let (mut alice, mut bob) = pair((1, 2)).await;
    alice.say(&bob, "are you there?").await;
    bob.until_text("are you there?").await;
    alice.until_delivered(Delivery::Acked, 1).await;
    alice.tell(Command::Hangup(PeerRef::Id(bob.id))).await;
    bob.until_closed().await;
    alice.until_closed().await;
    bob.tell(Command::Shown { peer: alice.id, number: 1 }).await;
    let address = bob.listen().await;
    alice.dial(address).await;
    alice.until_delivered(Delivery::Shown, 1).await;
}

#[tokio::test]
async fn both_ends_name_the_session_alike() {
    let (mut alice, mut bob) = pair((1, 2)).await;
    let (to_bob, to_alice) = (alice.about(bob.id).await, bob.about(alice.id).await);
    assert_eq!(to_bob.session_id, to_alice.session_id);
    assert!(to_bob.session_id.is_some());
    assert_eq!((to_bob.name.as_str(), to_alice.name.as_str()), ("peer-2", "peer-1"));
}

#[tokio::test]
async fn a_session_goes_on_over_new_epochs() {
    let (mut alice, mut bob) = pair((1, 2)).await;
    bob.tell(Command::Rekey(PeerRef::Id(alice.id))).await;
    for peer in [&mut alice, &mut bob] {
        let epoch = peer.until("epoch", |event| match event {
            Event::Rekeyed { epoch, .. } => Some(*epoch),
            _ => None,
        });
        assert_eq!(epoch.await, 2);
    }
    alice.say(&bob, "under new keys").await;
    bob.until_text("under new keys").await;
}

#[tokio::test]
async fn a_text_for_everybody_is_sealed_for_each() {
    let mut hub = Peer::open(1);
    let address = hub.listen().await;
    let (mut bob, mut carol) = (Peer::open(2), Peer::open(3));
    for peer in [&mut bob, &mut carol] {
        peer.dial(address).await;
        peer.until_established().await;
        hub.until_established().await;
    }
    hub.say_to(Target::Everybody, "to all").await;
    bob.until_text("to all").await;
    carol.until_text("to all").await;
    let texts = |packets: &[peerscope::node::Packet]| {
        let mut frames: Vec<_> =
            packets.iter().filter(|p| p.kind == Some("text")).map(|p| p.frame.clone()).collect();
        frames.dedup();
        frames.len() == 2
    };
    hub.until_packets("one frame for each", texts).await;
    bob.say(&hub, "from one").await;
    hub.until_text("from one").await;
    assert!(carol.bodies() == ["to all"]);
}

#[tokio::test]
async fn a_goodbye_is_told_from_a_lost_link() {
    let (mut alice, mut bob) = pair((1, 2)).await;
    bob.shut_down().await;
    let Event::Closed { reason, error: None, established: true, .. } = alice.until_closed().await else {
        panic!("an orderly end is told without an error");
    };
    assert_eq!(reason, Some(Reason::Goodbye));

    let address = alice.listen().await;
    let proxy = Proxy::before(address).await;
    let carol = Peer::open(3);
    carol.dial(proxy.address).await;
    alice.until_established().await;
    proxy.cut();
    let Event::Closed { reason, error: Some(_), retry_in: None, .. } = alice.until_closed().await else {
        panic!("a lost link is told with its error");
    };
    assert_eq!(reason, Some(Reason::Truncated));
}

#[tokio::test]
async fn a_peer_that_reads_nothing_delays_no_other() {
    let mut hub = Peer::open(1);
    let address = hub.listen().await;
    let proxy = Proxy::before(address).await;
    let (mut slow, mut quick) = (Peer::open(2), Peer::open(3));
    slow.dial(proxy.address).await;
    quick.dial(address).await;
    slow.until_established().await;
    quick.until_established().await;
    hub.until_established().await;
    hub.until_established().await;
    proxy.set(Flow::Open, Flow::Stopped);
    let long = "x".repeat(16_000);
    for _ in 0..200 {
        hub.say(&slow, &long).await;
        // Reading as we go: a node whose events nobody takes waits, by design.
        hub.until("held", |event| {
            matches!(event, Event::Delivery { state: Delivery::Held, .. }).then_some(())
        })
        .await;
    }
    hub.say(&quick, "still quick").await;
    quick.until_text("still quick").await;
    assert!(hub.delivered(Delivery::Acked) < 200, "the slow one cannot have had all of them");
    proxy.set(Flow::Open, Flow::Open);
    hub.until_delivered(Delivery::Acked, 201).await;
    slow.until_text(&long).await;
}

#[tokio::test]
async fn a_session_with_a_peer_that_reads_nothing_can_be_ended() {
    let mut hub = Peer::open(1);
    let proxy = Proxy::before(hub.listen().await).await;
    let mut slow = Peer::open(2);
    slow.dial(proxy.address).await;
    slow.until_established().await;
    hub.until_established().await;
    proxy.set(Flow::Stopped, Flow::Stopped);
    for _ in 0..16 {
        hub.say(&slow, &"x".repeat(16_000)).await;
    }
    hub.until_delivered(Delivery::Written, 16).await;
    hub.tell(Command::Hangup(PeerRef::Id(slow.id))).await;
    let Event::Closed { error: None, .. } = hub.until_closed().await else {
        panic!("we ended it ourselves");
    };
    assert_eq!(hub.about(slow.id).await.presence, Presence::Absent);
}

#[tokio::test]
async fn commands_are_taken_even_when_nobody_takes_events() {
    let (mut alice, mut bob) = pair((1, 2)).await;
    for number in 0..600 {
        // More events than the queue holds, and each answered by a command, as a screen does.
        bob.say(&alice, &number.to_string()).await;
        bob.until("held", |event| {
            matches!(event, Event::Delivery { state: Delivery::Held, .. }).then_some(())
        })
        .await;
    }
    for _ in 0..100 {
        alice.tell(Command::Shown { peer: bob.id, number: 1 }).await;
    }
    tokio::join!(alice.until_text("599"), bob.until_delivered(Delivery::Acked, 600));
    let expected: Vec<_> = (0..600).map(|number| number.to_string()).collect();
    assert_eq!(alice.bodies(), expected);
}

#[test]
fn shutting_down_leaves_no_task() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let (mut alice, mut bob) = pair((1, 2)).await;
        let mut waiting = Peer::open(3);
        waiting.dial("127.0.0.1:1".parse().unwrap()).await;
        for peer in [&mut waiting, &mut alice, &mut bob] {
            peer.shut_down().await;
        }
        let metrics = tokio::runtime::Handle::current().metrics();
        let gone = async {
            while metrics.num_alive_tasks() > 0 {
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(std::time::Duration::from_secs(5), gone).await;
        assert!(waited.is_ok(), "{} tasks are left", metrics.num_alive_tasks());
    });
}
