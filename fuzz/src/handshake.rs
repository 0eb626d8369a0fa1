//! The three flights, each bent by the plan and sealed again where that keeps its tag right.
//!
//! The reason of a refusal is worked out here from the order of checks in the spec, apart from the code under
//! test, and has to be the one that is given.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use num_bigint::BigUint;
use peerscope::crypto::{Pin, Secret, SeededRandom, SigningKey, VerifyingKey};
use peerscope::lab::End;
use peerscope::protocol::{Config, Connection, Event, Gate, Greeting, Now};
use peerscope::wire::{Reason, UnixMillis};

use super::evil::{self, Channel, Exchange, Identity, Proof, Request, Side};
use super::plan::Plan;

pub(crate) const NOW: Now = Now { monotonic: Duration::from_secs(1000), wall: UnixMillis(1_795_000_000_000) };
const EVIL: u8 = 2;

/// Whose keys there are: made once, since that takes longer than most inputs.
struct Keys {
    victim: Arc<SigningKey>,
    own: VerifyingKey,
    evil: Identity,
    somebody: VerifyingKey,
    prime: BigUint,
}

fn keys() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| {
        let key = |seed: u8| SigningKey::from_seed(Secret::new([seed; 32]));
        let victim = Arc::new(key(1));
        let own = victim.verifying_key();
        Keys {
            victim,
            own,
            evil: Identity::new(EVIL),
            somebody: key(3).verifying_key(),
            prime: evil::prime(),
        }
    })
}

/// The proof that nobody can fault. That of the first exchange is kept: nearly all are the same.
fn honest_proof(exchange: &Exchange, side: Side, th: &[u8; 32]) -> Proof {
    static FIRST: OnceLock<([u8; 32], [u8; 32], Proof)> = OnceLock::new();
    let compute = || exchange.proof(side, th, &keys().evil);
    let (th_e, first, proof) = FIRST.get_or_init(|| (exchange.th_e, *th, compute()));
    if (th_e, first) == (&exchange.th_e, th) { proof.clone() } else { compute() }
}

fn end(make: impl FnOnce(Arc<SigningKey>, Box<SeededRandom>) -> Connection) -> End {
    let greeting = Greeting { outbox_epoch: [1; 16], your_epoch: [0; 16], highest: 0, nick: "victim".into() };
    let mut end = End::new(make(keys().victim.clone(), Box::new(SeededRandom::new(9))), greeting);
    end.drain(NOW);
    end
}

fn listener(config: Config) -> End {
    end(|key, random| Connection::respond(config, key, random, NOW))
}

fn dialler(config: Config) -> End {
    end(|key, random| Connection::initiate(config, key, random, NOW))
}

fn exponent() -> BigUint {
    BigUint::from(0xdead_beef_u32).pow(8)
}

fn honest_request() -> Request {
    static REQUEST: OnceLock<Request> = OnceLock::new();
    REQUEST.get_or_init(|| Request::honest(&exponent())).clone()
}

/// Z with a victim whose public value never changes, since its randomness does not.
fn shared(public: &[u8]) -> BigUint {
    static LAST: OnceLock<(Vec<u8>, BigUint)> = OnceLock::new();
    let compute = || BigUint::from_bytes_be(public).modpow(&exponent(), &keys().prime);
    let (known, z) = LAST.get_or_init(|| (public.to_vec(), compute()));
    if known == public { z.clone() } else { compute() }
}

/// The reason that the header alone gives, by the order of the spec.
fn header_reason(header: &[u8], frame_type: u8, length: u32, seq: u64) -> Option<Reason> {
    let number =
        |range: std::ops::Range<usize>| header[range].iter().fold(0_u64, |n, byte| n << 8 | u64::from(*byte));
    match () {
        () if header[..4] != *b"PSCP" => Some(Reason::BadProtocolId),
        () if header[4] != 1 => Some(Reason::BadVersion),
        () if !(1..=4).contains(&header[5]) => Some(Reason::BadType),
        () if header[5] != frame_type => Some(Reason::UnexpectedFrame),
        () if number(6..8) != 0 => Some(Reason::BadEpoch),
        () if number(12..20) < seq => Some(Reason::Replay),
        () if number(12..20) > seq => Some(Reason::Gap),
        () if number(8..12) != u64::from(length) => Some(Reason::BadLength),
        () => None,
    }
}

/// Another public value: one of those that are never right, or one that the plan writes.
fn bend_public(plan: &mut Plan<'_>, public: &mut [u8], own: &[u8]) -> bool {
    let before = public.to_vec();
    let (one, prime) = (BigUint::from(1_u8), &keys().prime);
    let special = match plan.byte() % 16 {
        1 => BigUint::ZERO,
        2 => one,
        3 => prime - one,
        4 => prime.clone(),
        5 => prime + one,
        6 => BigUint::from(2_u8),
        7 => prime - BigUint::from(2_u8),
        8 => BigUint::from_bytes_be(own),
        9 => {
            plan.bend(public);
            return public != before;
        }
        _ => return false,
    };
    public.copy_from_slice(&evil::wide(&special));
    public != before
}

fn is_in_range(public: &[u8]) -> bool {
    let value = BigUint::from_bytes_be(public);
    let two = BigUint::from(2_u8);
    value >= two && value <= &keys().prime - two
}

/// The reason of the first check that fails.
fn first(checks: &[(bool, Reason)]) -> Option<Reason> {
    checks.iter().find(|(fails, _)| *fails).map(|(_, reason)| *reason)
}

fn refusal(victim: &End) -> Option<Reason> {
    victim.observed.iter().find_map(|observation| observation.reason)
}

/// Hands a frame over in two pieces.
fn feed(victim: &mut End, plan: &mut Plan<'_>, frame: &[u8]) {
    let (first, second) = frame.split_at(plan.below(frame.len()));
    victim.feed(NOW, first);
    victim.feed(NOW, second);
}

/// A bent HANDSHAKE_REQUEST is refused for the first thing that is wrong with it, and without a byte in answer;
/// any other gets a HANDSHAKE_RESPONSE.
pub fn request(data: &[u8]) {
    let mut plan = Plan::new(data);
    let gate = if plan.flag() { Gate::Required } else { Gate::Open };
    let knows_us = plan.flag();
    let mut request = honest_request();
    let mut suite = request.suite.to_be_bytes();
    plan.bend(&mut request.versions);
    plan.bend(&mut suite);
    plan.bend(&mut request.random);
    request.suite = u16::from_be_bytes(suite);
    let other = bend_public(&mut plan, &mut request.public, &[]);
    plan.bend(&mut request.gate);
    let with_gate = request.clone().with_gate_of(keys().own.as_bytes());
    let request = if knows_us { with_gate.clone() } else { request };
    let mut frame = request.frame();
    plan.bend(&mut frame[..20]);

    let [lowest, highest] = request.versions;
    let checks = [
        (!(lowest <= 1 && 1 <= highest), Reason::BadVersion),
        (request.suite != 1, Reason::BadSuite),
        (gate == Gate::Required && request.gate != with_gate.gate, Reason::GateRefused),
        (!is_in_range(&request.public), Reason::DhOutOfRange),
    ];
    let expected = header_reason(&frame, 2, 324, 0).or_else(|| first(&checks));

    let mut victim = listener(Config { gate, ..Config::default() });
    feed(&mut victim, &mut plan, &frame);
    let refused = refusal(&victim);
    match expected {
        Some(reason) => assert_eq!((refused, victim.jobs_run), (Some(reason), 0)),
        None if refused == Some(Reason::DhNotInSubgroup) => assert!(other),
        None => assert_eq!(refused, None),
    }
    let written = victim.outgoing.iter().map(Vec::len).sum::<usize>();
    assert_eq!(written, if refused.is_some() { 0 } else { 472 });
}

/// What may be wrong with a proof, once it was opened; none if it is right.
struct Bent {
    proof: Proof,
    identity: bool,
    reason: Option<Reason>,
}

/// Bends a proof by the plan, and makes its signature or its MAC right again if the plan says so.
fn bend_proof(plan: &mut Plan<'_>, exchange: &Exchange, side: Side, th: &[u8; 32]) -> Bent {
    let role = if side == Side::Responder { "responder" } else { "initiator" };
    let mut proof = honest_proof(exchange, side, th);
    let right = proof.signature;
    let identity = plan.bend(&mut proof.identity);
    plan.bend(&mut proof.signature);
    if plan.flag() {
        proof.signature = keys().evil.sign(role, &[&exchange.th_e, &proof.identity]);
    }
    if plan.flag() {
        proof.fin = exchange.fin(side, th, &proof.identity, &proof.signature);
    }
    plan.bend(&mut proof.fin);
    let reason = match &proof {
        proof if proof.signature != right => Some(Reason::HsBadSignature),
        proof if proof.fin != exchange.fin(side, th, &proof.identity, &proof.signature) => {
            Some(Reason::HsBadFin)
        }
        _ => None,
    };
    Bent { proof, identity, reason }
}

/// Another identity than the one that signed can fail in these ways and in no other.
fn check_other_identity(refused: Option<Reason>, identity: &[u8; 32]) {
    let reason = match VerifyingKey::from_bytes(identity) {
        Err(_) => [Reason::IdNotCanonical, Reason::IdWeakKey],
        Ok(_) => [Reason::IdMismatch, Reason::HsBadSignature],
    };
    let own = identity == keys().own.as_bytes() && refused == Some(Reason::IdIsSelf);
    assert!(own || refused.is_some_and(|refused| reason.contains(&refused)), "{refused:?}");
}

fn has_proved(victim: &End) -> bool {
    victim.events.iter().any(|event| matches!(event, Event::PeerProved { .. }))
}

/// A bent HANDSHAKE_RESPONSE is refused for the first thing that is wrong with it, and the caller stays
/// unnamed; only the right proof of the right identity gets a HANDSHAKE_FINISH.
pub fn response(data: &[u8]) {
    let mut plan = Plan::new(data);
    let right = || VerifyingKey::from_bytes(&keys().evil.public()).unwrap();
    let pin = [None, Some(right()), Some(keys().somebody)][plan.below(3)];
    let config = Config { pin: pin.map(Pin::Identity), ..Config::default() };
    let mut victim = dialler(config);
    let request = victim.take().unwrap();
    let gx = request[56..312].to_vec();

    let mut open = evil::response_plain(1, 1, &honest_request().public);
    for range in [0..20, 20..22, 22..24, 24..56] {
        plan.bend(&mut open[range]);
    }
    let other = bend_public(&mut plan, &mut open[56..312], &gx);
    let exchange = Exchange::new(&request, &open, &shared(&gx));
    let bent = bend_proof(&mut plan, &exchange, Side::Responder, &exchange.th_e);
    let (mut sealed, _) = exchange.seal_response(&bent.proof);
    let broken = plan.bend(&mut sealed);

    let checks = [
        (open[20..22] != [1, 0], Reason::BadVersion),
        (open[22..24] != [0, 1], Reason::BadSuite),
        (!is_in_range(&open[56..312]), Reason::DhOutOfRange),
        (open[56..312] == gx, Reason::DhOwnValue),
    ];
    let before_seal = header_reason(&open, 3, 452, 0).or_else(|| first(&checks));
    feed(&mut victim, &mut plan, &[open, sealed].concat());
    let refused = refusal(&victim);
    match before_seal {
        Some(reason) => assert_eq!(refused, Some(reason)),
        None if other => {
            assert!(matches!(refused, Some(Reason::DhNotInSubgroup | Reason::HsBadTag)), "{refused:?}");
        }
        None if broken => assert_eq!(refused, Some(Reason::HsBadTag)),
        None if bent.identity => check_other_identity(refused, &bent.proof.identity),
        None if pin == Some(keys().somebody) => assert_eq!(refused, Some(Reason::IdMismatch)),
        None => assert_eq!(refused, bent.reason),
    }
    assert_eq!(has_proved(&victim), refused.is_none());
    assert_eq!(victim.outgoing.front().map(Vec::len), refused.is_none().then_some(180));
}

/// A listening victim that was called by the evil peer, up to its answer.
pub(crate) fn called() -> (End, Exchange, [u8; 32]) {
    let mut victim = listener(Config::default());
    let request = honest_request().frame();
    victim.feed(NOW, &request);
    let response = victim.take().unwrap();
    let (plain, sealed) = response.split_at(312);
    let exchange = Exchange::new(&request, plain, &shared(&plain[56..]));
    let (_, th_2) = exchange.open_response(sealed).unwrap();
    (victim, exchange, th_2)
}

/// The same with the session that follows.
pub(crate) fn talking() -> (End, Channel) {
    let (mut victim, exchange, th_2) = called();
    let proof = honest_proof(&exchange, Side::Initiator, &th_2);
    let (frame, channel) = exchange.seal_finish(&th_2, &proof);
    victim.feed(NOW, &frame);
    (victim, channel)
}

/// A bent HANDSHAKE_FINISH is refused for the first thing that is wrong with it; only the right proof gets a
/// READY, and that opens with the keys of the spec.
pub fn finish(data: &[u8]) {
    let mut plan = Plan::new(data);
    let (mut victim, exchange, th_2) = called();
    let bent = bend_proof(&mut plan, &exchange, Side::Initiator, &th_2);
    let (mut frame, mut channel) = exchange.seal_finish(&th_2, &bent.proof);
    let (header, sealed) = frame.split_at_mut(20);
    plan.bend(header);
    let broken = plan.bend(sealed);

    let header = header_reason(&frame, 4, 160, 1);
    feed(&mut victim, &mut plan, &frame);
    let refused = refusal(&victim);
    match header {
        Some(reason) => assert_eq!(refused, Some(reason)),
        None if broken => assert_eq!(refused, Some(Reason::HsBadTag)),
        None if bent.identity => check_other_identity(refused, &bent.proof.identity),
        None => assert_eq!(refused, bent.reason),
    }
    assert_eq!(has_proved(&victim), refused.is_none());
    match victim.take() {
        Some(ready) => assert_eq!(channel.open(&ready).unwrap().0, 0x01),
        None => assert!(refused.is_some()),
    }
}
