//! Two sessions with one peer become one, and nothing is lost on the way.

use std::collections::{BTreeMap, BTreeSet};

use peerscope::node::{Delivery, Event, Packet};

use crate::peer::{DEADLINE, Peer, ordered};
use crate::proxy::{Flow, Proxy};

/// The name of a session that took over.
fn replaced(event: &Event) -> Option<[u8; 32]> {
    if let Event::SessionReplaced { info } = event { info.session_id } else { None }
}

/// The links on which both READYs were seen, those without a CLOSE, and those with one.
fn sessions(packets: &[Packet]) -> (Vec<u64>, Vec<u64>) {
    let mut kinds: BTreeMap<u64, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for packet in packets {
        if let Some(kind) = packet.kind {
            kinds.entry(packet.conn).or_default().insert((kind, packet.direction.name()));
        }
    }
    kinds.retain(|_, kinds| kinds.contains(&("ready", "sent")) && kinds.contains(&("ready", "received")));
    let over = |conn: &u64| kinds[conn].iter().any(|(kind, _)| *kind == "close");
    let (over, living) = kinds.keys().partition(|conn| over(conn));
    (living, over)
}

/// Two sessions there were, one there is.
fn settled(packets: &[Packet]) -> bool {
    let (living, over) = sessions(packets);
    (living.len(), over.len()) == (1, 1)
}

async fn talk_to_the_end(one: &mut Peer, other: &mut Peer, texts: usize) {
    for (reader, writer) in [(&mut *one, "other"), (&mut *other, "one")] {
        for number in 0..texts {
            reader.until_text(&format!("{writer} {number}")).await;
        }
    }
    one.until_delivered(Delivery::Acked, texts).await;
    other.until_delivered(Delivery::Acked, texts).await;
    one.until_packets("single session", settled).await;
    other.until_packets("single session", settled).await;
    for (reader, writer) in [(&*one, "other"), (&*other, "one")] {
        let expected: Vec<_> = (0..texts).map(|number| format!("{writer} {number}")).collect();
        assert_eq!(reader.bodies(), expected, "each once and in order");
    }
    let agree =
        async { while one.about(other.id).await.session_id != other.about(one.id).await.session_id {} };
    tokio::time::timeout(DEADLINE, agree).await.unwrap();
}

#[tokio::test]
async fn two_peers_that_dial_each_other_at_once_end_with_one_session() {
    for round in 0..8 {
        let (mut one, mut other) = (Peer::open(10 + round), Peer::open(50 + round));
        let (here, there) = (one.listen().await, other.listen().await);
        tokio::join!(one.dial(there), other.dial(here));
        one.until_established().await;
        other.until_established().await;
        assert_eq!(one.until_reached().await, other.id, "whichever of both links stays");
        assert_eq!(other.until_reached().await, one.id, "whichever of both links stays");
        for number in 0..20 {
            one.say(&other, &format!("one {number}")).await;
            other.say(&one, &format!("other {number}")).await;
        }
        talk_to_the_end(&mut one, &mut other, 20).await;
    }
}

#[tokio::test]
async fn the_session_that_the_lower_key_dialled_stays_whichever_came_first() {
    let (lower, higher) = ordered(1, 2);
    for lower_dials_first in [true, false] {
        let (mut one, mut other) = (Peer::open(lower), Peer::open(higher));
        let (here, there) = (one.listen().await, other.listen().await);
        let dials = [(true, there), (false, here)];
        let first = if lower_dials_first { dials[0] } else { dials[1] };
        let second = if lower_dials_first { dials[1] } else { dials[0] };
        for (by_one, address) in [first, second] {
            if by_one {
                one.dial(address).await;
            } else {
                other.dial(address).await;
            }
            if (by_one, address) == first {
                one.until_established().await;
                other.until_established().await;
                one.say(&other, "one 0").await;
                other.say(&one, "other 0").await;
            } else {
                one.until_packets("end of one session", settled).await;
                other.until_packets("end of one session", settled).await;
                one.say(&other, "one 1").await;
                other.say(&one, "other 1").await;
            }
        }
        talk_to_the_end(&mut one, &mut other, 2).await;
        let kept = sessions(&one.packets).0[0];
        let dialled = one
            .packets
            .iter()
            .any(|p| p.conn == kept && p.type_name == "handshake_request" && p.direction.name() == "sent");
        assert!(dialled, "the lower key's dial is kept, first: {lower_dials_first}");
    }
}

#[tokio::test]
async fn a_peer_that_dials_again_supersedes_its_older_session() {
    let mut hub = Peer::open(1);
    let address = hub.listen().await;
    let mut before = Peer::open(2);
    before.dial(address).await;
    let session = hub.until_established().await.session_id;
    before.until_established().await;
    // The same identity in another process, as after a crash that the network did not report.
    let mut after = Peer::open(2);
    after.dial(address).await;
    after.until_established().await;
    let moved = hub.until("other session", replaced).await;
    assert_ne!(Some(moved), session, "the session that is used has another name");
    hub.say(&after, "to the newest").await;
    after.until_text("to the newest").await;
    let Event::Closed { reason, retry_in, .. } = before.until_closed().await else {
        panic!("the older session is closed");
    };
    assert_eq!(reason, Some(peerscope::node::Reason::Superseded));
    assert!(retry_in.is_none(), "two processes with one identity would push each other out for ever");
}

#[tokio::test]
async fn a_peer_that_vanished_and_comes_back_is_served_at_once() {
    let (lower, higher) = ordered(1, 2);
    // Who comes back decides whether the older session is superseded or has to answer a PING first.
    for (vanishes, stays) in [(lower, higher), (higher, lower)] {
        for dialled_again_by_the_same in [true, false] {
            let (mut hub, mut before) = (Peer::open(stays), Peer::open(vanishes));
            let here = hub.listen().await;
            let proxy =
                Proxy::before(if dialled_again_by_the_same { here } else { before.listen().await }).await;
            let first = if dialled_again_by_the_same { &before } else { &hub };
            first.dial(proxy.address).await;
            hub.until_established().await;
            before.until_established().await;
            // The power fails: no byte comes any more, and no FIN.
            proxy.set(Flow::Lost, Flow::Lost);
            hub.say(&before, "into the void").await;
            hub.until_delivered(Delivery::Written, 1).await;
            let mut after = Peer::open(vanishes);
            after.dial(here).await;
            after.until_established().await;
            after.say(&hub, "back").await;
            hub.until_text("back").await;
            after.until_text("into the void").await;
            let is_text =
                |packet: &&Packet| packet.kind == Some("text") && packet.direction.name() == "received";
            hub.until_packets("text", |packets| packets.iter().any(|packet| is_text(&packet))).await;
            let served = hub.packets.iter().find(is_text).unwrap().time.0;
            let is_dial = |packet: &&Packet| {
                packet.type_name == "handshake_request" && packet.direction.name() == "received"
            };
            let dialled = hub.packets.iter().rfind(is_dial).unwrap().time.0;
            assert!(
                served - dialled < 5_000,
                "served after {} ms, not when a timer runs out",
                served - dialled
            );
        }
    }
}

#[tokio::test]
async fn an_older_session_that_is_dead_gives_way_to_a_new_one() {
    let (lower, higher) = ordered(1, 2);
    let (mut one, mut other) = (Peer::open(lower), Peer::open(higher));
    let (here, there) = (one.listen().await, other.listen().await);
    let proxy = Proxy::before(there).await;
    one.dial(proxy.address).await;
    one.until_established().await;
    other.until_established().await;
    // As after a power cut in between: nobody is told that the link is gone.
    proxy.set(Flow::Lost, Flow::Lost);
    one.say(&other, "into the void").await;
    one.until_delivered(Delivery::Written, 1).await;
    other.dial(here).await;
    other.say(&one, "by the new session").await;
    one.until_text("by the new session").await;
    other.until_text("into the void").await;
    one.until_delivered(Delivery::Acked, 1).await;
    other.until_delivered(Delivery::Acked, 1).await;
    assert_eq!((one.bodies(), other.bodies()), (vec!["by the new session"], vec!["into the void"]));
    for peer in [&one, &other] {
        assert_eq!(
            peer.seen.iter().filter_map(replaced).count(),
            1,
            "both are told of the session that took over"
        );
    }
}

#[tokio::test]
async fn a_peer_back_from_a_power_cut_is_heard_from_its_first_word() {
    for survivor_is_lower in [true, false] {
        let (lower, higher) = ordered(1, 2);
        let (survivor, restarted) = if survivor_is_lower { (lower, higher) } else { (higher, lower) };
        let (mut stays, mut before) = (Peer::open(survivor), Peer::open(restarted));
        let (here, there) = (stays.listen().await, before.listen().await);
        let proxy = Proxy::before(there).await;
        stays.dial(proxy.address).await;
        stays.until_established().await;
        before.until_established().await;
        for text in ["one", "two", "three"] {
            before.say(&stays, text).await;
            stays.until_text(text).await;
        }
        proxy.set(Flow::Lost, Flow::Lost);
        let mut after = Peer::open(restarted);
        after.dial(here).await;
        after.until_established().await;
        let texts = ["four", "five", "six", "seven"];
        for text in texts {
            after.say(&stays, text).await;
        }
        after.until_delivered(Delivery::Acked, texts.len()).await;
        stays.until_text("seven").await;
        assert_eq!(stays.bodies(), ["one", "two", "three", "four", "five", "six", "seven"]);
        stays.say(&after, "welcome back").await;
        after.until_text("welcome back").await;
    }
}
