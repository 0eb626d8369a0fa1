//! Whatever happens to the links, each line has its frames, and each frame its line or a named reason.

use std::collections::BTreeMap;

use peerscope::inspector::{Direction, LineId, Part, Purpose, Trails};
use peerscope::node::{Carried, Delivery, Event};

use crate::peer::Peer;
use crate::proxy::{Flow, Proxy};

/// Lines that each side says, in rounds; after each round the link is lost.
const LINES: usize = 100;
const ROUNDS: usize = 5;

/// Two hundred lines over links of which each loses what one side says last.
async fn a_session_with_loss() -> (Peer, Peer) {
    let (mut listener, mut dialler) = (Peer::open(1), Peer::open(2));
    let proxy = Proxy::before(listener.listen().await).await;
    dialler.dial(proxy.address).await;
    for round in 1..=ROUNDS {
        dialler.until_established().await;
        listener.until_established().await;
        let lost = LINES / ROUNDS - 3;
        for line in 0..LINES / ROUNDS {
            if line == lost {
                let all = round * LINES / ROUNDS - 3;
                dialler.until_delivered(Delivery::Acked, all).await;
                listener.until_delivered(Delivery::Acked, all).await;
                // What the dialler says is lost in one round; in the next it arrives, and its receipts are lost.
                let there = if round % 2 == 1 { Flow::Lost } else { Flow::Open };
                proxy.set(there, Flow::Lost);
            }
            dialler.say(&listener, &format!("dialler {round} {line}")).await;
            listener.say(&dialler, &format!("listener {round} {line}")).await;
        }
        for peer in [&mut dialler, &mut listener] {
            peer.until_delivered(Delivery::Held, round * LINES / ROUNDS).await;
        }
        if round % 2 == 0 {
            listener.until_text(&format!("dialler {round} {}", LINES / ROUNDS - 1)).await;
        }
        proxy.cut();
        dialler.until_closed().await;
        listener.until_closed().await;
    }
    for peer in [&mut dialler, &mut listener] {
        peer.until_established().await;
        peer.until_delivered(Delivery::Acked, LINES).await;
    }
    for round in 1..=ROUNDS {
        for line in 0..LINES / ROUNDS {
            listener.until_text(&format!("dialler {round} {line}")).await;
            dialler.until_text(&format!("listener {round} {line}")).await;
        }
    }
    (listener, dialler)
}

fn trails(peer: &Peer) -> Trails {
    let mut trails = Trails::default();
    peer.packets.iter().for_each(|packet| trails.saw(packet));
    trails
}

/// Every line that a person sees: how it is named, once.
fn lines(peer: &Peer, trails: &Trails) -> Vec<LineId> {
    let mut own = BTreeMap::new();
    let mut lines = Vec::new();
    for event in &peer.seen {
        match event {
            Event::Text { conn, number, .. } => {
                lines.push(trails.line(*conn, Direction::Received, *number));
            }
            Event::Delivery { message, carried: Some(Carried { conn, number }), .. } => {
                own.insert(*message, trails.line(*conn, Direction::Sent, *number));
            }
            _ => {}
        }
    }
    lines.extend(own.into_values());
    lines
}

fn check(peer: &Peer) {
    let trails = trails(peer);
    let lines = lines(peer, &trails);
    assert_eq!(lines.len(), 2 * LINES);
    for line in &lines {
        let frames = trails.frames(*line);
        assert_eq!(frames.first().map(|(_, part)| *part), Some(Part::Carried), "{line:?}: {frames:?}");
        assert!(frames.iter().any(|(_, part)| *part == Part::Acked), "{line:?}: {frames:?}");
    }
    let mut named = BTreeMap::new();
    for packet in &peer.packets {
        let purpose = trails.purpose(packet);
        let what = match purpose {
            Purpose::Line(_) => "line",
            Purpose::Duplicate(..) => "duplicate",
            Purpose::Acks(_) | Purpose::Shows(_) => "receipt",
            Purpose::Other(what) => what,
            Purpose::Refused(reason) => reason.name(),
            Purpose::Sealed => "sealed",
        };
        *named.entry(what).or_insert(0) += 1;
        if let Some(line) = purpose.line() {
            let same = lines.iter().filter(|other| **other == line).count();
            assert_eq!(same, 1, "packet {}: {purpose}", packet.number);
        }
    }
    assert_eq!(named.get("line"), Some(&(2 * LINES)), "{named:?}");
    assert!(named.get("duplicate").is_some_and(|count| *count >= 3), "{named:?}");
    let expected = [
        "line",
        "duplicate",
        "receipt",
        "ready",
        "handshake_request",
        "handshake_response",
        "handshake_finish",
    ];
    assert!(named.keys().all(|what| expected.contains(what)), "{named:?}");
}

#[tokio::test]
async fn every_line_has_its_frames_and_every_frame_its_line_or_a_reason() {
    let (mut listener, mut dialler) = a_session_with_loss().await;
    for peer in [&mut listener, &mut dialler] {
        let written = peer.delivered(Delivery::Written);
        peer.until_packets("every text", |packets| {
            let sent = packets
                .iter()
                .filter(|packet| packet.kind == Some("text") && packet.direction == Direction::Sent);
            sent.count() >= written
        })
        .await;
        check(peer);
    }
}
