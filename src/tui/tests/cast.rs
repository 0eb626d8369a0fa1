//! The people and packets of the tests. The packets are those of a session in memory.

use std::time::Duration;

use crate::capture::Packet;
use crate::crypto::{Secret, SigningKey};
use crate::lab::Arena;
use crate::link::{Direction, Origin as End};
use crate::node::{Event, Origin, PeerId, PeerInfo, Presence, Trust, UnixMillis};
use crate::protocol::HandshakeStep;
use crate::text::PeerText;
use crate::wire::{Message, Receipt, Text};

use super::stage::NOW;

/// A verified peer's trust.
pub(super) const VERIFIED: Option<Trust> = Some(Trust::Verified { at: 1_795_000_000_000 });
/// The trust of a peer whose digits nobody has compared.
pub(super) const KNOWN: Option<Trust> = Some(Trust::Known);

/// The identity that goes with a name.
pub(super) fn peer_id(name: &str) -> PeerId {
    let mut seed = [7; 32];
    seed[0] = *name.as_bytes().first().expect("a name");
    PeerId::from(&SigningKey::from_seed(Secret::new(seed)).verifying_key())
}

/// What the node knows of a peer who is there.
pub(super) fn info(name: &str, trust: Option<Trust>) -> PeerInfo {
    PeerInfo {
        peer: peer_id(name),
        name: name.to_owned(),
        nick: None,
        looks_like: None,
        trust,
        presence: Presence::Connected,
        address: Some("127.0.0.1:52110".to_owned()),
        session_id: Some([0x5e; 32]),
        unacked: Some(0),
        changed: None,
        seen: Some((1_795_000_000_000, NOW.0)),
        ignored: false,
    }
}

/// The node listens.
pub(super) fn listening() -> Event {
    let address = "127.0.0.1:7777".parse().expect("an address");
    Event::Listening { bound: address, reachable: vec![address] }
}

/// A peer is there.
pub(super) fn connected(name: &str, trust: Option<Trust>) -> Event {
    Event::Established { info: info(name, trust), origin: Origin::Accepted, took: Duration::from_millis(42) }
}

/// A peer has proved who it is on a link.
pub(super) fn proved(conn: u64, name: &str) -> Event {
    let (direction, took) = (Direction::Received, Duration::from_millis(1));
    let step = HandshakeStep { name: "ready", direction, bytes: 116, took };
    Event::HandshakeStep { conn, peer: name.to_owned(), identity: Some(peer_id(name)), step }
}

/// A peer says something.
pub(super) fn says(name: &str, number: u64, body: &str) -> Event {
    Event::Text {
        conn: 1,
        peer: peer_id(name),
        name: name.to_owned(),
        number,
        place: Some(number - 1),
        body: PeerText::from(body),
        action: false,
        at: NOW,
        sent_at: NOW,
    }
}

/// Somebody calls whom nobody knows.
pub(super) fn stranger_calls() -> Event {
    Event::TrustNeeded {
        peer: peer_id("mallory"),
        origin: Origin::Accepted,
        address: "127.0.0.1:52199".to_owned(),
        formerly: None,
        dial: None,
    }
}

/// A key that nobody knows answers for bob, whose own was verified then.
pub(super) fn another_key_of_bob(verified_at: Option<u64>) -> Event {
    Event::KeyChanged {
        petname: "bob".to_owned(),
        known: peer_id("bob").0,
        claimed: peer_id("mallory").0,
        claimed_by: None,
        verified_at,
        dial: None,
    }
}

/// A handshake with bob and `texts` from him, as alice saw them.
pub(super) fn packets(texts: u64) -> Vec<Packet> {
    of_bob(&session(texts))
}

/// The same, and one more text whose tag was changed on the way.
pub(super) fn packets_with_a_bad_mac(texts: u64) -> Vec<Packet> {
    let mut arena = session(texts);
    send(&mut arena, texts + 1);
    let mut frame = arena.responder.take().expect("a frame");
    *frame.last_mut().expect("a tag") ^= 1;
    arena.deliver(End::Responder, &frame);
    of_bob(&arena)
}

fn session(texts: u64) -> Arena {
    let mut arena = Arena::established(1);
    for number in 1..=texts {
        send(&mut arena, number);
        arena.run();
    }
    arena
}

fn send(arena: &mut Arena, number: u64) {
    let body = format!("line {number}");
    let text = Text { number, flags: 0, body: body.as_str().try_into().expect("a text") };
    arena.responder.send(arena.now(), &Message::Text(text)).expect("a session");
}

/// Two texts to bob, of whom the first receipt comes back; the link is lost, and on the next one the second text
/// goes out again.
pub(super) fn packets_over_two_links() -> Vec<Packet> {
    let (mut first, mut second) = (Arena::established(1), Arena::established(2));
    let say = |arena: &mut Arena, number: u64| {
        let text =
            Text { number, flags: 0, body: format!("line {number}").as_str().try_into().expect("a text") };
        arena.initiator.send(arena.now(), &Message::Text(text)).expect("a session");
        arena.run();
    };
    let ack = |arena: &mut Arena, number: u64| {
        let receipt = Receipt { state: Receipt::ACKED, number };
        arena.responder.send(arena.now(), &Message::Receipt(receipt)).expect("a session");
        arena.run();
    };
    say(&mut first, 1);
    ack(&mut first, 1);
    say(&mut first, 2);
    say(&mut second, 2);
    ack(&mut second, 2);
    let mut packets = of_bob(&first);
    packets.extend(of_bob(&second).into_iter().map(|packet| Packet { conn: 2, ..packet }));
    for (number, packet) in (1..).zip(&mut packets) {
        packet.number = number;
    }
    packets
}

fn of_bob(arena: &Arena) -> Vec<Packet> {
    let mut packets = arena.initiator.packets();
    for packet in &mut packets {
        "bob".clone_into(&mut packet.peer);
        packet.time = UnixMillis(NOW.0 - 60_000 + packet.number * 100);
    }
    packets
}
