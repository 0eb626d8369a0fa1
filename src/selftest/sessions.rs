//! The file of whole sessions.

use serde_json::Value;

use super::{replay, schedule};
use crate::crypto::vectors::{Case, Fault, VectorFile};

/// Three sessions from the first byte to the close, made by an independent implementation of the protocol.
pub const SESSIONS: VectorFile = VectorFile {
    path: "local/handshake-kat.json",
    standard: "whole sessions of peerscope/1",
    embedded: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/local/handshake-kat.json")),
    digest: "ad58ac0911a1a8f58b94c4db815f622e418510be590b101c8cff582d4de023d6",
    values,
};

fn values(root: &Value) -> Result<usize, Fault> {
    let cases = Case::root(root).list("cases")?;
    for case in &cases {
        schedule::check(case)?;
        replay::check(case)?;
    }
    Ok(cases.len())
}
