//! The tables of the spec are made from the registries, and a copy that differs fails.
//!
//! `PEERSCOPE_BLESS=1 cargo test --test spec` writes them anew.

#![expect(clippy::unwrap_used, reason = "a table that cannot be made has to fail loudly")]

use std::{env, fmt::Write, fs, path::Path};

use peerscope::spec::sections;
use peerscope::wire::{
    Codec, Described, FieldKind, FieldSize, FieldSpec, FrameHeader, FrameType, HEADER_BYTES, Handshake,
    IdentityProof, InnerHeader, Message, MessageSpec, PADDING, Reader, Reason, SEGMSG_PAYLOAD, SEGMSG_TAG,
    SealedMessage, SegMsgHeader, Span, StructSpec, Verdict, limits,
};

/// Bytes of an example in one line.
const EXAMPLE_BYTES: usize = 32;

#[test]
fn messages_md_is_what_the_registries_say() {
    check("messages.md", &messages());
}

#[test]
fn every_section_of_a_type_has_example_bytes_that_decode_to_its_fields() {
    let mut seen = 0;
    for section in sections().iter().filter(|section| section.file == "messages.md") {
        let Some((_, name)) = section.title.rsplit_once(": ") else { continue };
        let fields: Vec<&str> =
            section.text.lines().filter_map(|line| line.split(" | ").nth(2)?.strip_prefix('`')).collect();
        let fields: Vec<&str> = fields.iter().map(|field| field.trim_end_matches('`')).collect();
        if fields.is_empty() {
            continue;
        }
        let code =
            section.text.split("Example:\n\n```\n").nth(1).unwrap_or_else(|| panic!("{name} has no example"));
        let bytes = unhex(code.split("```").next().unwrap());
        let decoded: Vec<_> = decode(name, &bytes).iter().map(|span| span.spec.name).collect();
        // Padding and what follows a header of SegMSG have tables of their own.
        let apart = [PADDING.name, SEGMSG_PAYLOAD.name, SEGMSG_TAG.name];
        let named: Vec<_> = fields.into_iter().filter(|field| !apart.contains(field)).collect();
        assert_eq!(decoded, named, "{name}");
        seen += 1;
    }
    assert_eq!(
        seen,
        5 + Handshake::ALL.len() + Message::ALL.len() - 1,
        "all types but the one without fields"
    );
}

#[test]
fn every_header_that_the_spec_shows_is_one() {
    let mut seen = 0;
    for section in sections().iter().filter(|section| section.file == "README.md") {
        let is_header = |code: &&str| {
            let words = code.split_whitespace();
            words.clone().count() == HEADER_BYTES && words.clone().all(|word| word.len() == 2 && word != "..")
        };
        for code in section.text.split('`').skip(1).step_by(2).filter(is_header) {
            let header = FrameHeader::from_slice(&unhex(code)).unwrap();
            let frame_type = header.check_protocol().unwrap();
            assert_eq!(header.check_length(frame_type), Ok(()), "{code}");
            seen += 1;
        }
    }
    assert_eq!(seen, 4);
}

fn unhex(hex: &str) -> Vec<u8> {
    hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

/// The fields of an encoding, which has to be whole.
fn decode(name: &str, bytes: &[u8]) -> Vec<Span> {
    let mut reader = Reader::tracing(bytes);
    let kind =
        |all: &[MessageSpec]| all.iter().find(|listed| listed.body.name == name).map(|listed| listed.kind);
    let decoded = match (kind(Handshake::ALL), kind(Message::ALL)) {
        (Some(kind), _) => Handshake::decode(kind, &mut reader).map(drop),
        (_, Some(kind)) => Message::decode(kind, &mut reader).map(drop),
        _ if name == "header" => FrameHeader::decode(&mut reader).map(drop),
        _ if name == "message" => SealedMessage::decode(&mut reader).map(drop),
        _ if name == "segmsg" => SegMsgHeader::decode(&mut reader).map(drop),
        _ if name == "inner" => InnerHeader::decode(&mut reader).map(drop),
        _ => IdentityProof::decode(&mut reader).map(drop),
    };
    assert_eq!(decoded.and_then(|()| reader.finish()), Ok(()), "{name}");
    reader.into_spans()
}

/// Compares a file of the spec with what it should be, or writes it.
fn check(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol-spec").join(name);
    if env::var_os("PEERSCOPE_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(made.lines()).position(|(kept, made)| kept != made);
    let line = differs.unwrap_or_else(|| kept.lines().count().min(made.lines().count())) + 1;
    assert!(
        kept == made,
        "protocol-spec/{name} is stale from line {line} on; write it anew with PEERSCOPE_BLESS=1"
    );
}

/// The text of `messages.md`.
fn messages() -> String {
    let mut out = String::from(INTRODUCTION);
    section(&mut out, "## Frames");
    frames(&mut out);
    section(&mut out, "## Handshake");
    for listed in Handshake::ALL {
        let title = format!("### Type 0x{:02x}: `{}`", listed.kind, listed.body.name);
        structure(&mut out, &title, (&listed.body, listed.sample));
    }
    structure(&mut out, "### Opened: `proof`", described::<IdentityProof>());
    section(&mut out, "## Messages");
    sealed(&mut out);
    for listed in Message::ALL {
        let title = format!("### Kind 0x{:02x}: `{}`", listed.kind, listed.body.name);
        structure(&mut out, &title, (&listed.body, listed.sample));
    }
    section(&mut out, "## Frames of SegMSG");
    segmsg(&mut out);
    section(&mut out, "## Reasons");
    reasons(&mut out);
    section(&mut out, "## Verdicts");
    verdicts(&mut out);
    section(&mut out, "## Limits");
    limits(&mut out);
    out
}

const INTRODUCTION: &str = "\
# Messages

Made from the definitions in `src/wire`; do not edit. Integers are big-endian. The fields of a type follow
each other without gaps, and nothing may follow the last. Every name is the one that display filters, net.log
and the inspector use; a filter may put `peerscope.` in front of it.
";

fn section(out: &mut String, title: &str) {
    writeln!(out, "\n{title}").unwrap();
}

fn frames(out: &mut String) {
    out.push('\n');
    row(out, &["type", "name", "`length`"]);
    row(out, &["---"; 3]);
    for frame_type in FrameType::ALL {
        let length = frame_type.fixed_length().map_or_else(
            || format!("64 n + 32: {} to {}", limits::MESSAGE_LENGTH_MIN, limits::MESSAGE_LENGTH_MAX),
            |length| length.to_string(),
        );
        row(out, &[&format!("0x{:02x}", frame_type.byte()), &code(frame_type.name()), &length]);
    }
    structure(out, "### In front of every frame: `header`", described::<FrameHeader>());
}

fn sealed(out: &mut String) {
    structure(out, "### Type 0x01: `message`", described::<SealedMessage>());
    structure(out, "### Opened: `inner`", described::<InnerHeader>());
    writeln!(out, "\nThe payload follows, then the padding:\n").unwrap();
    field_table(out, &[PADDING], None);
    section(out, "### Kinds");
    out.push('\n');
    row(out, &["kind", "name", "payload bytes"]);
    row(out, &["---"; 3]);
    for listed in Message::ALL {
        let (min, max) = (listed.body.bytes_min(), listed.body.bytes_max());
        let bytes = if min == max { min.to_string() } else { format!("{min} to {max}") };
        row(out, &[&format!("0x{:02x}", listed.kind), &code(listed.body.name), &bytes]);
    }
    writeln!(out, "\nKinds 0x15 to 0x1f are kept for files and 0x30 to 0x3f for groups. A kind that is not")
        .unwrap();
    writeln!(out, "listed is refused with `{}`.", Reason::BadInner.name()).unwrap();
}

fn segmsg(out: &mut String) {
    writeln!(
        out,
        "\nAnother chat, whose frames the inspector reads and shows beside ours. No peer of this protocol takes one."
    )
    .unwrap();
    structure(out, "### In the clear: `segmsg`", described::<SegMsgHeader>());
    writeln!(out, "\nBehind it stand:\n").unwrap();
    field_table(out, &[SEGMSG_PAYLOAD, SEGMSG_TAG], None);
}

/// A type and one valid encoding of it.
type Shown = (&'static StructSpec, &'static [u8]);

const fn described<T: Described>() -> Shown {
    (&T::SPEC, T::SAMPLE)
}

/// A title, what the type is, its fields, and bytes of it.
fn structure(out: &mut String, title: &str, (spec, sample): Shown) {
    writeln!(out, "\n{title}\n\n{}", spec.doc).unwrap();
    if spec.fields.is_empty() {
        return;
    }
    out.push('\n');
    field_table(out, spec.fields, Some(0));
    writeln!(out, "\nExample:\n\n```").unwrap();
    for row in sample.chunks(EXAMPLE_BYTES) {
        let row: Vec<_> = row.iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(out, "{}", row.join(" ")).unwrap();
    }
    out.push_str("```\n");
}

/// One line a field; offsets as far as they are the same for every value.
fn field_table(out: &mut String, fields: &[FieldSpec], mut offset: Option<usize>) {
    row(out, &["offset", "bytes", "field", "kind", "meaning"]);
    row(out, &["---"; 5]);
    for field in fields {
        let at = offset.map_or_else(String::new, |at| at.to_string());
        row(out, &[&at, &bytes(field.size), &code(field.name), kind(field.kind), &meaning(field)]);
        offset = match field.size {
            FieldSize::Fixed(size) => offset.map(|at| at + size),
            FieldSize::Prefixed { .. } | FieldSize::Rest { .. } => None,
        };
    }
}

fn bytes(size: FieldSize) -> String {
    match size {
        FieldSize::Fixed(size) => size.to_string(),
        FieldSize::Prefixed { min, max } => format!("2 (the length), then {min} to {max}"),
        FieldSize::Rest { min, max } => {
            assert!(max < usize::MAX, "everything has a bound");
            format!("{min} to {max}: the rest")
        }
    }
}

const fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Bytes => "bytes",
        FieldKind::Number => "number",
        FieldKind::Text => "UTF-8",
        FieldKind::Time => "ms since 1970 UTC",
    }
}

/// The description, with the named values where they are few; longer lists have a table of their own.
fn meaning(field: &FieldSpec) -> String {
    let few = (1..6).contains(&field.values.len());
    let values = field.values.iter().filter(|_| few).map(|(value, name)| format!("{value} `{name}`"));
    let values: Vec<_> = values.collect();
    if values.is_empty() { field.doc.to_owned() } else { format!("{} {}.", field.doc, values.join(", ")) }
}

fn reasons(out: &mut String) {
    writeln!(
        out,
        "\nThe number is what CLOSE carries. It is stable: none is ever given to another reason.\n"
    )
    .unwrap();
    row(out, &["number", "name", "verdict", "meaning"]);
    row(out, &["---"; 4]);
    for reason in Reason::ALL {
        // No frame is refused for that.
        let verdict =
            if *reason == Reason::Flood { "none: a line of net.log" } else { reason.verdict().name() };
        row(out, &[&reason.number().to_string(), &code(reason.name()), verdict, reason.meaning()]);
    }
}

fn verdicts(out: &mut String) {
    writeln!(out, "\nThe word shown for a frame. Lower case is normal, capitals are refusals.\n").unwrap();
    row(out, &["verdict", "meaning"]);
    row(out, &["---"; 2]);
    for verdict in Verdict::ALL {
        row(out, &[verdict.name(), verdict.meaning()]);
    }
}

fn limits(out: &mut String) {
    out.push('\n');
    row(out, &["limit", "value", "meaning"]);
    row(out, &["---"; 3]);
    for limit in limits::ALL {
        row(out, &[&code(limit.name), &limit.value.to_string(), limit.doc]);
    }
}

fn code(name: &str) -> String {
    format!("`{name}`")
}

fn row(out: &mut String, cells: &[&str]) {
    writeln!(out, "| {} |", cells.join(" | ")).unwrap();
}
