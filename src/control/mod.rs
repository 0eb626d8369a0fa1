//! Scripts and the running program: what `peerscope send`, `get`, `tail`, `list` and `check` say to it, and how.
//!
//! The program that runs a profile listens at the Unix socket `keystore/NAME/control`, which only its owner can
//! open. A script sends two lines and reads the answer, one JSON object a line, until it has what it wants:
//!
//! ```text
//! script   9c2e..51d0                                       the digits in keystore/NAME/control.token
//! script   {"ask":"send","to":"bob","text":"hello"}
//! program  {"event":"receipt","peer":"bob","id":3,"state":"held"}
//! program  {"event":"receipt","peer":"bob","id":3,"state":"written"}
//! program  {"event":"receipt","peer":"bob","id":3,"state":"acked"}
//! ```
//!
//! The lines are those of the line mode; `error` has an exit code besides. Where no program runs the profile, the
//! script runs it for as long as it takes, and asks the same.

mod request;
mod server;
#[cfg(test)]
mod tests;
mod way;

pub use request::Request;
pub use server::{Serving, serve};
pub use way::{Answers, Way};
