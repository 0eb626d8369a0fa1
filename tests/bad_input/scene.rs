//! One real connection, one evil peer, and what has to be true after the bad input.

use std::{sync::Arc, time::Duration};

use num_bigint::BigUint;
use peerscope::{
    crypto::{Secret, SecureRandom, SeededRandom, SigningKey},
    lab::End,
    protocol::{Config, Connection, Event, Greeting, Now, Timeouts},
    wire::{Reason, UnixMillis},
};

use super::evil::{self, Channel, Exchange, Identity, Proof, Request, Side};

/// Seeds of the two identities: the victim's and the evil peer's.
pub(crate) const VICTIM: u8 = 7;
pub(crate) const EVIL: u8 = 66;

/// What a case expects of the victim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    /// Before there are keys: the frame is refused, and not one byte is sent.
    Refused(Reason),
    /// After there are keys: the frame is refused, and an authenticated CLOSE says why.
    RefusedAloud(Reason),
    /// No frame is at fault and nothing is sent.
    Ends(Reason),
    /// No frame is at fault and an authenticated CLOSE says why.
    EndsAloud(Reason),
    /// Nothing is wrong: the case itself asserts what goes on.
    Fine,
}

impl Expect {
    pub(crate) const fn reason(self) -> Option<Reason> {
        match self {
            Self::Refused(reason)
            | Self::RefusedAloud(reason)
            | Self::Ends(reason)
            | Self::EndsAloud(reason) => Some(reason),
            Self::Fine => None,
        }
    }
}

/// A victim, and the evil peer's state of the session once there is one.
pub(crate) struct Scene {
    pub(crate) victim: End,
    pub(crate) now: Now,
    pub(crate) channel: Option<Channel>,
    /// Evil's secret exponent, fixed so that every run is the same.
    pub(crate) exponent: BigUint,
    /// Texts delivered, frames refused, jobs run and the evil peer's next number before the bad input.
    mark: Mark,
}

#[derive(Clone, Copy, Default)]
struct Mark {
    texts: usize,
    jobs: usize,
    seq: u64,
}

impl Scene {
    fn new(make: impl FnOnce(Arc<SigningKey>, Box<dyn SecureRandom>, Now) -> Connection) -> Self {
        let now = Now { monotonic: Duration::from_secs(1000), wall: UnixMillis(1_795_000_000_000) };
        let key = Arc::new(SigningKey::from_seed(Secret::new([VICTIM; 32])));
        let greeting =
            Greeting { outbox_epoch: [1; 16], your_epoch: [0; 16], highest: 0, nick: "victim".into() };
        let mut victim = End::new(make(key, Box::new(SeededRandom::new(9)), now), greeting);
        victim.drain(now);
        let exponent = BigUint::from(0xdead_beef_u32).pow(8);
        Self { victim, now, channel: None, exponent, mark: Mark::default() }
    }

    /// A victim that listens.
    pub(crate) fn listener(config: Config) -> Self {
        Self::new(|key, rng, now| Connection::respond(config, key, rng, now))
    }

    /// A victim that dials; its request is the first thing to take.
    pub(crate) fn dialler(config: Config) -> Self {
        Self::new(|key, rng, now| Connection::initiate(config, key, rng, now))
    }

    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.victim.feed(self.now, bytes);
    }

    pub(crate) fn take(&mut self) -> Vec<u8> {
        self.victim.take().expect("the victim has written something")
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.now.monotonic += by;
        self.victim.tick(self.now);
    }

    pub(crate) fn channel(&mut self) -> &mut Channel {
        self.channel.as_mut().expect("there is a session")
    }

    /// From here on nothing may be delivered and no key may move.
    pub(crate) fn mark(&mut self) {
        assert!(self.victim.outgoing.is_empty(), "the victim's frames are read before the bad one");
        let seq = self.channel.as_ref().map_or(0, |channel| channel.send.seq);
        self.mark = Mark { texts: self.victim.texts().len(), jobs: self.victim.jobs_run, seq };
    }

    /// The computations that the bad input cost.
    pub(crate) fn jobs_since_mark(&self) -> usize {
        self.victim.jobs_run - self.mark.jobs
    }

    /// Seals one message as the evil peer, all rules kept, and hands it over.
    pub(crate) fn say(&mut self, kind: u8, payload: &[u8]) {
        let frame = self.channel().seal(kind, payload);
        self.feed(&frame);
    }

    /// Opens the victim's next frame.
    pub(crate) fn hear(&mut self) -> (u8, Vec<u8>) {
        let frame = self.take();
        self.channel().open(&frame).expect("a genuine frame")
    }

    /// Evil dials the victim with this request; the response it gets.
    pub(crate) fn request(&mut self, request: &Request) -> (Exchange, [u8; 32]) {
        self.feed(&request.frame());
        let response = self.take();
        let (plain, sealed) = response.split_at(response.len() - 160);
        let public = BigUint::from_bytes_be(&plain[plain.len() - 256..]);
        let z = public.modpow(&self.exponent, &evil::prime());
        let exchange = Exchange::new(&request.frame(), plain, &z);
        // A request with the value of somebody else gets an answer that evil cannot open.
        let th_2 = exchange.open_response(sealed).map(|(_, th_2)| th_2);
        (exchange, th_2.unwrap_or_default())
    }

    /// A listening victim, dialled by an evil peer whose proof is bent before it is sealed.
    pub(crate) fn dialled(config: Config, bend: impl FnOnce(&Exchange, &[u8; 32], &mut Proof)) -> Self {
        let mut scene = Self::listener(config);
        let request = Request::honest(&scene.exponent);
        let (exchange, th_2) = scene.request(&request);
        let mut proof = exchange.proof(Side::Initiator, &th_2, &Identity::new(EVIL));
        bend(&exchange, &th_2, &mut proof);
        let (finish, channel) = exchange.seal_finish(&th_2, &proof);
        scene.mark();
        scene.channel = Some(channel);
        scene.feed(&finish);
        scene
    }

    /// A dialling victim, answered by an evil peer whose proof is bent before it is sealed.
    pub(crate) fn answered(
        config: Config,
        bend: impl FnOnce(&Exchange, &mut Proof),
    ) -> (Self, Exchange, [u8; 32]) {
        let mut scene = Self::dialler(config);
        let request = scene.take();
        let plain = evil::response_plain(1, 1, &evil::power(2, &scene.exponent));
        let public = BigUint::from_bytes_be(&request[56..312]);
        let exchange = Exchange::new(&request, &plain, &public.modpow(&scene.exponent, &evil::prime()));
        let mut proof = exchange.proof(Side::Responder, &exchange.th_e, &Identity::new(EVIL));
        bend(&exchange, &mut proof);
        let (sealed, th_2) = exchange.seal_response(&proof);
        scene.mark();
        scene.feed(&[plain, sealed].concat());
        (scene, exchange, th_2)
    }

    /// A session that the evil peer dialled, READY said by the victim only.
    pub(crate) fn greeted_listener() -> Self {
        let mut scene = Self::dialled(Config::default(), |_, _, _| {});
        assert_eq!(scene.hear().0, 1, "the victim's READY");
        scene
    }

    /// A session that the evil peer dialled, both READYs said.
    pub(crate) fn listening_session() -> Self {
        let mut scene = Self::greeted_listener();
        scene.say(1, &evil::ready("evil"));
        scene.assert_established();
        scene
    }

    /// A session that the victim dialled, both READYs said.
    pub(crate) fn dialling_session() -> Self {
        let (mut scene, exchange, th_2) = Self::answered(Config::default(), |_, _| {});
        let finish = scene.take();
        scene.channel = Some(exchange.open_finish(&th_2, &finish));
        assert_eq!(scene.hear().0, 1, "the victim's READY");
        scene.say(1, &evil::ready("evil"));
        scene.assert_established();
        scene
    }

    fn assert_established(&mut self) {
        assert_eq!(self.victim.session_id(), Some(self.channel().sid), "both sides name the session alike");
        self.mark();
    }

    /// Checks everything a case promises.
    pub(crate) fn check(mut self, row: &str, input: &str, expect: Expect) {
        let case = format!("{row}, {input}");
        let Some(reason) = expect.reason() else {
            return assert_eq!(self.victim.refused(), None, "{case}: nothing is refused");
        };
        assert_eq!(self.victim.texts().len(), self.mark.texts, "{case}: nothing is delivered");
        let refused = matches!(expect, Expect::Refused(_) | Expect::RefusedAloud(_));
        let seen = self.victim.refused();
        assert_eq!(seen, refused.then(|| (reason.verdict(), reason)), "{case}: the frame as observed");
        if matches!(expect, Expect::RefusedAloud(_) | Expect::EndsAloud(_)) {
            self.check_close(&case, reason);
        }
        assert_eq!(self.victim.take(), None, "{case}: nothing more is sent");
        self.advance(Timeouts::default().linger);
        assert_eq!(self.victim.take(), None, "{case}: nothing is sent at the end");
        assert_eq!(self.victim.reason(), Some(reason), "{case}: {:?}", self.victim.closed);
        let ends = self.victim.events.iter().filter(|event| matches!(event, Event::Closing { .. }));
        assert_eq!(ends.count(), 1, "{case}: the end is told once");
    }

    /// The CLOSE of a refused frame opens with the keys from before it, and counts it only if it was genuine.
    fn check_close(&mut self, case: &str, reason: Reason) {
        let opened = self.victim.observed.iter().rev().find(|seen| seen.reason.is_some());
        let genuine = opened.is_some_and(|seen| seen.opened.is_some());
        let (kind, payload) = self.hear();
        assert_eq!(kind, 0x7f, "{case}: CLOSE");
        assert_eq!(payload[..2], reason.number().to_be_bytes(), "{case}: the reason in CLOSE");
        let last = if genuine { self.mark.seq } else { self.mark.seq.wrapping_sub(1) };
        assert_eq!(payload[2..], last.to_be_bytes(), "{case}: the last number that counts");
        assert_eq!(
            genuine,
            means_something_illegal(reason),
            "{case}: plaintext is shown of genuine frames only"
        );
    }
}

/// Reasons for which a frame is refused only after it was verified and opened.
fn means_something_illegal(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::UnexpectedMessage
            | Reason::RekeyUnexpected
            | Reason::RekeyTooOften
            | Reason::RekeyBadSignature
            | Reason::DhOutOfRange
            | Reason::DhNotInSubgroup
            | Reason::DhOwnValue
    )
}

/// Randomness for a victim that has none.
pub(crate) struct NoRandom;

impl SecureRandom for NoRandom {
    fn fill(&mut self, _out: &mut [u8]) -> Result<(), peerscope::crypto::Error> {
        Err(peerscope::crypto::Error::Rng)
    }
}
