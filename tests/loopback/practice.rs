//! The practice peer talks like any other.

use std::time::Duration;

use peerscope::node::{Command, Event, PRACTICE_NICK, PeerRef, Practice, Target};

use crate::peer::Peer;

#[tokio::test]
async fn a_practice_peer_shows_fresh_keys_before_anybody_types_and_answers_who_does() {
    let practice = Practice::start(Duration::ZERO).await.unwrap();
    let mut alice = Peer::start(1, peerscope::node::AcceptPolicy::Known);
    alice.tell(Command::Dial(practice.address())).await;
    let info = alice.until_established().await;
    assert_eq!(info.name, PRACTICE_NICK, "its address names its identity, so nobody is asked");
    alice.until("epoch", |event| matches!(event, Event::Rekeyed { epoch: 2, .. }).then_some(())).await;
    alice.until_text("type anything, and watch your line become a frame").await;
    assert_eq!(alice.bodies().len(), 5, "it goes on by itself");
    let to = || Target::One(PeerRef::Name(PRACTICE_NICK.to_owned()));
    for text in ["one", "two", "three"] {
        alice.say_to(to(), text).await;
    }
    alice
        .until_text(
            "short texts look alike from outside: what is sealed is filled up to a multiple of 64 bytes",
        )
        .await;
    assert_eq!(alice.bodies().len(), 8, "and answers each text");
}

#[tokio::test]
async fn a_practice_peer_that_is_dropped_says_goodbye() {
    let practice = Practice::start(Duration::ZERO).await.unwrap();
    let mut alice = Peer::open(1);
    alice.tell(Command::Dial(practice.address())).await;
    alice.until_established().await;
    drop(practice);
    let Event::Closed { error, .. } = alice.until_closed().await else { panic!("it is over") };
    assert_eq!(error, None);
}
