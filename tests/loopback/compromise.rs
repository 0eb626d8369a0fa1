//! What a theft now would open of a live conversation: every recorded frame is really tried, and the painted sets are
//! those that the threat model predicts.

use std::collections::BTreeMap;

use peerscope::blast::Blast;
use peerscope::capture::PacketStore;
use peerscope::node::{Command, Event, Packet, PeerRef, Theft};

use crate::peer::{Peer, pair};

/// Everything that one end has recorded, each frame with what is said about it.
async fn painted(peer: &mut Peer, other: &Peer, theft: Theft) -> BTreeMap<u64, (bool, String)> {
    let mut packets = PacketStore::default();
    packets.extend(peer.packets.iter().cloned(), 0);
    let mut blast = Blast::begin(other.id, theft, &packets);
    while let Some(command) = blast.next(&packets) {
        peer.tell(command).await;
        let tried = peer.until("answer", |event| match event {
            Event::Tried { theft, tried } => Some((*theft, tried.clone())),
            _ => None,
        });
        let (theft, tried) = tried.await;
        blast.take((theft, &tried), &packets);
    }
    blast.all().map(|(number, painted)| (number, (painted.exposed.is_some(), painted.told()))).collect()
}

fn epoch(packet: &Packet) -> u16 {
    packet.header.map_or(0, |header| header.epoch.0)
}

#[tokio::test]
async fn of_all_that_was_said_nothing_opens_and_each_frame_says_why() {
    let (mut alice, mut bob) = pair((61, 62)).await;
    bob.say(&alice, "before").await;
    alice.until_text("before").await;
    bob.tell(Command::Rekey(PeerRef::Id(alice.id))).await;
    for peer in [&mut alice, &mut bob] {
        peer.until("epoch", |event| matches!(event, Event::Rekeyed { epoch: 2, .. }).then_some(())).await;
    }
    alice.say(&bob, "after").await;
    bob.until_text("after").await;
    let is_text_of_epoch_2 = |packet: &Packet| epoch(packet) == 2 && packet.kind == Some("text");
    alice.until_packets("text of epoch 2", |all| all.iter().any(is_text_of_epoch_2)).await;
    let after = |own| alice.packets.iter().find(|packet| epoch(packet) > own).map(|packet| packet.number);
    let fresh = [after(0).unwrap(), after(1).unwrap()];
    for theft in [Theft::Machine, Theft::MessageKey, Theft::Root, Theft::Identity] {
        let painted = painted(&mut alice, &bob, theft).await;
        assert_eq!(painted.len(), alice.packets.len(), "every frame is tried");
        for packet in &alice.packets {
            let (opens, why) = &painted[&packet.number];
            let expected = match (theft, epoch(packet)) {
                (Theft::Identity, _) => "closed: the identity key signs".to_owned(),
                (_, 2) => format!("closed: its key was wiped at packet {}", packet.number),
                (_, own) => format!("closed: fresh DH before packet {}", fresh[usize::from(own)]),
            };
            assert!(!opens && why.starts_with(&expected), "{theft:?} {packet:?}: {why}");
        }
    }
}
