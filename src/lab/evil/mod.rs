//! A peer that speaks peerscope/1 from the text of the spec and breaks one rule at a time.
//!
//! It is a second implementation: exponentiation with num-bigint, signatures with ed25519-dalek, and the key
//! schedule written out, so that a mistake of the real one does not cancel out here. Nothing of it is constant
//! in time or wiped: it plays attackers, and its secrets are worth nothing.

mod channel;
mod exchange;
mod numbers;

pub use channel::{Channel, Lane, inner, ready, rekey_salt, text};
pub use exchange::{Exchange, Identity, Proof, Request, Side, header, response_plain};
pub use numbers::{array, expand, power, prime, prime_of, wide};
