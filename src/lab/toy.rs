//! The toy: a session over a prime of three digits, so that a person can do the Diffie-Hellman by hand and watch it
//! fall.
//!
//! Its peers are those of the program with one defence left out, the size of the group. Their frames have a protocol
//! id of their own, which every other peer refuses.

use num_bigint::BigUint;

use crate::crypto::{TOY_PRIME, toy_exponent, toy_power};
use crate::defence::{Defence, Defences};
use crate::link::Origin;
use crate::protocol::{Disclose, Name};
use crate::text::hex;

use super::arena::{Arena, Setup};
use super::end::End;
use super::play::{Acting, NoPeer, Play, Presence, established, say};
use super::tape::Tape;

const SECRET: &str = "the cake is in the blue tin";
/// Numbers that are shown of a row.
const SHOWN: u32 = 16;
/// Sessions that are tried: in so small a group both draw the same exponent now and then, and refuse each other.
const SESSIONS_MAX: u64 = 8;

/// A session over a tiny prime, and everything about it that is secret elsewhere.
#[derive(Debug)]
pub struct Toy {
    /// What alice and bob drew.
    exponents: [u32; 2],
    defences: Defences,
    /// All that crossed the wire.
    pub wire: Vec<(Origin, Vec<u8>)>,
}

/// A part of the story: what is done, and the lines of it.
#[derive(Debug)]
pub struct Step {
    /// What is done.
    pub title: &'static str,
    /// With which numbers.
    pub lines: Vec<String>,
}

/// Two peers in a session, in whichever group.
pub(super) fn session(play: &Play, setup: &Setup) -> Result<Arena, NoPeer> {
    let open = |session| established(play.open(Setup { session, ..setup.clone() }));
    (0..SESSIONS_MAX).find_map(|session| open(session).ok()).ok_or(NoPeer)
}

impl Toy {
    /// The session of this seed, with one text of alice.
    ///
    /// # Errors
    /// [`NoPeer`] when there was no session.
    pub fn new(seed: u64) -> Result<Self, NoPeer> {
        let play = Play::new(seed, &[Defence::Group], Acting::Nobody, Presence::There);
        let mut setup = play.setup();
        setup.initiator.disclose = Disclose::Everything;
        setup.responder.disclose = Disclose::Everything;
        let mut arena = session(&play, &setup)?;
        let text = say(&mut arena, Origin::Initiator, SECRET)?;
        arena.deliver(Origin::Initiator, &text);
        let exponents = [drawn(&arena.initiator)?, drawn(&arena.responder)?];
        Ok(Self { exponents, defences: play.defences, wire: arena.delivered })
    }

    /// The story, from the group to the text in the hands of a listener.
    pub fn steps(&self) -> Vec<Step> {
        let [a, b] = self.exponents;
        let [public_a, public_b] = [a, b].map(|exponent| toy_power(2, exponent));
        let shared = toy_power(public_b, a);
        let order = (TOY_PRIME - 1) / 2;
        let (tries, read) = self.broken().unwrap_or_default();
        vec![
            Step {
                title: "The group",
                lines: vec![
                    format!(
                        "p = {TOY_PRIME}, q = (p - 1) / 2 = {order}, g = 2; all numbers are taken modulo p"
                    ),
                    format!("powers of 2: {}", powers(order)),
                ],
            },
            Step { title: "Alice draws a, and sends A = 2^a", lines: by_hand("a", a) },
            Step { title: "Bob draws b, and sends B = 2^b", lines: by_hand("b", b) },
            Step {
                title: "Both have the same Z, which never crosses the wire",
                lines: vec![
                    format!("alice: Z = B^a = {public_b}^{a} = {shared}"),
                    format!("bob:   Z = A^b = {public_a}^{b} = {}", toy_power(public_a, b)),
                ],
            },
            Step {
                title: "The rest is as in every session: transcript, keys, signatures, seals",
                lines: self.wire.iter().map(line).collect(),
            },
            Step {
                title: "Eve has these frames, and looks for the a with 2^a = A",
                lines: vec![
                    format!("one after the other: {}", powers(tries)),
                    format!("found a = {tries} after {tries} multiplications; Z = B^a = {shared}"),
                    format!("the keys follow from Z and the frames; she opens the text: {read:?}"),
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

    /// Somebody who has nothing but the frames: how many powers she tries, and the text that she reads.
    pub fn broken(&self) -> Option<(u32, String)> {
        let tape = Tape::of(&self.wire)?;
        let prime = BigUint::from(TOY_PRIME);
        let tries = tape.logarithm(&prime, TOY_PRIME)?;
        let shared = tape.public_values()[1].modpow(&tries.into(), &prime);
        Some((tries, tape.texts(self.defences, &shared).pop()?))
    }
}

/// The exponent that this end drew, as small as it can be.
fn drawn(end: &End) -> Result<u32, NoPeer> {
    let mut secrets = end.disclosed.iter().flat_map(|disclosure| &disclosure.secrets);
    let exponent = secrets.find(|secret| secret.name == Name::Exponent).ok_or(NoPeer)?;
    Ok(toy_exponent(&exponent.value))
}

/// A frame by its type and its first bytes.
fn line((from, frame): &(Origin, Vec<u8>)) -> String {
    let name = match from {
        Origin::Initiator => "alice",
        Origin::Responder => "bob",
    };
    let kind = match frame.get(5) {
        Some(2) => "request, A in 256 bytes",
        Some(3) => "response, B in 256 bytes, bob's identity sealed",
        Some(4) => "finish, alice's identity sealed",
        _ => "a message, sealed",
    };
    let start = frame.get(..6).unwrap_or_default();
    format!("{name:<5} {} ..  {:>3} bytes: {kind}", hex(start).parted(" "), frame.len())
}

/// Squaring and multiplying, as one does it on paper.
fn by_hand(name: &str, exponent: u32) -> Vec<String> {
    let mut lines = vec![format!("{name} = {exponent} = binary {exponent:b}")];
    let mut value = 1;
    for bit in format!("{exponent:b}").bytes() {
        let squared = value * value % TOY_PRIME;
        let next = if bit == b'1' { squared * 2 % TOY_PRIME } else { squared };
        let times = if bit == b'1' { format!(", times 2 is {next}") } else { String::new() };
        lines.push(format!("bit {}: {value} squared is {squared}{times}", char::from(bit)));
        value = next;
    }
    lines
}

/// The first powers of 2, and the last.
fn powers(count: u32) -> String {
    let shown: Vec<String> = (1..=count.min(SHOWN)).map(|at| toy_power(2, at).to_string()).collect();
    let rest = if count > SHOWN { format!(" .. {}", toy_power(2, count)) } else { String::new() };
    shown.join(" ") + &rest
}
