//! Bad input before there are keys: tables 2.1, F1 to F4 and H3 to H13.

use std::{sync::Arc, time::Duration};

use num_bigint::BigUint;
use peerscope::{
    crypto::{Pin, Secret, SeededRandom, SigningKey, VerifyingKey},
    lab::{Answer, Arena, End, Setup},
    link::Origin,
    protocol::{Config, Connection, Gate},
    wire::Reason,
};

use super::{
    evil::{self, Exchange, Identity, Proof, Request, Side},
    scene::{EVIL, NoRandom, Scene, VICTIM},
};

cases! {
    "D1", "Y = 0" => Refused(DhOutOfRange), || asked_with(&number(0));
    "D1", "Y = 1" => Refused(DhOutOfRange), || asked_with(&number(1));
    "D1", "Y = p-1" => Refused(DhOutOfRange), || asked_with(&below(1));
    "D1", "Y = p" => Refused(DhOutOfRange), || asked_with(&below(0));
    "D1", "Y = p+1" => Refused(DhOutOfRange), || asked_with(&above(1));
    "D1", "Y = p+2" => Refused(DhOutOfRange), || asked_with(&above(2));
    "D1", "Y = 2^2048-1" => Refused(DhOutOfRange), || asked_with(&[255; 256]);
    "D1", "Y = p-1 in a response" => Refused(DhOutOfRange), || answered_with(&below(1));
    "D2", "Y = 11" => Refused(DhNotInSubgroup), || asked_with(&number(11));
    "D2", "Y = p-2" => Refused(DhNotInSubgroup), || asked_with(&below(2));
    "D2", "p-Y of an honest Y" => Refused(DhNotInSubgroup), || asked_with(&negated());
    "D2", "Y = p-2 in a response" => Refused(DhNotInSubgroup), || answered_with(&below(2));
    "D3", "Y of 255 bytes" => Refused(BadLength), || fed(&evil::header(2, 0, 323, 0));
    "D3", "Y of 257 bytes" => Refused(BadLength), || fed(&evil::header(2, 0, 325, 0));
    "D3", "no Y" => Refused(BadLength), || fed(&evil::header(2, 0, 68, 0));
    "D4", "our own gx comes back" => Refused(DhOwnValue), own_value;
    "D5", "Y = 4" => Fine, tiny_logarithm;
    "D6", "the same Y in two sessions" => Fine, reused_value;
    "D8", "no randomness for our own value" => Ends(Internal), no_randomness;
    "F1", "random bytes" => Refused(BadProtocolId), || fed(&[0xa7; 40]);
    "F1", "an HTTP request" => Refused(BadProtocolId), || fed(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    "F1", "a TLS ClientHello" => Refused(BadProtocolId),
        || fed(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03aaaaaaaaaaaaaaaaaaaa");
    "F1", "version 2" => Refused(BadVersion), || fed(b"PSCP\x02\x02aaaaaaaaaaaaaa");
    "F1", "type 9" => Refused(BadType), || fed(&evil::header(9, 0, 324, 0));
    "F2", "request of 323 bytes" => Refused(BadLength), || fed(&evil::header(2, 0, 323, 0));
    "F2", "request of 0 bytes" => Refused(BadLength), || fed(&evil::header(2, 0, 0, 0));
    "F2", "request of 4 GiB" => Refused(BadLength), || fed(&evil::header(2, 0, u32::MAX as usize, 0));
    "F2", "response of 453 bytes" => Refused(BadLength), || dialler_fed(&evil::header(3, 0, 453, 0));
    "F2", "finish of 161 bytes" => Refused(BadLength), || after_response(&evil::header(4, 0, 161, 1));
    "F5", "half a request, then silence" => Ends(HandshakeTimeout), slow_request;
    "F5", "one byte a second" => Ends(HandshakeTimeout), slow_loris;
    "H2", "connect and say nothing" => Ends(HandshakeTimeout), silence;
    "H3", "a recorded request, then nothing" => Ends(HandshakeTimeout), replayed_request;
    "H3", "a recorded request, then its finish" => Refused(HsBadTag), replayed_dial;
    "H4", "a response of another session" => Refused(HsBadTag), replayed_response;
    "H4", "a finish of another session" => Refused(HsBadTag), replayed_dial;
    "H5", "our request sent back to us" => Refused(UnexpectedFrame), mirrored;
    "H5", "we dial ourselves" => Refused(IdIsSelf), dialled_ourselves;
    "H5", "our own identity in a finish" => Refused(IdIsSelf), || bent_finish(own_identity);
    "H5", "a proof with the dialler's label in a response" => Refused(HsBadSignature),
        || bent_response(|e, p| relabel(e, p, Side::Responder, "initiator"));
    "H5", "a proof with the listener's label in a finish" => Refused(HsBadSignature),
        || bent_finish(|e, th, p| relabel_with(e, p, Side::Initiator, th, "responder"));
    "H6", "a response first" => Refused(UnexpectedFrame), || fed(&evil::header(3, 0, 452, 0));
    "H6", "a finish first" => Refused(UnexpectedFrame), || fed(&evil::header(4, 0, 160, 1));
    "H6", "data first" => Refused(UnexpectedFrame), || fed(&evil::header(1, 1, 96, 0));
    "H6", "data before the finish" => Refused(UnexpectedFrame), || after_response(&evil::header(1, 1, 96, 0));
    "H6", "a second request" => Refused(UnexpectedFrame), || after_response(&evil::header(2, 0, 324, 0));
    "H6", "a request as the answer" => Refused(UnexpectedFrame), || dialler_fed(&evil::header(2, 0, 324, 0));
    "H6", "a request with epoch 1" => Refused(BadEpoch), || fed(&evil::header(2, 1, 324, 0));
    "H6", "a request with number 1" => Refused(Gap), || fed(&evil::header(2, 0, 324, 1));
    "H6", "a finish with number 0" => Refused(Replay), || after_response(&evil::header(4, 0, 160, 0));
    "H7", "box_I cut out and zeros put in" => Refused(HsBadTag),
        || after_response(&[&evil::header(4, 0, 160, 1)[..], &[0; 160]].concat());
    "H7", "our identity put over another's signature" => Refused(HsBadSignature),
        || bent_finish(|_, _, p| p.identity = Identity::new(1).public());
    "H8", "a friend's identity without the friend's key" => Refused(HsBadSignature),
        || bent_response(impersonate);
    "H9", "another identity than the pinned one" => Refused(IdMismatch), pin_mismatch;
    "H10", "somebody in the middle of a first contact" => Fine, man_in_the_middle;
    "H11", "versions 2 to 3 offered" => Refused(BadVersion), || offered([2, 3], 1);
    "H11", "versions 0 to 0 offered" => Refused(BadVersion), || offered([0, 0], 1);
    "H11", "versions 1 to 0 offered" => Refused(BadVersion), || offered([1, 0], 1);
    "H11", "suite 2 offered" => Refused(BadSuite), || offered([1, 1], 2);
    "H11", "version 2 answered" => Refused(BadVersion), || chosen(2, 1);
    "H11", "suite 0 answered" => Refused(BadSuite), || chosen(1, 0);
    "H11", "the version range widened in flight" => Refused(HsBadTag), widened_in_flight;
    "H12", "a small-order key" => Refused(IdWeakKey),
        || bent_response(|_, p| p.identity = evil::array(&[&[1][..], &[0; 31]].concat()));
    "H12", "a key with y = p + 3" => Refused(IdNotCanonical), || bent_response(|_, p| p.identity = alias());
    "H12", "a key that is no point" => Refused(IdNotCanonical),
        || bent_response(|_, p| p.identity = evil::array(&[&[2][..], &[0; 31]].concat()));
    "H12", "S + L" => Refused(HsBadSignature), || bent_response(|_, p| raise_s(p));
    "H12", "a cut signature" => Refused(HsBadSignature), || bent_finish(|_, _, p| p.signature[32..].fill(0));
    "H12", "a wrong fin in a response" => Refused(HsBadFin), || bent_response(|_, p| p.fin[31] ^= 1);
    "H12", "a wrong fin in a finish" => Refused(HsBadFin), || bent_finish(|_, _, p| p.fin[0] ^= 1);
    "H13", "a prekey signature" => Refused(HsBadSignature),
        || bent_response(|e, p| relabel(e, p, Side::Responder, "prekey"));
    "H13", "a rekey signature" => Refused(HsBadSignature),
        || bent_response(|e, p| relabel(e, p, Side::Responder, "rekey responder"));
    "H13", "an envelope signature" => Refused(HsBadSignature),
        || bent_response(|e, p| relabel(e, p, Side::Responder, "envelope"));
    "H13", "a log checkpoint" => Refused(HsBadSignature),
        || bent_response(|e, p| relabel(e, p, Side::Responder, "log checkpoint"));
    "H13", "a dialler's rekey signature" => Refused(HsBadSignature),
        || bent_finish(|e, th, p| relabel_with(e, p, Side::Initiator, th, "rekey initiator"));
    "H16", "both ends of one link dial" => Refused(UnexpectedFrame), mirrored;
    "H17", "no gate where one is required" => Refused(GateRefused), ungated;
    "H17", "the gate of another listener" => Refused(GateRefused), || gated_as(&Identity::new(1), 10);
    "H17", "the right gate" => Fine, || gated_as(&Identity::new(VICTIM), 0);
    "H19", "the listener declines" => EndsAloud(NotAccepted), declined;
}

fn number(value: u32) -> [u8; 256] {
    evil::wide(&BigUint::from(value))
}

fn below(distance: u32) -> [u8; 256] {
    evil::wide(&(evil::prime() - distance))
}

fn above(distance: u32) -> [u8; 256] {
    evil::wide(&(evil::prime() + distance))
}

fn negated() -> [u8; 256] {
    evil::wide(&(evil::prime() - BigUint::from_bytes_be(&evil::power(2, &BigUint::from(12_345_u32)))))
}

/// A listening victim gets these bytes as the first on the link.
fn fed(bytes: &[u8]) -> Scene {
    let mut scene = Scene::listener(Config::default());
    scene.mark();
    scene.feed(bytes);
    assert_eq!(scene.jobs_since_mark(), 0, "no exponentiation for this");
    scene
}

/// A dialling victim gets these bytes as the answer.
fn dialler_fed(bytes: &[u8]) -> Scene {
    let mut scene = Scene::dialler(Config::default());
    scene.take();
    scene.mark();
    scene.feed(bytes);
    scene
}

/// A listening victim gets these bytes after its response.
fn after_response(bytes: &[u8]) -> Scene {
    let mut scene = Scene::listener(Config::default());
    scene.request(&Request::honest(&BigUint::from(3_u32)));
    scene.mark();
    scene.feed(bytes);
    scene
}

fn asked_with(public: &[u8; 256]) -> Scene {
    let mut scene = Scene::listener(Config::default());
    scene.mark();
    scene.feed(&Request { public: *public, ..Request::honest(&BigUint::from(3_u32)) }.frame());
    if scene.victim.reason() == Some(Reason::DhOutOfRange) {
        assert_eq!(scene.jobs_since_mark(), 0, "the range costs no exponentiation");
    }
    scene
}

fn answered_with(public: &[u8; 256]) -> Scene {
    dialler_fed(&[&evil::response_plain(1, 1, public)[..], &[0; 160]].concat())
}

fn own_value() -> Scene {
    let mut scene = Scene::dialler(Config::default());
    let request = scene.take();
    scene.mark();
    let plain = evil::response_plain(1, 1, &evil::array(&request[56..312]));
    scene.feed(&[&plain[..], &[0; 160]].concat());
    scene
}

/// g^2 has a logarithm anybody can guess; the session is only as weak as its author wants it.
fn tiny_logarithm() -> Scene {
    let mut scene = Scene::listener(Config::default());
    scene.exponent = BigUint::from(2_u32);
    let (exchange, th_2) =
        scene.request(&Request { public: number(4), ..Request::honest(&BigUint::from(2_u32)) });
    let proof = exchange.proof(Side::Initiator, &th_2, &Identity::new(EVIL));
    let (finish, channel) = exchange.seal_finish(&th_2, &proof);
    scene.channel = Some(channel);
    scene.feed(&finish);
    assert_eq!(scene.hear().0, 1, "READY");
    scene
}

fn reused_value() -> Scene {
    let first = Scene::listening_session();
    let mut second = Scene::dialling_session();
    let sid = first.channel.expect("a session").sid;
    assert_ne!(sid, second.channel().sid, "the same exponent of the peer, other keys");
    second
}

fn no_randomness() -> Scene {
    let mut scene = Scene::dialler(Config::default());
    let key = Arc::new(SigningKey::from_seed(Secret::new([VICTIM; 32])));
    scene.take();
    scene.victim.connection = Connection::initiate(Config::default(), key, Box::new(NoRandom), scene.now);
    scene.victim.drain(scene.now);
    scene
}

fn slow_request() -> Scene {
    let mut scene = Scene::listener(Config::default());
    let request = Request::honest(&BigUint::from(3_u32)).frame();
    scene.feed(&request[..200]);
    scene.advance(Duration::from_millis(9_999));
    assert_eq!(scene.victim.closed, None, "not before the deadline");
    scene.advance(Duration::from_millis(1));
    scene
}

fn slow_loris() -> Scene {
    let mut scene = Scene::listener(Config::default());
    for byte in &Request::honest(&BigUint::from(3_u32)).frame()[..12] {
        scene.feed(&[*byte]);
        scene.advance(Duration::from_secs(1));
    }
    scene
}

fn silence() -> Scene {
    let mut scene = Scene::listener(Config::default());
    scene.advance(Duration::from_secs(10));
    scene
}

/// Every frame of an honest session, by its writer.
fn recorded(seed: u64) -> Vec<(Origin, Vec<u8>)> {
    Arena::established(seed).delivered
}

fn replayed_request() -> Scene {
    let mut scene = Scene::listener(Config::default());
    scene.feed(&recorded(1)[0].1);
    scene.take();
    scene.mark();
    scene.advance(Duration::from_secs(10));
    scene
}

fn replayed_dial() -> Scene {
    let record = recorded(1);
    let mut scene = Scene::listener(Config::default());
    scene.feed(&record[0].1);
    scene.take();
    scene.mark();
    scene.feed(&record[2].1);
    scene
}

fn replayed_response() -> Scene {
    dialler_fed(&recorded(1)[1].1)
}

fn mirrored() -> Scene {
    let mut scene = Scene::dialler(Config::default());
    let request = scene.take();
    scene.mark();
    scene.feed(&request);
    scene
}

fn dialled_ourselves() -> Scene {
    let mut scene = Scene::dialler(Config::default());
    let key = Arc::new(SigningKey::from_seed(Secret::new([VICTIM; 32])));
    let listener = Connection::respond(Config::default(), key, Box::new(SeededRandom::new(10)), scene.now);
    let mut listener = End::new(listener, scene.victim.greeting.clone());
    listener.feed(scene.now, &scene.take());
    scene.mark();
    scene.feed(&listener.take().expect("a listener answers anybody"));
    scene
}

fn bent_response(bend: fn(&Exchange, &mut Proof)) -> Scene {
    Scene::answered(Config::default(), bend).0
}

fn bent_finish(bend: fn(&Exchange, &[u8; 32], &mut Proof)) -> Scene {
    Scene::dialled(Config::default(), bend)
}

/// The victim's own identity, with a signature nobody but the victim could make.
fn own_identity(exchange: &Exchange, th_2: &[u8; 32], proof: &mut Proof) {
    *proof = exchange.proof(Side::Initiator, th_2, &Identity::new(VICTIM));
}

/// A true signature of the same bytes, made for another purpose, with a fin that fits it.
fn relabel(exchange: &Exchange, proof: &mut Proof, side: Side, label: &str) {
    relabel_with(exchange, proof, side, &exchange.th_e, label);
}

fn relabel_with(exchange: &Exchange, proof: &mut Proof, side: Side, th: &[u8; 32], label: &str) {
    proof.signature = Identity::new(EVIL).sign(label, &[&exchange.th_e, &proof.identity]);
    proof.fin = exchange.fin(side, th, &proof.identity, &proof.signature);
}

/// The friend's public identity, everything else as good as it can be without the friend's key.
fn impersonate(exchange: &Exchange, proof: &mut Proof) {
    let identity = Identity::new(42).public();
    let signature = Identity::new(EVIL).sign("responder", &[&exchange.th_e, &identity]);
    let fin = exchange.fin(Side::Responder, &exchange.th_e, &identity, &signature);
    *proof = Proof { identity, signature, fin };
}

fn pin_mismatch() -> Scene {
    let friend = VerifyingKey::from_bytes(&Identity::new(42).public()).unwrap();
    let config = Config { pin: Some(Pin::Identity(friend)), ..Config::default() };
    let (scene, _, _) = Scene::answered(config, |_, _| {});
    assert!(scene.victim.outgoing.is_empty(), "our identity stays with us");
    scene
}

/// Trust on first use cannot stop it; the safety numbers on the two screens differ, and that is how it shows.
fn man_in_the_middle() -> Scene {
    let key = |seed| VerifyingKey::from_bytes(&Identity::new(seed).public()).unwrap();
    let (alice, bob, mallory) = (key(1), key(2), key(EVIL));
    let number = |a, b| peerscope::crypto::safety_number(a, b).to_string();
    assert_eq!(number(&alice, &bob), number(&bob, &alice));
    assert_ne!(number(&alice, &mallory), number(&mallory, &bob));
    Scene::listening_session()
}

fn offered(versions: [u8; 2], suite: u16) -> Scene {
    fed(&Request { versions, suite, ..Request::honest(&BigUint::from(3_u32)) }.frame())
}

fn chosen(version: u8, suite: u16) -> Scene {
    let plain = evil::response_plain(version, suite, &number(4));
    dialler_fed(&[&plain[..], &[0; 160]].concat())
}

/// The listener takes 1 to 2 as it takes 1 to 1; the dialler finds out, since both are in the transcript.
fn widened_in_flight() -> Scene {
    let mut scene = Scene::dialler(Config::default());
    let mut request = scene.take();
    request[21] = 2;
    let mut listener = Arena::new(Setup::default()).responder;
    listener.feed(scene.now, &request);
    scene.mark();
    scene.feed(&listener.take().expect("version 1 is in the range"));
    scene
}

/// y = p + 3 encodes the same point as y = 3.
fn alias() -> [u8; 32] {
    let mut bytes = [0xff; 32];
    bytes[0] = 0xf0;
    bytes[31] = 0x7f;
    bytes
}

/// S + L verifies under a lax check.
fn raise_s(proof: &mut Proof) {
    let order = BigUint::parse_bytes(
        b"7237005577332262213973186563042994240857116359379907606001950938285454250989",
        10,
    );
    let s = BigUint::from_bytes_le(&proof.signature[32..]) + order.expect("the order of the base point");
    proof.signature[32..].copy_from_slice(&s.to_bytes_le());
}

fn ungated() -> Scene {
    let mut scene = Scene::listener(Config { gate: Gate::Required, ..Config::default() });
    scene.mark();
    scene.feed(&Request::honest(&BigUint::from(3_u32)).frame());
    assert_eq!(scene.jobs_since_mark(), 0, "no exponentiation");
    scene.advance(Duration::from_secs(10));
    scene
}

/// A listener that wants the gate is dialled with the gate of this identity.
fn gated_as(identity: &Identity, silent_for: u64) -> Scene {
    let mut scene = Scene::listener(Config { gate: Gate::Required, ..Config::default() });
    scene.feed(&Request::honest(&scene.exponent).with_gate_of(&identity.public()).frame());
    assert_eq!(scene.victim.outgoing.is_empty(), silent_for > 0);
    scene.advance(Duration::from_secs(silent_for));
    scene
}

fn declined() -> Scene {
    let mut scene = Scene::listener(Config::default());
    scene.victim.answer = Answer::Reject;
    let (exchange, th_2) = scene.request(&Request::honest(&scene.exponent.clone()));
    let (finish, channel) =
        exchange.seal_finish(&th_2, &exchange.proof(Side::Initiator, &th_2, &Identity::new(EVIL)));
    scene.mark();
    scene.channel = Some(channel);
    scene.feed(&finish);
    // The finish counts for nothing in the session's numbers: CLOSE says that no data frame was received.
    scene
}
