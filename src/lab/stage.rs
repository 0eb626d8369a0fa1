//! A victim and an evil peer that speaks to it by hand.

use core::time::Duration;
use std::sync::Arc;

use num_bigint::BigUint;

use crate::crypto::{Secret, SecureRandom, SeededRandom, SigningKey};
use crate::defence::Defences;
use crate::protocol::{Config, Connection, Greeting, Now};
use crate::wire::UnixMillis;

use super::end::End;
use super::evil::{self, Channel, Exchange, Identity, Proof, Request, Side};
use super::play::{NoPeer, Play, Presence, Seen};

/// Seeds of the identities: the victim's, that of a friend of its, and the evil peer's.
pub(super) const VICTIM: u8 = 7;
pub(super) const FRIEND: u8 = 42;
pub(super) const EVIL: u8 = 66;

const READY: u8 = 0x01;
pub(super) const TEXT: u8 = 0x02;

/// A real connection, and the evil peer's state of the session once there is one.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) victim: End,
    pub(super) now: Now,
    /// The evil peer's secret, fixed so that every run is the same.
    pub(super) exponent: BigUint,
    /// What the victim is without.
    pub(super) defences: Defences,
}

impl Stage {
    fn new(
        play: &Play,
        make: impl FnOnce(Arc<SigningKey>, Box<dyn SecureRandom>, Now) -> Connection,
    ) -> Self {
        let now = Now { monotonic: Duration::from_secs(1000), wall: UnixMillis(1_795_000_000_000) };
        let key = Arc::new(SigningKey::from_seed(Secret::new([VICTIM; 32])));
        let greeting =
            Greeting { outbox_epoch: [1; 16], your_epoch: [0; 16], highest: 0, nick: "victim".into() };
        let mut victim = End::new(make(key, Box::new(SeededRandom::new(play.seed)), now), greeting);
        if play.presence == Presence::Gone {
            victim.feed_end(now);
            victim.outgoing.clear();
        }
        victim.drain(now);
        let exponent = BigUint::from(0xdead_beef_u32).pow(8);
        Self { victim, now, exponent, defences: play.defences }
    }

    /// A victim that listens.
    pub(super) fn listener(play: &Play, config: Config) -> Self {
        Self::new(play, |key, rng, now| Connection::respond(config, key, rng, now))
    }

    /// A victim that dials; its request is the first thing to take.
    pub(super) fn dialler(play: &Play, config: Config) -> Self {
        Self::new(play, |key, rng, now| Connection::initiate(config, key, rng, now))
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.victim.feed(self.now, bytes);
    }

    pub(super) fn take(&mut self) -> Result<Vec<u8>, NoPeer> {
        self.victim.take().ok_or(NoPeer)
    }

    /// Both clocks go on.
    pub(super) fn advance(&mut self, by: Duration) {
        self.now.monotonic += by;
        let millis = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.now.wall = UnixMillis(self.now.wall.0.saturating_add(millis));
        self.victim.tick(self.now);
    }

    /// A request that nobody can fault.
    pub(super) fn request(&self) -> Request {
        Request { defences: self.defences, public: self.public(), ..Request::honest(&self.exponent) }
    }

    /// The prime of its group.
    pub(super) fn prime(&self) -> BigUint {
        evil::prime_of(self.defences)
    }

    /// The evil peer's public value.
    pub(super) fn public(&self) -> [u8; 256] {
        evil::wide(&BigUint::from(2_u8).modpow(&self.exponent, &self.prime()))
    }

    /// Dials the victim; its answer, opened with this shared secret.
    pub(super) fn dial(&mut self, request: &Request) -> Result<(Exchange, Proof, [u8; 32]), NoPeer> {
        self.feed(&request.frame());
        let response = self.take()?;
        let (plain, sealed) = response.split_at(response.len() - 160);
        let public = BigUint::from_bytes_be(&plain[plain.len() - 256..]);
        let z = public.modpow(&self.exponent, &self.prime());
        let exchange = Exchange::within(self.defences, &request.frame(), plain, &z);
        let (proof, th_2) = exchange.open_response(sealed).ok_or(NoPeer)?;
        Ok((exchange, proof, th_2))
    }

    /// Whether the victim's answer opens with one of the shared secrets that follow from its public value alone.
    pub(super) fn opens_with(
        &mut self,
        request: &Request,
        secrets: impl FnOnce(&BigUint) -> Vec<BigUint>,
    ) -> bool {
        self.feed(&request.frame());
        let Some(response) = self.victim.take() else { return false };
        let (plain, sealed) = response.split_at(response.len() - 160);
        let public = BigUint::from_bytes_be(&plain[plain.len() - 256..]);
        secrets(&public).iter().any(|secret| {
            let exchange = Exchange::within(self.defences, &request.frame(), plain, secret);
            exchange.open_response(sealed).is_some()
        })
    }

    /// Dials the victim with a proof that is bent before it is sealed; the session after it.
    pub(super) fn dialled(
        &mut self,
        bend: impl FnOnce(&Exchange, &Proof, (&[u8; 32], &mut Proof)),
    ) -> Result<Channel, NoPeer> {
        self.dialled_as(&Identity::new(EVIL), bend)
    }

    /// The same as somebody else.
    pub(super) fn dialled_as(
        &mut self,
        key: &Identity,
        bend: impl FnOnce(&Exchange, &Proof, (&[u8; 32], &mut Proof)),
    ) -> Result<Channel, NoPeer> {
        let (exchange, theirs, th_2) = self.dial(&self.request())?;
        let mut proof = exchange.proof(Side::Initiator, &th_2, key);
        bend(&exchange, &theirs, (&th_2, &mut proof));
        let (finish, channel) = exchange.seal_finish(&th_2, &proof);
        self.feed(&finish);
        Ok(channel)
    }

    /// Answers the victim's dial with a proof that is bent before it is sealed.
    pub(super) fn answer(
        &mut self,
        key: &Identity,
        bend: impl FnOnce(&Exchange, &mut Proof),
    ) -> Result<(Exchange, [u8; 32]), NoPeer> {
        let request = self.take()?;
        let plain = evil::response_plain(self.defences, 1, 1, &self.public());
        let public = BigUint::from_bytes_be(&request[56..312]);
        let z = public.modpow(&self.exponent, &self.prime());
        let exchange = Exchange::within(self.defences, &request, &plain, &z);
        let mut proof = exchange.proof(Side::Responder, &exchange.th_e, key);
        bend(&exchange, &mut proof);
        let (sealed, th_2) = exchange.seal_response(&proof);
        self.feed(&[plain, sealed].concat());
        Ok((exchange, th_2))
    }

    /// A session that the evil peer dialled, both READYs said.
    pub(super) fn listening_session(play: &Play) -> Result<(Self, Channel), NoPeer> {
        Self::called_by(play, &Identity::new(EVIL), "mallory")
    }

    /// The same with somebody who has this key and this nick.
    pub(super) fn called_by(play: &Play, key: &Identity, nick: &str) -> Result<(Self, Channel), NoPeer> {
        let mut stage = Self::listener(play, play.config());
        let channel = stage.dialled_as(key, |_, _, _| {})?;
        stage.greeted(channel, nick)
    }

    /// A session that the victim dialled, both READYs said.
    pub(super) fn dialling_session(play: &Play) -> Result<(Self, Channel), NoPeer> {
        let mut stage = Self::dialler(play, play.config());
        let (exchange, th_2) = stage.answer(&Identity::new(EVIL), |_, _| {})?;
        let channel = exchange.open_finish(&th_2, &stage.take()?);
        stage.greeted(channel, "mallory")
    }

    fn greeted(mut self, mut channel: Channel, nick: &str) -> Result<(Self, Channel), NoPeer> {
        let ready = self.take()?;
        channel.open(&ready).ok_or(NoPeer)?;
        let ready = channel.seal(READY, &evil::ready(nick));
        self.feed(&ready);
        if self.victim.session_id() == Some(channel.sid) { Ok((self, channel)) } else { Err(NoPeer) }
    }

    /// Whether the victim has proved its peer to be this identity and goes on.
    pub(super) fn believes(&self, identity: &[u8; 32]) -> bool {
        self.victim.proved().as_ref() == Some(identity)
    }

    /// Whether the victim shows a text.
    pub(super) fn shows(&self, body: &str) -> bool {
        self.victim.texts().iter().any(|(_, shown)| shown == body)
    }
}

/// Alice is answered with the identity of bob, signed with the key of this seed; without an attacker, with bob's own.
pub(super) fn answered_as_friend(play: &mut Play, what: &'static str, signer: u8) -> Result<Seen, NoPeer> {
    let mut stage = Stage::dialler(play, play.config());
    let friend = Identity::new(FRIEND).public();
    let signer = Identity::new(if play.acts() { signer } else { FRIEND });
    stage.answer(&signer, |exchange, proof| {
        proof.identity = friend;
        proof.signature = signer.sign("responder", &[&exchange.th_e, &friend]);
        proof.fin = exchange.fin(Side::Responder, &exchange.th_e, &friend, &proof.signature);
    })?;
    let frame = stage.victim.observed.last().map(|seen| seen.frame.clone()).unwrap_or_default();
    play.attack(what, frame, |frame, _| frame);
    let believed = stage.believes(&friend);
    Ok(Seen::by_alice(stage.victim, believed, play.acts() && believed))
}
