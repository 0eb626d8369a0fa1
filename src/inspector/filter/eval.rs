//! Asking a filter about a packet. What is not asked for is not decoded.

use core::cell::OnceCell;
use core::cmp::Ordering;
use std::borrow::Cow;

use crate::capture::Packet;
use crate::inspector::clock_text::time_text;
use crate::inspector::summary::Tone;
use crate::inspector::tree::Layer;
use crate::inspector::value::content;
use crate::wire::{
    FieldKind, Span, StructSpec, Trace, UnixMillis, Value as WireValue, trace_frame, trace_inner,
};

use super::expr::{Comparison, Expr, Extent, Filter, Operand, Set, Slice, Value};
use super::schema::{Fact, FilterField, Source};

impl Filter {
    /// Whether a packet is one of those asked for.
    pub fn matches(&self, packet: &Packet) -> bool {
        let view = View { packet, wire: OnceCell::new(), opened: OnceCell::new() };
        self.expr.as_ref().is_none_or(|expr| view.test(expr))
    }

    /// Whether it matches everything.
    pub const fn is_empty(&self) -> bool {
        self.expr.is_none()
    }
}

/// What a packet has under a name.
enum Found<'a> {
    Number(u64),
    Time(u64),
    Bytes(Cow<'a, [u8]>),
    Present,
}

/// A packet, decoded as far as was asked for.
struct View<'a> {
    packet: &'a Packet,
    wire: OnceCell<Trace>,
    opened: OnceCell<Trace>,
}

impl<'a> View<'a> {
    fn test(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Or(one, other) => self.test(one) || self.test(other),
            Expr::Xor(one, other) => self.test(one) != self.test(other),
            Expr::And(one, other) => self.test(one) && self.test(other),
            Expr::Not(inside) => !self.test(inside),
            Expr::Says(words) => self.texts().any(|text| words.is_match(text)),
            Expr::Has(operand) => self.found(operand).is_some(),
            Expr::Compare(left, comparison, right) => {
                let ordering = self.found(left).and_then(|found| self.compare(&found, right));
                ordering.is_some_and(|ordering| comparison.holds(ordering))
            }
            Expr::Contains(operand, needle) => self.bytes_of(operand).is_some_and(|bytes| {
                needle.is_empty() || bytes.windows(needle.len()).any(|window| window == needle.as_slice())
            }),
            Expr::Matches(operand, regex) => {
                self.bytes_of(operand).is_some_and(|bytes| regex.is_match(&bytes))
            }
            Expr::In(operand, set) => {
                self.found(operand).is_some_and(|found| set.iter().any(|set| is_in(&found, set)))
            }
        }
    }

    fn compare(&self, found: &Found<'_>, right: &Operand) -> Option<Ordering> {
        match right {
            Operand::Value(value) => against(found, value),
            operand => match (found, self.found(operand)?) {
                (Found::Number(one), Found::Number(other)) | (Found::Time(one), Found::Time(other)) => {
                    Some(one.cmp(&other))
                }
                (Found::Bytes(one), Found::Bytes(other)) => Some(one.as_ref().cmp(other.as_ref())),
                _ => None,
            },
        }
    }

    fn found(&self, operand: &Operand) -> Option<Found<'_>> {
        match operand {
            Operand::Field(field) => self.field(field),
            Operand::Slice(inside, slice) => {
                let bytes = self.bytes_of(inside)?;
                cut(&bytes, *slice).map(|cut| Found::Bytes(Cow::Owned(cut.to_vec())))
            }
            Operand::Length(inside) => self
                .bytes_of(inside)
                .map(|bytes| Found::Number(u64::try_from(bytes.len()).unwrap_or(u64::MAX))),
            Operand::Lower(inside) => self.cased(inside, str::to_lowercase),
            Operand::Upper(inside) => self.cased(inside, str::to_uppercase),
            Operand::Value(_) => None,
        }
    }

    fn cased(&self, inside: &Operand, change: impl FnOnce(&str) -> String) -> Option<Found<'_>> {
        let bytes = self.bytes_of(inside)?;
        Some(Found::Bytes(Cow::Owned(change(&String::from_utf8_lossy(&bytes)).into_bytes())))
    }

    fn bytes_of(&self, operand: &Operand) -> Option<Cow<'_, [u8]>> {
        match self.found(operand)? {
            Found::Bytes(bytes) => Some(bytes),
            Found::Number(_) | Found::Time(_) | Found::Present => None,
        }
    }

    fn field(&self, field: &FilterField) -> Option<Found<'_>> {
        match field.source {
            Source::Packet(fact) => self.fact(fact),
            Source::Wire(layer, spec) => {
                let span = self.trace(layer)?.spans.iter().find(|span| span.spec.name == spec.name)?;
                self.value(layer, span)
            }
            Source::Type(layer, body) => self.is_of(layer, body).then_some(Found::Present),
        }
    }

    fn trace(&self, layer: Layer) -> Option<&Trace> {
        match layer {
            Layer::Wire => Some(self.wire.get_or_init(|| trace_frame(&self.packet.frame))),
            Layer::Opened => {
                let inner = self.packet.inner.as_deref()?;
                Some(self.opened.get_or_init(|| trace_inner(inner)))
            }
        }
    }

    fn value(&self, layer: Layer, span: &Span) -> Option<Found<'_>> {
        match (&span.value, span.spec.kind) {
            (WireValue::Number(number), FieldKind::Time) => Some(Found::Time(*number)),
            (WireValue::Number(number), _) => Some(Found::Number(*number)),
            // Text is compared as it was sent; what stands before it is its length.
            (WireValue::Bytes(_) | WireValue::Text(_), _) => {
                let bytes = layer.bytes(self.packet).get(span.range.clone())?;
                Some(Found::Bytes(Cow::Borrowed(content(span.spec, bytes))))
            }
        }
    }

    /// Whether the packet holds this type, a message without fields included.
    fn is_of(&self, layer: Layer, body: &StructSpec) -> bool {
        if layer == Layer::Opened && self.packet.kind == Some(body.name) {
            return true;
        }
        let Some(trace) = self.trace(layer) else { return false };
        trace.spans.iter().any(|span| body.fields.iter().any(|field| field.name == span.spec.name))
    }

    fn fact(&self, fact: Fact) -> Option<Found<'_>> {
        let packet = self.packet;
        let text = |text: &'a str| Found::Bytes(Cow::Borrowed(text.as_bytes()));
        Some(match fact {
            Fact::Number => Found::Number(packet.number),
            Fact::Conn => Found::Number(packet.conn),
            Fact::Time => Found::Time(packet.time.0),
            Fact::Peer => text(&packet.peer),
            Fact::Direction => text(packet.direction.name()),
            Fact::Size => Found::Number(u64::try_from(packet.frame.len()).unwrap_or(u64::MAX)),
            Fact::Frame => Found::Bytes(Cow::Borrowed(&packet.frame)),
            Fact::Verdict => text(packet.verdict.name()),
            Fact::Reason => text(packet.reason?.name()),
            Fact::Bad => (Tone::of(packet.verdict) == Tone::Bad).then_some(Found::Present)?,
            Fact::KeyId => Found::Bytes(Cow::Borrowed(packet.key_id.as_ref()?)),
            Fact::ExpectedSeq => Found::Number(packet.expected?.seq.0),
            Fact::ExpectedEpoch => Found::Number(packet.expected?.epoch.0.into()),
            Fact::Comment => text(packet.comment.as_deref()?),
        })
    }

    /// What a search looks through: who, what and why, and what was said.
    fn texts(&self) -> impl Iterator<Item = &[u8]> {
        let packet = self.packet;
        let known =
            [Some(packet.peer.as_str()), Some(packet.type_name), packet.kind, Some(packet.verdict.name())];
        let known = known
            .into_iter()
            .chain([packet.reason.map(crate::wire::Reason::name), packet.comment.as_deref()])
            .flatten()
            .map(str::as_bytes);
        let said = self.trace(Layer::Opened).into_iter().flat_map(|trace| &trace.spans);
        let said = said.filter(|span| matches!(span.value, WireValue::Text(_)));
        known.chain(said.filter_map(|span| layer_bytes(packet, span)))
    }
}

fn layer_bytes<'a>(packet: &'a Packet, span: &Span) -> Option<&'a [u8]> {
    Layer::Opened.bytes(packet).get(span.range.clone())
}

impl Comparison {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// How what was found stands to a value; none where the two cannot be compared.
fn against(found: &Found<'_>, value: &Value) -> Option<Ordering> {
    match (found, value) {
        (Found::Number(found) | Found::Time(found), Value::Number(value)) => Some(found.cmp(value)),
        (Found::Time(found), Value::Time(value)) => {
            let found = time_text(UnixMillis(*found));
            // A clock alone is compared with the clock of any day, and a beginning with as much of the time.
            let found = if value.get(2..3) == Some(":") { found.split_once(' ')?.1 } else { &found };
            Some(found.get(..value.len()).unwrap_or(found).cmp(value))
        }
        (Found::Bytes(found), Value::Text(value)) => Some(found.as_ref().cmp(value.as_bytes())),
        (Found::Bytes(found), Value::Word(value)) => Some(found.as_ref().cmp(value.as_bytes())),
        (Found::Bytes(found), Value::Bytes(value)) => Some(found.as_ref().cmp(value.as_slice())),
        _ => None,
    }
}

fn is_in(found: &Found<'_>, set: &Set) -> bool {
    let from = against(found, &set.from);
    match &set.to {
        None => from.is_some_and(Ordering::is_eq),
        Some(to) => from.is_some_and(Ordering::is_ge) && against(found, to).is_some_and(Ordering::is_le),
    }
}

/// The bytes of a slice; none where it begins beyond them.
fn cut(bytes: &[u8], slice: Slice) -> Option<&[u8]> {
    let place = |from: i64| {
        let length = i64::try_from(bytes.len()).ok()?;
        usize::try_from(if from < 0 { length.checked_add(from)? } else { from }).ok()
    };
    let from = place(slice.from)?;
    let to = match slice.extent {
        Extent::Bytes(count) => from.checked_add(count)?,
        Extent::Last(last) => place(last)?.checked_add(1)?,
        Extent::Rest => bytes.len(),
    };
    bytes.get(from..to).filter(|cut| !cut.is_empty())
}
