//! Captures as files: what is written reads back, frames are found in what others recorded, and no file does harm.

#![cfg(all(feature = "net", feature = "lab"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

mod foreign;
mod own;
#[path = "../support/pcap.rs"]
mod pcap;
mod program;
#[path = "../inspector/scene.rs"]
#[expect(dead_code, reason = "the scenes of the inspector offer more than is needed here")]
mod scene;
mod segmsg;
mod wire;
