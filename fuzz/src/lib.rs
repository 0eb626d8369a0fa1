//! What must hold for every input: one function a target, called by the fuzzer and, on what it has found, by
//! `cargo test`.
//!
//! An input is a plan: it says how a valid message is bent, and where the bent one is sealed again so that its
//! tag is right. Nothing else is random, so the same input does the same for ever.

#[path = "../../tests/bad_input/evil.rs"]
mod evil;

mod capture;
mod colours;
mod files;
mod filter;
mod handshake;
mod key_log;
mod plan;
mod session;
mod tap;
mod text;
mod wire;

pub use capture::capture;
pub use colours::colours;
pub use files::{keyfile, known_peers};
pub use filter::filter;
pub use handshake::{finish, request, response};
pub use key_log::key_log;
pub use session::session;
pub use tap::tap;
pub use text::text;
pub use wire::{deframer, message};

/// A target: its name, and the promise that is checked.
pub type Target = (&'static str, fn(&[u8]));

/// Every target, by the name of its file in `fuzz_targets/` and of its folder in `regressions/`.
pub const TARGETS: &[Target] = &[
    ("capture", capture),
    ("colours", colours),
    ("deframer", deframer),
    ("filter", filter),
    ("finish", finish),
    ("key_log", key_log),
    ("keyfile", keyfile),
    ("known_peers", known_peers),
    ("message", message),
    ("request", request),
    ("response", response),
    ("session", session),
    ("tap", tap),
    ("text", text),
];
