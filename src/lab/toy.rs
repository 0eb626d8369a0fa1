//! The toy: the whole handshake and a text over a prime of two or three digits, so that a person can do the
//! Diffie-Hellman by hand and watch it fall.
//!
//! Everything but the group is that of the spec, made by the lab's own peer ([`super::evil`]): frames, transcript,
//! key schedule, signatures, seals. The frames have a protocol id of their own, which every real peer refuses.

use num_bigint::BigUint;

use crate::protocol::Defences;
use crate::text::hex;

use super::chance::Chance;
use super::evil::{self, Channel, Exchange, Identity, Request, Side, wide};

/// The protocol id of the toy.
pub const TOY_ID: [u8; 4] = *b"PSTY";

/// Safe primes for which 2 generates the subgroup of prime order, as it does in the real group.
const PRIMES: [u32; 8] = [23, 47, 167, 263, 359, 479, 839, 983];

const SECRET: &str = "the cake is in the blue tin";
const TEXT: u8 = 0x02;

/// A session over a tiny prime, and everything about it that is secret elsewhere.
#[derive(Debug)]
pub struct Toy {
    prime: u32,
    /// The exponents of alice and bob, and their public values.
    alice: (u32, u32),
    bob: (u32, u32),
    /// The flights of the handshake, and a text of alice.
    pub frames: [Vec<u8>; 4],
}

/// A part of the story: what is done, and the lines of it.
#[derive(Debug)]
pub struct Step {
    /// What is done.
    pub title: &'static str,
    /// With which numbers.
    pub lines: Vec<String>,
}

impl Toy {
    /// The session of this seed; that of seed 1 is over 23.
    pub fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let prime = if seed == 1 { PRIMES[0] } else { PRIMES[chance.index(PRIMES.len())] };
        let order = (prime - 1) / 2;
        let mut exponent = || 2 + u32::try_from(chance.index(1_000_000)).unwrap_or(1) % (order - 2);
        let (a, b) = (exponent(), exponent());
        let (alice, bob) = ((a, power(2, a, prime)), (b, power(2, b, prime)));
        let shared = BigUint::from(power(bob.1, a, prime));
        Self { prime, alice, bob, frames: flights((alice.1, bob.1), &shared) }
    }

    /// The story, from the group to the text in the hands of a listener.
    pub fn steps(&self) -> Vec<Step> {
        let Self { prime, alice: (a, public_a), bob: (b, public_b), .. } = self;
        let order = (prime - 1) / 2;
        let shared = power(*public_b, *a, *prime);
        let (tries, opened) = self.broken();
        let opened = opened.unwrap_or_else(|| "nothing: WRONG".to_owned());
        vec![
            Step {
                title: "The group",
                lines: vec![
                    format!("p = {prime}, q = (p - 1) / 2 = {order}, g = 2; all numbers are taken modulo p"),
                    format!("powers of 2: {}", powers(*prime, order.min(22))),
                ],
            },
            Step { title: "Alice picks a, and sends A = 2^a", lines: by_hand("a", 2, *a, *prime) },
            Step { title: "Bob picks b, and sends B = 2^b", lines: by_hand("b", 2, *b, *prime) },
            Step {
                title: "Both have the same Z, which never crosses the wire",
                lines: vec![
                    format!("alice: Z = B^a = {public_b}^{a} = {shared}"),
                    format!("bob:   Z = A^b = {public_a}^{b} = {}", power(*public_a, *b, *prime)),
                ],
            },
            Step {
                title: "The rest is as in every session: transcript, keys, signatures, seals",
                lines: vec![
                    format!("request   {} .. A = {public_a} in 256 bytes", start(&self.frames[0])),
                    format!(
                        "response  {} .. B = {public_b}, and bob's identity, sealed",
                        start(&self.frames[1])
                    ),
                    format!("finish    {} .. alice's identity, sealed", start(&self.frames[2])),
                    format!("text      {} .. sealed", start(&self.frames[3])),
                ],
            },
            Step {
                title: "Eve has the four frames, and looks for the a with 2^a = A",
                lines: vec![
                    format!("tried one after the other: {}", powers(*prime, tries.min(22))),
                    format!("found a = {tries} after {tries} multiplications; Z = B^a = {shared}"),
                    format!("the keys follow from Z and the frames; she opens the text: {opened:?}"),
                ],
            },
            Step {
                title: "In the real group",
                lines: vec![
                    "p has 2,048 bits and exponents have 256: the best known way takes some 2^110 steps"
                        .to_owned(),
                    "signatures keep Eve from speaking; that she cannot read hangs on this number alone"
                        .to_owned(),
                ],
            },
        ]
    }

    /// Somebody who has nothing but the frames: how many powers she tried, and the text that she reads.
    pub fn broken(&self) -> (u32, Option<String>) {
        let value = |frame: &[u8], end: usize| u32::from_be_bytes(evil::array(&frame[end - 4..end]));
        let [request, response, finish, text] = &self.frames;
        let (public_a, public_b) = (value(request, 312), value(response, 312));
        let mut found = (1, 2 % self.prime);
        while found.1 != public_a && found.0 < self.prime {
            found = (found.0 + 1, found.1 * 2 % self.prime);
        }
        let shared = BigUint::from(power(public_b, found.0, self.prime));
        let (plain, sealed) = response.split_at(response.len() - 160);
        let exchange = Exchange::new(request, plain, &shared);
        let opened = exchange.open_response(sealed).and_then(|(_, th_2)| {
            let (kind, payload) = exchange.open_finish(&th_2, finish).open(text)?;
            let body = payload.get(9..).filter(|_| kind == TEXT)?;
            Some(String::from_utf8_lossy(body).into_owned())
        });
        (found.0, opened)
    }
}

/// The handshake and a text with these public values.
fn flights((public_a, public_b): (u32, u32), shared: &BigUint) -> [Vec<u8>; 4] {
    let (alice, bob) = (Identity::new(1), Identity::new(2));
    let request = Request { public: wide(&public_a.into()), ..Request::honest(&BigUint::from(2_u8)) };
    let request = toy(request.frame());
    let plain = toy(evil::response_plain(Defences::default(), 1, 1, &wide(&public_b.into())));
    let exchange = Exchange::new(&request, &plain, shared);
    let (sealed, th_2) = exchange.seal_response(&exchange.proof(Side::Responder, &exchange.th_e, &bob));
    let header = evil::array(&toy(evil::header(Defences::default(), (4, 0), 160, 1).to_vec()));
    let proof = exchange.proof(Side::Initiator, &th_2, &alice);
    let (finish, mut channel) = exchange.seal_finish_under(&header, &th_2, &proof);
    let text = text(&mut channel);
    [request, [plain, sealed].concat(), finish, text]
}

fn text(channel: &mut Channel) -> Vec<u8> {
    let inner = evil::inner(TEXT, &evil::text(1, SECRET));
    let header = evil::header(channel.defences, (1, 1), inner.len() + 32, channel.send.seq);
    channel.seal_under(&evil::array(&toy(header.to_vec())), &inner)
}

/// The same under the id of the toy.
fn toy(mut frame: Vec<u8>) -> Vec<u8> {
    frame[..TOY_ID.len()].copy_from_slice(&TOY_ID);
    frame
}

/// `base^exponent mod prime`
fn power(base: u32, exponent: u32, prime: u32) -> u32 {
    (0..exponent).fold(1, |power, _| power * base % prime)
}

/// Squaring and multiplying, as one does it on paper.
fn by_hand(name: &str, base: u32, exponent: u32, prime: u32) -> Vec<String> {
    let mut lines = vec![format!("{name} = {exponent} = binary {exponent:b}")];
    let mut value = 1;
    for bit in format!("{exponent:b}").bytes() {
        let squared = value * value % prime;
        let next = if bit == b'1' { squared * base % prime } else { squared };
        let times = if bit == b'1' { format!(", times {base} is {next}") } else { String::new() };
        lines.push(format!("bit {}: {value} squared is {squared}{times}", char::from(bit)));
        value = next;
    }
    lines
}

fn powers(prime: u32, count: u32) -> String {
    let powers: Vec<String> = (1..=count).map(|at| power(2, at, prime).to_string()).collect();
    powers.join(" ")
}

fn start(frame: &[u8]) -> String {
    hex(&frame[..8]).parted(" ").to_string()
}
