//! The cryptographic suite: which primitive, which standard, which file.
//!
//! | what | standard | library | file |
//! | --- | --- | --- | --- |
//! | hash | SHA-256 and SHA-512, FIPS 180-4 | `sha2` | [`hash`] |
//! | MAC | HMAC-SHA-256, RFC 2104 | `hmac`, compared with `subtle` | [`mac`](mod@mac) |
//! | key derivation | HKDF-SHA-256, RFC 5869 | `hkdf` | [`kdf`] |
//! | key agreement | MODP group 14, RFC 3526 | `crypto-bigint` (secrets), `num-bigint` (public values) | [`dh`], [`group14`] |
//! | sealing | AES-128-CTR, SP 800-38A, then HMAC | `aes`, `ctr` | [`seal`] |
//! | identity | Ed25519, RFC 8032, strict verification | `ed25519-dalek` | [`identity`] |
//! | passphrases | Argon2id, RFC 9106 | `argon2` | [`passphrase`] |
//! | words to compare | the English list of BIP-39 | `bip39` | `words` |
//! | randomness | the operating system's | `rand` | [`rng`] |
//!
//! `vectors` holds the published answers that all of them have to give.
//!
//! Primitives come from these libraries; this layer gives them the types that make misuse hard.

#![warn(clippy::indexing_slicing, clippy::as_conversions)]

pub mod dh;
mod error;
pub mod fingerprint;
mod group;
pub mod group14;
pub mod hash;
pub mod identity;
pub mod kdf;
pub mod mac;
#[cfg(fuzzing)]
mod memory;
pub mod passphrase;
pub mod rng;
pub mod seal;
mod secret;
mod stack;
#[cfg(feature = "lab")]
mod toy;
mod weakened;
mod words;

#[cfg(any(test, feature = "net"))]
pub mod vectors;

#[cfg(test)]
mod tests;

pub use dh::{EphemeralSecret, PublicKey, SharedSecret};
pub use error::Error;
pub use fingerprint::{Fingerprint, Pin, SafetyNumber, safety_number};
pub use group::Group;
pub use hash::{Sha256Stream, lp, sha256, sha512};
pub use identity::{Context, SigningKey, VerifyingKey};
pub use kdf::{Label, expand, extract};
pub use mac::{MacKey, mac, verify};
pub use passphrase::Argon2Params;
pub use rng::{OsRandom, ScriptedRandom, SecureRandom, SeededRandom};
pub use seal::{OpenKey, SealKey, inspector_id};
pub use secret::Secret;
pub(crate) use stack::wiped_once;
#[cfg(feature = "lab")]
pub use toy::{TOY_PRIME, toy_exponent, toy_power};
pub use words::four_words;
