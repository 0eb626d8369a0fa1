//! Four words for what was said: the same on both sides, and others as soon as something else was said.

use peerscope::node::{Command, Delivery, Event, PeerRef};

use crate::peer::{Peer, pair};

/// The words of one side, and how many texts they cover: its own, and the other's.
async fn words(peer: &mut Peer, other: &Peer) -> (String, (u64, u64)) {
    peer.tell(Command::SameWords(PeerRef::Id(other.id))).await;
    peer.until("words", |event| match event {
        Event::SameWords { words, sent, received, .. } => Some((words.clone(), (*sent, *received))),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn both_sides_have_the_same_words_and_new_ones_with_each_text() {
    let (mut alice, mut bob) = pair((65, 66)).await;
    let mut before = Vec::new();
    for round in 1..=3 {
        alice.say(&bob, &format!("from alice {round}")).await;
        bob.until_text(&format!("from alice {round}")).await;
        bob.say(&alice, &format!("from bob {round}")).await;
        alice.until_text(&format!("from bob {round}")).await;
        for peer in [&mut alice, &mut bob] {
            peer.until_delivered(Delivery::Acked, round).await;
        }
        let (one, counts) = words(&mut alice, &bob).await;
        let (other, _) = words(&mut bob, &alice).await;
        let texts = u64::try_from(round).unwrap();
        assert_eq!((&one, counts), (&other, (texts, texts)));
        assert_eq!(one.split(' ').count(), 4);
        assert!(!before.contains(&one), "{one} again");
        before.push(one);
    }
}
