//! The file of whole sessions.

use serde_json::Value;

use super::{replay, schedule};
use crate::crypto::vectors::{Case, Fault, VectorFile};

/// Three sessions from the first byte to the close, made by an independent implementation of the protocol.
pub const SESSIONS: VectorFile = VectorFile {
    path: "local/handshake-kat.json",
    standard: "whole sessions of peerscope/1",
    embedded: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/local/handshake-kat.json")),
    digest: "9d702f76ec71bb2f79d911235cb5bb4f4702d4629ff928be3c88a573238ce537",
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
