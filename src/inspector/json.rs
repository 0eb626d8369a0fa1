//! A packet as one line of JSON, for programs: the one definition that exports, captures and tests share.
//!
//! Names are those of the display filter. Bytes are hexadecimal digits, times are milliseconds since 1970, offsets
//! count from the start of their layer; what the packet does not have is `null`.

use core::fmt::{Display, Write as _};

use crate::capture::Packet;
use crate::text::{escape, hex};
use crate::wire::{Reason, Span, Trace, Value, trace_frame, trace_inner};

use super::checks::{Check, CheckState};
use super::dissect::{Stop, dissect};
use super::summary::Tone;
use super::tree::Layer;

/// The packet as a JSON object without a line break.
pub fn json(packet: &Packet) -> String {
    let dissection = dissect(packet);
    let mut object = Object::new();
    object.put("packet", packet.number);
    object.put("conn", packet.conn);
    object.put("time", packet.time.0);
    object.put("peer", text(&packet.peer));
    object.put_or_null("local", packet.endpoints.map(|ends| quoted(ends.local)));
    object.put_or_null("remote", packet.endpoints.map(|ends| quoted(ends.remote)));
    object.put("dir", quoted(packet.direction.name()));
    object.put("size", packet.frame.len());
    object.put_or_null("kind", packet.kind.map(quoted));
    object.put("verdict", quoted(packet.verdict.name()));
    object.put_or_null("reason", packet.reason.map(Reason::name).map(quoted));
    object.put("bad", Tone::of(packet.verdict) == Tone::Bad);
    object.put_or_null("key_id", packet.key_id.as_ref().map(|id| quoted(hex(id))));
    object.put_or_null("expected.epoch", packet.expected.map(|at| at.epoch.0));
    object.put_or_null("expected.seq", packet.expected.map(|at| at.seq.0));
    object.put_or_null("comment", packet.comment.as_deref().map(text));
    object.put("frame", quoted(hex(&packet.frame)));
    let opened = packet.inner.as_deref().map(trace_inner);
    let wire = fields(Layer::Wire, &trace_frame(&packet.frame), packet);
    let inner = opened.iter().flat_map(|trace| fields(Layer::Opened, trace, packet));
    object.put("fields", array(wire.into_iter().chain(inner)));
    object.put_or_null("stop", dissection.stop.as_ref().map(stop));
    object.put("checks", array(dissection.checks.list.iter().map(check)));
    object.end()
}

fn fields(layer: Layer, trace: &Trace, packet: &Packet) -> Vec<String> {
    trace.spans.iter().map(|span| field(layer, span, packet)).collect()
}

fn field(layer: Layer, span: &Span, packet: &Packet) -> String {
    let mut object = Object::new();
    object.put("name", quoted(span.spec.name));
    object.put("layer", quoted(layer.name()));
    object.put("at", span.range.start);
    object.put("bytes", span.range.len());
    match &span.value {
        Value::Number(number) => {
            object.put("value", number);
            if let Some(name) = span.spec.name_of(*number) {
                object.put("means", quoted(name));
            }
        }
        Value::Text(said) => object.put("value", said.json()),
        Value::Bytes(_) => {
            let bytes = layer.bytes(packet).get(span.range.clone()).unwrap_or_default();
            object.put("value", quoted(hex(bytes)));
        }
    }
    object.end()
}

fn stop(stop: &Stop) -> String {
    let mut object = Object::new();
    object.put("layer", quoted(stop.layer.name()));
    object.put("at", stop.at);
    object.put("what", text(&stop.what));
    object.end()
}

fn check(check: &Check) -> String {
    let mut object = Object::new();
    object.put("name", quoted(check.name));
    object.put("section", quoted(check.section));
    object.put_or_null("field", check.field.map(quoted));
    let state = match check.state {
        CheckState::Passed => "passed",
        CheckState::Failed => "failed",
        CheckState::NotMade => "not made",
        CheckState::Unknown => "unknown",
    };
    object.put("state", quoted(state));
    object.put("evidence", text(&check.evidence));
    object.put_or_null("reason", check.reason.map(Reason::name).map(quoted));
    object.end()
}

/// An object under construction.
struct Object(String);

impl Object {
    const fn new() -> Self {
        Self(String::new())
    }

    /// Adds a member whose value is JSON already.
    fn put(&mut self, name: &str, value: impl Display) {
        let sign = if self.0.is_empty() { '{' } else { ',' };
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{sign}\"{name}\":{value}");
    }

    fn put_or_null(&mut self, name: &str, value: Option<impl Display>) {
        match value {
            Some(value) => self.put(name, value),
            None => self.put(name, "null"),
        }
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

fn array(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

/// Words of our own, which need no escape.
fn quoted(word: impl Display) -> String {
    format!("\"{word}\"")
}

/// What may hold anything, as a JSON string.
fn text(text: &str) -> String {
    escape(text).json().to_string()
}
