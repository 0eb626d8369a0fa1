//! A line of net.log as a filter asks about it, and the fields that only such lines have.

use std::borrow::Cow;

use regex::bytes::Regex;

use crate::inspector::read_time;

use super::eval::{Asked, Found};
use super::expr::Filter;
use super::operand::bytes;
use super::schema::{Fact, FieldType, FilterField, Source};

/// A line of net.log, taken apart.
pub trait LogFields {
    /// `time`, `level` and `event`, in this order.
    fn head(&self) -> [&str; 3];

    /// What stands behind them: names and values.
    fn fields(&self) -> impl Iterator<Item = (&str, &str)>;

    /// The value under this name; those of the head are names too.
    fn value(&self, name: &str) -> Option<&str> {
        let [time, level, event] = self.head();
        let head = [("time", time), ("level", level), ("event", event)];
        head.into_iter().chain(self.fields()).find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    /// Every value but the time, for a search.
    fn values(&self) -> impl Iterator<Item = &str> {
        let [_, level, event] = self.head();
        [event, level].into_iter().chain(self.fields().map(|(_, value)| value))
    }
}

/// Name, what it is, its type, the names of its values.
type LineField = (&'static str, &'static str, FieldType, &'static [&'static str]);

/// What stands in lines of net.log and in no packet.
#[rustfmt::skip]
pub(super) const LINE_FIELDS: [LineField; 34] = [
    ("level", "How important the line is.", FieldType::Word, &["ERROR", "WARN", "INFO", "DEBUG", "TRACE"]),
    ("event", "What happened.", FieldType::Text, &[]),
    ("attempt", "Which try of a dial it is, from 1.", FieldType::Number, &[]),
    ("before", "The tag of the line before, in the chain of the log.", FieldType::Bytes, &[]),
    ("bytes", "How many bytes; of a short frame, its bytes in hexadecimal digits.", FieldType::Text, &[]),
    ("by", "Who stopped a file.", FieldType::Word, &["us", "peer"]),
    ("cause", "Why a link was lost, as the system says it, or why a file was stopped.", FieldType::Text, &[]),
    ("claimed", "First 8 digits of the fingerprint that answered for a name.", FieldType::Text, &[]),
    ("command", "The command that failed.", FieldType::Text, &[]),
    ("count", "How often it happened since the line before.", FieldType::Number, &[]),
    ("decision", "What was decided about a peer.", FieldType::Text, &[]),
    ("error", "What went wrong.", FieldType::Text, &[]),
    ("file", "Number of a file in that run of the program.", FieldType::Number, &[]),
    ("frames", "How many frames.", FieldType::Number, &[]),
    ("head", "The tag of the newest checkpoint of the log.", FieldType::Bytes, &[]),
    ("host", "The address of this end.", FieldType::Text, &[]),
    ("last_try", "Whether it was the last try.", FieldType::Text, &[]),
    ("limit", "The limit that was reached.", FieldType::Text, &[]),
    ("links", "How many links there were.", FieldType::Number, &[]),
    ("name", "What a peer is called here.", FieldType::Text, &[]),
    ("number", "How many lines of the run stand before it.", FieldType::Number, &[]),
    ("phase", "Whether the session was being agreed on or there.", FieldType::Word, &["hs", "data"]),
    ("place", "Where in the program.", FieldType::Text, &[]),
    ("port", "The port of this end.", FieldType::Number, &[]),
    ("run", "The name of a run of the program.", FieldType::Bytes, &[]),
    ("sha256", "The digest of a long frame.", FieldType::Bytes, &[]),
    ("sid", "First 8 digits of the session id.", FieldType::Bytes, &[]),
    ("standing", "What was known of a peer.", FieldType::Text, &[]),
    ("step", "Which flight of a handshake.", FieldType::Text, &[]),
    ("to", "Who was dialled.", FieldType::Text, &[]),
    ("torn", "Whether the line before it has no end.", FieldType::Text, &[]),
    ("took_us", "Microseconds that it took.", FieldType::Number, &[]),
    ("trust", "How far a peer is trusted.", FieldType::Text, &[]),
    ("will_retry", "Whether the dial is tried again.", FieldType::Text, &[]),
];

impl Filter {
    /// Whether a line is one of those asked for. A field that it does not have matches nothing.
    pub fn matches_line(&self, line: &impl LogFields) -> bool {
        self.holds(&View(line))
    }
}

struct View<'a, L>(&'a L);

impl<L: LogFields> Asked for View<'_, L> {
    fn field(&self, field: &FilterField) -> Option<Found<'_>> {
        let Self(line) = self;
        let is_frame = line.value("event") == Some("frame");
        match field.source {
            Source::Packet(Fact::Bad) => {
                let refused = is_frame || line.value("event") == Some("reject");
                return (refused && line.value("reason").is_some()).then_some(Found::Present);
            }
            Source::Packet(Fact::Frame) => {
                let frame = line.value("bytes").filter(|_| is_frame)?;
                return bytes(frame).map(|bytes| Found::Bytes(Cow::Owned(bytes)));
            }
            Source::Type(_, body) => {
                let is_of = ["type", "kind"].iter().any(|name| line.value(name) == Some(body.name));
                return is_of.then_some(Found::Present);
            }
            Source::Packet(_) | Source::Wire(..) | Source::Line => {}
        }
        let text = line.value(field.name)?;
        match field.field_type {
            FieldType::Number => text.parse().ok().or_else(|| field.numbered(text)).map(Found::Number),
            FieldType::Time => read_time(text).map(|time| Found::Time(time.0)),
            FieldType::Bytes => bytes(text).map(|bytes| Found::Bytes(Cow::Owned(bytes))),
            FieldType::Text | FieldType::Word => Some(Found::Bytes(Cow::Borrowed(text.as_bytes()))),
            FieldType::Flag => Some(Found::Present),
        }
    }

    fn says(&self, words: &Regex) -> bool {
        self.0.values().any(|value| words.is_match(value.as_bytes()))
    }
}
