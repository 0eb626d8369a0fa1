//! The command line: what can be asked, and who answers.
//!
//! No secret is ever an argument or an environment variable: both are visible to others on the machine.

mod args;
mod capture;
mod chat;
#[cfg(feature = "lab")]
mod compromise;
mod config;
mod demo;
mod disclose;
mod downloads;
mod error;
#[cfg(feature = "lab")]
mod exhibits;
mod filter;
mod harden;
mod id;
mod inspect;
mod keeping;
mod key_reuse;
#[cfg(feature = "lab")]
mod lab;
mod leaks;
mod log;
mod log_feed;
mod log_packets;
mod log_verify;
mod opening;
mod passphrase;
mod place;
mod screen;
mod script;
#[cfg(feature = "lab")]
mod segmsg;
mod selftest;
mod strength;
#[cfg(feature = "lab")]
mod tap;
mod trust;
mod unlock;

pub use args::Cli;
pub use error::Error;
