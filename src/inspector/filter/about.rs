//! From a field that a person looks at to the filter that asks for it.

use crate::capture::Packet;
use crate::inspector::tree::Node;
use crate::inspector::value::content;
use crate::text::hex;
use crate::wire::FieldKind;

use super::operand::spelled;

/// Bytes of a value that are compared; of a longer one, its beginning is.
const BYTES_MAX: usize = 64;

/// The filter for packets that have what this one has there: `seq == 31`; of a branch, its name.
pub fn about(node: &Node, packet: &Packet) -> String {
    let name = node.path;
    let Some(spec) = node.spec else { return name.to_owned() };
    let bytes = content(spec, node.layer.bytes(packet).get(node.range.clone()).unwrap_or_default());
    match spec.kind {
        FieldKind::Number | FieldKind::Time => {
            let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
            let value = spec.name_of(number).map_or_else(|| number.to_string(), spelled);
            format!("{name} == {value}")
        }
        FieldKind::Bytes if bytes.is_empty() => format!("{name} == \"\""),
        FieldKind::Bytes => {
            let (slice, bytes) = beginning(bytes, BYTES_MAX);
            format!("{name}{slice} == {}", colons(bytes))
        }
        FieldKind::Text => {
            let text = String::from_utf8_lossy(bytes);
            let (slice, bytes) = beginning(text.as_bytes(), text.floor_char_boundary(BYTES_MAX));
            format!("{name}{slice} == \"{}\"", String::from_utf8_lossy(bytes).escape_debug())
        }
    }
}

/// So many of the bytes, and the slice that says so.
fn beginning(bytes: &[u8], most: usize) -> (String, &[u8]) {
    match bytes.get(..most) {
        Some(first) if first.len() < bytes.len() => (format!("[0:{most}]"), first),
        _ => (String::new(), bytes),
    }
}

/// `1f:00:a7`
fn colons(bytes: &[u8]) -> String {
    hex(bytes).parted(":").to_string()
}
