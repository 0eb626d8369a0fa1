//! What a filter can ask for: the fields of the wire definitions, and what is known of a packet as a whole.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use strsim::damerau_levenshtein;

use crate::inspector::tree::Layer;
use crate::link::Direction;
use crate::wire::{
    Described, FieldKind, FieldSpec, FrameHeader, Handshake, InnerHeader, Message, PADDING, Reason,
    SEGMSG_PAYLOAD, SEGMSG_TAG, SealedMessage, SegMsgHeader, StructSpec, UNDECODED, Verdict,
};

use super::line::LINE_FIELDS;
use super::operand::is_same;

/// What the value of a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A number, or the name of one.
    Number,
    /// A moment: milliseconds since 1970, or `"2026-11-21 10:42:11"` and its beginnings, or `"10:42"`.
    Time,
    /// Text, compared letter by letter.
    Text,
    /// One word of a closed list, in either case.
    Word,
    /// Bytes.
    Bytes,
    /// Nothing but whether it is there.
    Flag,
}

impl FieldType {
    /// What to call a value of it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Time => "a time",
            Self::Text => "text",
            Self::Word => "a word",
            Self::Bytes => "bytes",
            Self::Flag => "no value",
        }
    }
}

/// Something that a filter can ask for.
#[derive(Debug)]
pub struct FilterField {
    /// Its name, as in the details, in net.log and in the spec; a prefix `peerscope.` is understood.
    pub name: &'static str,
    /// What it is, in a sentence or two.
    pub doc: &'static str,
    /// What its value is.
    pub field_type: FieldType,
    /// The names of its values, if they have names.
    pub words: Vec<&'static str>,
    pub(super) source: Source,
}

/// Where the value comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    Packet(Fact),
    Wire(Layer, &'static FieldSpec),
    Type(Layer, &'static StructSpec),
    /// Only lines of net.log have it.
    Line,
}

/// What is known of a packet as a whole.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fact {
    Number,
    Conn,
    Time,
    Peer,
    Direction,
    Size,
    Frame,
    Verdict,
    Reason,
    Bad,
    KeyId,
    ExpectedSeq,
    ExpectedEpoch,
    Comment,
}

/// Name, what it is, its type, where it comes from.
const FACTS: [(&str, &str, FieldType, Fact); 14] = [
    ("packet", "The number of the packet in this process, from 1.", FieldType::Number, Fact::Number),
    ("conn", "The number of the link it was on, as in net.log.", FieldType::Number, Fact::Conn),
    ("time", "When it was seen.", FieldType::Time, Fact::Time),
    (
        "peer",
        "First 8 digits of the peer's fingerprint, or its address before it is known; its name is understood on the screen.",
        FieldType::Text,
        Fact::Peer,
    ),
    ("dir", "Which way it went.", FieldType::Word, Fact::Direction),
    ("size", "Bytes of the frame, header included, as far as they came.", FieldType::Number, Fact::Size),
    ("frame", "The bytes of the frame as they stood on the wire.", FieldType::Bytes, Fact::Frame),
    ("verdict", "The verdict on it.", FieldType::Word, Fact::Verdict),
    ("reason", "Why it was refused.", FieldType::Word, Fact::Reason),
    ("bad", "It was refused.", FieldType::Flag, Fact::Bad),
    ("key_id", "The public name of the key it was sealed or opened with.", FieldType::Bytes, Fact::KeyId),
    ("expected.seq", "The number that was due when it came.", FieldType::Number, Fact::ExpectedSeq),
    ("expected.epoch", "The key epoch that was due when it came.", FieldType::Number, Fact::ExpectedEpoch),
    ("comment", "What a person wrote beside it.", FieldType::Text, Fact::Comment),
];

/// The two names of a direction, as in net.log.
pub(super) const DIRECTIONS: [Direction; 2] = [Direction::Sent, Direction::Received];

fn words_of(fact: Fact) -> Vec<&'static str> {
    match fact {
        Fact::Direction => DIRECTIONS.iter().map(|direction| direction.name()).collect(),
        Fact::Verdict => Verdict::ALL.iter().map(|verdict| verdict.name()).collect(),
        Fact::Reason => Reason::ALL.iter().map(|reason| reason.name()).collect(),
        _ => Vec::new(),
    }
}

static FIELDS: LazyLock<BTreeMap<&'static str, FilterField>> =
    LazyLock::new(|| listed().map(|field| (field.name, field)).collect());

/// Every field as often as something names it.
pub(super) fn listed() -> impl Iterator<Item = FilterField> {
    let facts = FACTS.iter().map(|(name, doc, field_type, fact)| FilterField {
        name,
        doc,
        field_type: *field_type,
        words: words_of(*fact),
        source: Source::Packet(*fact),
    });
    let wire = [&FrameHeader::SPEC, const { &SealedMessage::SPEC }, const { &SegMsgHeader::SPEC }];
    let wire = wire.into_iter().chain(Handshake::ALL.iter().map(|entry| &entry.body));
    let opened = core::iter::once(const { &InnerHeader::SPEC });
    let opened = opened.chain(Message::ALL.iter().map(|entry| &entry.body));
    let types = wire.map(|body| (Layer::Wire, body)).chain(opened.map(|body| (Layer::Opened, body)));
    let single = [
        (Layer::Opened, const { &PADDING }),
        (Layer::Wire, const { &SEGMSG_PAYLOAD }),
        (Layer::Wire, const { &SEGMSG_TAG }),
        (Layer::Wire, const { &UNDECODED }),
    ];
    let of_types = types.flat_map(|(layer, body)| {
        let whole = FilterField {
            name: body.name,
            doc: body.doc,
            field_type: FieldType::Flag,
            words: Vec::new(),
            source: Source::Type(layer, body),
        };
        core::iter::once(whole).chain(body.fields.iter().map(move |spec| of_wire(layer, spec)))
    });
    let of_lines = LINE_FIELDS.iter().map(|(name, doc, field_type, words)| FilterField {
        name,
        doc,
        field_type: *field_type,
        words: words.to_vec(),
        source: Source::Line,
    });
    facts.chain(of_lines).chain(of_types).chain(single.into_iter().map(|(layer, spec)| of_wire(layer, spec)))
}

fn of_wire(layer: Layer, spec: &'static FieldSpec) -> FilterField {
    let field_type = match spec.kind {
        FieldKind::Bytes => FieldType::Bytes,
        FieldKind::Number => FieldType::Number,
        FieldKind::Text => FieldType::Text,
        FieldKind::Time => FieldType::Time,
    };
    let words = spec.values.iter().map(|(_, name)| *name).collect();
    FilterField { name: spec.name, doc: spec.doc, field_type, words, source: Source::Wire(layer, spec) }
}

/// What a filter is asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// Packets.
    #[default]
    Packets,
    /// Lines of net.log: they have the fields of packets, as far as they say them, and some of their own.
    Lines,
}

impl Subject {
    /// Whether such a thing can have this field.
    pub(super) const fn has(self, field: &FilterField) -> bool {
        matches!(self, Self::Lines) || !matches!(field.source, Source::Line)
    }
}

impl FilterField {
    /// The number that has this name among its values; upper and lower case are one.
    pub(super) fn numbered(&self, name: &str) -> Option<u64> {
        let Source::Wire(_, spec) = self.source else { return None };
        spec.values.iter().find(|(_, other)| is_same(other, name)).map(|(number, _)| *number)
    }
}

/// All fields of such a thing, by name.
pub fn fields(subject: Subject) -> impl Iterator<Item = &'static FilterField> {
    FIELDS.values().filter(move |field| subject.has(field))
}

/// The field of this name, with or without `peerscope.` before it.
pub fn find(name: &str) -> Option<&'static FilterField> {
    FIELDS.get(name.strip_prefix("peerscope.").unwrap_or(name))
}

/// What Wireshark calls what a packet has as a whole, and its name here.
const ELSEWHERE: [(&str, &str); 7] = [
    ("frame.len", "size"),
    ("frame.cap_len", "size"),
    ("frame.number", "packet"),
    ("frame.time", "time"),
    ("frame.comment", "comment"),
    ("tcp.stream", "conn"),
    ("tcp.payload", "frame"),
];

/// The name of these that is most like a word, if one is like it at all.
pub(super) fn nearest(word: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let names: Vec<_> = names.collect();
    let elsewhere = ELSEWHERE.iter().find(|(name, _)| *name == word).map(|(_, own)| *own);
    if let Some(name) = elsewhere.filter(|own| names.contains(own)) {
        return Some(name);
    }
    let ends = |name: &&&str| name.split_once('.').is_some_and(|(_, last)| last == word);
    // Our own come before those of the other dialect.
    let rank = |name: &&&str| (name.starts_with(SegMsgHeader::SPEC.name), name.len());
    if let Some(name) = names.iter().filter(ends).min_by_key(rank) {
        return Some(name);
    }
    let by_likeness =
        names.into_iter().map(|name| (damerau_levenshtein(&word, &name.to_ascii_lowercase()), name));
    let (far, name) = by_likeness.min_by_key(|(far, _)| *far)?;
    (far <= 1 + word.chars().count() / 4).then_some(name)
}
