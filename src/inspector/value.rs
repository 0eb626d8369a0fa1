//! The value of a field as a person reads it: one line, bounded, safe for a terminal.

use crate::text::{PeerText, Place, hex};
use crate::wire::{FieldKind, FieldSize, FieldSpec, Span, UnixMillis, Value};

use super::clock_text::time_text;

/// Characters of text shown in a line.
const TEXT_CHARS: usize = 64;
/// Bytes shown whole; of more, the first and the last few.
const BYTES_WHOLE: usize = 16;
const BYTES_HEAD: usize = 8;
const BYTES_TAIL: usize = 4;

/// What the field says, in one short line.
pub(super) fn short(span: &Span, bytes: &[u8]) -> String {
    match &span.value {
        Value::Number(number) => number_text(span.spec, *number),
        Value::Text(text) => quoted(text),
        Value::Bytes(_) => bytes_text(span.spec, bytes),
    }
}

/// All that the field says, on one line: what a person copies.
pub(super) fn whole(spec: &FieldSpec, bytes: &[u8], short: &str) -> String {
    match spec.kind {
        FieldKind::Number | FieldKind::Time => short.to_owned(),
        FieldKind::Bytes => spaced(bytes),
        FieldKind::Text => {
            let text = String::from_utf8_lossy(content(spec, bytes)).into_owned();
            PeerText::from(text).shown(Place::Message).to_string()
        }
    }
}

/// The bytes of a field without what stands before a text: its length.
pub(super) fn content<'a>(spec: &FieldSpec, bytes: &'a [u8]) -> &'a [u8] {
    match (spec.kind, spec.size) {
        (FieldKind::Text, FieldSize::Prefixed { .. }) => bytes.get(2..).unwrap_or_default(),
        _ => bytes,
    }
}

/// `1f 00 a7`
pub(super) fn spaced(bytes: &[u8]) -> String {
    hex(bytes).parted(" ").to_string()
}

/// `12,345`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 byte`, `2 bytes`, `16,384 bytes`: so many of something whose plural ends in an s.
pub fn counted(count: impl TryInto<u64>, what: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    let end = if count == 1 { "" } else { "s" };
    format!("{} {what}{end}", grouped(count))
}

fn number_text(spec: &FieldSpec, number: u64) -> String {
    if spec.kind == FieldKind::Time {
        return format!("{} UTC", time_text(UnixMillis(number)));
    }
    let name = spec.name_of(number);
    match (spec.name, name) {
        // The spec writes these in hexadecimal.
        ("type" | "kind", Some(name)) => format!("0x{number:02x} {name}"),
        ("type" | "kind", None) => format!("0x{number:02x} (unknown)"),
        ("close.last_seq", _) if number == u64::MAX => "none".to_owned(),
        (_, Some(name)) => format!("{number} {name}"),
        (_, None) if !spec.values.is_empty() => format!("{number} (unknown)"),
        ("length" | "inner.length", None) => counted(number, "byte"),
        (_, None) => number.to_string(),
    }
}

fn bytes_text(spec: &FieldSpec, bytes: &[u8]) -> String {
    if bytes.iter().all(|byte| *byte == 0) && bytes.len() > 1 {
        return format!("{} zeros", grouped_size(bytes.len()));
    }
    if spec.name == "protocol_id" {
        return format!(
            "{}  {}",
            spaced(bytes),
            quoted(&PeerText::from(String::from_utf8_lossy(bytes).into_owned()))
        );
    }
    if bytes.len() <= BYTES_WHOLE {
        return spaced(bytes);
    }
    let head = spaced(bytes.get(..BYTES_HEAD).unwrap_or_default());
    let tail = spaced(bytes.get(bytes.len() - BYTES_TAIL..).unwrap_or_default());
    format!("{head}…{tail}, {}", counted(bytes.len(), "byte"))
}

fn quoted(text: &PeerText) -> String {
    let shown = text.shown(Place::Message).to_string();
    match shown.char_indices().nth(TEXT_CHARS) {
        None => format!("\"{shown}\""),
        Some((end, _)) => {
            let head = shown.get(..end).unwrap_or_default();
            format!("\"{head}\"…, {}", counted(text.len(), "byte"))
        }
    }
}

/// A number of bytes: `12,345`
pub(super) fn grouped_size(size: usize) -> String {
    grouped(u64::try_from(size).unwrap_or(u64::MAX))
}
