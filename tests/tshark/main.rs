//! The dissector for Wireshark: it is made from the registries, and shows what `inspect --json` shows.
//!
//! `PEERSCOPE_BLESS=1 cargo test --test tshark` writes it anew. The comparison needs tshark; it says so and passes
//! where there is none, unless `PEERSCOPE_TSHARK` is set, as `.ci/run` does.

#![cfg(all(feature = "net", feature = "lab"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

mod compare;
#[path = "../support/pcap.rs"]
mod pcap;
#[path = "../inspector/scene.rs"]
#[expect(dead_code, reason = "the scenes of the inspector offer more than is needed here")]
mod scene;
mod shark;
mod tables;
#[path = "../capture/wire.rs"]
mod wire;

use std::{env, fs, path::PathBuf};

/// What stands around the tables in the dissector; all else in it is written by hand.
const BEGIN: &str = "-- Tables: begin.\n\n";
const END: &str = "\n\n-- Tables: end.\n";

/// Where the dissector is.
pub(crate) fn dissector() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("protocol-spec/wireshark/peerscope.lua")
}

#[test]
fn the_dissector_is_what_the_registries_say() {
    let kept = fs::read_to_string(dissector()).unwrap();
    let (before, rest) = kept.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let made = [before, BEGIN, tables::tables().trim_end(), END, after].concat();
    if env::var_os("PEERSCOPE_BLESS").is_some() {
        fs::write(dissector(), &made).unwrap();
    }
    assert!(kept == made, "protocol-spec/wireshark/peerscope.lua is stale: PEERSCOPE_BLESS=1 writes it anew");
}
