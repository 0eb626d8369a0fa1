//! Running tshark, and what it says of each field.

use std::io::Write as _;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    process::Command,
};

use serde_json::Value;

/// A field as tshark shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// As text.
    pub(crate) value: String,
    /// Its bytes in hexadecimal digits.
    pub(crate) raw: String,
    /// Where they are in their layer.
    pub(crate) at: u64,
}

/// What tshark shows of one frame.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// By layer and name, with `peerscope.` taken off.
    pub(crate) fields: BTreeMap<(String, String), Shown>,
    /// What the capture says of it besides its bytes.
    pub(crate) facts: BTreeMap<String, String>,
    /// The names of its expert information.
    pub(crate) experts: BTreeSet<String>,
}

/// Whether there is a tshark. Where the gates run, there has to be one.
pub(crate) fn is_there() -> bool {
    let found = Command::new("tshark").arg("--version").output().is_ok();
    assert!(found || env::var_os("PEERSCOPE_TSHARK").is_none(), "tshark is not installed");
    if !found {
        // Written past the capture of the test harness, so that a run that skipped shows it.
        std::io::stderr().write_all(b"skipped: tshark is not installed\n").unwrap();
    }
    found
}

/// What tshark shows of a capture, a frame of ours after the other.
pub(crate) fn frames(capture: &[u8]) -> Vec<Frame> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("capture");
    fs::write(&file, capture).unwrap();
    let packets: Value = serde_json::from_str(&run(&file)).unwrap();
    let packets = packets.as_array().unwrap();
    packets.iter().flat_map(|packet| layers(&packet["_source"]["layers"])).collect()
}

fn run(file: &Path) -> String {
    let script = format!("lua_script:{}", crate::dissector().display());
    let output = Command::new("tshark")
        .args(["-n", "-r", file.to_str().unwrap(), "-X", &script, "-T", "json", "-x", "--no-duplicate-keys"])
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && !said.contains("Lua"), "tshark: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The layers of ours in a packet: several frames may stand in one.
fn layers(layers: &Value) -> Vec<Frame> {
    let Some(found) = layers.get("peerscope") else { return Vec::new() };
    let raw = &layers["peerscope_raw"];
    match found {
        Value::Array(all) => all.iter().enumerate().map(|(index, one)| frame(one, &raw[index])).collect(),
        one => vec![frame(one, raw)],
    }
}

fn frame(layer: &Value, raw: &Value) -> Frame {
    let mut frame = Frame::default();
    collect(layer, ("wire", raw[1].as_u64().unwrap()), &mut frame);
    frame
}

/// Opened fields lie in bytes of their own; those on the wire behind what stands in front of the frame.
fn collect(tree: &Value, (layer, start): (&str, u64), frame: &mut Frame) {
    for (name, value) in tree.as_object().unwrap() {
        match (name.as_str(), value) {
            ("_ws.expert", _) => experts(value, frame),
            ("peerscope.opened", Value::Object(_)) => collect(value, ("opened", 0), frame),
            (_, Value::Object(_)) => collect(value, (layer, start), frame),
            _ => {}
        }
        let own = name.trim_start_matches("peerscope.");
        let Value::String(shown) = value else { continue };
        if crate::compare::FACTS.contains(&own) {
            frame.facts.insert(own.to_owned(), shown.clone());
        }
        let Value::Array(raw) = &tree[format!("{name}_raw")] else { continue };
        let (bytes, at) = (raw[0].as_str().unwrap_or_default(), raw[1].as_u64().unwrap());
        // A branch has no value, and no dot in its name.
        if !bytes.is_empty() && (own.contains('.') || !shown.is_empty()) {
            let shown = Shown { value: shown.clone(), raw: bytes.to_owned(), at: at.wrapping_sub(start) };
            frame.fields.insert((layer.to_owned(), own.to_owned()), shown);
        }
    }
}

fn experts(found: &Value, frame: &mut Frame) {
    match found {
        Value::Array(all) => all.iter().for_each(|one| experts(one, frame)),
        one => frame.experts.extend(one.as_object().unwrap().keys().cloned()),
    }
}
