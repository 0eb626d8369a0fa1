//! Bad input after there are keys: F3 to F10, D9, H6 and table 2.4.

use std::time::Duration;

use num_bigint::BigUint;
use peerscope::{
    crypto::SigningKey,
    lab::{Arena, Split},
    protocol::{Config, Error},
    wire::{Reason, UnixMillis},
};

use super::{
    evil::{self, Identity},
    scene::{EVIL, Scene},
};

const READY: u8 = 0x01;
const TEXT: u8 = 0x02;
const PONG: u8 = 0x06;
const NICK: u8 = 0x07;
const REKEY_REQUEST: u8 = 0x20;
const REKEY_RESPONSE: u8 = 0x21;
const REKEY_FINISH: u8 = 0x22;
const REKEY_ASK: u8 = 0x23;
const CLOSE: u8 = 0x7f;

cases! {
    "D7", "see the third case of handshake-kat.json" => Fine, Scene::listening_session;
    "D9", "Y = p-1 in a rekey" => RefusedAloud(DhOutOfRange),
        || rekey_with(&evil::wide(&(evil::prime() - 1_u32)));
    "D9", "Y = p-2 in a rekey" => RefusedAloud(DhNotInSubgroup),
        || rekey_with(&evil::wide(&(evil::prime() - 2_u32)));
    "D9", "our own value in a rekey answer" => RefusedAloud(DhOwnValue), own_value_in_rekey;
    "F3", "length 0" => RefusedAloud(FrameTooShort), || with_length(0);
    "F3", "length 31" => RefusedAloud(FrameTooShort), || with_length(31);
    "F3", "length 32" => RefusedAloud(FrameTooShort), || with_length(32);
    "F3", "length 95" => RefusedAloud(FrameTooShort), || with_length(95);
    "F3", "length 97" => RefusedAloud(BadLength), || with_length(97);
    "F3", "length 65,567" => RefusedAloud(BadLength), || with_length(65_567);
    "F4", "length 2^32-1" => RefusedAloud(FrameTooLong), || with_length(u32::MAX as usize);
    "F4", "length MAX+1" => RefusedAloud(FrameTooLong), || with_length(65_569);
    "F4", "length MAX+64" => RefusedAloud(FrameTooLong), || with_length(65_632);
    "F5", "a header, then silence" => RefusedAloud(FrameTimeout), || slow_frame(20);
    "F5", "one byte, then silence" => RefusedAloud(FrameTimeout), || slow_frame(1);
    "F7", "100 frames in one write, in bytes, in any split" => Fine, any_split;
    "F8", "see every_flipped_byte_of_the_listener_is_caught" => RefusedAloud(BadTag), || flipped(40);
    "F9", "bytes after CLOSE" => Fine, data_after_close;
    "F10", "inner length beyond the frame" => RefusedAloud(BadInner), || sealed(|inner| inner[12] = 52);
    "F10", "inner length 2^32-1" => RefusedAloud(BadInner), || sealed(|inner| inner[9..13].fill(255));
    "F10", "padding with a one in it" => RefusedAloud(BadPadding), || sealed(|inner| inner[63] = 1);
    "F10", "more padding than is needed" => RefusedAloud(BadInner), || sealed(|inner| inner.extend([0; 64]));
    "F10", "unknown kind" => RefusedAloud(BadInner), || said(0x44, b"hello");
    "F10", "kind 0" => RefusedAloud(BadInner), || said(0, b"");
    "F10", "a kind kept for files" => RefusedAloud(BadInner), || said(0x1f, b"");
    "F10", "text that is no UTF-8" => RefusedAloud(BadInner), || said(TEXT, b"\0\0\0\0\0\0\0\x01\0\xff\xfe");
    "F10", "text number 0" => RefusedAloud(BadInner), || said(TEXT, &evil::text(0, "hi"));
    "F10", "text with an unknown flag" => RefusedAloud(BadInner), || said(TEXT, b"\0\0\0\0\0\0\0\x01\x02hi");
    "F10", "empty text" => RefusedAloud(BadInner), || said(TEXT, &evil::text(1, ""));
    "F10", "text of 16,385 bytes" => RefusedAloud(BadInner),
        || said(TEXT, &evil::text(1, &"x".repeat(16_385)));
    "F10", "a nick of 65,482 bytes" => RefusedAloud(BadInner),
        || said(NICK, &[&[0xff, 0xca], &[b'x'; 65_482][..]].concat());
    "F10", "a cut payload" => RefusedAloud(BadInner), || said(PONG, &[0; 7]);
    "F10", "a payload with a byte too many" => RefusedAloud(BadInner), || said(PONG, &[0; 9]);
    "H6", "a finish twice" => RefusedAloud(UnexpectedFrame), || fed(&evil::header(4, 0, 160, 1));
    "H6", "a request in the session" => RefusedAloud(UnexpectedFrame), || fed(&evil::header(2, 0, 324, 0));
    "H6", "rubbish in the session" => RefusedAloud(BadProtocolId), || fed(&[0x55; 64]);
    "H6", "version 2 in the session" => RefusedAloud(BadVersion), || fed(b"PSCP\x02\x01aaaaaaaaaaaaaa");
    "H6", "type 5 in the session" => RefusedAloud(BadType), || fed(&evil::header(5, 1, 96, 1));
    "H6", "text before READY" => RefusedAloud(UnexpectedMessage), early_text;
    "H6", "READY twice" => RefusedAloud(UnexpectedMessage), || said(READY, &evil::ready("evil"));
    "H6", "a PONG nobody asked for" => RefusedAloud(UnexpectedMessage), || said(PONG, &[9; 8]);
    "H6", "no READY at all" => EndsAloud(HandshakeTimeout), no_ready;
    "R1", "a frame twice" => RefusedAloud(Replay), replayed;
    "R2", "a frame left out" => RefusedAloud(Gap), dropped;
    "R2", "two frames swapped" => RefusedAloud(Gap), dropped;
    "R2", "number 2^64-1" => RefusedAloud(Gap), || fed(&evil::header(1, 1, 96, u64::MAX));
    "R3", "our own frame sent back" => RefusedAloud(BadTag), mirrored;
    "R3", "a frame of another session" => RefusedAloud(BadTag), other_session;
    "R4", "epoch 2 before a rekey" => RefusedAloud(BadEpoch), || fed(&evil::header(1, 2, 96, 1));
    "R4", "epoch 0" => RefusedAloud(BadEpoch), || fed(&evil::header(1, 0, 96, 1));
    "R4", "the old epoch after a rekey" => RefusedAloud(BadEpoch), old_epoch;
    "R4", "the old frame under the new epoch's number" => RefusedAloud(BadTag), old_keys;
    "R5", "the link ends" => Ends(Truncated), || cut_after(&[]);
    "R5", "the link ends inside the handshake" => Ends(Truncated), cut_handshake;
    "R6", "a forged CLOSE" => RefusedAloud(BadTag),
        || fed(&[&evil::header(1, 1, 96, 1)[..], &[0; 96]].concat());
    "R7", "the link ends right after a text" => Ends(Truncated),
        || cut_after(&[(TEXT, evil::text(1, "last words"))]);
    "R9", "the listener starts a rekey" => RefusedAloud(RekeyUnexpected), listener_rekeys;
    "R9", "a rekey answer nobody asked for" => RefusedAloud(RekeyUnexpected),
        || said(REKEY_RESPONSE, &[0; 322]);
    "R9", "the end of a rekey that never began" => RefusedAloud(RekeyUnexpected),
        || said(REKEY_FINISH, &[0, 2]);
    "R9", "the dialler asks itself to be asked" => RefusedAloud(RekeyUnexpected), || said(REKEY_ASK, &[]);
    "R9", "a rekey to epoch 3" => RefusedAloud(RekeyUnexpected), || rekey_to(3);
    "R9", "a rekey to epoch 1" => RefusedAloud(RekeyUnexpected), || rekey_to(1);
    "R9", "two rekeys begun at once" => RefusedAloud(RekeyUnexpected), two_requests;
    "R9", "the wrong epoch in REKEY_FINISH" => RefusedAloud(RekeyUnexpected), wrong_finish;
    "R9", "a second rekey after 4.999 s" => RefusedAloud(RekeyTooOften), rekey_storm;
    "R10", "a rekey signed by nobody" => RefusedAloud(RekeyBadSignature), || rekey_signed(|_| [0; 64]);
    "R10", "a rekey signed for another session" => RefusedAloud(RekeyBadSignature),
        || { rekey_signed(|parts| Identity::new(EVIL).sign("rekey initiator", &[&[0; 32], parts[1], parts[2]])) };
    "R10", "a rekey signed as the listener" => RefusedAloud(RekeyBadSignature),
        || rekey_signed(|parts| Identity::new(EVIL).sign("rekey responder", parts));
    "R10", "a rekey signed by another identity" => RefusedAloud(RekeyBadSignature),
        || rekey_signed(|parts| Identity::new(1).sign("rekey initiator", parts));
    "R10", "a rekey answer signed by nobody" => RefusedAloud(RekeyBadSignature), unsigned_answer;
    "R11", "no answer to a rekey" => EndsAloud(RekeyTimeout), unanswered_rekey;
    "R11", "no end to a rekey" => EndsAloud(RekeyTimeout), endless_rekey;
    "R12", "keys stolen in the middle of an epoch" => Fine, stolen_keys;
    "R15", "years 1970 and 584556019, a clock that jumps" => Fine, any_clock;
    "3.6", "nothing for 90 s" => EndsAloud(PingTimeout), dead_peer;
    "3.6", "we say duplicate_session" => Fine, || closed_with(Reason::DuplicateSession);
    "3.6", "we say superseded" => Fine, || closed_with(Reason::Superseded);
    "3.6", "we say goodbye" => Fine, || closed_with(Reason::Goodbye);
}

/// A listening victim in a session gets these bytes.
fn fed(bytes: &[u8]) -> Scene {
    let mut scene = Scene::listening_session();
    scene.feed(bytes);
    scene
}

fn with_length(length: usize) -> Scene {
    fed(&evil::header(1, 1, length, 1))
}

/// A true frame with this kind and payload.
fn said(kind: u8, payload: &[u8]) -> Scene {
    let mut scene = Scene::listening_session();
    scene.say(kind, payload);
    scene
}

/// A true frame around a bent inner.
fn sealed(bend: impl FnOnce(&mut Vec<u8>)) -> Scene {
    let mut scene = Scene::listening_session();
    let mut inner = evil::inner(TEXT, &evil::text(1, "hello"));
    bend(&mut inner);
    let frame = scene.channel().seal_inner(&inner);
    scene.feed(&frame);
    scene
}

fn flipped(at: usize) -> Scene {
    let mut scene = Scene::listening_session();
    let mut frame = scene.channel().seal(TEXT, &evil::text(1, "hello"));
    frame[at] ^= 0x10;
    scene.feed(&frame);
    scene
}

fn slow_frame(bytes: usize) -> Scene {
    let mut scene = Scene::listening_session();
    let frame = scene.channel().seal(TEXT, &evil::text(1, "hello"));
    scene.feed(&frame[..bytes]);
    scene.advance(Duration::from_millis(29_999));
    // The keep-alive falls due at 30 s too, so the victim is looked at just before.
    assert_eq!(scene.victim.closed, None, "not before the deadline");
    scene.advance(Duration::from_millis(1));
    while scene.victim.outgoing.len() > 1 {
        assert_eq!(scene.hear().0, 5, "PING");
    }
    scene
}

fn any_split() -> Scene {
    let whole = hundred(Split::Whole);
    assert_eq!(whole.len(), 100);
    for split in [Split::Every(1), Split::Every(19), Split::Every(21), Split::Seeded] {
        assert_eq!(hundred(split), whole, "{split:?}");
    }
    Scene::listening_session()
}

fn hundred(split: Split) -> Vec<(u64, String)> {
    let mut arena = Arena::established(3);
    arena.split = split;
    let bytes: Vec<u8> = (1..=100)
        .flat_map(|number| {
            let now = arena.now();
            arena.initiator.send(now, &super::text(number, "x")).unwrap();
            std::mem::take(&mut arena.initiator.outgoing).into_iter().flatten().collect::<Vec<_>>()
        })
        .collect();
    arena.deliver(peerscope::link::Origin::Initiator, &bytes);
    arena.responder.texts()
}

fn data_after_close() -> Scene {
    let mut scene = Scene::listening_session();
    let mut bytes = scene.channel().seal(CLOSE, &[0; 10]);
    bytes.extend(scene.channel().seal(TEXT, &evil::text(1, "too late")));
    scene.feed(&bytes);
    assert_eq!(scene.victim.closed, Some(Ok(())), "a goodbye stays a goodbye");
    let seen = scene.victim.refused();
    assert_eq!(seen, Some((Reason::DataAfterClose.verdict(), Reason::DataAfterClose)));
    assert_eq!(scene.victim.texts(), []);
    Scene::listening_session()
}

fn early_text() -> Scene {
    let mut scene = Scene::greeted_listener();
    scene.mark();
    scene.say(TEXT, &evil::text(1, "hello"));
    scene
}

fn no_ready() -> Scene {
    let mut scene = Scene::greeted_listener();
    scene.mark();
    scene.advance(Duration::from_secs(10));
    scene
}

fn replayed() -> Scene {
    let mut scene = Scene::listening_session();
    let frame = scene.channel().seal(TEXT, &evil::text(1, "hello"));
    scene.feed(&frame);
    scene.mark();
    scene.feed(&frame);
    scene
}

fn dropped() -> Scene {
    let mut scene = Scene::listening_session();
    let first = scene.channel().seal(TEXT, &evil::text(1, "first"));
    let second = scene.channel().seal(TEXT, &evil::text(2, "second"));
    scene.feed(&[second, first].concat());
    scene
}

fn mirrored() -> Scene {
    let mut scene = Scene::dialled(Config::default(), |_, _, _| {});
    let ready = scene.take();
    assert!(scene.channel().open(&ready).is_some());
    scene.mark();
    scene.feed(&ready);
    scene
}

fn other_session() -> Scene {
    let mut other = Scene::dialling_session();
    let mut scene = Scene::listening_session();
    let frame = other.channel().seal(TEXT, &evil::text(1, "hello"));
    scene.feed(&frame);
    scene
}

/// A session in which the evil peer dialled, after one rekey by the rules.
pub(crate) fn rekeyed() -> Scene {
    let mut scene = Scene::listening_session();
    rekey(&mut scene);
    scene.mark();
    scene
}

fn rekey(scene: &mut Scene) {
    let epoch = scene.channel().send.epoch + 1;
    let public = evil::power(2, &scene.exponent);
    let payload = request(scene.channel().sid, epoch, &public);
    scene.say(REKEY_REQUEST, &payload);
    let (kind, answer) = scene.hear();
    assert_eq!(kind, REKEY_RESPONSE);
    let root = next_root(scene, epoch, &public, &evil::array(&answer[2..258]));
    let channel = scene.channel();
    channel.receive = channel.receive.switched(&root, &channel.sid);
    scene.say(REKEY_FINISH, &epoch.to_be_bytes());
    let channel = scene.channel();
    channel.send = channel.send.switched(&root, &channel.sid);
    channel.salt = evil::rekey_salt(channel.defences, root, (&channel.sid, epoch));
    assert_eq!(scene.victim.epoch(), epoch);
}

/// `Expand(Extract(salt, Z'), "root", H(sid || u16 e+1 || gx' || gy'), 32)`
fn next_root(scene: &mut Scene, epoch: u16, gx: &[u8; 256], gy: &[u8; 256]) -> [u8; 32] {
    let z = BigUint::from_bytes_be(gy).modpow(&scene.exponent, &evil::prime());
    let channel = scene.channel();
    let prk = peerscope::crypto::mac(&channel.salt, &[&evil::wide(&z)]);
    let transcript = peerscope::crypto::sha256(&[&channel.sid, &epoch.to_be_bytes(), gx, gy]);
    evil::array(&evil::expand(&prk, "root", &transcript, 32))
}

fn request(sid: [u8; 32], epoch: u16, public: &[u8; 256]) -> Vec<u8> {
    let epoch = epoch.to_be_bytes();
    let signature = Identity::new(EVIL).sign("rekey initiator", &[&sid, &epoch, public]);
    [&epoch[..], public, &signature].concat()
}

fn rekey_with(public: &[u8; 256]) -> Scene {
    let mut scene = Scene::listening_session();
    let payload = request(scene.channel().sid, 2, public);
    scene.say(REKEY_REQUEST, &payload);
    scene
}

fn rekey_to(epoch: u16) -> Scene {
    let mut scene = Scene::listening_session();
    let payload = request(scene.channel().sid, epoch, &evil::power(2, &scene.exponent.clone()));
    scene.say(REKEY_REQUEST, &payload);
    scene
}

fn rekey_signed(sign: impl FnOnce(&[&[u8]]) -> [u8; 64]) -> Scene {
    let mut scene = Scene::listening_session();
    let public = evil::power(2, &scene.exponent);
    let signature = sign(&[&scene.channel().sid, &[0, 2], &public]);
    scene.say(REKEY_REQUEST, &[&[0, 2][..], &public, &signature].concat());
    scene
}

/// A session in which the victim has answered a rekey, and sends in the new epoch from here on; only its CLOSE is
/// still to come. Gives the request, too.
fn in_a_rekey() -> (Scene, Vec<u8>) {
    let mut scene = Scene::listening_session();
    let payload = request(scene.channel().sid, 2, &evil::power(2, &scene.exponent.clone()));
    scene.say(REKEY_REQUEST, &payload);
    assert_eq!(scene.hear().0, REKEY_RESPONSE);
    follow(&mut scene);
    scene.mark();
    (scene, payload)
}

fn two_requests() -> Scene {
    let (mut scene, payload) = in_a_rekey();
    scene.say(REKEY_REQUEST, &payload);
    scene
}

/// Hears what the victim sends in the new epoch.
fn follow(scene: &mut Scene) {
    let gx = evil::power(2, &scene.exponent);
    let gy = scene.victim.observed.iter().rev().find_map(|seen| {
        let opened = seen.opened.as_ref().filter(|opened| opened.kind == REKEY_RESPONSE)?;
        Some(evil::array(&opened.inner[15..271]))
    });
    let root = next_root(scene, 2, &gx, &gy.expect("the victim's answer"));
    let channel = scene.channel();
    channel.receive = channel.receive.switched(&root, &channel.sid);
}

fn wrong_finish() -> Scene {
    let (mut scene, _request) = in_a_rekey();
    scene.say(REKEY_FINISH, &[0, 3]);
    scene
}

fn endless_rekey() -> Scene {
    let (mut scene, _request) = in_a_rekey();
    scene.advance(Duration::from_secs(30));
    while scene.victim.outgoing.len() > 1 {
        assert_eq!(scene.hear().0, 5, "PING");
    }
    scene
}

fn listener_rekeys() -> Scene {
    let mut scene = Scene::dialling_session();
    let payload = request(scene.channel().sid, 2, &evil::power(2, &scene.exponent.clone()));
    scene.say(REKEY_REQUEST, &payload);
    scene
}

fn rekey_storm() -> Scene {
    let mut scene = rekeyed();
    scene.advance(Duration::from_millis(4_999));
    let payload = request(scene.channel().sid, 3, &evil::power(2, &scene.exponent.clone()));
    scene.say(REKEY_REQUEST, &payload);
    scene
}

/// A victim that dialled and has begun a rekey; its REKEY_REQUEST is read.
fn victim_rekeys() -> (Scene, Vec<u8>) {
    let mut scene = Scene::dialling_session();
    scene.victim.rekey(scene.now).expect("the first of a session is free");
    let (kind, payload) = scene.hear();
    assert_eq!(kind, REKEY_REQUEST);
    scene.mark();
    (scene, payload)
}

fn own_value_in_rekey() -> Scene {
    let (mut scene, request) = victim_rekeys();
    let (public, sid) = (&request[2..258], scene.channel().sid);
    let signature = Identity::new(EVIL).sign("rekey responder", &[&sid, &[0, 2], public, public]);
    scene.say(REKEY_RESPONSE, &[&[0, 2][..], public, &signature].concat());
    scene
}

fn unsigned_answer() -> Scene {
    let (mut scene, _) = victim_rekeys();
    let public = evil::power(2, &scene.exponent);
    scene.say(REKEY_RESPONSE, &[&[0, 2][..], &public, &[0; 64]].concat());
    scene
}

fn unanswered_rekey() -> Scene {
    let (mut scene, _) = victim_rekeys();
    scene.advance(Duration::from_secs(30));
    while scene.victim.outgoing.len() > 1 {
        assert_eq!(scene.hear().0, 5, "PING");
    }
    scene
}

fn old_epoch() -> Scene {
    let mut scene = rekeyed();
    let seq = scene.channel().send.seq;
    scene.feed(&evil::header(1, 1, 96, seq));
    scene
}

/// A thief of the first epoch's keys writes in the second.
fn old_keys() -> Scene {
    let mut scene = Scene::listening_session();
    let mut stolen = scene.channel().clone();
    rekey(&mut scene);
    scene.mark();
    stolen.send.seq = scene.channel().send.seq;
    let header = evil::header(1, 2, 96, stolen.send.seq);
    scene.feed(&stolen.seal_under(&header, &evil::inner(TEXT, &evil::text(1, "hello"))));
    scene
}

fn cut_after(messages: &[(u8, Vec<u8>)]) -> Scene {
    let mut scene = Scene::listening_session();
    for (kind, payload) in messages {
        scene.say(*kind, payload);
    }
    scene.mark();
    scene.victim.feed_end(scene.now);
    assert_eq!(scene.victim.closed, Some(Err(Error::Cut)));
    scene
}

fn cut_handshake() -> Scene {
    let mut scene = Scene::dialler(Config::default());
    scene.take();
    scene.mark();
    scene.victim.feed_end(scene.now);
    scene
}

/// Who copies all keys at one moment reads what follows up to the next rekey, and nothing else.
fn stolen_keys() -> Scene {
    let mut scene = Scene::listening_session();
    let say = |scene: &mut Scene, number| {
        scene.victim.send(scene.now, &super::text(number, "secret")).unwrap();
        let frame = scene.take();
        assert!(scene.channel().open(&frame).is_some());
        frame
    };
    let before: Vec<_> = (1..=3).map(|number| say(&mut scene, number)).collect();
    let stolen = scene.channel().clone();
    let after: Vec<_> = (4..=6).map(|number| say(&mut scene, number)).collect();
    rekey(&mut scene);
    let healed: Vec<_> = (7..=9).map(|number| say(&mut scene, number)).collect();

    let reads = |frame: &Vec<u8>| {
        let mut thief = stolen.clone();
        (0..8).any(|_| {
            let mut turn = thief.clone();
            thief.skip();
            turn.open(frame).is_some()
        })
    };
    assert_eq!(before.iter().map(reads).collect::<Vec<_>>(), [false; 3], "the chain runs one way");
    assert_eq!(after.iter().map(reads).collect::<Vec<_>>(), [true; 3], "the keys of this epoch are known");
    assert_eq!(healed.iter().map(reads).collect::<Vec<_>>(), [false; 3], "the rekey heals");
    scene
}

fn any_clock() -> Scene {
    let mut scene = Scene::listening_session();
    for (number, sent_at) in [0, 1, u64::MAX, i64::MAX.unsigned_abs()].into_iter().enumerate() {
        let mut inner = evil::inner(TEXT, &evil::text(number as u64 + 1, "what time is it?"));
        inner[1..9].copy_from_slice(&sent_at.to_be_bytes());
        let frame = scene.channel().seal_inner(&inner);
        scene.feed(&frame);
        scene.now.wall = UnixMillis(sent_at);
    }
    assert_eq!(scene.victim.texts().len(), 4);
    for sent_at in [0_u64, u64::MAX] {
        let id = scene.victim.ping(scene.now).unwrap();
        assert_eq!(scene.hear().0, 5, "PING");
        let mut inner = evil::inner(PONG, &id.to_be_bytes());
        inner[1..9].copy_from_slice(&sent_at.to_be_bytes());
        let frame = scene.channel().seal_inner(&inner);
        scene.feed(&frame);
    }
    scene
}

fn dead_peer() -> Scene {
    let mut scene = Scene::listening_session();
    for _ in 0..2 {
        scene.advance(Duration::from_secs(30));
        assert_eq!(scene.hear().0, 5, "PING");
    }
    scene.advance(Duration::from_millis(29_999));
    assert_eq!(scene.victim.closed, None, "not before the deadline");
    scene.advance(Duration::from_millis(1));
    while scene.victim.outgoing.len() > 1 {
        assert_eq!(scene.hear().0, 5, "PING");
    }
    scene
}

fn closed_with(reason: Reason) -> Scene {
    let mut scene = Scene::listening_session();
    scene.victim.close(scene.now, reason);
    let (kind, payload) = scene.hear();
    assert_eq!((kind, &payload[..2]), (CLOSE, &reason.number().to_be_bytes()[..]));
    scene.say(CLOSE, &[0; 10]);
    assert_eq!(scene.victim.closed, Some(Ok(())), "our own wish is no error");

    let mut told = Scene::listening_session();
    told.say(CLOSE, &[&reason.number().to_be_bytes()[..], &[255; 8]].concat());
    assert_eq!(told.hear().0, CLOSE, "CLOSE is answered");
    let expected = if reason == Reason::Goodbye { Ok(()) } else { Err(Error::ClosedByPeer(reason.number())) };
    assert_eq!(told.victim.closed, Some(expected));
    Scene::listening_session()
}

/// The identities of the two seeds are the same in both implementations.
#[test]
fn both_implementations_agree_on_an_identity() {
    let ours = SigningKey::from_seed(peerscope::crypto::Secret::new([EVIL; 32])).verifying_key();
    assert_eq!(*ours.as_bytes(), Identity::new(EVIL).public());
}
