//! Somebody who has recorded a session: what is to be had of its frames.

use num_bigint::BigUint;

use crate::defence::Defences;
use crate::link::Origin;

use super::evil::Exchange;
use super::stage::TEXT;

/// The handshake of a session, and what alice said after it.
#[derive(Debug)]
pub(super) struct Tape<'a> {
    request: &'a [u8],
    response: &'a [u8],
    finish: &'a [u8],
    messages: Vec<&'a [u8]>,
}

impl<'a> Tape<'a> {
    /// From all that crossed the wire; none if that is no whole handshake.
    pub(super) fn of(wire: &'a [(Origin, Vec<u8>)]) -> Option<Self> {
        let by = |origin| wire.iter().filter(move |(from, _)| *from == origin).map(|(_, frame)| &frame[..]);
        let mut alice = by(Origin::Initiator);
        Some(Self {
            request: alice.next()?,
            response: by(Origin::Responder).next()?,
            finish: alice.next()?,
            messages: alice.collect(),
        })
    }

    /// The public values of alice and bob, as they crossed the wire.
    pub(super) fn public_values(&self) -> [BigUint; 2] {
        [self.request, self.response].map(|frame| BigUint::from_bytes_be(&frame[56..312]))
    }

    /// The exponent of alice, if it is among the first so many.
    pub(super) fn logarithm(&self, prime: &BigUint, tries: u32) -> Option<u32> {
        let [public, _] = self.public_values();
        let mut power = BigUint::from(1_u8);
        (1..=tries).find(|_| {
            power = &power * 2_u8 % prime;
            power == public
        })
    }

    /// What alice said, for somebody who has the shared secret; nothing for all others.
    pub(super) fn texts(&self, defences: Defences, shared: &BigUint) -> Vec<String> {
        let (plain, sealed) = self.response.split_at(self.response.len() - 160);
        let exchange = Exchange::within(defences, self.request, plain, shared);
        let Some((_, th_2)) = exchange.open_response(sealed) else { return Vec::new() };
        let mut channel = exchange.open_finish(&th_2, self.finish);
        let opened = self.messages.iter().filter_map(|frame| channel.open(frame));
        let texts = opened.filter(|(kind, _)| *kind == TEXT);
        texts.map(|(_, payload)| String::from_utf8_lossy(&payload[9..]).into_owned()).collect()
    }
}
