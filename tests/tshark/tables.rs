//! The tables of the dissector, made from the definitions in `src/wire`. What a value may be is asked of the decoder.

use std::fmt::Write as _;

use peerscope::wire::limits::{
    INNER_BYTES_MAX, INNER_BYTES_MIN, MESSAGE_LENGTH_MAX, MESSAGE_LENGTH_MIN, PADDING_BYTES, PROTOCOL_ID,
    VERSION,
};
use peerscope::wire::{
    Described, FieldKind, FieldSize, FieldSpec, FrameHeader, FrameType, Handshake, InnerHeader, Message,
    MessageSpec, PADDING, Reason, SealedMessage, StructSpec, UNDECODED,
};

/// The name in front of opened bytes in their tag, as a Lua string.
const OPENED_NAME: &str = "peerscope.opened\\0";

/// All tables.
pub(crate) fn tables() -> String {
    let mut out = String::new();
    line(&mut out, &format!("local PROTOCOL_ID = \"{}\"", PROTOCOL_ID.escape_ascii()));
    for (name, value) in [
        ("VERSION", usize::from(VERSION)),
        ("PADDING_BYTES", PADDING_BYTES),
        ("INNER_MIN", INNER_BYTES_MIN),
        ("INNER_MAX", INNER_BYTES_MAX),
    ] {
        line(&mut out, &format!("local {name} = {value}"));
    }
    line(&mut out, &format!("local OPENED_NAME = \"{OPENED_NAME}\"\n"));
    line(&mut out, "local FRAME_LENGTHS = {");
    for frame_type in FrameType::ALL {
        let (min, max) =
            frame_type.fixed_length().map_or((MESSAGE_LENGTH_MIN, MESSAGE_LENGTH_MAX), |only| (only, only));
        line(&mut out, &format!("    [{}] = {{ min = {min}, max = {max} }},", frame_type.byte()));
    }
    line(&mut out, "}\n");
    structure(&mut out, "local HEADER", &FrameHeader::SPEC, None, "\n");
    structure(&mut out, "local SEALED", &SealedMessage::SPEC, None, "\n");
    structure(&mut out, "local INNER", &InnerHeader::SPEC, None, "\n");
    registry(&mut out, "HANDSHAKE", Handshake::ALL, |_, _| true);
    registry(&mut out, "MESSAGES", Message::ALL, |kind, payload| Message::decode_all(kind, payload).is_ok());
    single(&mut out, "PADDING", &PADDING);
    single(&mut out, "UNDECODED", &UNDECODED);
    line(&mut out, "local REASONS = {");
    for reason in Reason::ALL {
        line(&mut out, &format!("    {} = {},", reason.name(), quoted(reason.meaning())));
    }
    out.push('}');
    out
}

type Accepts = fn(u8, &[u8]) -> bool;

fn registry(out: &mut String, name: &str, all: &[MessageSpec], accepts: Accepts) {
    line(out, &format!("local {name} = {{"));
    for entry in all {
        structure(out, &format!("    [{}]", entry.kind), &entry.body, Some((entry, accepts)), ",");
    }
    line(out, "}\n");
}

fn structure(
    out: &mut String,
    name: &str,
    body: &StructSpec,
    probe: Option<(&MessageSpec, Accepts)>,
    end: &str,
) {
    let (min, max) = (body.bytes_min(), body.bytes_max());
    let size = if min == max { format!(" size = {min},") } else { String::new() };
    line(
        out,
        &format!("{name} = {{ name = {}, doc = {},{size} fields = {{", quoted(body.name), quoted(body.doc)),
    );
    let mut at = 0;
    for (index, spec) in body.fields.iter().enumerate() {
        let behind: usize = body.fields.iter().skip(index + 1).map(|field| field.size.bytes_min()).sum();
        let legal = probe.map_or_else(String::new, |(entry, accepts)| legal(spec, at, entry, accepts));
        line(out, &format!("    {{ {}{legal} }},", field(spec, behind)));
        at += spec.size.bytes_min();
    }
    line(out, &format!("}} }}{end}"));
}

fn single(out: &mut String, name: &str, spec: &FieldSpec) {
    line(out, &format!("local {name} = {{ {} }}\n", field(spec, 0)));
}

/// A field; `behind` are the bytes of those after it.
fn field(spec: &FieldSpec, behind: usize) -> String {
    let label = spec.name.rsplit('.').next().unwrap_or(spec.name);
    let kind = match spec.kind {
        FieldKind::Bytes => "bytes",
        FieldKind::Number | FieldKind::Time => "number",
        FieldKind::Text => "text",
    };
    let shape = match spec.size {
        FieldSize::Fixed(size) => format!("shape = \"fixed\", size = {size}"),
        FieldSize::Prefixed { min, max } => format!("shape = \"prefixed\", min = {min}, max = {max}"),
        FieldSize::Rest { min, max } => {
            format!("shape = \"rest\", min = {min}, max = {}, reserved = {behind}", max.min(0xffff_ffff))
        }
    };
    let mut text = format!(
        "name = {}, label = {}, kind = \"{kind}\", {shape}, doc = {}",
        quoted(spec.name),
        quoted(label),
        quoted(spec.doc)
    );
    if !spec.values.is_empty() {
        let names: Vec<_> =
            spec.values.iter().map(|(value, name)| format!("[{value}] = {}", quoted(name))).collect();
        write!(text, ", names = {{ {} }}", names.join(", ")).unwrap();
    }
    text
}

/// Which values of a number the decoder takes, where it does not take all: for one byte each is tried, for more 0,
/// for eight the largest is looked for.
fn legal(spec: &FieldSpec, at: usize, entry: &MessageSpec, accepts: Accepts) -> String {
    let FieldSize::Fixed(size) = spec.size else { return String::new() };
    if spec.kind != FieldKind::Number {
        return String::new();
    }
    let is_legal = |value: &[u8]| {
        let mut payload = entry.sample.to_vec();
        payload[at..at + size].copy_from_slice(value);
        accepts(entry.kind, &payload)
    };
    if size == 8 && !is_legal(&[0xff; 8]) {
        let (mut taken, mut refused) = (0, u64::MAX);
        while refused - taken > 1 {
            let middle = taken + (refused - taken) / 2;
            if is_legal(&middle.to_be_bytes()) { taken = middle } else { refused = middle }
        }
        return format!(", most = \"{taken:016X}\"");
    }
    if size > 1 {
        return if is_legal(&vec![0; size]) { String::new() } else { ", nonzero = true".to_owned() };
    }
    let taken: Vec<u8> = (0..=u8::MAX).filter(|value| is_legal(&[*value])).collect();
    if taken.len() > usize::from(u8::MAX) {
        return String::new();
    }
    let taken: Vec<_> = taken.iter().map(|value| format!("[{value}] = true")).collect();
    format!(", legal = {{ {} }}", taken.join(", "))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}
