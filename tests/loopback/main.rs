//! Running nodes over real sockets on 127.0.0.1: each test waits for what has to happen, never for time to pass.

#![cfg(feature = "net")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]
#![expect(clippy::panic, reason = "a test that waits in vain has to fail loudly")]

mod admission;
mod claims;
mod compromise;
mod deadline;
mod decisions;
mod delivery;
mod eavesdropper;
mod end;
mod endings;
mod files;
mod files_kept;
mod glare;
mod hindered;
mod kept;
mod ledger;
#[path = "../support/pcap.rs"]
mod pcap;
mod peer;
mod place;
mod practice;
#[path = "../support/process.rs"]
mod process;
mod proxy;
mod recalled;
mod refused;
mod same_words;
mod stalled;
mod suspended;
mod talk;
mod trails;
mod trust;
mod wiretap;
